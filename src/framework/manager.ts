import { createBackground } from "./background.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { PluginEntry } from "./config/entry.ts";
import type { GlobalContext } from "./context.ts";
import { createContextStore } from "./context-store.ts";
import { createDrain } from "./drain.ts";
import { execute, type MaybePromise, pluginsStopped } from "./executor.ts";
import type { HookDefinition } from "./hook-definition.ts";
import { createHookRegistry, type HookRegistry, unknownHookMessage } from "./hook-registry.ts";
import { defaultManagerSettings, type ManagerSettings } from "./manager-settings.ts";
import { observers } from "./observers.ts";
import type { HookName, HookPayloads } from "./payloads.ts";
import type { PluginLog } from "./plugin.ts";
import { startHealthChecks } from "./plugin-health.ts";
import { type PluginInfo, pluginInfo } from "./plugin-info.ts";
import { shutdownPlugin } from "./plugin-lifecycle.ts";
import { type HookPlan, handlerOf, type PluginInstance, planHook } from "./plugin-registry.ts";
import { count, noExecutions, type PluginCounters } from "./plugin-stats.ts";
import type { ExecutionRecord, HookOutcome } from "./result.ts";
import type { Executor, InvokeOptions } from "./run.ts";
import { shareScan } from "./scan/share.ts";
import { silentLog, warnOnce } from "./silent-log.ts";

/** What a manager runs. Without `settings` each has its default. */
export interface PluginManagerOptions {
  /** Loaded and initialised, in config order: what `loadPlugins` returns. */
  readonly instances: readonly PluginInstance[];
  /** Entries with `mode: disabled`, for `plugins()` only. */
  readonly disabled?: readonly PluginEntry[];
  readonly settings?: Partial<ManagerSettings>;
  /** The registry that the instances were loaded with. */
  readonly hooks?: HookRegistry;
  readonly log?: PluginLog;
  readonly clock?: Clock;
  /**
   * Ends an instance in place of its own `shutdown`: for a host that hands instances from one manager to the next.
   * Must not reject.
   */
  readonly shutdownInstance?: (instance: PluginInstance) => void | Promise<void>;
  /** Hears of every run of every plugin that ended, background runs included. */
  readonly observe?: (record: ExecutionRecord, context: GlobalContext) => void;
}

/** Counts since the manager was made or, of plugins, since `resetStats`; and what is held now. */
export interface ManagerStats {
  readonly plugins: Readonly<Record<string, Readonly<PluginCounters>>>;
  /** Exchanges with contexts. */
  readonly contexts_active: number;
  /** Exchanges whose contexts were dropped by age or number. */
  readonly contexts_cleaned_total: number;
  readonly background_in_flight: number;
  readonly background_dropped_total: number;
}

/** Runs the plugins of hooks, until it is shut down. */
export interface PluginManager {
  /**
   * Runs the plugins of a hook. The outcome comes at once, not as a promise, when every plugin answered at once.
   * The payload and an object `user` are the manager's from then on: they are frozen. The payload itself is not
   * checked against the hook's schema. Throws for a hook that nobody registered, and for nothing else.
   */
  invokeHook<H extends HookName>(
    hook: H,
    payload: HookPayloads[H],
    context: GlobalContext,
    options?: InvokeOptions,
  ): MaybePromise<HookOutcome<HookPayloads[H]>>;
  invokeHook<P extends object = Record<string, unknown>>(
    hook: string,
    payload: P,
    context: GlobalContext,
    options?: InvokeOptions,
  ): MaybePromise<HookOutcome<P>>;
  /** Whether any plugin that is on runs on this hook. */
  wants(hook: string): boolean;
  /** The exchange is over: what its plugins kept for it is dropped. */
  releaseContexts(requestId: string): void;
  /** Adds a hook of the host program; instances that implement it and were not limited to other hooks run on it. */
  registerHook(hook: HookDefinition): void;
  plugins(): PluginInfo[];
  stats(): ManagerStats;
  resetStats(): void;
  /** Switches a plugin on again that `on_error: disable` switched off. False: no such plugin. */
  switchOn(name: string): boolean;
  /** Asks every plugin for its health now. */
  checkHealth(): Promise<void>;
  /**
   * Waits for what is under way, background runs too (at most `drainMs`, default the plugin timeout), then shuts every
   * plugin down, last loaded first. Messages that come meanwhile or later, or were not through in time, are denied
   * where a plugin would have run. Never rejects.
   */
  shutdown(drainMs?: number): Promise<void>;
}

/**
 * Makes the manager of one set of plugins. An empty set allows everything: whether that may be is the caller's to say.
 * Throws if two plugins have one name.
 */
