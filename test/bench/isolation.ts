/**
 * Prints what a plugin costs in this process and in a process of its own: microseconds per call, one after another and
 * sixteen together, milliseconds to load, and resident memory. Runs the two in turn, three times, and prints the best.
 */
import { readFileSync } from "node:fs";
import { stdout } from "node:process";
import { builtinPlugins } from "../../plugins/builtin.ts";
import { builtinModule } from "../../plugins/kinds.ts";
import {
  createPluginManager,
  type JsonObject,
  loadPlugins,
  type PluginManager,
  pluginEntry,
} from "../../src/framework/index.ts";
import { isolatedPid } from "../framework/isolation/processes.ts";

const calls = 2000;
const rounds = 3;
const plugins: Readonly<Record<string, JsonObject>> = {
  deny_filter: { words: ["forbidden"] },
  pii_filter: {},
};

const text = "The quick brown fox jumps over the lazy dog. ".repeat(11);
const payload = { name: "echo", args: { text } };

interface Measured {
  readonly loadMs: number;
  readonly oneUs: number;
  readonly togetherUs: number;
  readonly residentMb: number | undefined;
}

for (const [kind, config] of Object.entries(plugins)) {
  const best = { here: undefined as Measured | undefined, isolated: undefined as Measured | undefined };
  for (let round = 0; round < rounds; round++) {
    best.here = better(best.here, await measure(kind, config));
    best.isolated = better(best.isolated, await measure("isolated", { plugin: kind, config }));
  }
  for (const [where, { loadMs, oneUs, togetherUs, residentMb }] of Object.entries(best) as [
    string,
    Measured,
  ][]) {
    const memory = residentMb === undefined ? "" : `, ${residentMb.toFixed(0)} MiB resident`;
    stdout.write(
      `${kind} ${where}: ${oneUs.toFixed(1)} us a call, ${togetherUs.toFixed(1)} us with 16 together, loaded in ${loadMs.toFixed(0)} ms${memory}\n`,
    );
  }
}

async function measure(kind: string, config: JsonObject): Promise<Measured> {
  const started = performance.now();
  const loaded = await loadPlugins({
    entries: [pluginEntry({ name: "p", kind, config })],
    definitions: builtinPlugins,
    definitionModules: [builtinModule],
  });
  const loadMs = performance.now() - started;
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join("\n"));
  const manager = createPluginManager({ instances: loaded.instances });
  await run(manager, 1);
  const oneUs = await run(manager, 1);
  const togetherUs = await run(manager, 16);
  const residentMb = kind === "isolated" ? residentOf(isolatedPid()) : undefined;
  await manager.shutdown();
  return { loadMs, oneUs, togetherUs, residentMb };
}

async function run(manager: PluginManager, together: number): Promise<number> {
  const started = performance.now();
  const lanes = Array.from({ length: together }, async (_, lane) => {
    for (let call = lane; call < calls; call += together) {
      const context = { request_id: `${lane}`, state: {}, metadata: {} };
      await manager.invokeHook("tool_pre_invoke", payload, context);
    }
  });
  await Promise.all(lanes);
  return ((performance.now() - started) * 1000) / calls;
}

function residentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  return Number(/\nVmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function better(a: Measured | undefined, b: Measured): Measured {
  if (a === undefined) return b;
  return {
    loadMs: Math.min(a.loadMs, b.loadMs),
    oneUs: Math.min(a.oneUs, b.oneUs),
    togetherUs: Math.min(a.togetherUs, b.togetherUs),
    residentMb: b.residentMb,
  };
}
