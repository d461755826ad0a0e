/** Repetitions with figures that are easy to reckon with, for tests. */
import type { Cell } from "./matrix.ts";
import type { Run } from "./measure.ts";
import type { LoadResult } from "./programs.ts";

/** CPU in microseconds over ten exchanges in two seconds. */
function load(p50: number, cpu: Readonly<Record<string, number>>, errors = 0): LoadResult {
  const processes = Object.entries(cpu).map(([role, microseconds]) => [
    role,
    { cpuMicroseconds: microseconds, rssKiB: 2048, peakKiB: microseconds * 1024 },
  ]);
  const latency = { count: 10, p50, p90: p50, p99: p50 * 2, p999: p50, max: p50, histogram: [] };
  return { done: 10, errors, seconds: 2, latency, processes: Object.fromEntries(processes) };
}

export function run(cell: Cell, repetition: number, p50: number, adapter?: number): Run {
  const cpu = { envoy: 100, ...(adapter !== undefined && { adapter }) };
  return { ...cell, repetition, saturated: load(p50, cpu, 1), atRate: load(p50 / 2, cpu) };
}

export const cell = (subject: Cell["subject"], plugins: Cell["plugins"]): Cell => ({
  case: "json-0.5k",
  subject,
  plugins,
});
