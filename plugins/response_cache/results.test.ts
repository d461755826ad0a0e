import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keptResults } from "./results.ts";

test("a result is there until its time is over", () => {
  let now = 0;
  const results = keptResults({ entries: 10, bytes: 1000, ttlMs: 100 }, () => now);
  results.set("short", "s", 10);
  results.set("long", "l", 1_000_000);
  now = 9;
  assert.equal(results.get("short"), "s");
  now = 10;
  assert.equal(results.get("short"), undefined);
  now = 99;
  assert.equal(results.get("long"), "l");
  now = 100;
  assert.equal(results.get("long"), undefined);
});

test("what was used longest ago goes first", () => {
  const results = keptResults({ entries: 2, bytes: 1000, ttlMs: 100 }, () => 0);
  results.set("a", "1", 1);
  results.set("b", "2", 1);
  results.get("a");
  results.set("c", "3", 1);
  assert.deepEqual(["a", "b", "c"].map(results.get), ["1", undefined, "3"]);
});

test("neither number nor size goes beyond the limits, and a result too large displaces nothing", () => {
  const key = fc.constantFrom("a", "b", "c", "d", "e");
  const step = fc.record({ key, length: fc.nat(60), remove: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const results = keptResults({ entries: 3, bytes: 100, ttlMs: 100 }, () => 0);
      for (const { key, length, remove } of steps) {
        if (remove) results.delete(key);
        else results.set(key, "x".repeat(length), 1);
        const kept = ["a", "b", "c", "d", "e"].flatMap((name) => results.get(name) ?? []);
        assert.ok(kept.length <= 3);
        assert.ok(kept.reduce((sum, text) => sum + 2 * (1 + text.length), 0) <= 100);
        if (!remove && length < 50) assert.ok(kept.includes("x".repeat(length)));
      }
    }),
  );
});
