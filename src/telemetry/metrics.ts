import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ExecutionRecord } from "../framework/index.ts";

/** Buckets in seconds, from 10 microseconds: most hooks run in less than one millisecond. */
const durationBuckets = [
  1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.5, 1, 5, 30,
];

/** What the process counts. Labels are names from the configuration and fixed words: never text from traffic. */
export interface Metrics {
  exchangeOpened(): void;
  exchangeClosed(): void;
  exchangeFailed(reason: string): void;
  decided(verdict: string, action: string): void;
  executed(record: ExecutionRecord): void;
  pluginsEnabled(enabled: boolean): void;
  /** A processing mode that keeps something from the adapter was seen. */
  modeUnfit(side: string): void;
  /** Prometheus text exposition format. */
  text(): Promise<string>;
}

export function createMetrics(): Metrics {
  const registers = [new Registry()];
  const opened = new Counter({
    name: "plugins_adapter_exchanges_total",
    help: "ext_proc streams opened",
    registers,
  });
  const live = new Gauge({
    name: "plugins_adapter_exchanges_live",
    help: "ext_proc streams open now",
    registers,
  });
  const failed = new Counter({
    name: "plugins_adapter_exchange_failures_total",
    help: "Streams ended with an error status; Envoy failed them closed",
    labelNames: ["reason"],
    registers,
  });
  const decisions = new Counter({
    name: "plugins_adapter_decisions_total",
    help: "Messages decided, by what plugins decided and what was done",
    labelNames: ["verdict", "action"],
    registers,
  });
  const executions = new Counter({
    name: "mcpgateway_plugin_executions_total",
    help: "Runs of a plugin on a hook",
    labelNames: ["plugin", "hook", "mode"],
    registers,
  });
  const violations = new Counter({
    name: "mcpgateway_plugin_violations_total",
    help: "Denies of a plugin, applied or only recorded",
    labelNames: ["plugin", "hook", "mode", "action"],
    registers,
  });
  const errors = new Counter({
    name: "mcpgateway_plugin_errors_total",
    help: "Errors and timeouts of a plugin",
    labelNames: ["plugin", "hook", "kind"],
    registers,
  });
  const duration = new Histogram({
    name: "mcpgateway_plugin_duration_seconds",
    help: "Time a plugin took for one hook",
    labelNames: ["plugin", "hook"],
    buckets: durationBuckets,
    registers,
  });
  const enabledGauge = new Gauge({
    name: "plugins_adapter_plugins_enabled",
    help: "1 when plugins run, 0 when PLUGINS_ENABLED=false lets all traffic pass unread",
    registers,
  });
  const unfit = new Counter({
    name: "plugins_adapter_unfit_modes_total",
    help: "Exchanges under a processing mode that keeps a body from the adapter",
    labelNames: ["side"],
    registers,
  });
  return {
    exchangeOpened() {
      opened.inc();
      live.inc();
    },
    exchangeClosed: () => live.dec(),
    exchangeFailed: (reason) => failed.inc({ reason }),
    decided: (verdict, action) => decisions.inc({ verdict, action }),
    executed({ plugin, hook, mode, verdict, action, duration_ns }) {
      executions.inc({ plugin, hook, mode });
      duration.observe({ plugin, hook }, duration_ns / 1e9);
      if (verdict === "deny") violations.inc({ plugin, hook, mode, action });
      if (verdict === "error" || verdict === "timeout") errors.inc({ plugin, hook, kind: verdict });
    },
    pluginsEnabled: (enabled) => enabledGauge.set(enabled ? 1 : 0),
    modeUnfit: (side) => unfit.inc({ side }),
    text: () => registers[0]?.metrics() ?? Promise.resolve(""),
  };
}
