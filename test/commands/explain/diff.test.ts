import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { diffLines, diffText } from "../../../src/commands/explain/diff.ts";

const text = (before: string, after: string) => diffText(diffLines(before, after));

describe("differences", () => {
  const rows: readonly [name: string, before: string, after: string, lines: readonly string[]][] = [
    ["none", "a\nb", "a\nb", []],
    ["one line", "a\nb\nc", "a\nx\nc", ["  a", "- b", "+ x", "  c"]],
    ["an insertion", "a\nc", "a\nb\nc", ["  a", "+ b", "  c"]],
    ["a removal at the end", "a\nb", "a", ["  a", "- b"]],
    ["two changes with common lines between", "1\n2\n3", "x\n2\ny", ["- 1", "+ x", "  2", "- 3", "+ y"]],
    ["far lines are left out", "1\n2\n3\n4\n5", "1\n2\n3\n4\nx", ["  … 2 more", "  3", "  4", "- 5", "+ x"]],
  ];
  for (const [name, before, after, lines] of rows)
    test(name, () => assert.deepEqual(text(before, after), lines));

  test("of long texts too, without comparing every pair of lines", () => {
    const long = (word: string) => Array.from({ length: 5000 }, (_, index) => `${word}${index}`).join("\n");
    const lines = diffLines(long("a"), long("b"));
    assert.equal(lines.filter(({ kind }) => kind === "removed").length, 5000);
    assert.equal(lines.filter(({ kind }) => kind === "added").length, 5000);
  });
});

test("what is removed and added adds up", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      let balance = 0;
      for (const { kind } of diffLines(before.join("\n"), after.join("\n"))) {
        if (kind === "added") balance++;
        if (kind === "removed") balance--;
      }
      assert.equal(balance, Math.max(1, after.length) - Math.max(1, before.length));
    }),
  );
});
