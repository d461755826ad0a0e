import { Counter, Gauge, type Registry } from "prom-client";
import type { StateStatus } from "../state/store.ts";
import { type MetricRow, metricTable as table } from "./metric-table.ts";

/** Makes of a metric's row what prom-client takes. */
export type OptionsOf = (row: MetricRow) => {
  name: string;
  help: string;
  labelNames: string[];
  registers: Registry[];
};

/** What is told of the state; its store is read when somebody asks for the metrics. */
export interface StateSeries {
  watch(status: () => StateStatus): void;
  unreadable(): void;
}

export function registerState(optionsOf: OptionsOf): StateSeries {
  let status: (() => StateStatus) | undefined;
  let unreadable = 0;
  const gauge = (row: MetricRow, read: (now: StateStatus) => number) =>
    new Gauge({
      ...optionsOf(row),
      collect() {
        if (status !== undefined) this.set(read(status()));
      },
    });
  const counter = (row: MetricRow, read: (now: StateStatus) => number) =>
    new Counter({
      ...optionsOf(row),
      collect() {
        this.reset();
        if (status !== undefined) this.inc(read(status()));
      },
    });
  gauge(table.stateConnected, ({ connected }) => (connected ? 1 : 0));
  gauge(table.stateEntries, ({ entries }) => entries);
  gauge(table.stateBytes, ({ bytes }) => bytes);
  counter(table.stateEvicted, ({ evicted }) => evicted);
  counter(table.stateOversized, ({ oversized }) => oversized);
  new Counter({
    ...optionsOf(table.stateFailures),
    collect() {
      this.reset();
      if (status === undefined) return;
      for (const [operation, count] of Object.entries({ ...status().failures, unreadable }))
        this.inc({ operation }, count);
    },
  });
  return {
    watch(read) {
      status = read;
    },
    unreadable() {
      unreadable++;
    },
  };
}
