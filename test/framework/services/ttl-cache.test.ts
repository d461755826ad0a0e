import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../../../src/framework/index.ts";
import { createTtlCache } from "../../../src/framework/services/ttl-cache.ts";

const limits = { max_entries: 3, max_bytes: 1000, ttl_seconds: 10 };

test("a value is there until its time is over, and is a copy", () => {
  let now = 0;
  const cache = createTtlCache(limits, () => now);
  const value = { list: [1] };
  assert.equal(cache.set("a", value), true);
  value.list.push(2);
  const read = cache.get("a") as typeof value;
  assert.deepEqual(read, { list: [1] });
  read.list.push(3);
  assert.deepEqual(cache.get("a"), { list: [1] });
  cache.set("short", true, 1);
  cache.set("long", true, 1000);
  now = 1000;
  assert.equal(cache.get("short"), undefined);
  now = 9999;
  assert.deepEqual(cache.get("a"), { list: [1] });
  assert.equal(cache.get("long"), true);
  now = 10_000;
  assert.equal(cache.get("a"), undefined);
  assert.equal(cache.get("long"), undefined);
});

test("the least recently used go first", () => {
  const cache = createTtlCache(limits, () => 0);
  for (const key of ["a", "b", "c"]) cache.set(key, key);
  cache.get("a");
  cache.set("d", "d");
  assert.deepEqual(
    ["a", "b", "c", "d"].map((key) => cache.get(key)),
    ["a", undefined, "c", "d"],
  );
  cache.delete("a");
  assert.equal(cache.get("a"), undefined);
});

test("what is no JSON, has no time or is larger than the cache is not kept, and takes the older value with it", () => {
  const cache = createTtlCache(limits, () => 0);
  const bad: readonly [unknown, number?][] = [
    [undefined],
    [Number.NaN],
    [new Date()],
    ["x".repeat(600)],
    [1, 0],
    [1, -1],
    [1, Number.NaN],
  ];
  for (const [value, ttl] of bad) {
    cache.set("a", "old");
    assert.equal(cache.set("a", value as JsonValue, ttl), false);
    assert.equal(cache.get("a"), undefined);
  }
});

test("whatever is done with it, it is within its limits and tells the last value or none", () => {
  const key = fc.constantFrom("a", "b", "c", "d", "e", "__proto__");
  const step = fc.oneof(
    fc.tuple(fc.constant("set" as const), key, fc.string({ maxLength: 300 })),
    fc.tuple(fc.constant("get" as const), key, fc.constant("")),
    fc.tuple(fc.constant("delete" as const), key, fc.constant("")),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cache = createTtlCache(limits, () => 0);
      const model = new Map<string, string>();
      for (const [what, name, value] of steps) {
        if (what === "set") {
          if (cache.set(name, value)) model.set(name, value);
          else model.delete(name);
        } else if (what === "delete") {
          cache.delete(name);
          model.delete(name);
        } else {
          const found = cache.get(name);
          assert.ok(found === undefined || found === model.get(name));
        }
      }
      const left = [...model.keys()].filter((name) => cache.get(name) !== undefined);
      const bytes = left.reduce(
        (sum, name) => sum + 2 * (name.length + JSON.stringify(model.get(name)).length),
        0,
      );
      assert.ok(left.length <= limits.max_entries && bytes <= limits.max_bytes);
    }),
  );
});
