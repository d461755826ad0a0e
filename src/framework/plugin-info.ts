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
}

/** What is told of an entry; without an instance it is disabled. */
export function pluginInfo(
  entry: PluginEntry,
  instance: PluginInstance | undefined,
  health: PluginHealth,
): PluginInfo {
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
  };
}
