import { type KeyPath, quote } from "../framework/config/problem.ts";
import { locateInEntry } from "../framework/config/read-entries.ts";
import { builtinHooks, type Condition, type HookFamily, type PluginInstance } from "../framework/index.ts";
import type { Finding } from "./findings.ts";
import type { AdapterConfig } from "./load-adapter.ts";

/** The conditions that compare names, with the family of hooks that they are for. */
const nameLists = { tools: "tool", prompts: "prompt", resources: "resource" } as const;
type NameList = keyof typeof nameLists;

/** The conditions that compare with who the caller is, with the source in `adapter.identity` that they need. */
const identityLists = { server_ids: "server_id", tenant_ids: "tenant_id", user_patterns: "user" } as const;

/**
 * What is right in a configuration and yet hardly meant: conditions that match more than they name, or nothing at all,
 * hooks that an external plugin's server does not have for it, and a configuration under which no plugin runs.
 * @param instances the configuration's plugins that are not disabled
 */
export function planWarnings(config: AdapterConfig, instances: readonly PluginInstance[]): Finding[] {
  const found = instances.flatMap((instance) => [
    ...conditionWarnings(config, instance),
    ...unreachedWarnings(config, instance),
    ...unservedWarnings(config, instance),
  ]);
  found.push(...prefixWarnings(config));
  if (config.plugins.length > 0 && instances.length === 0) {
    const message = "every plugin is disabled: nothing is inspected";
    found.push({ ...config.document.at, key: "plugins", message });
  }
  return found;
}

/** One for each plugin that is checked but not started. */
export function disabledWarnings(config: AdapterConfig): Finding[] {
  return config.plugins
    .filter(({ mode }) => mode === "disabled")
    .map((entry) => placed(config, entry, ["mode"], "disabled: the plugin is checked, but does not run"));
}

function conditionWarnings(config: AdapterConfig, instance: PluginInstance): Finding[] {
  const { entry } = instance;
  const exact = config.plugin_settings.conditions === "exact";
  return entry.conditions.flatMap((condition, index) => {
    const path = ["conditions", index];
    const named = (Object.keys(nameLists) as NameList[]).filter((list) => given(condition, list));
    const unnamed = instance.hooks.filter((hook) => named.length > 0 && !named.some(isFor(hook)));
    const found: Finding[] = [];
    if (unnamed.length > 0) {
      const names = `names only ${named.join(" and ")}`;
      const message = exact
        ? `${names}: it matches nothing on ${unnamed.join(", ")}`
        : `${names}: it matches everything on ${unnamed.join(", ")}; plugin_settings.conditions: exact reads it otherwise`;
      found.push(placed(config, entry, [...path, named[0] ?? ""], message));
    }
    for (const [list, source] of Object.entries(identityLists) as [keyof Condition, Source][]) {
      if (!given(condition, list) || hasSource(config, source)) continue;
      const message = `it never matches: adapter.identity has no source of ${source}`;
      found.push(placed(config, entry, [...path, list], message));
    }
    for (const list of ["tools", "prompts"] as const) {
      const name = condition[list]?.find((each) => each.includes("/"));
      if (name === undefined || hasSource(config, "server_id")) continue;
      const message = `${quote(name)} names a server, and adapter.identity has no source of server_id`;
      found.push(placed(config, entry, [...path, list], message));
    }
    return found;
  });
}

/** Hooks that a plugin's module declares: programs that embed the framework invoke them. */
function unreachedWarnings(config: AdapterConfig, { entry, hooks }: PluginInstance): Finding[] {
  const own = hooks.filter((hook) => !Object.hasOwn(builtinHooks, hook));
  if (own.length === 0) return [];
  const message = `runs on ${own.join(", ")}, which no message reaches: the adapter invokes built-in hooks only`;
  return [placed(config, entry, ["kind"], message)];
}

/** Servers of cpex refuse each call of such a hook. */
function unservedWarnings(config: AdapterConfig, { entry, unservedHooks = [] }: PluginInstance): Finding[] {
  if (unservedHooks.length === 0) return [];
  const message = `its server does not have the plugin on ${unservedHooks.join(", ")}: where it refuses them, every call fails, and on_error decides`;
  return [placed(config, entry, ["hooks"], message)];
}

/** Prefixes of servers that no message is known to come from. */
function prefixWarnings(config: AdapterConfig): Finding[] {
  const given = Object.keys(config.plugin_settings.server_prefixes).length > 0;
  if (!given || hasSource(config, "server_id")) return [];
  const message = "they are never used: adapter.identity has no source of server_id";
  return [{ ...config.document.at, key: "plugin_settings.server_prefixes", message }];
}

type Source = (typeof identityLists)[keyof typeof identityLists];

function hasSource({ sections }: AdapterConfig, source: Source): boolean {
  const { identity } = sections.adapter;
  return identity[source] !== undefined || (source === "server_id" && identity.preset === "kuadrant");
}

function given(condition: Condition, list: keyof Condition): boolean {
  return (condition[list] ?? []).length > 0;
}

function isFor(hook: string): (list: NameList) => boolean {
  const family: HookFamily | undefined = Object.hasOwn(builtinHooks, hook)
    ? builtinHooks[hook as keyof typeof builtinHooks].family
    : undefined;
  return (list) => nameLists[list] === family;
}

function placed(config: AdapterConfig, entry: PluginInstance["entry"], path: KeyPath, text: string): Finding {
  const { at, message } = locateInEntry(config, entry, path, text);
  return { ...at, message };
}
