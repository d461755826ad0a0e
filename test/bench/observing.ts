/**
 * What it costs to count and keep what plugins do: CPU microseconds of one hook call with 1 and 10 plugins that do
 * nothing, with nobody looking, with the metrics, and with the metrics and the decision that `/decisions` keeps. Prints
 * a table; `--json` the numbers instead.
 */
import { parseArgs } from "node:util";
import { inspectionObserver, runObserver } from "../../src/commands/observers.ts";
import { createPluginManager, pluginEntry, pluginInstance } from "../../src/framework/index.ts";
import type { DecisionSource } from "../../src/inspection/exchange-state.ts";
import { createDecisionHistory } from "../../src/management/decisions/history.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const ways = ["nobody", "metrics", "metrics and decisions"] as const;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const calls = 20_000;
const rounds = 5;

async function cost(plugins: number, way: (typeof ways)[number]): Promise<number> {
  const metrics = createMetrics();
  metrics.generationTaken(1, { plugins: [], violationCodes: 100 });
  const history = createDecisionHistory(() => ({ kept: 1000, violations: false }));
  const observer = inspectionObserver(metrics, quiet, history);
  const observe = way === "nobody" ? undefined : runObserver(metrics, history);
  const instances = Array.from({ length: plugins }, (_, index) =>
    pluginInstance(pluginEntry({ name: `p${index}`, kind: "none" }), { tool_pre_invoke: () => ({}) }, [
      "tool_pre_invoke",
    ]),
  );
  const manager = createPluginManager({ instances, ...(observe && { observe }) });
  const call = async (index: number) => {
    const context = { request_id: String(index), state: {}, metadata: {} };
    const outcome = await manager.invokeHook(
      "tool_pre_invoke",
      { name: "t", args: { query: "words" } },
      context,
    );
    if (way !== "metrics and decisions") return;
    const source: DecisionSource = {
      context,
      requestHeaders: [["x-request-id", "r"]],
      leg: "request",
      bodyMode: "BUFFERED",
      rawId: "1",
      executions: outcome.executions,
      violation: undefined,
    };
    observer.decided({ method: "tools/call", name: "t", verdict: "allow", action: "allowed" }, source);
  };
  for (let index = 0; index < calls / 4; index++) await call(index);
  const began = process.cpuUsage();
  for (let index = 0; index < calls; index++) await call(index);
  const { user, system } = process.cpuUsage(began);
  await manager.shutdown();
  return (user + system) / calls;
}

const rows: Record<string, number>[] = [];
for (const plugins of [1, 10]) {
  const costs = new Map<string, number[]>(ways.map((way) => [way, []]));
  // In turn, so that what else the machine does meets all alike; the median counts.
  for (let round = 0; round < rounds; round++)
    for (const way of ways) costs.get(way)?.push(await cost(plugins, way));
  const median = (each: number[]) => each.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  rows.push({ plugins, ...Object.fromEntries([...costs].map(([way, each]) => [way, median(each)])) });
}

if (values.json) console.log(JSON.stringify({ unit: "µs of CPU per hook call", rows }, null, 2));
else {
  console.log("µs of CPU per hook call\n");
  console.log(["plugins", ...ways].map((head) => head.padStart(22)).join(""));
  for (const { plugins, ...costs } of rows)
    console.log(
      [plugins, ...Object.values(costs).map((each) => each.toFixed(2))]
        .map((cell) => String(cell).padStart(22))
        .join(""),
    );
}
