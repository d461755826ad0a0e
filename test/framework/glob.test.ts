import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compileGlob, compileNames } from "../../src/framework/glob.ts";

const cases: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ["*", "", true],
  ["*", "anything/at.all", true],
  ["?", "", false],
  ["?", "x", true],
  ["?", "😀", true],
  ["db_*", "db_query", true],
  ["db_*", "my_db_query", false],
  ["*_admin", "user_admin", true],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["a*b*c", "abc", true],
  ["a*b*c", "acb", false],
  ["*ab*ab*", "ab", false],
  ["*ab*ab*", "abab", true],
  ["file:///etc/*", "file:///etc/ssh/key", true],
  ["http://x/?q=*", "http://x/?q=1", true],
  ["[a]*", "[a]b", true],
  ["A*", "ab", false],
];

for (const [pattern, text, matches] of cases) {
  test(`${JSON.stringify(pattern)} ${matches ? "matches" : "does not match"} ${JSON.stringify(text)}`, () => {
    assert.equal(compileGlob(pattern)(text), matches);
    assert.equal(compileNames(["other", pattern])(text), matches);
  });
}

test("agrees with the textbook definition", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
  const texts = fc.string({ unit: fc.constantFrom("a", "b", "é", "😀"), maxLength: 10 });
  fc.assert(
    fc.property(
      letters,
      texts,
      (pattern, text) => compileGlob(pattern)(text) === slowly([...pattern], [...text]),
    ),
    {
      numRuns: 2000,
    },
  );
});

test("a text made to make matchers backtrack is done with at once", () => {
  assert.equal(compileGlob(`${"*a".repeat(50)}*b`)("a".repeat(200_000)), false);
});

function slowly(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === "*") return slowly(rest, text) || (text.length > 0 && slowly(pattern, text.slice(1)));
  return text.length > 0 && (first === "?" || first === text[0]) && slowly(rest, text.slice(1));
}
