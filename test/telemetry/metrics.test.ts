import assert from "node:assert/strict";
import { test } from "node:test";
import type { PluginInfo } from "../../src/framework/index.ts";
import type { StateStatus } from "../../src/state/store.ts";
import { labelTable, type MetricRow, metricTable } from "../../src/telemetry/metric-table.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { prometheusText } from "./prometheus-text.ts";

const config = { plugins: ["p"], violationCodes: 3 };

const rows: readonly MetricRow[] = Object.values(metricTable);

/** Samples without the zeros of metrics that nobody touched. */
async function samples(metrics: { text(): Promise<string> }): Promise<string[]> {
  const lines = (await metrics.text()).split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#") && !/^\w+ 0$|_memory_/.test(line));
}

test("every metric of the table is there, with its type and help, and no other", async () => {
  const text = await createMetrics().text();
  const told = [...text.matchAll(/^# HELP (\S+) (.+)\n# TYPE \S+ (\w+)$/gm)].map(([, ...row]) => row);
  assert.deepEqual(told.sort(), rows.map(({ name, help, type }) => [name, help, type]).sort());
});

test("names are those of their kind", () => {
  for (const { name, type } of rows) {
    assert.match(name, /^(plugins_adapter|mcpgateway)_[a-z_]+$/);
    assert.equal(name.endsWith("_total"), type === "counter", name);
  }
});

test("every label is described, and used", () => {
  const labels = new Set<string>(rows.flatMap((row) => row.labels));
  assert.deepEqual(Object.keys(labelTable).sort(), [...labels].sort());
});

test("ContextForge's metrics have the names and labels of its documentation", () => {
  const documented = rows.filter(({ name }) => name.startsWith("mcpgateway_"));
  assert.deepEqual(
    documented.map(({ name, type, labels }) => `${name}{${labels.join(",")}} ${type}`).sort(),
    [
      "mcpgateway_plugin_contexts_active{} gauge",
      "mcpgateway_plugin_contexts_cleaned_total{} counter",
      "mcpgateway_plugin_duration_seconds{plugin,hook} histogram",
      "mcpgateway_plugin_errors_total{plugin,error_type} counter",
      "mcpgateway_plugin_executions_total{plugin,hook,status} counter",
      "mcpgateway_plugin_memory_usage_bytes{} gauge",
      "mcpgateway_plugin_violations_total{plugin,violation_code} counter",
    ],
  );
});

test("reloads are counted, and the time of the last one that went well is told", async () => {
  const metrics = createMetrics();
  const at = async () =>
    Number(/_timestamp_seconds (\S+)/.exec((await samples(metrics)).join("\n"))?.[1] ?? 0);
  metrics.generationTaken(1, config);
  metrics.generationsLive(1);
  const started = await at();
  assert.ok(started > 1e9);
  metrics.reloaded("refused");
  metrics.generationTaken(2, config);
  assert.equal(await at(), started);
  metrics.reloaded("success");
  assert.ok((await at()) >= started);
  const lines = await samples(metrics);
  for (const line of [
    'plugins_adapter_config_reloads_total{result="refused"} 1',
    'plugins_adapter_config_reloads_total{result="success"} 1',
    "plugins_adapter_config_generation 2",
    "plugins_adapter_config_generations_live 1",
  ])
    assert.ok(lines.includes(line), line);
});

test("what happens is counted", async () => {
  const metrics = createMetrics();
  metrics.exchangeOpened();
  metrics.exchangeOpened();
  metrics.exchangeClosed();
  metrics.exchangeFailed("decode");
  metrics.decided("deny", "denied");
  metrics.decided("deny", "recorded");
  metrics.modeUnfit("response");
  metrics.pluginsEnabled(true);
  assert.deepEqual(await samples(metrics), [
    "plugins_adapter_exchanges_total 2",
    "plugins_adapter_exchanges_live 1",
    'plugins_adapter_exchange_failures_total{reason="decode"} 1',
    'plugins_adapter_decisions_total{verdict="deny",action="denied"} 1',
    'plugins_adapter_decisions_total{verdict="deny",action="recorded"} 1',
    'plugins_adapter_unfit_modes_total{side="response"} 1',
    "plugins_adapter_plugins_enabled 1",
  ]);
});

test("the state's store is read whenever it is asked for", async () => {
  const metrics = createMetrics();
  const status = {
    kind: "memory",
    connected: true,
    entries: 3,
    bytes: 400,
    evicted: 2,
    oversized: 1,
    failures: { read: 5, write: 6 },
  } as const;
  let now: StateStatus = status;
  metrics.watchState(() => now);
  metrics.stateUnreadable();
  const told = [
    "plugins_adapter_state_connected 1",
    "plugins_adapter_state_entries 3",
    "plugins_adapter_state_bytes 400",
    "plugins_adapter_state_evicted_total 2",
    "plugins_adapter_state_oversized_total 1",
    'plugins_adapter_state_failures_total{operation="read"} 5',
    'plugins_adapter_state_failures_total{operation="write"} 6',
    'plugins_adapter_state_failures_total{operation="unreadable"} 1',
  ];
  assert.deepEqual(await samples(metrics), told);
  assert.deepEqual(await samples(metrics), told, "asking counts nothing");
  now = { ...status, connected: false };
  assert.ok(!(await samples(metrics)).includes("plugins_adapter_state_connected 1"));
});

test("memory is what the process holds", async () => {
  const before = process.memoryUsage.rss();
  const { samples } = prometheusText(await createMetrics().text()).get(
    "mcpgateway_plugin_memory_usage_bytes",
  )!;
  assert.ok((samples[0]?.value ?? 0) > before / 4);
});

test("plugins' state is read whenever it is asked for", async () => {
  const plugin = (name: string, status: string, health: string) =>
    ({ name, status, health: { status: health } }) as unknown as PluginInfo;
  const stats = {
    plugins: {},
    contexts_active: 3,
    contexts_cleaned_total: 2,
    background_in_flight: 1,
    background_dropped_total: 4,
  };
  const state = {
    stats,
    plugins: [
      { ...plugin("a", "enabled", "healthy"), counts: { sent: 2, dropped: 1 } },
      plugin("b", "switched_off", "unhealthy"),
      plugin("c", "enabled", "unknown"),
      plugin("d", "disabled", "unknown"),
    ],
  };
  const metrics = createMetrics();
  metrics.watchPlugins({ plugins: () => state.plugins, stats: () => state.stats });
  const told = [
    'plugins_adapter_plugin_counts_total{plugin="a",count="sent"} 2',
    'plugins_adapter_plugin_counts_total{plugin="a",count="dropped"} 1',
    'plugins_adapter_plugin_healthy{plugin="a"} 1',
    'plugins_adapter_plugin_healthy{plugin="b"} 0',
    'plugins_adapter_plugin_switched_off{plugin="a"} 0',
    'plugins_adapter_plugin_switched_off{plugin="b"} 1',
    'plugins_adapter_plugin_switched_off{plugin="c"} 0',
    "mcpgateway_plugin_contexts_active 3",
    "mcpgateway_plugin_contexts_cleaned_total 2",
    "plugins_adapter_background_runs 1",
    "plugins_adapter_background_runs_dropped_total 4",
  ];
  assert.deepEqual((await samples(metrics)).sort(), [...told].sort());
  assert.deepEqual((await samples(metrics)).sort(), [...told].sort(), "asking counts nothing");
  state.plugins = [];
  state.stats = { ...stats, contexts_active: 1 };
  const later = await samples(metrics);
  assert.ok(later.includes("mcpgateway_plugin_contexts_active 1"));
  assert.ok(!later.some((line) => line.includes("plugin=")), "a plugin that is gone is not told of");
});

test("two processes' worth of metrics in one do not mix", async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.exchangeOpened();
  assert.ok(!(await samples(other)).includes("plugins_adapter_exchanges_total 1"));
});
