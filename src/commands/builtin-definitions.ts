import { z } from "zod";
import { builtinKinds } from "../../plugins/kinds.ts";
import { definePlugin, type PluginDefinition, type PluginEntry } from "../framework/index.ts";

/**
 * The built-in plugins as definitions. Those that no entry names are there by name only, for suggestions and for whoever
 * must know that a name is taken; their modules, and the libraries that these use, are not loaded.
 */
export async function builtinDefinitions(entries: readonly PluginEntry[]): Promise<PluginDefinition[]> {
  const named = new Set<unknown>(entries.flatMap(({ kind, config }) => [kind, config["plugin"]]));
  return Promise.all(
    builtinKinds.map(({ kind, aliases, load }) =>
      [kind, ...aliases].some((name) => named.has(name)) ? load() : nameOnly(kind, aliases),
    ),
  );
}

function nameOnly(kind: string, aliases: readonly string[]): PluginDefinition {
  return definePlugin({
    kind,
    aliases,
    hooks: [],
    config: z.never(),
    create() {
      throw new Error(`no entry named ${kind} when the configuration was read`);
    },
  });
}
