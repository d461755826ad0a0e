import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExecutionRecord } from "../../src/framework/index.ts";
import { durationBuckets, fineDurationBuckets } from "../../src/telemetry/metric-table.ts";
import { createPluginSeries, type PluginSeries } from "../../src/telemetry/plugin-series.ts";
import { prometheusText } from "./prometheus-text.ts";

const base: ExecutionRecord = {
  plugin: "p",
  hook: "tool_pre_invoke",
  mode: "enforce",
  verdict: "allow",
  action: "allowed",
  modified: false,
  duration_ns: 20_000,
};
const violation = (code: string, details = {}) => ({
  reason: "r-text",
  description: "d-text",
  code,
  details,
});

function counted(records: readonly Partial<ExecutionRecord>[], limit = 100): PluginSeries {
  const series = createPluginSeries();
  for (const record of records) series.record({ ...base, ...record }, limit);
  return series;
}

/** Samples of a counter as `label=value,… number`. */
function told(series: PluginSeries, name: string): string[] {
  const { samples = [] } = prometheusText(series.text()).get(name) ?? {};
  return samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}=${text}`);
    return `${pairs.join(",")} ${value}`;
  });
}

test("runs are counted by how they ended, and by what was done with that", () => {
  const series = counted([
    {},
    { modified: true },
    { verdict: "deny", action: "denied", violation: violation("A") },
    { verdict: "deny", action: "recorded", mode: "audit", violation: violation("A") },
    { verdict: "timeout", action: "denied", violation: violation("PLUGIN_TIMEOUT") },
    { verdict: "error", action: "recorded", violation: violation("PLUGIN_ERROR", { error: "TypeError" }) },
    { verdict: "cancelled", action: "recorded" },
    { plugin: "q", hook: "tool_post_invoke" },
  ]);
  const [p, q] = ["plugin=p,hook=tool_pre_invoke", "plugin=q,hook=tool_post_invoke"];
  assert.deepEqual(told(series, "mcpgateway_plugin_executions_total"), [
    `${p},status=success 2`,
    `${p},status=violation 2`,
    `${p},status=timeout 1`,
    `${p},status=error 1`,
    `${p},status=cancelled 1`,
    `${q},status=success 1`,
  ]);
  assert.deepEqual(told(series, "mcpgateway_plugin_violations_total"), ["plugin=p,violation_code=A 2"]);
  assert.deepEqual(told(series, "mcpgateway_plugin_errors_total"), [
    "plugin=p,error_type=timeout 1",
    "plugin=p,error_type=TypeError 1",
  ]);
  assert.deepEqual(told(series, "plugins_adapter_plugin_runs_total"), [
    `${p},mode=enforce,verdict=allow,action=allowed 2`,
    `${p},mode=enforce,verdict=deny,action=denied 1`,
    `${p},mode=audit,verdict=deny,action=recorded 1`,
    `${p},mode=enforce,verdict=timeout,action=denied 1`,
    `${p},mode=enforce,verdict=error,action=recorded 1`,
    `${p},mode=enforce,verdict=cancelled,action=recorded 1`,
    `${q},mode=enforce,verdict=allow,action=allowed 1`,
  ]);
  assert.deepEqual(told(series, "plugins_adapter_plugin_modifications_total"), [`${p} 1`, `${q} 0`]);
});

test("codes beyond the limit, and what is no word, are counted together", () => {
  const codes = ["A", "B", "C", "A", "A", "card 4111 1111", "x".repeat(65), "", "other", "D", "Ä"];
  const records = codes.map((code) => ({
    verdict: "deny" as const,
    action: "denied" as const,
    violation: violation(code),
  }));
  const series = counted([...records, { plugin: "q", ...records[9] }], 2);
  assert.deepEqual(told(series, "mcpgateway_plugin_violations_total"), [
    "plugin=p,violation_code=A 3",
    "plugin=p,violation_code=B 1",
    "plugin=p,violation_code=other 7",
    "plugin=q,violation_code=D 1",
  ]);
  assert.doesNotMatch(series.text(), /4111|-text/);
  const none = counted(records, 0);
  assert.deepEqual(told(none, "mcpgateway_plugin_violations_total"), ["plugin=p,violation_code=other 11"]);
});

test("classes of errors are bounded as codes are", () => {
  const failed = (error: unknown) => ({
    verdict: "error" as const,
    action: "denied" as const,
    violation: violation("PLUGIN_ERROR", { error }),
  });
  const series = counted([failed("A"), failed("B"), failed("C"), failed(1), failed(undefined)], 2);
  assert.deepEqual(told(series, "mcpgateway_plugin_errors_total"), [
    "plugin=p,error_type=A 1",
    "plugin=p,error_type=B 1",
    "plugin=p,error_type=other 3",
  ]);
});

test("a duration falls into the first bucket that holds it, in both histograms", () => {
  const seconds = [0, 1e-6, 1.001e-6, 0.0049, 0.005, 0.006, 0.3, 10, 11, 30, 31];
  const series = counted(seconds.map((each) => ({ duration_ns: Math.round(each * 1e9) })));
  const families = prometheusText(series.text());
  for (const [name, bounds] of [
    ["mcpgateway_plugin_duration_seconds", durationBuckets],
    ["plugins_adapter_plugin_duration_seconds", fineDurationBuckets],
  ] as const) {
    const { samples = [], type } = families.get(name) ?? {};
    assert.equal(type, "histogram");
    const buckets = samples.filter((sample) => sample.name.endsWith("_bucket"));
    const expected = [...bounds, Number.POSITIVE_INFINITY].map(
      (bound) => seconds.filter((each) => each <= bound).length,
    );
    assert.deepEqual(
      buckets.map(({ value }) => value),
      expected,
    );
    const sum = samples.find((sample) => sample.name.endsWith("_sum"))?.value ?? 0;
    const whole = seconds.reduce((total, each) => total + each, 0);
    assert.ok(Math.abs(sum - whole) < 1e-6);
  }
});

test("every coarse bound is a fine one, and both ascend", () => {
  for (const bounds of [durationBuckets, fineDurationBuckets])
    assert.deepEqual(
      [...bounds].sort((a, b) => a - b),
      bounds,
    );
  for (const bound of durationBuckets) assert.ok(fineDurationBuckets.includes(bound), String(bound));
});

test("plugins that are gone are forgotten, others go on", () => {
  const series = counted([{}, { plugin: "gone" }]);
  series.keepOnly(new Set(["p"]));
  assert.doesNotMatch(series.text(), /gone/);
  series.record(base, 100);
  assert.deepEqual(told(series, "mcpgateway_plugin_executions_total"), [
    "plugin=p,hook=tool_pre_invoke,status=success 2",
  ]);
});

test("names of plugins that the format has to escape, or that an object would not take, arrive", () => {
  const names = ['quo"te', "back\\slash", "line\nend", "__proto__", "a,b}", "ü"];
  const series = counted(names.map((plugin) => ({ plugin })));
  const { samples = [] } = prometheusText(series.text()).get("mcpgateway_plugin_executions_total") ?? {};
  assert.deepEqual(
    samples.map(({ labels }) => Object.getOwnPropertyDescriptor(labels, "plugin")?.value),
    names,
  );
});
