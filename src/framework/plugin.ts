import type { z } from "zod";
import { type ComplianceMapping, complianceMappingSchema, withCompliance } from "./compliance.ts";
import type { GlobalContext, PluginContext } from "./context.ts";
import type { JsonValue } from "./json.ts";
import type { HookEdit, HookName, HookPayloads } from "./payloads.ts";
import type { ExecutionRecord, PluginResult } from "./result.ts";
import type { LiteralSet, Literals } from "./scan/literal-set.ts";
import type { StartServices } from "./services/services.ts";
import type { OpenedState, PluginState, StatePlace } from "./state/plugin-state.ts";

/**
 * A hook's handler. Returning nothing means: go on, unchanged. It may be synchronous: that is the fast path.
 * `E` is what it may return as `modified_payload`.
 */
export type HookHandler<P, E = P> = (
  payload: Readonly<P>,
  context: PluginContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler without a return statement is a valid one
) => PluginResult<E> | void | Promise<PluginResult<E> | void>;

/** A running plugin: an object whose methods are named after the hooks it implements. */
export type Plugin = {
  readonly [H in HookName]?: HookHandler<HookPayloads[H], HookEdit<H>>;
} & {
  /** Handlers of hooks that a host program registered. */
  readonly hooks?: Readonly<Record<string, HookHandler<Record<string, unknown>>>>;
  initialize?(services: StartServices): void | Promise<void>;
  shutdown?(): void | Promise<void>;
  /** Rejects or throws when the plugin cannot do its work at present. */
  health?(): void | Promise<void>;
  /**
   * Hears of every run of every plugin of the same configuration that ended, its own included. Called in the message's
   * way: it must not wait, and what it throws is logged. An isolated or external plugin hears nothing.
   */
  observe?(record: ExecutionRecord, context: GlobalContext): void;
  /** What it counted since it was made, by names of its own, for the metrics. */
  counts?(): Readonly<Record<string, number>>;
};

/** What a plugin is told about its own configuration entry. */
export interface PluginEnvironment {
  readonly name: string;
  readonly hooks: readonly string[];
  readonly log: PluginLog;
  /** What the plugin keeps beyond an exchange, where the host program keeps it: in memory, or in Redis for all replicas. */
  readonly state: PluginState;
  /** Opens a state elsewhere, in `initialize`; the plugin closes it in `shutdown`. Rejects where it cannot be had. */
  openState(place: StatePlace): Promise<OpenedState>;
  /**
   * A copy of a value that may be kept: bounded, and without what the host program takes for secrets. Where it can tell
   * none, texts are left out. Throws nothing.
   */
  masked(value: unknown): JsonValue;
  /** The configuration is only tried out (`explain`, `replay`, `validate`): what it writes and sends should reach nobody. */
  readonly trial: boolean;
  /**
   * Finds words in texts. The sets that the plugins of a manager asked for while they were created share one pass over
   * each text of a message.
   */
  literals(literals: Literals): LiteralSet;
}

/** Where a plugin logs: masked, bounded, under its name. Fields are JSON data. */
export interface PluginLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * A kind of plugin: how to check its config and make an instance of it.
 * @property kind    short name used in `kind:`
 * @property aliases other names, ContextForge's class paths among them
 * @property config  schema of the entry's `config:`; the parsed output is what `create` gets
 * @property readOnly promises that handlers write nothing into payloads: they are handed the one that all share, frozen,
 *                    which saves a copy. Without it a plugin of your own gets a copy, and what it writes there is its edit.
 * @property compliance what the plugin guards against; every violation carries it in its `details`
 */
export interface PluginDefinition<C = unknown> {
  readonly kind: string;
  readonly aliases?: readonly string[];
  readonly hooks: readonly string[];
  readonly config: z.ZodType<C>;
  readonly readOnly?: boolean;
  readonly compliance?: ComplianceMapping;
  create(config: C, environment: PluginEnvironment): Plugin;
}

/**
 * Declares a plugin kind; the default export of a plugin's module.
 * @throws ZodError for a `compliance` with ids that its lists do not have
 */
export function definePlugin<S extends z.ZodType>(definition: {
  kind: string;
  aliases?: readonly string[];
  hooks: readonly string[];
  config: S;
  readOnly?: boolean;
  compliance?: ComplianceMapping;
  create(config: z.output<S>, environment: PluginEnvironment): Plugin;
}): PluginDefinition<z.output<S>> {
  const declared = definition as PluginDefinition<z.output<S>>;
  if (declared.compliance === undefined) return declared;
  const mapping = complianceMappingSchema.parse(declared.compliance);
  return {
    ...declared,
    create: (config, environment) =>
      withCompliance(declared.create(config, environment), declared.hooks, mapping),
  };
}
