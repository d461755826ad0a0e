/** A hook call with one built-in plugin in this process, on payloads of half a kilobyte. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { builtinPlugins } from "../../../plugins/builtin.ts";
import {
  createPluginManager,
  type JsonObject,
  loadPlugins,
  type PluginManager,
  pluginEntry,
} from "../../../src/framework/index.ts";
import { quantile } from "../figures.ts";
import type { Finding, Size } from "./claim.ts";

const text = "The quick brown fox jumps over the lazy dog and files a report. ".repeat(7);
const words = { query: text, limit: "10" };
const messages = [{ role: "user", content: { type: "text", text } }];

/** Payloads of the hooks that are measured; none of them holds what a plugin looks for. */
export const payloads = {
  tool_pre_invoke: { name: "search", args: words },
  tool_post_invoke: { name: "search", result: { content: [{ type: "text", text }], isError: false } },
  prompt_pre_fetch: { prompt_id: "report", args: words },
  prompt_post_fetch: { prompt_id: "report", result: { messages } },
  resource_pre_fetch: { uri: "https://docs.example.com/report", metadata: { text } },
  resource_post_fetch: {
    uri: "https://docs.example.com/report",
    content: { contents: [{ uri: "https://docs.example.com/report", text }] },
  },
} as const;
type Hook = keyof typeof payloads;

const sizes = { quick: { calls: 200, rounds: 2 }, full: { calls: 2000, rounds: 5 } } as const;

/** In place of a plugin's `default_config` where that has it do nothing, or deny all. */
const configs: Readonly<Record<string, JsonObject>> = {
  rate_limiter: { by_user: "1000000/s", by_tenant: "1000000/s" },
  tool_acl: { default: "allow", unknown_callers: "by_rules" },
};

type Row = { readonly kind: string; readonly hook: Hook; readonly times: number[] };

/** The slowest plugin and hook stands for all: the 99th percentile of its calls. */
export async function hookCalls(size: Size): Promise<Finding> {
  const { calls, rounds } = sizes[size];
  const rows: (Row & { readonly manager: PluginManager })[] = [];
  for (const { kind, hooks } of builtinPlugins) {
    const manager = await managerOf(kind);
    for (const hook of Object.keys(payloads) as Hook[]) {
      if (hooks.includes(hook)) rows.push({ kind, hook, manager, times: [] });
    }
  }
  // The first rounds are the compiler's.
  for (let round = -rounds; round < rounds; round++) {
    for (const row of rows) {
      const times = await timesOf(row.manager, row, calls);
      if (round >= 0) row.times.push(...times);
    }
  }
  for (const manager of new Set(rows.map((row) => row.manager))) await manager.shutdown();

  const figures = rows.map(({ kind, hook, times }) => ({
    kind,
    hook,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  }));
  const slowest = figures.reduce((most, each) => (each.p99 > most.p99 ? each : most));
  return {
    claim: "hooks",
    unit: "ms",
    limit: 1,
    value: slowest.p99,
    of: `p99 of ${slowest.kind}, ${slowest.hook}, the slowest of ${figures.length}`,
    details: {
      head: ["plugin", "hook", "p50 ms", "p99 ms"],
      rows: figures.map(({ kind, hook, p50, p99 }) => [kind, hook, p50.toFixed(4), p99.toFixed(4)]),
    },
  };
}

/** Milliseconds of calls one after the other. */
async function timesOf(manager: PluginManager, { kind, hook }: Row, calls: number): Promise<number[]> {
  const times: number[] = [];
  for (let call = 0; call < calls; call++) {
    const context = { request_id: String(call), state: {}, metadata: {} };
    const began = performance.now();
    const outcome = await manager.invokeHook(hook, payloads[hook], context);
    times.push(performance.now() - began);
    // A denial ends early, and its figure would be worthless.
    if (!outcome.continue_processing)
      throw new Error(`${kind}, ${hook}: ${JSON.stringify(outcome.violation)}`);
  }
  return times;
}

async function managerOf(kind: string): Promise<PluginManager> {
  const entry = pluginEntry({ name: kind, kind, config: configOf(kind) });
  const loaded = await loadPlugins({ entries: [entry], definitions: builtinPlugins });
  if (!loaded.ok) throw new Error(`${kind}: ${loaded.problems.map(({ message }) => message).join(", ")}`);
  return createPluginManager({ instances: loaded.instances });
}

/** What a plugin is measured with: its manifest's `default_config`. */
export function configOf(kind: string): JsonObject {
  const path = new URL(`../../../plugins/${kind}/plugin-manifest.yaml`, import.meta.url);
  const manifest = parse(readFileSync(path, "utf8")) as { readonly default_config?: JsonObject };
  return configs[kind] ?? manifest.default_config ?? {};
}
