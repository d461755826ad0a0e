import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresOf, quantile, type Run, table } from "./figures.ts";

test("quantiles are nearest ranks", () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([1, 2, 3, 4], 0.99), 4);
  assert.equal(quantile([7], 0), 7);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

const run = (subject: string, repetition: number, envoy: number, adapter: number, latency: number): Run => ({
  subject,
  case: "json",
  repetition,
  cpu: { envoy, adapter },
  closedLoop: { requests: 10, errors: 0, latencies: [], seconds: 2 },
  fixedRate: { requests: 1, errors: 1, latencies: [latency], seconds: 1 },
});

test("figures are medians per exchange, and what is added is told beside the first subject", () => {
  const runs = [
    run("alone", 1, 100, 0, 1),
    run("with", 1, 200, 50, 3),
    run("with", 2, 220, 70, 5),
    run("with", 3, 240, 90, 4),
  ];
  const figures = figuresOf(runs);
  assert.deepEqual(figures[1], {
    subject: "with",
    case: "json",
    errors: 3,
    envoyCpu: 22,
    adapterCpu: 7,
    requestsPerSecond: 5,
    p50: 4,
    p99: 5,
  });
  const [, , second] = table(figures).split("\n");
  assert.deepEqual(second?.trim().split(/ {2,}/), [
    "json",
    "with",
    "7",
    "22",
    "19",
    "4.00",
    "5.00",
    "3.00",
    "4.00",
    "5",
    "3",
  ]);
});
