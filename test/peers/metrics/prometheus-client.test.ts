import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { ExecutionRecord } from "../../../src/framework/index.ts";
import { metricTable } from "../../../src/telemetry/metric-table.ts";
import { createMetrics } from "../../../src/telemetry/metrics.ts";
import { contextOf, deny, managerOf, toolCall } from "../../framework/manager-of.ts";
import { runPython } from "../peers.ts";

type Families = Record<
  string,
  { type: string; help: string; samples: [name: string, labels: Record<string, string>, value: number][] }
>;

const script = fileURLToPath(new URL("read.py", import.meta.url));

test("Prometheus's own parser reads what real runs left: names, types, labels and values", async (t) => {
  const metrics = createMetrics();
  metrics.generationTaken(1, { plugins: [], violationCodes: 10 });
  const manager = managerOf(
    [
      { name: "passes", plugin: { tool_pre_invoke() {} } },
      { name: 'odd "name"\\', mode: "permissive", plugin: { tool_pre_invoke: () => deny } },
      {
        name: "throws",
        mode: "enforce_ignore_error",
        plugin: {
          tool_pre_invoke() {
            throw new RangeError("no");
          },
        },
      },
    ],
    { observe: (record: ExecutionRecord) => metrics.executed(record) },
  );
  metrics.watchPlugins(manager);
  metrics.exchangeOpened();
  for (let call = 0; call < 3; call++) await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  const { code, out, err } = await runPython(t, "0.1.4", [script], { input: await metrics.text() });
  assert.equal(code, 0, err);
  const families = JSON.parse(out) as Families;

  // Its families of counters are named without the suffix.
  for (const { name, type, help } of Object.values(metricTable)) {
    const family = families[type === "counter" ? name.slice(0, -"_total".length) : name];
    assert.deepEqual([family?.type, family?.help], [type, help], name);
  }
  const hook = "tool_pre_invoke";
  const samples = (family: string, name = `${family}_total`) =>
    families[family]?.samples.filter((sample) => sample[0] === name).map(([, ...rest]) => rest);
  assert.deepEqual(samples("mcpgateway_plugin_executions"), [
    [{ plugin: "passes", hook, status: "success" }, 3],
    [{ plugin: 'odd "name"\\', hook, status: "violation" }, 3],
    [{ plugin: "throws", hook, status: "error" }, 3],
  ]);
  assert.deepEqual(samples("mcpgateway_plugin_violations"), [
    [{ plugin: 'odd "name"\\', violation_code: "NO" }, 3],
  ]);
  assert.deepEqual(samples("mcpgateway_plugin_errors"), [
    [{ plugin: "throws", error_type: "RangeError" }, 3],
  ]);
  const duration = "mcpgateway_plugin_duration_seconds";
  assert.deepEqual(
    samples(duration, `${duration}_count`)?.map(([, count]) => count),
    [3, 3, 3],
  );
  assert.deepEqual(samples("plugins_adapter_exchanges"), [[{}, 1]]);
});