export function createPluginManager(options: PluginManagerOptions): PluginManager {
  const { instances, disabled = [], log = silentLog, clock = systemClock } = options;
  const settings: ManagerSettings = { ...defaultManagerSettings, ...options.settings };
  const hooks = options.hooks ?? createHookRegistry();
  const contexts = createContextStore({
    clock,
    maxAge: settings.context_max_age_seconds,
    sweepInterval: settings.context_sweep_seconds,
    maxEntries: settings.max_contexts,
  });
  const names = new Set(instances.map(({ name }) => name));
  if (names.size < instances.length) throw new TypeError("two plugins have the same name");
  const literals = instances.flatMap((instance) => instance.literals ?? []);
  shareScan(literals);
  const counters = new Map(instances.map(({ name }) => [name, noExecutions()]));
  const background = createBackground(settings.max_background_runs, clock, releaseTexts);
  const warn = warnOnce(log);
  const tell = observers(instances, options.observe, warn);
  const byName = new Map(instances.map((instance) => [instance.name, instance]));
  const callable = { instance: (name: string) => byName.get(name), hook: (name: string) => hooks.get(name) };
  const executor: Executor = { settings, clock, contexts, log, observe, stopped, callable, warnOnce: warn };
  const plans = new Map<string, HookPlan>();
  for (const name of hooks.names()) addPlan(name, instances);
  const health = startHealthChecks(
    instances,
    settings.plugin_health_check_interval,
    settings.plugin_timeout,
    clock,
    log,
  );
  const drain = createDrain(clock);
  let stopping: Promise<void> | undefined;
  let drained = false;

  function addPlan(name: string, running: readonly PluginInstance[]): void {
    const hook = hooks.get(name);
    if (hook !== undefined) plans.set(name, planHook(hook, running, settings));
  }

  function observe(record: ExecutionRecord, context: GlobalContext): void {
    const counted = counters.get(record.plugin);
    if (counted !== undefined) count(counted, record);
    tell(record, context);
  }

  function invoke(
    name: string,
    payload: Record<string, unknown>,
    context: GlobalContext,
    given: InvokeOptions = {},
  ): MaybePromise<HookOutcome<Record<string, unknown>>> {
    const plan = plans.get(name);
    if (plan === undefined) throw new TypeError(unknownHookMessage(name, hooks));
    if (plan.plugins.length === 0) return untouched(payload);
    if (stopping !== undefined) {
      return { ...untouched(payload), continue_processing: false, violation: pluginsStopped() };
    }
    const outcome = execute(executor, plan, payload, context, given, background.schedule);
    if (outcome instanceof Promise) {
      const leave = drain.enter();
      const done = () => {
        releaseTexts();
        leave();
      };
      outcome.then(done, done);
    } else {
      releaseTexts();
    }
    return outcome as MaybePromise<HookOutcome<Record<string, unknown>>>;
  }

  /** What the plugins' scans know of a message goes with it; another message under way is read again. */
  function releaseTexts(): void {
    for (const set of literals) set.release();
  }

  function stopped(): boolean {
    return drained;
  }

  async function stop(drainMs: number): Promise<void> {
    health.stop();
    const deadline = clock.now() + drainMs;
    await drain.empty(drainMs);
    drained = true;
    await background.drain(deadline - clock.now());
    for (const instance of instances.toReversed()) {
      if (options.shutdownInstance !== undefined) await options.shutdownInstance(instance);
      else await shutdownPlugin(instance, settings.plugin_timeout, clock, log);
    }
    contexts.stop();
  }

  return {
    invokeHook: invoke as PluginManager["invokeHook"],
    wants(hook) {
      // An exchange asks a hundred times, most often for a hook that nobody runs on.
      const plugins = plans.get(hook)?.plugins ?? [];
      for (let at = 0; at < plugins.length; at++) if (!plugins[at]?.instance.status.switchedOff) return true;
      return false;
    },
    releaseContexts: (requestId) => contexts.release(requestId),
    registerHook(hook) {
      hooks.register(hook);
      const running = instances
        .filter(({ entry, plugin }) => entry.hooks.length === 0 && handlerOf(plugin, hook.name) !== undefined)
        .map((instance) => ({ ...instance, hooks: [hook.name] }));
      addPlan(hook.name, running);
    },
    plugins: () => [
      ...instances.map((instance) => pluginInfo(instance.entry, instance, health.of(instance.uuid))),
      ...disabled.map((entry) => pluginInfo(entry, undefined, { status: "unknown" })),
    ],
    stats: () => ({
      plugins: Object.fromEntries([...counters].map(([name, counted]) => [name, { ...counted }])),
      contexts_active: contexts.size,
      contexts_cleaned_total: contexts.cleaned,
      background_in_flight: background.inFlight,
      background_dropped_total: background.dropped,
    }),
    resetStats() {
      for (const name of counters.keys()) counters.set(name, noExecutions());
    },
    switchOn(name) {
      const instance = instances.find((candidate) => candidate.name === name);
      if (instance !== undefined) instance.status.switchedOff = false;
      return instance !== undefined;
    },
    checkHealth: () => health.check(),
    shutdown(drainMs = settings.plugin_timeout * 1000) {
      stopping ??= stop(drainMs);
      return stopping;
    },
  };
}

function untouched<P>(payload: P): HookOutcome<P> {
  return {
    continue_processing: true,
    payload,
    modified: false,
    metadata: {},
    http_headers: {},
    retry_delay_ms: 0,
    executions: [],
  };
}
