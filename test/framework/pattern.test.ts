import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compilePattern, type Pattern } from "../../src/framework/pattern.ts";

function compiled(source: string, ignoreCase = false): Pattern {
  const reading = compilePattern(source, { ignoreCase });
  assert.ok(reading.ok, source);
  return reading.pattern;
}

describe("patterns that are refused", () => {
  for (const source of ["(", "(?=a)", "(a)\\1", "a{2000}", "[z-a]", "(?<a>x"]) {
    test(source, () => {
      const reading = compilePattern(source);
      assert.ok(!reading.ok && reading.message.length > 0);
    });
  }
});

test("matches come in order with their groups", () => {
  const pattern = compiled("(?P<word>[a-z]+)(\\d)?");
  const seen: unknown[] = [];
  assert.ok(pattern.eachMatch("ab1 c", Number.POSITIVE_INFINITY, (match) => void seen.push(match)));
  assert.deepEqual(seen, [
    { start: 0, end: 3, groups: ["ab1", "ab", "1"] },
    { start: 4, end: 5, groups: ["c", "c", undefined] },
  ]);
  assert.equal(pattern.groupCount, 2);
  assert.equal(pattern.names.get("word"), 1);
});

test("letter case is ignored on request", () => {
  assert.ok(!compiled("abc").test("xABCx"));
  assert.ok(compiled("abc", true).test("xABCx"));
});

test("a visit that returns false ends the search", () => {
  let count = 0;
  assert.equal(
    compiled("a").eachMatch("aaa", Number.POSITIVE_INFINITY, () => ++count < 2),
    false,
  );
  assert.equal(count, 2);
});

test("a text that needs a long search at each character is given up at the deadline", () => {
  let count = 0;
  const text = "a".repeat(20_000);
  assert.equal(
    compiled("a(.*b)?").eachMatch(text, 0, () => void count++),
    false,
  );
  assert.equal(count, 1);
});

test("exponential patterns are linear", () => {
  assert.ok(!compiled("(a+)+$").test(`${"a".repeat(50_000)}!`));
});
