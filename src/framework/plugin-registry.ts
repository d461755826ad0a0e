import { randomUUID } from "node:crypto";
import { type ConditionSettings, type ConditionTest, compileConditions } from "./conditions.ts";
import type { PluginEntry, PluginMode } from "./config/entry.ts";
import type { PluginContext } from "./context.ts";
import type { HookDefinition } from "./hook-definition.ts";
import { builtinHooks } from "./hooks.ts";
import type { ManagerSettings } from "./manager-settings.ts";
import type { HookName } from "./payloads.ts";
import type { Plugin } from "./plugin.ts";
import type { BoundSet } from "./scan/literal-set.ts";
import { createInstanceServices, type InstanceServices } from "./services/instance-services.ts";

/**
 * One loaded plugin.
 * @property hooks     those it runs on: configured and implemented
 * @property isolation `frozen`: it is handed the payload that all share, deeply frozen; `copied`: it is handed a copy of
 *                     its own, and what it writes there is its edit
 */
export interface PluginInstance {
  readonly uuid: string;
  readonly name: string;
  readonly entry: PluginEntry;
  readonly plugin: Plugin;
  readonly hooks: readonly string[];
  /** Of an external plugin those of its hooks that it does not have by what its server says. */
  readonly unservedHooks?: readonly string[];
  readonly isolation: "frozen" | "copied";
  readonly services: InstanceServices;
  /** What it looks for in texts, for a manager to share the reading. */
  readonly literals?: readonly BoundSet[];
  /** Set at run time by `on_error: disable`. */
  readonly status: { switchedOff: boolean };
}

export type ActiveMode = Exclude<PluginMode, "disabled">;

/** One instance on one hook, with everything about it that is known before a message comes. */
export interface PlannedPlugin {
  readonly instance: PluginInstance;
  readonly mode: ActiveMode;
  readonly matches: ConditionTest | undefined;
  readonly call: (payload: Record<string, unknown>, context: PluginContext) => unknown;
}

/** What runs next: one plugin, or several together on the same payload. */
export type PlanStep = PlannedPlugin | readonly PlannedPlugin[];

/** The plugins of one hook in the order in which they run. */
export interface HookPlan {
  readonly hook: HookDefinition;
  readonly steps: readonly PlanStep[];
  /** fire_and_forget plugins. */
  readonly background: readonly PlannedPlugin[];
  /** All of both. */
  readonly plugins: readonly PlannedPlugin[];
}

/** What decides who runs on a hook, and in which order. */
export type PlanSettings = ConditionSettings &
  Pick<ManagerSettings, "execution_order" | "parallel_execution_within_band">;

/** Methods of a plugin that are no hooks, whatever a host program calls its hooks. */
const lifecycle = new Set(["constructor", "initialize", "shutdown", "health", "observe", "counts", "hooks"]);

/**
 * A plugin's handler of a hook: the method of that name, or for a hook of a host program the entry in `plugin.hooks`.
 */
export function handlerOf(plugin: Plugin, hook: string): PlannedPlugin["call"] | undefined {
  const aliases = Object.hasOwn(builtinHooks, hook) ? builtinHooks[hook as HookName].aliases : undefined;
  for (const name of [hook, ...(aliases ?? [])]) {
    const handler = handlerNamed(plugin, name);
    if (handler !== undefined) return handler;
  }
  return undefined;
}

function handlerNamed(plugin: Plugin, hook: string): PlannedPlugin["call"] | undefined {
  const own =
    plugin.hooks !== undefined && Object.hasOwn(plugin.hooks, hook) ? plugin.hooks[hook] : undefined;
  if (typeof own === "function") return (payload, context) => own.call(plugin.hooks, payload, context);
  if (lifecycle.has(hook) || (hook in Object.prototype && !Object.hasOwn(builtinHooks, hook)))
    return undefined;
  const method = (plugin as Record<string, unknown>)[hook];
  if (typeof method !== "function") return undefined;
  return (payload, context) => method.call(plugin, payload, context);
}

/** Wraps a plugin object that was made and initialised already. `hooks` must be implemented by it. */
export function pluginInstance(
  entry: PluginEntry,
  plugin: Plugin,
  hooks: readonly string[],
  isolation: PluginInstance["isolation"] = "frozen",
  services: InstanceServices = createInstanceServices(entry.services),
): PluginInstance {
  return {
    uuid: randomUUID(),
    name: entry.name,
    entry,
    plugin,
    hooks: [...hooks],
    isolation,
    services,
    status: { switchedOff: false },
  };
}

/**
 * Orders the instances of one hook: ascending priority, stable in config order. Plugins that no message of the hook's
 * family can match are left out.
 */
export function planHook(
  hook: HookDefinition,
  instances: readonly PluginInstance[],
  settings: PlanSettings,
): HookPlan {
  const planned = instances
    .map((instance) => planOne(hook, instance, settings))
    .filter((plan) => plan !== undefined);
  const plugins = planned.toSorted(
    (a, b) =>
      (settings.execution_order === "cpex" ? phase(a.mode) - phase(b.mode) : 0) ||
      a.instance.entry.priority - b.instance.entry.priority,
  );
  const waiting = plugins.filter((plugin) => plugin.mode !== "fire_and_forget");
  return {
    hook,
    steps: steps(waiting, settings),
    background: plugins.filter((plugin) => plugin.mode === "fire_and_forget"),
    plugins,
  };
}

function planOne(
  hook: HookDefinition,
  instance: PluginInstance,
  settings: ConditionSettings,
): PlannedPlugin | undefined {
  const { mode, calledOnly, conditions } = instance.entry;
  if (mode === "disabled" || calledOnly === true || !instance.hooks.includes(hook.name)) return undefined;
  const call = handlerOf(instance.plugin, hook.name);
  const matches = compileConditions(conditions, hook.family, settings);
  if (call === undefined)
    throw new TypeError(`plugin "${instance.name}" does not implement hook "${hook.name}"`);
  if (matches === "never") return undefined;
  return { instance, mode, matches: matches === "always" ? undefined : matches, call };
}

/** Joins neighbours that run together: a whole priority band where that is asked for, else concurrent plugins. */
function steps(
  plugins: readonly PlannedPlugin[],
  settings: Pick<ManagerSettings, "execution_order" | "parallel_execution_within_band">,
): PlanStep[] {
  const joined: PlannedPlugin[][] = [];
  for (const plugin of plugins) {
    const group = joined.at(-1);
    const previous = group?.at(-1);
    if (group !== undefined && previous !== undefined && runTogether(previous, plugin, settings))
      group.push(plugin);
    else joined.push([plugin]);
  }
  return joined.map((group) => (group.length === 1 && group[0] !== undefined ? group[0] : group));
}

function runTogether(
  a: PlannedPlugin,
  b: PlannedPlugin,
  settings: Pick<ManagerSettings, "execution_order" | "parallel_execution_within_band">,
): boolean {
  const concurrent = a.mode === "concurrent" && b.mode === "concurrent";
  const samePriority = a.instance.entry.priority === b.instance.entry.priority;
  if (settings.execution_order === "cpex") {
    return concurrent || (samePriority && settings.parallel_execution_within_band && a.mode === b.mode);
  }
  return samePriority && (concurrent || settings.parallel_execution_within_band);
}

function phase(mode: ActiveMode): number {
  switch (mode) {
    case "enforce":
    case "enforce_ignore_error":
      return 0;
    case "permissive":
      return 1;
    case "audit":
      return 2;
    case "concurrent":
      return 3;
    case "fire_and_forget":
      return 4;
  }
}
