import { setImmediate as nextTurn } from "node:timers/promises";
import { type Clock, systemClock } from "../../clock.ts";
import type { PluginEntry } from "../../config/entry.ts";
import type { GlobalContext } from "../../context.ts";
import type { ContextSlot, ContextStore } from "../../context-store.ts";
import { createDrain } from "../../drain.ts";
import { execute } from "../../executor.ts";
import type { HookDefinition } from "../../hook-definition.ts";
import { createHookRegistry, type HookRegistry } from "../../hook-registry.ts";
import type { JsonObject } from "../../json.ts";
import { isPlainObject } from "../../json-check.ts";
import { defaultManagerSettings, type ManagerSettings } from "../../manager-settings.ts";
import type { PluginLog } from "../../plugin.ts";
import { type HookPlan, handlerOf, type PluginInstance, planHook } from "../../plugin-registry.ts";
import type { ExecutionRecord } from "../../result.ts";
import type { Executor } from "../../run.ts";
import { silentLog, warnOnce } from "../../silent-log.ts";
import { holdsInexactInteger } from "./exact-numbers.ts";
import { errorReply, type HookReply, replyOf } from "./hook-reply.ts";
import { writeConfig } from "./plugin-config.ts";
import { readContext, writeContext } from "./wire-context.ts";

export interface PluginHostOptions {
  /** Loaded and initialised; whoever made them shuts them down, after `stop`. */
  readonly instances: readonly PluginInstance[];
  /** Entries with `mode: disabled`: told of, never run. */
  readonly disabled?: readonly PluginEntry[];
  readonly settings?: Partial<ManagerSettings>;
  /** The registry that the instances were loaded with. */
  readonly hooks?: HookRegistry;
  readonly log?: PluginLog;
  readonly clock?: Clock;
  readonly observe?: (record: ExecutionRecord, context: GlobalContext) => void;
  /** Calls that may be under way; further ones get an error reply. */
  readonly maxCalls?: number;
}

