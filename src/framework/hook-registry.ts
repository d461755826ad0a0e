import { absentHook } from "./absent-hooks.ts";
import { nearMiss } from "./config/near-miss.ts";
import { quote } from "./config/problem.ts";
import type { HookDefinition } from "./hook-definition.ts";
import { completeHook, type HookType } from "./hook-type.ts";
import { builtinHooks, hookNamed } from "./hooks.ts";

/** The hooks that plugins may be configured for: the built-in ones and those of the host program. */
export interface HookRegistry {
  /** By its name or an alias. */
  get(name: string): HookDefinition | undefined;
  names(): string[];
  /** Adds a hook of the host program. Throws if the name is taken or malformed. */
  register(hook: HookType): void;
}

const hookName = /^[a-z][a-z0-9_.]{0,99}$/;

/** Makes a registry of the built-in hooks and `hooks`. Throws as {@link HookRegistry.register} does. */
export function createHookRegistry(hooks: readonly HookType[] = []): HookRegistry {
  const known = new Map<string, HookDefinition>(Object.entries(builtinHooks));

  function register(hook: HookType): void {
    if (!hookName.test(hook.name)) {
      throw new TypeError(
        `hook name ${JSON.stringify(hook.name)} is not made of lower-case letters, digits, _ and .`,
      );
    }
    if (known.has(hookNamed(hook.name))) throw new TypeError(`hook "${hook.name}" is registered already`);
    known.set(hook.name, completeHook(hook));
  }

  for (const hook of hooks) register(hook);
  return { get: (name) => known.get(hookNamed(name)), names: () => [...known.keys()], register };
}

/** A registry that has the hooks of `base` and `hooks`; `base` stays as it is. Throws as {@link createHookRegistry} does. */
export function extendHookRegistry(base: HookRegistry, hooks: readonly HookType[]): HookRegistry {
  const theirs = base.names().flatMap((name) => {
    const hook = Object.hasOwn(builtinHooks, name) ? undefined : base.get(name);
    return hook === undefined ? [] : [hook];
  });
  return createHookRegistry([...theirs, ...hooks]);
}

/** One sentence on a hook name that nobody registered. */
export function unknownHookMessage(name: string, registry: HookRegistry): string {
  const absent = absentHook(name);
  if (absent !== undefined) return `hook ${quote(name)} does not exist here: ${absent}`;
  const near = nearMiss(name, registry.names());
  return `unknown hook ${quote(name)}${near === undefined ? "" : `; did you mean "${near}"?`}`;
}
