import assert from "node:assert/strict";
import { test } from "node:test";
import { moreThanBefore, type Point, trendOf } from "./verdict.ts";

const points = (bytes: (step: number) => number): Point[] =>
  Array.from({ length: 30 }, (_, step) => ({ exchanges: step * 1000, bytes: bytes(step) }));
const near = (found: number, wanted: number, by: number) =>
  assert.ok(Math.abs(found - wanted) <= by, `${found}, not ${wanted}`);

test("ten bytes an exchange show, under noise of a megabyte", () => {
  const { bytesPerExchange, grown } = trendOf(points((step) => 5e7 + step * 10_000 + (step % 2) * 1000));
  near(bytesPerExchange, 10, 0.2);
  near(grown, 190_000, 4000);
});

test("what the first third takes does not count", () => {
  near(trendOf(points((step) => Math.min(step, 9) * 1e6)).grown, 0, 1);
});

test("memory that wavers has not grown", () => {
  near(trendOf(points((step) => 5e7 + [0, 3e5, -3e5][step % 3]!)).grown, 0, 2e5);
});

test("one point, and none, are no trend", () => {
  assert.deepEqual(trendOf([{ exchanges: 5, bytes: 7 }]), { bytesPerExchange: 0, grown: 0 });
  assert.deepEqual(trendOf([]), { bytesPerExchange: 0, grown: 0 });
});

test("more handles of a kind than ever in the first third", () => {
  const counts = [
    { Timeout: 4, Socket: 2 },
    { Timeout: 5 },
    { Timeout: 5 },
    { Timeout: 6, Socket: 2, File: 1 },
  ];
  assert.deepEqual(moreThanBefore(counts, 0), ["Timeout", "File"]);
  assert.deepEqual(moreThanBefore(counts, 1), []);
});
