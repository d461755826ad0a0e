import { builtinKinds } from "../../plugins/kinds.ts";
import { definitionsOf, type PluginDefinition, type PluginEntry } from "../framework/index.ts";

/** The built-in plugins as definitions: those that an entry names, and the others by name only. */
export function builtinDefinitions(entries: readonly PluginEntry[]): Promise<PluginDefinition[]> {
  return definitionsOf(
    builtinKinds,
    new Set(entries.flatMap(({ kind, config }) => [kind, config["plugin"]])),
  );
}
