import assert from "node:assert/strict";
import { test } from "node:test";
import { aimsOf } from "./aims.ts";
import { figuresOf, spread } from "./figures.ts";
import { cell, run } from "./sample-runs.ts";

test("a spread is of the values that are there", () => {
  assert.deepEqual(spread([3, undefined, 1, 2]), { median: 2, min: 1, max: 3 });
  assert.equal(spread([undefined]), undefined);
});

test("latency is added to that of Envoy alone in the same repetition", () => {
  const runs = [
    run(cell("alone", "0"), 1, 100),
    run(cell("static", "1"), 1, 300, 50),
    run(cell("alone", "0"), 2, 1000),
    run(cell("static", "1"), 2, 1100, 70),
    run(cell("alone", "0"), 3, 200),
    run(cell("static", "1"), 3, 500, 90),
  ];
  const [alone, adapter] = figuresOf(runs);
  assert.equal(alone?.saturated?.addedP50, undefined);
  assert.equal(alone?.saturated?.adapterCpu, undefined);
  assert.deepEqual(alone?.saturated?.p50, { median: 200, min: 100, max: 1000 });
  assert.deepEqual(adapter?.saturated?.addedP50, { median: 200, min: 100, max: 300 });
  assert.deepEqual(adapter?.saturated?.addedP99, { median: 400, min: 200, max: 600 });
  assert.deepEqual(adapter?.atRate.addedP50, { median: 100, min: 50, max: 150 });
  assert.deepEqual(adapter?.saturated?.adapterCpu, { median: 7, min: 5, max: 9 });
  assert.equal(adapter?.saturated?.envoyCpu?.median, 10);
  assert.equal(adapter?.saturated?.perSecond.median, 5);
  assert.equal(adapter?.errors, 3);
  assert.equal(adapter?.peakMiB, 90);
  assert.equal(adapter?.afterMiB, 2);
});

test("aims are ratios of what one repetition measured", () => {
  const runs = [1, 2, 3].flatMap((repetition) => [
    run(cell("static", "0"), repetition, 1, 100 * repetition),
    run(cell("static", "1"), repetition, 1, 140 * repetition),
    run(cell("lean", "1"), repetition, 1, 70 * repetition),
    run(cell("go", "0"), repetition, 1, 60 * repetition),
    run(cell("python", "1"), repetition, 1, 1400 * repetition),
    run(cell("static", "5"), repetition, 1, 100 * repetition + 700),
  ]);
  const aims = aimsOf(runs, ["static", "override", "lean"]);
  assert.deepEqual(
    aims.filter(({ aim }) => aim.includes("Go")).map(({ bound }) => bound.value),
    [2, 1],
    "a transport of our own is to be below Go's",
  );
  const found = aims.map(({ found, met }) => [found?.median.toFixed(2), met]);
  assert.deepEqual(found, [
    ["0.10", true],
    ["0.05", true],
    ["2.33", false],
    ["1.17", false],
    ["70.00", false],
  ]);
});
