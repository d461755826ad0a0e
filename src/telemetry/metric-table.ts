/** One metric as Prometheus sees it. What its labels may hold is in `labelTable`. */
export interface MetricRow {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly Label[];
  readonly help: string;
}

/** Every label and its values. All are bounded: names from the configuration, fixed words, or capped by a setting. */
export const labelTable = {
  plugin: "a plugin's name; those of plugins that are no longer configured are dropped",
  hook: "a hook's name",
  count: "a word of the plugin's, at most twenty",
  mode: "the plugin's mode",
  status: "`success`, `violation`, `error`, `timeout`, `cancelled` (nobody waited for the answer any more)",
  violation_code:
    "a violation's code; `other` for one that is no word of up to 64 characters, and beyond `telemetry.violation_codes` of a plugin",
  error_type: "`timeout`, or the class of the error; `other` beyond `telemetry.violation_codes` of a plugin",
  verdict:
    "of a message: `allow`, `deny`, `error` (refused without a plugin, or a plugin failed); of a plugin: `allow`, `deny`, `error`, `timeout`, `cancelled`",
  action:
    "of a message: `allowed`, `modified`, `answered` (by a plugin, in the server's place), `recorded` (a verdict that was not applied), `denied`; of a plugin: `allowed`, `recorded`, `denied`",
  side: "`request`, `response`",
  result: "`success`, `refused`",
  operation: "`read`, `write`; `unreadable` for a value that no adapter of this version wrote",
  reason: "why a stream failed: [the table of reasons](wire.md#when-the-stream-to-envoy-fails)",
} as const;

export type Label = keyof typeof labelTable;

/** Every metric of `/metrics`. Those of `mcpgateway_` have the names and labels that ContextForge documents. */
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
  pluginCounts: {
    name: "plugins_adapter_plugin_counts_total",
    type: "counter",
    labels: ["plugin", "count"],
    help: "What plugins count themselves, since they were last made; their READMEs say what: notifications that were sent, dropped and the like",
  },
  executions: {
    name: "mcpgateway_plugin_executions_total",
    type: "counter",
    labels: ["plugin", "hook", "status"],
    help: "Runs of a plugin on a hook",
  },
  duration: {
    name: "mcpgateway_plugin_duration_seconds",
    type: "histogram",
    labels: ["plugin", "hook"],
    help: "Time a plugin took for one hook",
  },
  violations: {
    name: "mcpgateway_plugin_violations_total",
    type: "counter",
    labels: ["plugin", "violation_code"],
    help: "Denies of a plugin, applied or only recorded",
  },
  errors: {
    name: "mcpgateway_plugin_errors_total",
    type: "counter",
    labels: ["plugin", "error_type"],
    help: "Errors and timeouts of a plugin",
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
  memory: {
    name: "mcpgateway_plugin_memory_usage_bytes",
    type: "gauge",
    labels: [],
    help: "Resident memory of the adapter's process, in which plugins run that are neither isolated nor external",
  },
  runs: {
    name: "plugins_adapter_plugin_runs_total",
    type: "counter",
    labels: ["plugin", "hook", "mode", "verdict", "action"],
    help: "Runs of a plugin on a hook, by what it decided and what was done with that",
  },
  modifications: {
    name: "plugins_adapter_plugin_modifications_total",
    type: "counter",
    labels: ["plugin", "hook"],
    help: "Runs of a plugin that edited the payload",
  },
  fineDuration: {
    name: "plugins_adapter_plugin_duration_seconds",
    type: "histogram",
    labels: ["plugin", "hook"],
    help: "Time a plugin took for one hook, in finer buckets",
  },
  logDropped: {
    name: "plugins_adapter_log_lines_dropped_total",
    type: "counter",
    labels: [],
    help: "Log lines that were left out because a plugin, or the adapter itself, wrote too many a second",
  },
  decisionStreams: {
    name: "plugins_adapter_decision_streams",
    type: "gauge",
    labels: [],
    help: "Clients that /decisions is streamed to",
  },
  decisionStreamsDropped: {
    name: "plugins_adapter_decision_streams_dropped_total",
    type: "counter",
    labels: [],
    help: "Such clients that were cut off because they read too slowly",
  },
  auditWritten: {
    name: "plugins_adapter_audit_records_total",
    type: "counter",
    labels: [],
    help: "Records written to the audit",
  },
  auditLost: {
    name: "plugins_adapter_audit_records_lost_total",
    type: "counter",
    labels: [],
    help: "Records that were not written: too many waited, or the process ended while the audit could not be written",
  },
  auditFailing: {
    name: "plugins_adapter_audit_failing",
    type: "gauge",
    labels: [],
    help: "1 while the audit cannot be written, else 0",
  },
  stateConnected: {
    name: "plugins_adapter_state_connected",
    type: "gauge",
    labels: [],
    help: "1 while what exchanges leave for later ones can be kept and read, else 0",
  },
  stateEntries: {
    name: "plugins_adapter_state_entries",
    type: "gauge",
    labels: [],
    help: "Entries of the state in the memory of the process",
  },
  stateBytes: {
    name: "plugins_adapter_state_bytes",
    type: "gauge",
    labels: [],
    help: "What they take, at most",
  },
  stateEvicted: {
    name: "plugins_adapter_state_evicted_total",
    type: "counter",
    labels: [],
    help: "Entries dropped before their time to make room",
  },
  stateOversized: {
    name: "plugins_adapter_state_oversized_total",
    type: "counter",
    labels: [],
    help: "Values that were not kept because they are longer than state.max_value_bytes",
  },
  stateFailures: {
    name: "plugins_adapter_state_failures_total",
    type: "counter",
    labels: ["operation"],
    help: "Reads and writes of the state that failed; what was not read is not known",
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

/** Upper bounds in seconds: those of Prometheus's own client libraries, which dashboards expect. */
export const durationBuckets: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Upper bounds in seconds of the finer histogram, the coarse ones among them: most plugins take microseconds. */
export const fineDurationBuckets: readonly number[] = [
  ...[1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3],
  ...durationBuckets,
  30,
];
