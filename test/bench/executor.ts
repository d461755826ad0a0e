/**
 * What the executor costs: CPU microseconds of one hook call with 0 to 40 plugins that do nothing, beside cpex 0.1.4 in
 * the same run. Prints a table; `--json` the numbers instead.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createPluginManager, type Plugin, pluginEntry, pluginInstance } from "../../src/framework/index.ts";
import { pythonOf } from "../peers/peers.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const counts = [0, 1, 5, 10, 40];

/** Handlers that answer at once, and ones that are awaited, each with the shared payload and with a copy of its own. */
const ways = [
  { name: "at once", later: false, isolation: "frozen" },
  { name: "at once, copied", later: false, isolation: "copied" },
  { name: "awaited", later: true, isolation: "frozen" },
] as const;
type Way = (typeof ways)[number];

async function cost(plugins: number, { later, isolation }: Way): Promise<number> {
  const nothing: Plugin = later ? { tool_pre_invoke: async () => ({}) } : { tool_pre_invoke: () => ({}) };
  const instances = Array.from({ length: plugins }, (_, index) =>
    pluginInstance(pluginEntry({ name: `p${index}`, kind: "none" }), nothing, ["tool_pre_invoke"], isolation),
  );
  const manager = createPluginManager({ instances });
  const calls = Math.ceil(100_000 / (plugins + 1));
  const call = (index: number) =>
    manager.invokeHook(
      "tool_pre_invoke",
      { name: "t", args: { query: "some words", limit: "10" } },
      { request_id: String(index), state: {}, metadata: {} },
    );
  for (let index = 0; index < calls / 4; index++) await call(index);
  const began = process.cpuUsage();
  for (let index = 0; index < calls; index++) {
    const outcome = call(index);
    if (outcome instanceof Promise) await outcome;
  }
  const { user, system } = process.cpuUsage(began);
  await manager.shutdown();
  return (user + system) / calls;
}

function cpexCosts(): number[] {
  const input = JSON.stringify(
    counts.map((plugins) => ({ plugins, calls: Math.ceil(2000 / (plugins + 1)) })),
  );
  const script = fileURLToPath(new URL("executor.py", import.meta.url));
  const { status, stdout, stderr } = spawnSync(pythonOf("0.1.4"), [script], { input, encoding: "utf8" });
  if (status !== 0) throw new Error(`cpex failed: ${stderr.slice(-1000)}`);
  return JSON.parse(stdout) as number[];
}

const cpex = cpexCosts();
const rows: { readonly plugins: number; readonly cpex: number; readonly [way: string]: number }[] = [];
for (const [index, plugins] of counts.entries()) {
  const row: Record<string, number> = {};
  for (const way of ways) row[way.name] = await cost(plugins, way);
  rows.push({ plugins, ...row, cpex: cpex[index] ?? Number.NaN });
}

if (values.json) console.log(JSON.stringify({ unit: "µs of CPU per hook call", rows }, null, 2));
else {
  console.log("µs of CPU per hook call\n");
  console.log(
    ["plugins", ...ways.map(({ name }) => name), "cpex 0.1.4"].map((head) => head.padStart(16)).join(""),
  );
  for (const { plugins, ...costs } of rows) {
    console.log(
      [plugins, ...Object.values(costs).map((each) => each.toFixed(2))]
        .map((cell) => String(cell).padStart(16))
        .join(""),
    );
  }
}
