/** What one hook call costs with plugins that do nothing, here and in cpex. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  createPluginManager,
  type Plugin,
  type PluginManager,
  pluginEntry,
  pluginInstance,
} from "../../src/framework/index.ts";
import { pythonOf } from "../peers/peers.ts";
import { quantile } from "./figures.ts";

export const pluginCounts = [0, 1, 5, 10, 40] as const;

/** Handlers that answer at once, and ones that are awaited, each with the shared payload and with a copy of its own. */
export const ways = [
  { name: "at once", later: false, isolation: "frozen" },
  { name: "at once, copied", later: false, isolation: "copied" },
  { name: "awaited", later: true, isolation: "frozen" },
] as const;
type Way = (typeof ways)[number];

export interface ExecutorSize {
  readonly repetitions: number;
  /** Calls of each repetition with no plugin; with n plugins an (n+1)th of it. */
  readonly calls: number;
  readonly cpexCalls: number;
}

/** Microseconds of CPU per hook call. */
export interface ExecutorCost {
  readonly plugins: number;
  /** In the order of {@link ways}. */
  readonly ours: readonly number[];
  readonly cpex: number;
}

/**
 * Medians of repetitions that take turns: while the compiler still works on the executor a call costs several times as
 * much, and whichever row were measured first would pay for all. The first turns are not counted.
 */
export async function executorCosts({
  repetitions,
  calls,
  cpexCalls,
}: ExecutorSize): Promise<ExecutorCost[]> {
  const cells = pluginCounts.map((plugins) =>
    ways.map((way) => ({ plugins, manager: managerOf(plugins, way), costs: [] as number[] })),
  );
  const warmUps = Math.ceil(repetitions / 2);
  for (let turn = -warmUps; turn < repetitions; turn++) {
    for (const { plugins, manager, costs } of cells.flat()) {
      const cost = await costOf(manager, Math.ceil(calls / (plugins + 1)));
      if (turn >= 0) costs.push(cost);
    }
  }
  for (const { manager } of cells.flat()) await manager.shutdown();
  const cpex = cpexCosts(cpexCalls);
  return cells.map((row, index) => ({
    plugins: pluginCounts[index] ?? 0,
    ours: row.map(({ costs }) => quantile(costs, 0.5)),
    cpex: cpex[index] ?? Number.NaN,
  }));
}

function managerOf(plugins: number, { later, isolation }: Way): PluginManager {
  const nothing: Plugin = later ? { tool_pre_invoke: async () => ({}) } : { tool_pre_invoke: () => ({}) };
  const instances = Array.from({ length: plugins }, (_, index) =>
    pluginInstance(pluginEntry({ name: `p${index}`, kind: "none" }), nothing, ["tool_pre_invoke"], isolation),
  );
  return createPluginManager({ instances });
}

async function costOf(manager: PluginManager, calls: number): Promise<number> {
  const began = process.cpuUsage();
  for (let index = 0; index < calls; index++) {
    const outcome = manager.invokeHook(
      "tool_pre_invoke",
      { name: "t", args: { query: "some words", limit: "10" } },
      { request_id: String(index), state: {}, metadata: {} },
    );
    if (outcome instanceof Promise) await outcome;
  }
  const { user, system } = process.cpuUsage(began);
  return (user + system) / calls;
}

function cpexCosts(calls: number): number[] {
  const input = JSON.stringify(
    pluginCounts.map((plugins) => ({ plugins, calls: Math.ceil(calls / (plugins + 1)) })),
  );
  const script = fileURLToPath(new URL("executor.py", import.meta.url));
  const { status, stdout, stderr } = spawnSync(pythonOf("0.1.4"), [script], { input, encoding: "utf8" });
  if (status !== 0) throw new Error(`cpex failed: ${stderr.slice(-1000)}`);
  return JSON.parse(stdout) as number[];
}
