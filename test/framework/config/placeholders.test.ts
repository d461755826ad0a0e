import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { maskPlaceholders, splitMasked } from "../../../src/framework/config/placeholders.ts";

const piece = fc.constantFrom(
  "{{",
  "}}",
  "{",
  "}",
  "$",
  "${",
  "$${",
  "env.X",
  "'",
  '"',
  " ",
  "\n",
  "{%",
  "%}",
  "{#",
  "#}",
  ":-",
  "a",
  "\uE000",
  "|",
  "default('x')",
  "${A}",
  "{{ env.B }}",
);
const source = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

test("masking keeps the length and every line, and what is no template", () => {
  fc.assert(
    fc.property(source, (text) => {
      const masked = maskPlaceholders(text);
      assert.ok(masked !== undefined);
      assert.equal(masked.text.length, text.length);
      assert.ok(!text.includes(masked.mark));
      for (let at = 0; at < text.length; at++) assert.equal(masked.text[at] === "\n", text[at] === "\n");
      const kept = splitMasked(masked.text, masked).filter((part) => typeof part === "string");
      assert.ok(kept.join("").length <= text.length);
      assert.equal((masked.text.split(masked.mark).length - 1) % 2, 0);
    }),
    { numRuns: 500 },
  );
});

test("a long line of openings takes linear time", () => {
  for (const opening of ["${", "{{", "{%", "{{'", "$${", '{{ "']) {
    const text = opening.repeat(20_000);
    assert.ok(maskPlaceholders(text) === undefined || maskPlaceholders(text)?.text.length === text.length);
  }
});
