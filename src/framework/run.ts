import type { Clock } from "./clock.ts";
import type { GlobalContext } from "./context.ts";
import type { ContextStore } from "./context-store.ts";
import type { Payload } from "./edits.ts";
import type { HookDefinition } from "./hook-definition.ts";
import type { JsonObject } from "./json.ts";
import type { ManagerSettings } from "./manager-settings.ts";
import type { PluginLog } from "./plugin.ts";
import type { HookPlan, PluginInstance } from "./plugin-registry.ts";
import type { ExecutionRecord, GivenAnswer, PluginViolation } from "./result.ts";
import type { StopSignal } from "./timeout.ts";

/** What one invocation of a hook may say about its message. */
export interface InvokeOptions {
  /** Milliseconds that all plugins together have. */
  readonly budgetMs?: number;
  /** An upper bound of the payload's text in bytes, such as the length of the body it came in: saves counting. */
  readonly sizeHint?: number;
  /** Fires when nobody wants the outcome any more. */
  readonly signal?: StopSignal;
  /** Tells the messages of one exchange apart, for what a hook leaves for the later one; default: the name or URI. */
  readonly message?: string;
  /** The message could not be tied to a name: name lists in conditions match. */
  readonly subjectUnknown?: boolean;
  /**
   * Says of which server a plugin may give an answer in its place or, in a post hook, keep the result for a later one;
   * undefined, and by default: of none. `edited`: plugins before it have edited the payload.
   */
  readonly answerable?: ((plugin: string, edited: boolean) => string | undefined) | undefined;
}

/** What all invocations share. */
export interface Executor {
  readonly settings: ManagerSettings;
  readonly clock: Clock;
  readonly contexts: ContextStore;
  readonly log: PluginLog;
  /** Hears of every run that ended, background ones too. Must not throw. */
  readonly observe: (record: ExecutionRecord, context: GlobalContext) => void;
  /** The plugins are shut down, or about to be: nothing more may run. */
  readonly stopped: () => boolean;
  /** What plugins may call: the running plugins of this configuration by name, and hooks by theirs. */
  readonly callable: {
    readonly instance: (name: string) => PluginInstance | undefined;
    readonly hook: (name: string) => HookDefinition | undefined;
  };
  /** Says a thing once, however often it happens. */
  readonly warnOnce: (key: string, fields: object, message: string) => void;
}

/** One invocation of one hook, as it goes on. */
export interface Run {
  readonly executor: Executor;
  readonly plan: HookPlan;
  readonly options: InvokeOptions;
  readonly global: GlobalContext;
  /** On the executor's clock. */
  readonly deadline: number;
  readonly original: Payload;
  payload: Payload;
  /** The size was checked and the payload frozen. */
  ready: boolean;
  modified: boolean;
  /** Set: the payload must not go on. */
  denial: PluginViolation | undefined;
  metadata: JsonObject | undefined;
  headers: Record<string, string> | undefined;
  retryDelay: number;
  /** Of the last plugin that answered, until another edits what it has answered to. */
  answer: GivenAnswer | undefined;
  readonly executions: ExecutionRecord[];
}

/** A run in which no plugin has run yet. */
export function newRun(
  executor: Executor,
  plan: HookPlan,
  options: InvokeOptions,
  global: GlobalContext,
  deadline: number,
  payload: Payload,
): Run {
  return {
    executor,
    plan,
    options,
    global,
    deadline,
    original: payload,
    payload,
    ready: false,
    modified: false,
    denial: undefined,
    metadata: undefined,
    headers: undefined,
    retryDelay: 0,
    answer: undefined,
    executions: [],
  };
}
