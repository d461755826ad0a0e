import assert from "node:assert/strict";
import { test } from "node:test";
import { createRestarts } from "../../../src/framework/isolation/restarts.ts";

test("the first restart is at once, later ones wait longer, until there was an answer", () => {
  const restarts = createRestarts({ max_restarts: 100, restart_window_seconds: 60 });
  const delays = Array.from({ length: 10 }, () => restarts.next(0));
  assert.deepEqual(delays, [0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  restarts.succeeded();
  assert.equal(restarts.next(0), 0);
});

test("no more than max_restarts in a window, which moves", () => {
  const restarts = createRestarts({ max_restarts: 2, restart_window_seconds: 1 });
  assert.equal(restarts.next(0), 0);
  restarts.succeeded();
  assert.equal(restarts.next(500), 0);
  restarts.succeeded();
  assert.equal(restarts.next(999), undefined);
  assert.equal(restarts.next(1000), 0);
  restarts.succeeded();
  assert.equal(restarts.next(1400), undefined);
  assert.equal(restarts.next(1500), 0);
});
