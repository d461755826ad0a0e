import type { PluginEntry } from "./config/entry.ts";
import { hookNamed } from "./hooks.ts";

/** An entry as a host program writes it in code: only name and kind have no default. */
export type EntryInput = Pick<PluginEntry, "name" | "kind"> & Partial<PluginEntry>;

/** Fills in what a configuration file's entry would get: enforce, priority 100, no conditions, every hook of the kind. */
export function pluginEntry(input: EntryInput): PluginEntry {
  return {
    tags: [],
    mode: "enforce",
    onError: "fail",
    priority: 100,
    conditions: [],
    config: {},
    source: { file: "", line: 0 },
    ...(input.kind === "external" && { stated: Object.keys(input) }),
    ...input,
    hooks: (input.hooks ?? []).map(hookNamed),
  };
}
