import type { HookDefinition } from "./hook-definition.ts";

/**
 * A hook as a host program or a plugin's module declares it. Left out: `family` is `other`, and plugins may write no
 * field. What plugins answer is a `PluginResult` with that payload, or with what `result` says.
 */
export type HookType = Pick<HookDefinition, "name" | "payload"> &
  Partial<Omit<HookDefinition, "name" | "payload" | "aliases">>;

/** Declares a hook; a plugin's module exports those of its own as the list `hookTypes`. */
export function defineHook(type: HookType): HookDefinition {
  return { family: "other", writable: [], ...type };
}

const completed = new WeakMap<HookType, HookDefinition>();

/** The definition that a declaration stands for: the same one each time, so that the same hook is known again. */
export function completeHook(type: HookType): HookDefinition {
  if (type.family !== undefined && type.writable !== undefined) return type as HookDefinition;
  const known = completed.get(type) ?? defineHook(type);
  completed.set(type, known);
  return known;
}
