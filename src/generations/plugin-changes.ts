import type { PluginEntry, PluginInstance, PluginMode } from "../framework/index.ts";
import { type Change, invalid, unknownPlugin } from "./change.ts";
import type { GenerationParts } from "./generation.ts";

/** One plugin that was made and started, or why it was not. */
export type OneStarted =
  | { readonly ok: true; readonly instance: PluginInstance }
  | { readonly ok: false; readonly problems: readonly string[] };

export type StartOne = (entry: PluginEntry) => Promise<OneStarted>;

/** The same configuration with one plugin made anew; the instances of the others are the same ones. */
export async function changedPlugin(
  parts: GenerationParts,
  name: string,
  startOne: StartOne,
): Promise<GenerationParts | Change> {
  const running = parts.instances.find((instance) => instance.name === name);
  if (running === undefined) {
    const known = parts.entries.some((entry) => entry.name === name);
    return known ? invalid([`plugin "${name}" does not run`]) : unknownPlugin;
  }
  const started = await startOne(running.entry);
  return started.ok ? withInstance(parts, started.instance) : invalid(started.problems);
}

/**
 * The same configuration with one plugin in another mode. A plugin that ran keeps running, with what it knows; one that
 * was disabled is started, and one that becomes disabled is shut down.
 */
export async function changedMode(
  parts: GenerationParts,
  name: string,
  mode: PluginMode,
  startOne: StartOne,
): Promise<GenerationParts | Change> {
  const before = [...parts.instances.map(({ entry }) => entry), ...parts.disabled].find(
    (each) => each.name === name,
  );
  if (before === undefined) return unknownPlugin;
  if (!parts.enabled) return invalid(["PLUGINS_ENABLED=false: no plugin runs in any mode"]);
  const entry = inMode(before, mode);
  if (mode === "disabled") {
    const instances = parts.instances.filter((instance) => instance.name !== name);
    const disabled = inOrder([...parts.disabled.filter((each) => each.name !== name), entry], parts);
    return { ...parts, entries: replaced(parts.entries, entry), instances, disabled };
  }
  const running = parts.instances.find((instance) => instance.name === name);
  if (running !== undefined) return withInstance(parts, { ...running, entry });
  const started = await startOne(entry);
  return started.ok ? withInstance(parts, started.instance) : invalid(started.problems);
}

/**
 * `enforce_ignore_error` made `on_error` be `ignore`; whoever leaves that mode asks for `enforce` and its like, where
 * errors deny. Whether `ignore` was written down cannot be told any more: the strict reading is taken.
 */
function inMode(entry: PluginEntry, mode: PluginMode): PluginEntry {
  if (mode === "enforce_ignore_error")
    return { ...entry, mode, onError: "ignore", ...stated(entry, "mode", "on_error") };
  if (entry.mode === "enforce_ignore_error")
    return { ...entry, mode, onError: "fail", ...stated(entry, "mode", "on_error") };
  return { ...entry, mode, ...stated(entry, "mode") };
}

/** What an external plugin's server says of these keys counts no more, also when the plugin is made anew. */
function stated(entry: PluginEntry, ...keys: readonly string[]): Pick<PluginEntry, "stated"> {
  return entry.stated === undefined ? {} : { stated: [...new Set([...entry.stated, ...keys])] };
}

function withInstance(parts: GenerationParts, instance: PluginInstance): GenerationParts {
  const others = parts.instances.filter(({ name }) => name !== instance.name);
  return {
    ...parts,
    entries: replaced(parts.entries, instance.entry),
    instances: inOrder([...others, instance], parts),
    disabled: parts.disabled.filter(({ name }) => name !== instance.name),
  };
}

function replaced(entries: readonly PluginEntry[], entry: PluginEntry): PluginEntry[] {
  return entries.map((each) => (each.name === entry.name ? entry : each));
}

/** Plugins of equal priority run in the order of the configuration. */
function inOrder<T extends { readonly name: string }>(all: readonly T[], { entries }: GenerationParts): T[] {
  const place = new Map(entries.map(({ name }, index) => [name, index]));
  return all.toSorted((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0));
}
