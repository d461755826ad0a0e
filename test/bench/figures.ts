/** From single runs to the figures of a report. */
import type { LoadResult } from "./load.ts";
import { textTable } from "./text-table.ts";

/** One repetition of one subject under one case. */
export type Run = {
  readonly subject: string;
  readonly case: string;
  readonly repetition: number;
  /** Microseconds of CPU each process spent in the closed loop. */
  readonly cpu: { readonly envoy: number; readonly adapter: number };
  readonly closedLoop: LoadResult;
  readonly fixedRate: LoadResult;
};

export type Figures = {
  readonly subject: string;
  readonly case: string;
  readonly errors: number;
  /** Medians over the repetitions, microseconds an exchange. */
  readonly envoyCpu: number;
  readonly adapterCpu: number;
  readonly requestsPerSecond: number;
  /** Over all requests at the fixed rate, milliseconds. */
  readonly p50: number;
  readonly p99: number;
};

export function figuresOf(runs: readonly Run[]): readonly Figures[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = `${run.case}\n${run.subject}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((group) => {
    const first = group[0] as Run;
    const latencies = group.flatMap((run) => run.fixedRate.latencies);
    return {
      subject: first.subject,
      case: first.case,
      errors: group.reduce((sum, run) => sum + run.closedLoop.errors + run.fixedRate.errors, 0),
      envoyCpu: quantile(
        group.map((run) => run.cpu.envoy / run.closedLoop.requests),
        0.5,
      ),
      adapterCpu: quantile(
        group.map((run) => run.cpu.adapter / run.closedLoop.requests),
        0.5,
      ),
      requestsPerSecond: quantile(
        group.map((run) => run.closedLoop.requests / run.closedLoop.seconds),
        0.5,
      ),
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
    };
  });
}

/** The value below which the fraction `q` lies, nearest rank; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** A table; the first subject of a case is what the others are compared with. */
export function table(figures: readonly Figures[]): string {
  const head = [
    "case",
    "subject",
    "CPU µs: adapter",
    "Envoy",
    "both, added",
    "p50 ms",
    "p99 ms",
    "p50 added",
    "p99 added",
    "req/s",
    "errors",
  ];
  const rows = figures.map((row) => {
    const base = figures.find((other) => other.case === row.case) as Figures;
    const added =
      row === base
        ? ["", "", ""]
        : [
            (row.adapterCpu + row.envoyCpu - base.envoyCpu).toFixed(0),
            (row.p50 - base.p50).toFixed(2),
            (row.p99 - base.p99).toFixed(2),
          ];
    return [
      row.case,
      row.subject,
      row === base ? "" : row.adapterCpu.toFixed(0),
      row.envoyCpu.toFixed(0),
      added[0] ?? "",
      row.p50.toFixed(2),
      row.p99.toFixed(2),
      added[1] ?? "",
      added[2] ?? "",
      row.requestsPerSecond.toFixed(0),
      String(row.errors),
    ];
  });
  return textTable(head, rows, 2);
}
