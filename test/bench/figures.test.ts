import assert from "node:assert/strict";
import { test } from "node:test";
import { quantile } from "./figures.ts";

test("quantiles are nearest ranks", () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([1, 2, 3, 4], 0.99), 4);
  assert.equal(quantile([7], 0), 7);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});
