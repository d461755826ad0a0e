import { z } from "zod";
import { definePlugin, type PluginDefinition } from "./plugin.ts";

/** A kind of plugin whose module is read when it is asked for. */
export interface NamedDefinition {
  readonly kind: string;
  readonly aliases: readonly string[];
  load(): Promise<PluginDefinition>;
}

/**
 * Definitions of those that are wanted by any of their names. The others are there by name only, for suggestions and for
 * whoever must know that a name is taken; their modules, and the libraries that these use, are not loaded.
 */
export function definitionsOf(
  named: readonly NamedDefinition[],
  wanted: ReadonlySet<unknown>,
): Promise<PluginDefinition[]> {
  return Promise.all(
    named.map(({ kind, aliases, load }) =>
      [kind, ...aliases].some((name) => wanted.has(name)) ? load() : nameOnly(kind, aliases),
    ),
  );
}

export function isNamedDefinition(value: unknown): value is NamedDefinition {
  const { kind, aliases, load } = (value ?? {}) as Partial<Record<keyof NamedDefinition, unknown>>;
  return typeof kind === "string" && Array.isArray(aliases) && typeof load === "function";
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
