/** One metric as Prometheus sees it. Its labels hold names from the configuration and fixed words: never text from traffic. */
export interface MetricRow {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
}

/** Every metric of `/metrics`. Names that start with `mcpgateway_` are ContextForge's. */
export const metricTable = {
  exchanges: {
    name: "plugins_adapter_exchanges_total",
    type: "counter",
    labels: [],
    help: "ext_proc streams opened",
  },
  live: {
    name: "plugins_adapter_exchanges_live",
    type: "gauge",
    labels: [],
    help: "ext_proc streams open now",
  },
  failures: {
    name: "plugins_adapter_exchange_failures_total",
    type: "counter",
    labels: ["reason"],
    help: "Streams ended with an error status; Envoy failed them closed",
  },
  decisions: {
    name: "plugins_adapter_decisions_total",
    type: "counter",
    labels: ["verdict", "action"],
    help: "Messages decided, by what plugins decided and what was done",
  },
  unfit: {
    name: "plugins_adapter_unfit_modes_total",
    type: "counter",
    labels: ["side"],
    help: "Exchanges under a processing mode that keeps a body from the adapter",
  },
  enabled: {
    name: "plugins_adapter_plugins_enabled",
    type: "gauge",
    labels: [],
    help: "1 when plugins run, 0 when PLUGINS_ENABLED=false lets all traffic pass unread",
  },
  reloads: {
    name: "plugins_adapter_config_reloads_total",
    type: "counter",
    labels: ["result"],
    help: "Times the configuration was read again: success, or refused and the one before stays",
  },
  generation: {
    name: "plugins_adapter_config_generation",
    type: "gauge",
    labels: [],
    help: "Number of the configuration at work; 1 at the start, one more at each change",
  },
  generationsLive: {
    name: "plugins_adapter_config_generations_live",
    type: "gauge",
    labels: [],
    help: "Configurations whose plugins run: the one at work, and those that exchanges still run under",
  },
  reloadedAt: {
    name: "plugins_adapter_config_last_reload_success_timestamp_seconds",
    type: "gauge",
    labels: [],
    help: "When the configuration was last read and taken, in seconds since 1970",
  },
  healthy: {
    name: "plugins_adapter_plugin_healthy",
    type: "gauge",
    labels: ["plugin"],
    help: "1 or 0, as the last health check had it; absent for plugins that have none",
  },
  switchedOff: {
    name: "plugins_adapter_plugin_switched_off",
    type: "gauge",
    labels: ["plugin"],
    help: "1 for a plugin that on_error: disable has switched off after an error, else 0",
  },
  executions: {
    name: "mcpgateway_plugin_executions_total",
    type: "counter",
    labels: ["plugin", "hook", "mode"],
    help: "Runs of a plugin on a hook",
  },
  violations: {
    name: "mcpgateway_plugin_violations_total",
    type: "counter",
    labels: ["plugin", "hook", "mode", "action"],
    help: "Denies of a plugin, applied or only recorded",
  },
  errors: {
    name: "mcpgateway_plugin_errors_total",
    type: "counter",
    labels: ["plugin", "hook", "kind"],
    help: "Errors and timeouts of a plugin",
  },
  duration: {
    name: "mcpgateway_plugin_duration_seconds",
    type: "histogram",
    labels: ["plugin", "hook"],
    help: "Time a plugin took for one hook",
  },
  contexts: {
    name: "mcpgateway_plugin_contexts_active",
    type: "gauge",
    labels: [],
    help: "Exchanges whose plugins keep contexts",
  },
  contextsCleaned: {
    name: "mcpgateway_plugin_contexts_cleaned_total",
    type: "counter",
    labels: [],
    help: "Exchanges whose contexts were dropped by age or number",
  },
  background: {
    name: "plugins_adapter_background_runs",
    type: "gauge",
    labels: [],
    help: "Runs of fire_and_forget plugins under way",
  },
  backgroundDropped: {
    name: "plugins_adapter_background_runs_dropped_total",
    type: "counter",
    labels: [],
    help: "Runs of fire_and_forget plugins that were left out because too many were under way",
  },
} as const satisfies Readonly<Record<string, MetricRow>>;

/** Upper bounds in seconds, from 10 microseconds: most hooks run in less than one millisecond. */
export const durationBuckets: readonly number[] = [
  1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.5, 1, 5, 30,
];
