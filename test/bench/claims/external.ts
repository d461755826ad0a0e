/** Calls of an external plugin that has nothing to say, over three transports on this machine; and answers that are kept. */
import { pluginEntrySchema } from "../../../src/framework/config/schema.ts";
import {
  createPluginManager,
  loadPlugins,
  type PluginManager,
  pluginEntry,
} from "../../../src/framework/index.ts";
import { externalServers, startExternalServer } from "../external-servers.ts";
import { quantile } from "../figures.ts";
import type { Finding, Size } from "./claim.ts";
import { payloads } from "./hooks.ts";

const sizes = { quick: { calls: 30, rounds: 1 }, full: { calls: 300, rounds: 3 } } as const;

type Way = { readonly transport: string; readonly cached: boolean };
type Subject = Way & { readonly manager: PluginManager; readonly times: number[] };

/** Two findings: calls, and calls that are answered from memory. The slowest transport stands for all by its 99th percentile. */
export async function externalCalls(size: Size): Promise<readonly Finding[]> {
  const { calls, rounds } = sizes[size];
  const open: (() => unknown)[] = [];
  const subjects: Subject[] = [];
  try {
    for (const row of externalServers.filter(({ server }) => server === "plugins serve")) {
      const { block, close } = await startExternalServer(row);
      open.push(close);
      for (const cached of [false, true]) {
        const manager = await managerOf(block, cached);
        open.push(() => manager.shutdown());
        subjects.push({ transport: row.transport, cached, manager, times: [] });
      }
    }
    for (let round = -1; round < rounds; round++) {
      for (const { manager, times } of subjects) {
        const found = await timesOf(manager, calls);
        if (round >= 0) times.push(...found);
      }
    }
  } finally {
    for (const close of open.toReversed()) await close();
  }
  return [false, true].map((cached) => findingOf(subjects.filter((each) => each.cached === cached)));
}

function findingOf(subjects: readonly Subject[]): Finding {
  const figures = subjects.map(({ transport, times }) => ({
    transport,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  }));
  const slowest = figures.reduce((most, each) => (each.p99 > most.p99 ? each : most));
  const cached = subjects[0]?.cached === true;
  return {
    claim: cached ? "cached" : "external",
    unit: "ms",
    limit: cached ? 5 : 100,
    value: slowest.p99,
    of: `p99 over ${slowest.transport}, the slowest of ${figures.length}`,
    details: {
      head: [cached ? "transport, kept answers" : "transport", "p50 ms", "p99 ms"],
      rows: figures.map(({ transport, p50, p99 }) => [transport, p50.toFixed(3), p99.toFixed(3)]),
    },
  };
}

async function managerOf(block: Readonly<Record<string, unknown>>, cached: boolean): Promise<PluginManager> {
  const whole = pluginEntrySchema.parse({ name: "Demo", kind: "external", ...block });
  const given = Object.fromEntries(Object.keys(block).map((key) => [key, whole[key as keyof typeof whole]]));
  const config = cached ? { cache_ttl_seconds: 600 } : {};
  const entry = pluginEntry({ name: "Demo", kind: "external", hooks: ["tool_pre_invoke"], config, ...given });
  const loaded = await loadPlugins({ entries: [entry], definitions: [], initializeTimeout: 120 });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join(", "));
  return createPluginManager({ instances: loaded.instances });
}

async function timesOf(manager: PluginManager, calls: number): Promise<number[]> {
  const times: number[] = [];
  const { name, args } = payloads.tool_pre_invoke;
  const payload = { name, args: { op: "pass", ...args } };
  for (let call = 0; call < calls; call++) {
    const context = { request_id: String(call), state: {}, metadata: {} };
    const began = performance.now();
    const outcome = await manager.invokeHook("tool_pre_invoke", payload, context);
    times.push(performance.now() - began);
    if (!outcome.continue_processing) throw new Error(JSON.stringify(outcome.violation));
  }
  return times;
}
