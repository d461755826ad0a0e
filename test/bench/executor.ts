/**
 * Prints what the executor costs: CPU microseconds of one hook call with 0 to 40 plugins that do nothing, beside cpex
 * 0.1.4 in the same run.
 *
 *   node test/bench/executor.ts [--quick] [--json]
 */
import { parseArgs } from "node:util";
import { type ExecutorSize, executorCosts, ways } from "./executor-costs.ts";
import { textTable } from "./text-table.ts";

const sizes: Readonly<Record<"quick" | "full", ExecutorSize>> = {
  quick: { repetitions: 5, calls: 10_000, cpexCalls: 500 },
  full: { repetitions: 15, calls: 40_000, cpexCalls: 1500 },
};

const flag = { type: "boolean", default: false } as const;
const { values } = parseArgs({ options: { quick: flag, json: flag } });
const costs = await executorCosts(sizes[values.quick ? "quick" : "full"]);
const unit = "µs of CPU per hook call";
if (values.json) {
  const rows = costs.map(({ plugins, ours, cpex }) => ({
    plugins,
    ...Object.fromEntries(ways.map(({ name }, index) => [name, ours[index]])),
    cpex,
  }));
  console.log(JSON.stringify({ unit, rows }, null, 2));
} else {
  const head = ["plugins", ...ways.map(({ name }) => name), "cpex 0.1.4"];
  const rows = costs.map(({ plugins, ours, cpex }) => [
    String(plugins),
    ...[...ours, cpex].map((each) => each.toFixed(2)),
  ]);
  console.log(`${unit}\n\n${textTable(head, rows, 0)}`);
}
