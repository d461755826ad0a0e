import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../../../src/framework/json.ts";
import { readJson } from "../../../src/mcp/json/reader.ts";
import { parseJson } from "../../../src/mcp/twin/pairs.ts";
import { drawFrom, jsonValue, relaxed, spell, strict, wide } from "./arbitrary-json.ts";

function readValue(text: string): JsonValue {
  const reading = readJson(Buffer.from(text), wide, strict);
  assert.ok(reading.ok, text);
  return reading.document.value(reading.document.root);
}

// V8 12.8 to 14.6 takes an escaped key for one that it saw before, if what stands before its escape, and the backslash,
// are that key: nodejs/node issue 63785.
describe("a key with escapes, after one that ends in a backslash", () => {
  const rows: readonly [seen: string, text: string, expected: JsonValue][] = [
    [String.raw`{"a":1,"comman\\":1}`, String.raw`{"a":1,"comman\u0064":"rm"}`, { a: 1, command: "rm" }],
    [String.raw`{"q":1,"\\":1}`, String.raw`{"q":1,"\n":2}`, { q: 1, "\n": 2 }],
    [String.raw`{"q":1,"\\":1}`, String.raw`{"q":1,"\u00e9":2}`, { q: 1, é: 2 }],
    [
      String.raw`{"k":1,"a\\":1}`,
      String.raw`{"k":1,"a\"":[{"k":1,"a\"":"x"}]}`,
      { k: 1, 'a"': [{ k: 1, 'a"': "x" }] },
    ],
  ];
  for (const [seen, text, expected] of rows) {
    it(text, () => {
      for (let times = 0; times < 3; times++) JSON.parse(seen);
      assert.deepEqual(readValue(text), expected);
      assert.deepEqual(parseJson(text), expected);
    });
  }
});

describe("a value whose keys have escapes", () => {
  it("has each kind of value", () => {
    const text = String.raw`{"\u0061":[],"b":{},"c":[1.50,-0,1e2,true,false,null,"\u0041\n"],"d":{"e":{"f":[[{}]]}},"10":1,"2":2}`;
    assert.deepEqual(readValue(text), JSON.parse(text));
    assert.deepEqual(Object.keys(readValue(text) as object), ["2", "10", "a", "b", "c", "d"]);
  });

  it("has a member __proto__ as any other", () => {
    const value = readValue(String.raw`{"\u0061":1,"__proto__":{"b":2}}`) as Record<string, JsonValue>;
    assert.deepEqual(Object.keys(value), ["a", "__proto__"]);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(value["b"], undefined);
  });

  it("has the last of keys that repeat", () => {
    const reading = readJson(Buffer.from(String.raw`{"a":1,"b":2,"\u0061":3}`), wide, relaxed);
    assert.ok(reading.ok);
    const value = reading.document.value(reading.document.root);
    assert.equal(JSON.stringify(value), '{"a":3,"b":2}');
  });

  it("is no danger to the stack", () => {
    const depth = 100_000;
    let value = readValue(`${'{"\\u0061":'.repeat(depth)}1${"}".repeat(depth)}`);
    let levels = 0;
    while (typeof value === "object") {
      value = (value as Record<string, JsonValue>)["a"] as JsonValue;
      levels++;
    }
    assert.equal(levels, depth);
  });

  it("is the value of the text, in part and as a whole", () => {
    fc.assert(
      fc.property(jsonValue, fc.integer(), (value, seed) => {
        const text = `{"\\u0069t":${spell(value, drawFrom(seed))},"x":1}`;
        const reading = readJson(Buffer.from(text), wide, strict);
        assert.ok(reading.ok);
        const { document } = reading;
        assert.deepEqual(document.value(document.root), { it: value, x: 1 });
        assert.deepEqual(document.value(document.member(document.root, "it")), value);
      }),
      { numRuns: 500 },
    );
  });
});
