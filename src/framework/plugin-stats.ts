import type { ExecutionRecord } from "./result.ts";

/** Counters of one plugin since the start or the last reset. */
export interface PluginCounters {
  executions: number;
  /** Denies, applied or not. */
  violations: number;
  /** Violations and failures that stopped a message. */
  denied: number;
  errors: number;
  timeouts: number;
  /** Runs that nobody waited for any more. */
  cancelled: number;
  modifications: number;
  duration_ns: number;
}

export function noExecutions(): PluginCounters {
  return {
    executions: 0,
    violations: 0,
    denied: 0,
    errors: 0,
    timeouts: 0,
    cancelled: 0,
    modifications: 0,
    duration_ns: 0,
  };
}

export function count(counters: PluginCounters, record: ExecutionRecord): void {
  counters.executions++;
  counters.duration_ns += record.duration_ns;
  if (record.modified) counters.modifications++;
  if (record.action === "denied") counters.denied++;
  switch (record.verdict) {
    case "allow":
      return;
    case "deny":
      counters.violations++;
      return;
    case "error":
      counters.errors++;
      return;
    case "timeout":
      counters.timeouts++;
      return;
    case "cancelled":
      counters.cancelled++;
      return;
  }
}
