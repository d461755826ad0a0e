import { z } from "zod";
import type { PluginEntry } from "./config/entry.ts";
import { quote } from "./config/problem.ts";
import { errorMessage } from "./error-class.ts";
import { createHookRegistry, extendHookRegistry, type HookRegistry } from "./hook-registry.ts";
import { completeHook, type HookType } from "./hook-type.ts";
import { builtinHooks } from "./hooks.ts";

/** Most hooks that one module may declare. */
const most = 100;

const hookType = z.looseObject({
  name: z.string(),
  payload: z.custom<HookType["payload"]>(
    (value) => typeof (value as HookType["payload"] | null | undefined)?.safeParse === "function",
    "no schema",
  ),
  family: z.enum(["tool", "prompt", "resource", "other"]).optional(),
  writable: z.array(z.string()).optional(),
  subject: z.string().optional(),
  measured: z.array(z.string()).optional(),
  leaves: z.string().optional(),
  takes: z.string().optional(),
});

export type HookTypesReading =
  | { readonly ok: true; readonly hooks: readonly HookType[] }
  | { readonly ok: false; readonly message: string };

/** Reads what a module exports as `hookTypes`. The hooks are the module's own objects, so that they can be told apart. */
export function readHookTypes(exported: unknown): HookTypesReading {
  if (exported === undefined) return { ok: true, hooks: [] };
  if (!Array.isArray(exported)) return { ok: false, message: "its export `hookTypes` is no list" };
  if (exported.length > most)
    return { ok: false, message: `its export \`hookTypes\` has more than ${most} hooks` };
  for (const [index, value] of exported.entries()) {
    const fail = (why: string): HookTypesReading => ({
      ok: false,
      message: `its export \`hookTypes\`: item ${index}: ${why}`,
    });
    const [issue] = hookType.safeParse(value).error?.issues ?? [];
    if (issue !== undefined) return fail(`${issue.path.join(".") || "the hook"}: ${issue.message}`);
    const type = value as HookType;
    const stray = strayField(type);
    if (stray !== undefined) return fail(`${quote(stray)} is no field of its payload`);
    try {
      createHookRegistry([type]);
    } catch (error) {
      return fail(errorMessage(error));
    }
  }
  return { ok: true, hooks: exported as HookType[] };
}

/** A field that the hook names and its payload has not; undefined also where the schema cannot say. */
function strayField({ payload, writable = [], measured = [], subject, leaves, takes }: HookType) {
  const shape = (payload as Partial<z.ZodObject>).shape;
  if (typeof shape !== "object" || shape === null) return undefined;
  return [...writable, ...measured, subject, leaves, takes].find(
    (field) => field !== undefined && !Object.hasOwn(shape, field),
  );
}

/** The hooks that one plugin's module declares. */
export interface DeclaredHooks {
  readonly entry: PluginEntry;
  readonly hooks: readonly HookType[];
}

/**
 * What becomes of the hooks that modules declare. `registered`: they are added. `known`: this process only runs a plugin
 * for another one, whose hooks they have to be.
 */
export type HookDeclaration = "registered" | "known";

/**
 * Adds the hooks that modules declare to those of the host program. A name that another hook has is a problem of the
 * later module; the same object declared again is none.
 */
export function registerHookTypes(
  base: HookRegistry,
  declared: readonly DeclaredHooks[],
  declaration: HookDeclaration,
  complain: (entry: PluginEntry, message: string) => void,
): HookRegistry {
  const added = new Map<string, { readonly hook: HookType; readonly entry: PluginEntry }>();
  for (const { entry, hooks } of declared) {
    for (const hook of hooks.map(completeHook)) {
      const earlier = added.get(hook.name);
      const known = base.get(hook.name);
      if (earlier?.hook === hook || known === hook) continue;
      if (declaration === "known") {
        if (known === undefined || Object.hasOwn(builtinHooks, hook.name))
          complain(
            entry,
            `declares hook "${hook.name}", which a plugin in a process of its own cannot bring`,
          );
        continue;
      }
      if (earlier !== undefined) {
        const other = quote(earlier.entry.name);
        complain(entry, `declares hook "${hook.name}", which plugin ${other} declares otherwise`);
      } else if (known !== undefined) complain(entry, `declares hook "${hook.name}", which is there already`);
      else added.set(hook.name, { hook, entry });
    }
  }
  if (added.size === 0) return base;
  return extendHookRegistry(
    base,
    [...added.values()].map(({ hook }) => hook),
  );
}
