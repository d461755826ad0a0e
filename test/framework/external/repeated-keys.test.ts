import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hasRepeatedKey } from "../../../src/framework/external/repeated-keys.ts";

for (const [text, repeated] of [
  ["{}", false],
  ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}', false],
  ['{"a":1,"a":1}', true],
  ['{"a" : 1 , "a"\n:2}', true],
  ['{"a":1,"\\u0061":2}', true],
  ['{"a":"a","b":"a\\":","c":"}"}', false],
  ['{"x":{"a":1,"b":2,"a":3}}', true],
  ['{"x":{"y":{"a":1,"a":3}}}', false],
  ['{"x":[{"a":1,"a":3}]}', false],
  ['[{"a":1,"a":3}]', true],
  ['{"x":{"y":{}},"x":1}', true],
  ['{"x":[[[]]],"y":{"z":{"q":{}}},"y":1}', true],
  ['{"__proto__":1,"__proto__":1}', true],
  ['{"":1,"":2}', true],
] as const) {
  test(`a key twice in two levels: ${text}`, () => assert.equal(hasRepeatedKey(text, 2), repeated));
}

test("no text that JSON.stringify makes has one", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 4 }), fc.boolean(), (value, levels, wide) => {
      assert.equal(hasRepeatedKey(JSON.stringify(value, undefined, wide ? 2 : 0), levels), false);
    }),
  );
});

test("a key added again at the top is always found", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
      const [key] = Object.keys(value);
      const text = `${JSON.stringify(value).slice(0, -1)},${JSON.stringify(key)}:0}`;
      assert.equal(hasRepeatedKey(text, 1), true);
    }),
  );
});