/** The arguments of `invoke_hook`. */
export interface HookCall {
  readonly hook_type: string;
  readonly plugin_name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Plugins that others call one at a time, as ContextForge's external plugin server has it. */
export interface PluginHost {
  /** Every entry as ContextForge's PluginConfig, disabled ones last. */
  configs(): JsonObject[];
  /** The entry of that name in any case. */
  config(name: string): JsonObject | undefined;
  /**
   * Runs one hook of one plugin. Its conditions, its list of hooks and its priority don't count: the caller has its
   * own. Its mode does: a permissive plugin's deny is a result that goes on. Never rejects: what goes wrong is an
   * error reply.
   * @param signal fires when nobody waits for the reply any longer
   */
  invoke(call: HookCall, signal?: AbortSignal): Promise<HookReply>;
  /** Answers further calls with an error, and waits for those under way and their replies, at most so long. */
  stop(limitMs: number): Promise<void>;
}

/** Makes a host. Throws if two plugins have one name. */
export function createPluginHost(options: PluginHostOptions): PluginHost {
  const { instances, disabled = [], clock = systemClock, log = silentLog, maxCalls = 1000 } = options;
  const settings: ManagerSettings = { ...defaultManagerSettings, ...options.settings };
  const registry = options.hooks ?? createHookRegistry();
  const hosted = new Map(instances.map((instance) => [instance.name, host(instance, registry, settings)]));
  if (hosted.size < instances.length) throw new TypeError("two plugins have the same name");
  const byName = new Map(instances.map((instance) => [instance.name, instance]));
  const configs = [
    ...instances.map(({ entry, hooks }) => writeConfig(entry, hooks)),
    ...disabled.map((entry) => writeConfig(entry, entry.hooks)),
  ];
  const shared: Omit<Executor, "contexts"> = {
    settings,
    clock,
    log,
    observe: (record, context) => options.observe?.(record, context),
    stopped: () => drained,
    callable: { instance: (name) => byName.get(name), hook: (name) => registry.get(name) },
    warnOnce: warnOnce(log),
  };
  const calls = createDrain(clock);
  let stopping = false;
  let drained = false;

  async function invoke(call: HookCall, signal?: AbortSignal): Promise<HookReply> {
    const { hook_type, plugin_name } = call;
    const plugin = hosted.get(plugin_name);
    const plan = plugin?.plans.get(hook_type);
    if (plugin === undefined || plan === undefined) {
      return errorReply(plugin_name, `No plugin of this name with hook ${shown(hook_type)} is served here`);
    }
    if (stopping) return errorReply(plugin_name, "The plugin server is stopping");
    if (calls.size >= maxCalls) return errorReply(plugin_name, `${maxCalls} calls are under way already`);
    const payload = readPayload(plan.hook, call.payload);
    if (payload === undefined) return errorReply(plugin_name, `The payload is none of hook ${hook_type}`);
    const context = readContext(call.context);
    if (context === undefined) return errorReply(plugin_name, "The context is no PluginContext");
    const before = inexactCopy(writeContext(context));
    const executor = { ...shared, contexts: contextsOf(context, plugin.uuid) };
    const done = calls.enter();
    try {
      const invocation = { ...(signal && { signal }) };
      const outcome = await execute(executor, plan, payload, context.global, invocation, () => {});
      return replyOf(plugin.entry, hook_type, call.payload, outcome, context, before);
    } catch {
      return errorReply(plugin_name, "The plugin could not be run");
    } finally {
      done();
    }
  }

  return {
    configs: () => configs,
    config: (name) => configs.find((each) => String(each["name"]).toLowerCase() === name.toLowerCase()),
    invoke,
    async stop(limitMs) {
      stopping = true;
      await calls.empty(limitMs);
      drained = true;
      // A reply is written a few turns of the promise queue after its call has ended.
      await nextTurn();
    },
  };
}

interface Hosted {
  readonly entry: PluginEntry;
  readonly uuid: string;
  /** By hook: all that the plugin implements. */
  readonly plans: ReadonlyMap<string, HookPlan>;
}

function host(instance: PluginInstance, registry: HookRegistry, settings: ManagerSettings): Hosted {
  const { entry, plugin } = instance;
  // The caller waits for its reply, so there is nothing to forget: such a plugin only watches.
  const mode = entry.mode === "fire_and_forget" ? "audit" : entry.mode;
  const hooks = registry.names().filter((name) => handlerOf(plugin, name) !== undefined);
  const called: PluginInstance = {
    ...instance,
    hooks,
    entry: { ...entry, mode, conditions: [], calledOnly: false },
  };
  const plans = hooks.map((name): [string, HookPlan] => [
    name,
    planHook(registry.get(name) as HookDefinition, [called], settings),
  ]);
  return { entry, uuid: instance.uuid, plans: new Map(plans) };
}

/** A payload as the hook's schema has it; fields that are null or unknown are left out where it has none such. */
function readPayload(
  hook: HookDefinition,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const named =
    hook.subject === "prompt_id" && given["name"] === undefined
      ? { ...given, name: given["prompt_id"] }
      : given;
  const parsed = hook.payload.safeParse(named);
  if (parsed.success) return parsed.data;
  const present = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null));
  const again = hook.payload.safeParse(present);
  return again.success ? again.data : undefined;
}

/** What a reply has to be compared with: only a context that could not be read exactly. */
function inexactCopy(context: JsonObject | undefined): JsonObject | undefined {
  return context !== undefined && holdsInexactInteger(context) ? structuredClone(context) : undefined;
}

/**
 * The contexts of one call: the caller keeps them from hook to hook, not this process. Plugins that the plugin calls
 * have theirs for this call alone.
 */
function contextsOf(slot: ContextSlot, plugin: string): ContextStore {
  const slots = new Map([[plugin, slot]]);
  return {
    find: (_, called) => slots.get(called),
    open(_, called) {
      const own = slots.get(called) ?? { state: {}, metadata: {} };
      slots.set(called, own);
      return own;
    },
    keep() {},
    kept: () => undefined,
    keepGlobals() {},
    restoreGlobals() {},
    release() {},
    stop() {},
    size: 0,
    cleaned: 0,
  };
}

/** A caller's word in a message of ours. */
function shown(word: string): string {
  return /^[\w.]{1,100}$/.test(word) ? word : "of that name";
}

/** The arguments of `invoke_hook`, or the names of those that are missing or of the wrong type. */
export function readCall(
  given: Readonly<Record<string, unknown>>,
):
  | { readonly ok: true; readonly call: HookCall }
  | { readonly ok: false; readonly wrong: readonly string[] } {
  const { hook_type, plugin_name, payload, context } = given;
  const wrong = [
    ...Object.entries({ hook_type, plugin_name }).filter(([, value]) => typeof value !== "string"),
    ...Object.entries({ payload, context }).filter(([, value]) => !isPlainObject(value)),
  ].map(([name]) => name);
  if (wrong.length > 0) return { ok: false, wrong };
  return { ok: true, call: { hook_type, plugin_name, payload, context } as HookCall };
}
