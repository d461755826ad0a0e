import type { PluginEntry } from "./config/entry.ts";
import type { HookRegistry } from "./hook-registry.ts";
import type { KindProblem } from "./kind-problem.ts";
import type { PluginCheckOptions } from "./plugin-check.ts";
import type { PluginKind } from "./plugin-module.ts";

/** What can be said of one entry; its hooks and its `config` are checked against `kind` afterwards. */
export interface SpecialKindReading {
  /** Undefined: no instance can be made. There is a problem then, or the entry is disabled. */
  readonly kind: PluginKind | undefined;
  readonly problems: readonly KindProblem[];
  readonly warnings: readonly KindProblem[];
}

/**
 * A kind whose plugins do not run in this process: what an entry of it may say depends on what runs elsewhere.
 * Disabled entries come here too; nothing may be started for them that `mode: disabled` would not start.
 */
export type SpecialKind = (
  entry: PluginEntry,
  options: PluginCheckOptions,
  hooks: HookRegistry,
) => Promise<SpecialKindReading>;
