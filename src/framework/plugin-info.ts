import type { Condition, PluginEntry, PluginMode } from "./config/entry.ts";
import type { PluginHealth } from "./plugin-health.ts";
import type { PluginInstance } from "./plugin-registry.ts";

/** One configured plugin, without its config values. */
export interface PluginInfo {
  readonly name: string;
  readonly kind: string;
  /** Undefined for a disabled entry: it has no instance. */
  readonly uuid: string | undefined;
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly author: string | undefined;
  readonly namespace: string | undefined;
  readonly tags: readonly string[];
  readonly hooks: readonly string[];
  readonly mode: PluginMode;
  readonly priority: number;
  readonly conditions: readonly Condition[];
  /** `switched_off`: by `on_error: disable`, until `switchOn`. */
  readonly status: "enabled" | "disabled" | "switched_off";
  readonly health: PluginHealth;
  /** What the plugin counts itself; undefined for one that counts nothing. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** What is told of an entry; without an instance it is disabled. */
export function pluginInfo(
  entry: PluginEntry,
  instance: PluginInstance | undefined,
  health: PluginHealth,
): PluginInfo {
  const counts = instance === undefined ? undefined : countsOf(instance);
  return {
    name: entry.name,
    kind: entry.kind,
    uuid: instance?.uuid,
    description: entry.description,
    version: entry.version,
    author: entry.author,
    namespace: entry.namespace,
    tags: entry.tags,
    hooks: instance?.hooks ?? entry.hooks,
    mode: entry.mode,
    priority: entry.priority,
    conditions: entry.conditions,
    status: instance === undefined ? "disabled" : instance.status.switchedOff ? "switched_off" : "enabled",
    health,
    ...(counts !== undefined && { counts }),
  };
}

const mostCounts = 20;

/** What a plugin says may be anything. */
function countsOf({ plugin }: PluginInstance): PluginInfo["counts"] {
  try {
    const counts = plugin.counts?.();
    if (counts === undefined) return undefined;
    const fit = Object.entries(counts).filter(
      ([name, value]) => /^[a-z][a-z0-9_]{0,63}$/.test(name) && Number.isFinite(value) && value >= 0,
    );
    return Object.fromEntries(fit.slice(0, mostCounts));
  } catch {
    return undefined;
  }
}
