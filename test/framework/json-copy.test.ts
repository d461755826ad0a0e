import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { copyJson } from "../../src/framework/json-copy.ts";
import { deepFreeze } from "../../src/framework/json-freeze.ts";

test("a copy holds the same, shares nothing that can be written to, and is not frozen", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      deepFreeze(value);
      const copy = copyJson(value);
      assert.deepEqual(copy, value);
      assertApart(copy, value);
    }),
  );
});

test("a key named __proto__ stays a key", () => {
  const copy = copyJson(JSON.parse('{"__proto__": {"a": 1}, "b": 2}') as object);
  assert.equal(JSON.stringify(copy), '{"__proto__":{"a":1},"b":2}');
  assert.equal(Object.getPrototypeOf(copy), Object.prototype);
});

test("what is no JSON data is shared", () => {
  const made = new Date(0);
  assert.equal(copyJson({ made }).made, made);
});

function assertApart(copy: unknown, value: unknown): void {
  if (typeof copy !== "object" || copy === null) return;
  assert.notEqual(copy, value);
  assert.ok(!Object.isFrozen(copy) || Object.keys(copy).length === 0);
  for (const key of Object.keys(copy)) {
    assertApart((copy as Record<string, unknown>)[key], (value as Record<string, unknown>)[key]);
  }
}
