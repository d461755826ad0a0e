import type { PluginSettings } from "../../framework/config/entry.ts";
import { builtinHooks, type ExecutionRecord, type PluginInstance } from "../../framework/index.ts";
import { planHook } from "../../framework/plugin-registry.ts";
import type { HookRunRecord } from "../../testing/hook-recorder.ts";

/** One plugin at one run of a hook: what it said, or why it was not asked. */
export interface PluginRunReport {
  /** Counts the hook runs of the exchange: a hook may run several times on one message. */
  readonly run: number;
  readonly leg: HookRunRecord["leg"];
  readonly hook: string;
  readonly plugin: string;
  readonly kind: string;
  readonly mode: string;
  readonly priority: number;
  /** `not_matched`: by its conditions; `not_reached`: another had denied, or the time was up, before. */
  readonly status: "ran" | "not_matched" | "not_reached";
  /** What it said; only of those that ran. */
  readonly record?: ExecutionRecord;
}

/**
 * Every plugin of every hook that ran, in the order in which they run.
 * @param background records of plugins nobody waited for, which no outcome has
 */
export function pluginRuns(
  runs: readonly HookRunRecord[],
  instances: readonly PluginInstance[],
  settings: PluginSettings,
  background: readonly ExecutionRecord[],
): PluginRunReport[] {
  const late = [...background];
  return runs.flatMap((run, number) => {
    const hook = builtinHooks[run.hook as keyof typeof builtinHooks];
    const planned = planHook(hook, instances, settings).plugins.map(({ instance }) => instance);
    const never = instances.filter(({ hooks, name }) => {
      return hooks.includes(run.hook) && !planned.some((instance) => instance.name === name);
    });
    return [...planned, ...never].map((instance) => {
      const { kind, mode, priority } = instance.entry;
      const about = {
        run: number,
        leg: run.leg,
        hook: run.hook,
        plugin: instance.name,
        kind,
        mode,
        priority,
      };
      const record = recordOf(instance.name, run, late);
      if (record) return { ...about, status: "ran", record };
      return { ...about, status: matches(instance, run, settings) ? "not_reached" : "not_matched" };
    });
  });
}

function recordOf(plugin: string, run: HookRunRecord, late: ExecutionRecord[]): ExecutionRecord | undefined {
  const record = run.outcome.executions.find((each) => each.plugin === plugin);
  if (record) return record;
  const index = late.findIndex((each) => each.plugin === plugin && each.hook === run.hook);
  return index < 0 ? undefined : late.splice(index, 1)[0];
}

function matches(instance: PluginInstance, run: HookRunRecord, settings: PluginSettings): boolean {
  const hook = builtinHooks[run.hook as keyof typeof builtinHooks];
  const [planned] = planHook(hook, [instance], settings).plugins;
  if (planned?.matches === undefined) return planned !== undefined;
  const name = hook.subject === undefined ? undefined : run.payload[hook.subject];
  const about = { name: typeof name === "string" ? name : undefined, unknown: run.subjectUnknown };
  return planned.matches(about, { ...run.caller, request_id: "", state: {}, metadata: {} });
}
