import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compilePattern } from "../../src/framework/pattern.ts";
import { type ReplacementRule, readReplacement, replaceMatches } from "../../src/framework/replacement.ts";

function rule(search: string, template: string): ReplacementRule {
  const pattern = compilePattern(search);
  assert.ok(pattern.ok, search);
  const replacement = readReplacement(template, pattern.pattern);
  assert.ok(replacement.ok, replacement.ok ? "" : replacement.message);
  return { pattern: pattern.pattern, replacement: replacement.replacement };
}

const always = Number.POSITIVE_INFINITY;

describe("replacements, as Python's re.sub makes them", () => {
  const rows: readonly [search: string, template: string, text: string, result: string][] = [
    ["a", "b", "banana", "bbnbnb"],
    ["(a)(b)?", "[\\1\\2]", "ab a", "[a] [a]".replace("[a]", "[ab]")],
    ["(?P<x>\\d)", "<\\g<x>>", "1 2", "<1> <2>"],
    ["(a)", "\\1-\\g<1>\\g<0>\\n\\\\ \\. $1", "a", "a-aa\n\\ \\. $1"],
    ["(a)", "\\101\\07\\0", "a", "A\x07\0"],
    ["a", "$& $1", "a", "$& $1"],
    ["x*", "-", "abxd", "-a-b--d-"],
    ["^", "> ", "line", "> line"],
    ["é", "e", "éé", "ee"],
  ];
  for (const [search, template, text, result] of rows) {
    test(`${search} → ${template}`, () =>
      assert.equal(replaceMatches(text, [rule(search, template)], always), result));
  }
});

describe("templates that are refused", () => {
  for (const [template, message] of [
    ["\\2", "the pattern has no group 2"],
    ["\\g<x>", 'the pattern has no group named "x"'],
    ["\\g<9>", "the pattern has no group 9"],
    ["\\g1", "\\g without <name>"],
    ["\\q", "unknown escape \\q"],
    ["a\\", "ends in a single backslash"],
  ] as const) {
    test(template, () => {
      const pattern = compilePattern("(a)");
      assert.ok(pattern.ok);
      assert.deepEqual(readReplacement(template, pattern.pattern), { ok: false, message });
    });
  }
});

test("each rule works on what the ones before it left", () => {
  assert.equal(replaceMatches("a", [rule("a", "b"), rule("b", "c"), rule("a", "x")], always), "c");
});

test("no match leaves the text", () => {
  assert.equal(replaceMatches("a", [rule("b", "c")], always), "a");
  assert.equal(replaceMatches("a", [], always), "a");
});

test("a text that grows too long, or takes too long, is not made", () => {
  const grow = rule("a", "a".repeat(5000));
  assert.equal(replaceMatches("a".repeat(10), [grow, grow], always), undefined);
  assert.equal(replaceMatches("aa", [rule("a", "b")], 0), undefined);
});
