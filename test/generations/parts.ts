/** Generations of plugins given as plain handlers, on a clock of the test, with everything they tell recorded. */
import {
  type Plugin,
  type PluginEntry,
  type PluginInstance,
  pluginEntry,
  pluginInstance,
} from "../../src/framework/index.ts";
import type { Generation } from "../../src/generations/generation.ts";
import {
  createGenerations,
  type GenerationCause,
  type GenerationLoading,
  type LoadedParts,
} from "../../src/generations/generations.ts";
import { adapterSettings } from "../../src/settings/adapter.ts";
import { fakeClock } from "../framework/fake-clock.ts";
import { testState } from "../state/memory.ts";

export type Life = { started: string[]; ended: string[] };

/** Parts whose plugins record their ends in `life`; names of `sick` fail their health check. */
export function partsOf(
  names: readonly string[],
  life: Life,
  {
    sick = [],
    disabled = [],
    reload = {},
    run = () => {},
  }: {
    sick?: readonly string[];
    disabled?: readonly string[];
    reload?: object;
    run?: () => void;
  } = {},
): LoadedParts {
  const make = (entry: PluginEntry): PluginInstance => {
    life.started.push(entry.name);
    const plugin: Plugin = {
      tool_pre_invoke: run,
      health() {
        if (sick.includes(entry.name)) throw new Error("sick");
      },
      shutdown: () => void life.ended.push(entry.name),
    };
    return pluginInstance(entry, plugin, ["tool_pre_invoke"]);
  };
  const entries = [...names, ...disabled]
    .sort()
    .map((name) => pluginEntry({ name, kind: "k", mode: disabled.includes(name) ? "disabled" : "enforce" }));
  return {
    settings: adapterSettings.parse({ reload }),
    enabled: true,
    entries,
    managerSettings: {},
    pluginApi: true,
    instances: entries.filter(({ mode }) => mode !== "disabled").map(make),
    disabled: entries.filter(({ mode }) => mode === "disabled"),
    startOne: async (entry) =>
      entry.kind === "bad" ? { ok: false, problems: ["bad"] } : { ok: true, instance: make(entry) },
  };
}

export function generationsOf(first: LoadedParts) {
  const clock = fakeClock();
  const log: { level: string; message: string; fields: object }[] = [];
  const line = (level: string) => (fields: object, message: string) =>
    void log.push({ level, message, fields });
  const results: string[] = [];
  const taken: Generation[] = [];
  const causes: GenerationCause[] = [];
  const switchedOn: string[] = [];
  let live = 0;
  const next: { loading: () => Promise<GenerationLoading> } = {
    loading: () => Promise.reject(new Error("nothing to load")),
  };
  const generations = createGenerations(first, {
    load: () => next.loading(),
    log: { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") },
    correlation: testState().correlation,
    inspection: { decided() {}, unfit() {}, faulted() {} },
    observe() {},
    reloads: {
      took(generation, cause) {
        taken.push(generation);
        causes.push(cause);
      },
      switchedOn: (plugin) => void switchedOn.push(plugin),
      reloaded: (result) => void results.push(result),
      live(count) {
        live = count;
      },
    },
    clock,
    today: () => 0,
  });
  return {
    generations,
    clock,
    log,
    results,
    taken,
    causes,
    switchedOn,
    live: () => live,
    /** What the next reload finds. */
    offer(parts: LoadedParts, warnings: readonly string[] = []) {
      next.loading = async () => ({ ok: true, parts, warnings });
    },
    refuse(problems: readonly string[], again = false) {
      next.loading = async () => ({ ok: false, problems, again });
    },
    next,
  };
}

/** Lets what was started go on until it waits for the clock. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
