import type { PluginEntry } from "./config/entry.ts";
import { entryProblem, type LoadProblem } from "./load-problem.ts";
import { type LoadOptions, type LoadResult, loadPlugins } from "./loader.ts";
import type { Plugin } from "./plugin.ts";
import { type PluginInstance, pluginInstance } from "./plugin-registry.ts";
import { isClassPath } from "./python/class-path.ts";

type Loaded = Extract<LoadResult, { ok: true }>;

/** As of loading; `unchecked`: what only a process or a server could tell, per entry. */
export type OfflineResult =
  | (Loaded & { readonly unchecked: readonly LoadProblem[] })
  | Extract<LoadResult, { ok: false }>;

/**
 * Loads what runs in this process, and puts instances that answer nothing in the places of the others: good enough to see
 * which plugin is on which hook. No process is started and no server is asked. The entries are right already:
 * `checkPlugins` with `offline` found no problem.
 */
export async function loadOffline(options: LoadOptions): Promise<OfflineResult> {
  const { entries, locate } = options;
  const places = new Map(entries.map((entry) => [entry.name, placeOf(entry, options)]));
  const here = entries.filter(({ name }) => places.get(name) === undefined);
  // Others may be called by these.
  const hookEntries = entries.filter(({ name }) => places.get(name) !== undefined);
  const loaded = await loadPlugins({ ...options, entries: here, hookEntries });
  if (!loaded.ok) return loaded;
  const unchecked: LoadProblem[] = [];
  const instances = entries.flatMap((entry) => {
    if (entry.mode === "disabled") return [];
    const place = places.get(entry.name);
    if (place === undefined) return loaded.instances.find(({ name }) => name === entry.name) ?? [];
    const hooks = entry.hooks.length > 0 ? entry.hooks : place.hooks;
    const outside = hooks.length > 0 ? "" : "; the plan is without it: only that tells its hooks";
    unchecked.push(entryProblem(entry, `${place.unchecked}${outside}`, ["kind"], locate));
    return [placeholder(entry, hooks)];
  });
  const disabled = entries.filter(({ mode }) => mode === "disabled");
  return { ...loaded, instances, disabled, unchecked };
}

/** A plugin that runs elsewhere. */
interface Place {
  readonly unchecked: string;
  /** Those that the kind is known to implement. */
  readonly hooks: readonly string[];
}

function placeOf(entry: PluginEntry, { definitions }: LoadOptions): Place | undefined {
  const known = (kind: unknown) =>
    definitions.find((definition) => definition.kind === kind || definition.aliases?.includes(String(kind)));
  if (entry.kind === "external") {
    return {
      unchecked: "its server was not asked: whether it has this plugin, and how it is configured there",
      hooks: [],
    };
  }
  if (entry.kind === "isolated") {
    const definition = known(entry.config["plugin"]);
    return definition === undefined
      ? { unchecked: "its process was not started: the plugin's module, hooks and config", hooks: [] }
      : { unchecked: "its process was not started", hooks: definition.hooks };
  }
  if (isClassPath(entry.kind) && known(entry.kind) === undefined) {
    return { unchecked: "Python was not started: the class, its hooks and its config", hooks: [] };
  }
  return undefined;
}

function placeholder(entry: PluginEntry, hooks: readonly string[]): PluginInstance {
  const refuse = () => {
    throw new Error("the plugin was not started");
  };
  const plugin: Plugin = { hooks: Object.fromEntries(hooks.map((hook) => [hook, refuse])) };
  return pluginInstance(entry, plugin, hooks);
}
