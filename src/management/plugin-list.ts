import { modeAliases } from "../framework/config/schema.ts";
import type { JsonValue, ManagerStats, PluginEntry, PluginInfo } from "../framework/index.ts";

/** The plugins as the plugin API tells of them; each is asked anew at every request. */
export interface PluginsView {
  /** False: PLUGINS_ENABLED switches every plugin off. */
  readonly enabled: boolean;
  /** The configuration's entries: of their `config` only keys and the kinds of values are told. */
  readonly entries: readonly PluginEntry[];
  plugins(): readonly PluginInfo[];
  stats(): ManagerStats;
  resetStats(): void;
}

/** One plugin in a list, in ContextForge's shape. */
export interface PluginSummary {
  readonly name: string;
  readonly description: string | null;
  readonly author: string | null;
  readonly version: string | null;
  readonly mode: string;
  readonly priority: number;
  readonly hooks: readonly string[];
  readonly tags: readonly string[];
  readonly status: PluginInfo["status"];
  /** Key → what kind of value it has. */
  readonly config_summary: Readonly<Record<string, string>>;
}

/** `GET /plugins`. Filters narrow the list and its counts: `search` (in name, description, author, tags), `mode`, `hook`, `tag`. */
export function pluginList(view: PluginsView, query: URLSearchParams) {
  const plugins = view
    .plugins()
    .filter((plugin) => fits(plugin, query))
    .map((plugin) => summary(view, plugin));
  const enabled_count = plugins.filter(({ status }) => status === "enabled").length;
  return {
    plugins_globally_enabled: view.enabled,
    plugins,
    total: plugins.length,
    enabled_count,
    disabled_count: plugins.length - enabled_count,
  };
}

/** `GET /plugins/{name}`; undefined: there is no such plugin. */
export function pluginDetail(view: PluginsView, name: string) {
  const plugin = view.plugins().find((candidate) => candidate.name === name);
  if (plugin === undefined) return undefined;
  const { kind, namespace = null, conditions, health } = plugin;
  const counted = view.stats().plugins;
  const counters = Object.hasOwn(counted, name) ? counted[name] : null;
  return { ...summary(view, plugin), kind, namespace, conditions, health, counters };
}

function summary({ entries }: PluginsView, plugin: PluginInfo): PluginSummary {
  const { name, description = null, author = null, version = null } = plugin;
  const { mode, priority, hooks, tags, status } = plugin;
  const config = entries.find((entry) => entry.name === name)?.config ?? {};
  const keys = Object.entries(config).map(([key, value]) => [key, kindOf(value)]);
  const config_summary = Object.fromEntries(keys) as PluginSummary["config_summary"];
  return {
    name,
    description,
    author,
    version,
    mode,
    priority,
    hooks,
    tags,
    status,
    config_summary,
  };
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (value === null) return "empty";
  return typeof value === "object" ? `mapping of ${Object.keys(value).length}` : typeof value;
}

function fits(plugin: PluginInfo, query: URLSearchParams): boolean {
  const mode = query.get("mode");
  const hook = query.get("hook");
  const tag = query.get("tag");
  const search = query.get("search")?.toLowerCase() ?? "";
  const { name, description = "", author = "", tags } = plugin;
  return (
    (!mode || plugin.mode === (Object.hasOwn(modeAliases, mode) ? modeAliases[mode] : mode)) &&
    (!hook || plugin.hooks.includes(hook)) &&
    (!tag || tags.includes(tag)) &&
    [name, description, author, ...tags].some((text) => text.toLowerCase().includes(search))
  );
}
