import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../../src/framework/json.ts";
import { canonicalJson } from "../../src/framework/json-canonical.ts";

test("members stand in the order of their code units (RFC 8785, section 3.2.3)", () => {
  const value = {
    "\u20ac": 1,
    "\r": 2,
    "\ufb33": 3,
    "1": 4,
    "\ud83d\ude00": 5,
    "\u0080": 6,
    "\u00f6": [null, { b: 1, a: "x" }],
  };
  assert.equal(
    canonicalJson(value),
    '{"\\r":2,"1":4,"\u0080":6,"\u00f6":[null,{"a":"x","b":1}],"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
  );
});

test("the order of members does not matter, and nothing is lost", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.parse(JSON.stringify(value)) as JsonValue;
      const reversed = (each: JsonValue): JsonValue =>
        Array.isArray(each)
          ? each.map(reversed)
          : typeof each === "object" && each !== null
            ? Object.fromEntries(
                Object.entries(each)
                  .reverse()
                  .map(([key, inner]) => [key, reversed(inner)]),
              )
            : each;
      assert.equal(canonicalJson(reversed(json)), canonicalJson(json));
      assert.deepEqual(JSON.parse(canonicalJson(json)), json);
    }),
  );
});
