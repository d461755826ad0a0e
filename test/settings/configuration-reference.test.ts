import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { generateDocs } from "../../scripts/generate-docs.ts";
import { defaultSettings } from "../../src/settings/adapter.ts";

const [reference] = generateDocs();
assert.ok(reference !== undefined);

test("the reference is what scripts/generate-docs.ts writes", async () => {
  for (const { path, text } of generateDocs()) {
    assert.equal(await readFile(new URL(`../../${path}`, import.meta.url), "utf8"), text, path);
  }
});

test("every key with a default is in it, with a meaning", () => {
  const look = (value: object, prefix: string): void => {
    for (const [key, below] of Object.entries(value)) {
      if (typeof below === "object" && !Array.isArray(below)) look(below, `${prefix}${key}.`);
      else
        assert.match(
          reference.text,
          new RegExp(`^\\| \`${prefix}${key}\` \\| [^|]+ \\| [^|]* \\| .{9,} \\|$`, "m"),
        );
    }
  };
  look(defaultSettings, "");
});

test("no key is without a type or a meaning", () => {
  for (const line of reference.text.split("\n").filter((row) => row.startsWith("| `"))) {
    assert.doesNotMatch(line, /\| {2}\|$/, line);
  }
});
