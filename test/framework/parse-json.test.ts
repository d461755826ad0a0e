import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseJson } from "../../src/framework/parse-json.ts";

// V8 12.8 to 14.6 takes an escaped key for one that it saw before, if what stands before its escape, and the backslash,
// are that key: nodejs/node issue 63785.
describe("a key with escapes, after one that ends in a backslash", () => {
  const rows: readonly [seen: string, text: string, expected: object][] = [
    [String.raw`{"a":1,"comman\\":1}`, String.raw`{"a":1,"comman\u0064":"rm"}`, { a: 1, command: "rm" }],
    [String.raw`{"q":1,"\\":1}`, String.raw`{"q":1,"\n" :2}`, { q: 1, "\n": 2 }],
    [String.raw`{"q":1,"\\":1}`, String.raw`[{"q":1,"\u00e9":{"q":"\""}}]`, [{ q: 1, é: { q: '"' } }]],
  ];
  for (const [seen, text, expected] of rows) {
    test(text, () => {
      for (let times = 0; times < 3; times++) JSON.parse(seen);
      assert.deepEqual(parseJson(text), expected);
    });
  }
});

describe("parseJson", () => {
  test("throws what JSON.parse throws", () => {
    for (const text of ["", "{", '{"\\u0061":}', '{"\\x":1}', '{"\\n":1}x', "nul"]) {
      assert.throws(() => parseJson(text), SyntaxError, text);
    }
  });

  test("a member __proto__ is one like any other, and of keys that repeat the last counts", () => {
    const value = parseJson(String.raw`{"\u0061":1,"__proto__":{"b":2},"a":3}`) as object;
    assert.deepEqual(Object.entries(value), [
      ["a", 3],
      ["__proto__", { b: 2 }],
    ]);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });

  test("deep texts are no danger to the stack", () => {
    const depth = 5000;
    assert.ok(parseJson(`${'{"\\n":['.repeat(depth)}${"]}".repeat(depth)}`));
  });

  test("yields the data of any text", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        assert.equal(JSON.stringify(parseJson(`{"\\n\\"": ${text} }`)), `{"\\n\\"":${text}}`);
        assert.equal(JSON.stringify(parseJson(text)), text);
      }),
    );
  });
});
