import { errorClass } from "../framework/error-class.ts";
import {
  type Clock,
  createPluginManager,
  type ManagerStats,
  type PluginInfo,
  type PluginInstance,
  type PluginLog,
  type PluginManagerOptions,
  type PluginMode,
  systemClock,
} from "../framework/index.ts";
import { shutdownPlugin } from "../framework/plugin-lifecycle.ts";
import type { InspectionObserver } from "../inspection/exchange-state.ts";
import { createInspector } from "../inspection/inspector.ts";
import type { Correlation } from "../state/correlation.ts";
import { busy, type Change, invalid, type ReloadReason, stopping } from "./change.ts";
import { type Binding, createGeneration, type Generation, type GenerationParts } from "./generation.ts";
import { createInstanceLeases } from "./instance-leases.ts";
import { changedMode, changedPlugin, type StartOne } from "./plugin-changes.ts";
import { createReadings } from "./readings.ts";
import { restartNeeded } from "./restart-settings.ts";
import { createSerial } from "./serial.ts";

/** A configuration that was read anew and whose plugins were started; or all that is wrong, and nothing runs. */
export type GenerationLoading =
  | { readonly ok: true; readonly parts: LoadedParts; readonly warnings: readonly string[] }
  | {
      readonly ok: false;
      readonly problems: readonly string[];
      /** It may go well the next time although no file changes: a plugin could not be started. */
      readonly again: boolean;
    };

export interface LoadedParts extends GenerationParts {
  /** Makes and starts one entry's plugin anew. */
  readonly startOne: StartOne;
}

/** Why a generation took over. */
export type GenerationCause =
  | { readonly reason: "start" | ReloadReason }
  | { readonly reason: "plugin_reload"; readonly plugin: string }
  | { readonly reason: "plugin_mode"; readonly plugin: string; readonly mode: PluginMode };

/** Who wants to know how changes end; called once each. */
export interface ReloadObserver {
  /** A generation took over, the first one included. */
  took(generation: Generation, cause: GenerationCause): void;
  /** A plugin that `on_error: disable` had switched off runs again. */
  switchedOn(plugin: string): void;
  reloaded(result: "success" | "refused"): void;
  /** So many generations have their plugins running. */
  live(count: number): void;
}

export interface GenerationsOptions {
  /** Reads the configuration and starts its plugins, all or none. */
  readonly load: () => Promise<GenerationLoading>;
  readonly log: PluginLog;
  readonly inspection: InspectionObserver;
  readonly correlation: Correlation;
  readonly observe: NonNullable<PluginManagerOptions["observe"]>;
  readonly reloads: ReloadObserver;
  readonly clock?: Clock;
  /** Milliseconds since 1970. */
  readonly today?: () => number;
}

/** A reload that was refused, as long as none went well after it. */
export interface Rejection {
  /** ISO 8601. */
  readonly at: string;
  readonly problems: readonly string[];
  /** It is worth another try although no file changes. */
  readonly again: boolean;
}

/** The configuration at work, and those before it that exchanges still run under. */
export interface Generations {
  current(): Generation;
  /** Set while the configuration on file is not the one at work. */
  rejection(): Rejection | undefined;
  /** Starts an exchange under the present configuration; `end` is called when it has to end with an error. */
  begin(end: () => void): Binding;
  /** Builds what the files now hold beside what runs, and swaps if all is well. Requests that wait become one. */
  reload(reason: ReloadReason): Promise<Change>;
  /** Makes one plugin anew with its present entry; all others keep running. */
  reloadPlugin(name: string): Promise<Change>;
  /** Holds until the configuration is read again. */
  setMode(name: string, mode: PluginMode): Promise<Change>;
  /** Switches a plugin on again that `on_error: disable` switched off, in every generation. False: no such plugin runs. */
  switchOn(name: string): boolean;
  plugins(): PluginInfo[];
  stats(): ManagerStats;
  resetStats(): void;
  /** Instances that run, over all generations. */
  readonly instances: number;
  /** The current generation is the last: changes are refused, and one under way takes no effect. Exchanges go on. */
  stopChanges(): void;
  /** Stops changes and ends every generation. Never rejects. */
  close(): Promise<void>;
}

/** How long a plugin may take to shut down. */
const shutdownSeconds = 30;
/** Changes at a time, the one under way included. */
const mostChanges = 100;

/** @param first what the process started with */
export function createGenerations(first: LoadedParts, options: GenerationsOptions): Generations {
  const { load, log, reloads, correlation, clock = systemClock, today = Date.now } = options;
  const leases = createInstanceLeases((instance) => shutdownPlugin(instance, shutdownSeconds, clock, log));
  const readings = createReadings();
  const serial = createSerial(mostChanges);
  const live = new Set<Generation>();
  let startOne = first.startOne;
  let numbers = 0;
  let closed = false;
  let rejected: Rejection | undefined;
  let waitingReload: Promise<Change> | undefined;
  let current = take(make(first), { reason: "start" });

  function make(parts: GenerationParts): Generation {
    leases.hold(parts.instances);
    const manager = createPluginManager({
      instances: parts.instances,
      disabled: parts.disabled,
      settings: parts.managerSettings,
      log,
      clock,
      observe: options.observe,
      shutdownInstance: leases.release,
    });
    const { settings, enabled } = parts;
    const inspector = createInspector({
      hooks: manager,
      settings,
      enabled,
      observer: options.inspection,
      correlation,
    });
    const generation = createGeneration({
      number: numbers + 1,
      loadedAt: new Date(today()).toISOString(),
      parts,
      restartNeeded: restartNeeded(first.settings, settings),
      manager,
      inspector,
      clock,
      onClosed() {
        if (!live.delete(generation)) return;
        readings.keep(manager, namesOf(current));
        reloads.live(live.size);
      },
    });
    return generation;
  }

  function take(generation: Generation, cause: GenerationCause): Generation {
    numbers = generation.number;
    live.add(generation);
    reloads.live(live.size);
    reloads.took(generation, cause);
    return generation;
  }

  /** From here on new exchanges begin with the next one; the swap itself is one assignment. */
  function swap(next: Generation, cause: GenerationCause): void {
    const before = current;
    current = take(next, cause);
    const { retire_seconds, max_generations } = next.parts.settings.reload;
    before.retire(retire_seconds * 1000);
    const waiting = [...live].filter((generation) => generation !== current && generation.exchanges > 0);
    for (const generation of waiting.slice(0, Math.max(0, waiting.length + 1 - max_generations)))
      generation.cut();
  }

  /** Asks the new plugins for their health; one that was well before and is not now holds the change back. */
  async function adopt(parts: GenerationParts, cause: GenerationCause): Promise<Change> {
    const next = make(parts);
    await next.manager.checkHealth();
    const sickBefore = new Set(sick(current.manager.plugins()));
    const problems = sick(next.manager.plugins())
      .filter((name) => !sickBefore.has(name))
      .map((name) => `plugin "${name}" is unhealthy`);
    if (problems.length > 0 || closed) {
      await next.close();
      return closed ? stopping : invalid(problems);
    }
    swap(next, cause);
    return { ok: true, generation: next.number, restartNeeded: next.restartNeeded };
  }

  async function reloadNow(reason: ReloadReason): Promise<Change> {
    if (closed) return stopping;
    const loading = await load().catch(unforeseen);
    if (!loading.ok) return refuse(reason, loading.problems, loading.again);
    const change = await adopt(loading.parts, { reason });
    if (!change.ok) return change.why === "invalid" ? refuse(reason, change.problems, true) : change;
    startOne = loading.parts.startOne;
    rejected = undefined;
    reloads.reloaded("success");
    for (const problem of loading.warnings) log.warn({ problem }, "warning of the configuration");
    const plugins = loading.parts.instances.length;
    const { generation, restartNeeded } = change;
    log.info({ reason, generation, plugins, enabled: loading.parts.enabled }, "configuration reloaded");
    if (restartNeeded.length > 0)
      log.warn({ settings: restartNeeded }, "these settings have changed and act only after a restart");
    return change;
  }

  /** Every problem is a line, but not again and again for one that stays. */
  function refuse(reason: ReloadReason, problems: readonly string[], again: boolean): Change {
    const known = rejected?.problems.join("\n") === problems.join("\n") && reason === "retry";
    rejected = { at: new Date(today()).toISOString(), problems, again };
    reloads.reloaded("refused");
    if (!known) {
      for (const problem of problems) log.error({ problem }, "problem of the configuration");
      const fields = { reason, problems: problems.length, generation: current.number };
      log.error(fields, "configuration refused; the one before stays in force");
    }
    return invalid(problems);
  }

  function changePlugin(
    work: () => Promise<GenerationParts | Change>,
    cause: Exclude<GenerationCause, { reason: "start" | ReloadReason }>,
    message: string,
  ): Promise<Change> {
    const { reason: _, ...fields } = cause;
    const done = serial.run(async () => {
      if (closed) return stopping;
      const parts = await work();
      if ("ok" in parts) return parts;
      const change = await adopt(parts, cause);
      if (change.ok) log.warn({ ...fields, generation: change.generation }, message);
      return change;
    });
    return done ?? Promise.resolve(busy);
  }

  return {
    current: () => current,
    rejection: () => rejected,
    begin: (end) => current.begin(end),
    reload(reason) {
      if (waitingReload !== undefined) return waitingReload;
      const done = serial.run(() => {
        waitingReload = undefined;
        return reloadNow(reason);
      });
      if (done === undefined) return Promise.resolve(busy);
      waitingReload = done;
      return done;
    },
    reloadPlugin: (name) =>
      changePlugin(
        () => changedPlugin(current.parts, name, startOne),
        { reason: "plugin_reload", plugin: name },
        "plugin was made anew",
      ),
    setMode: (name, mode) =>
      changePlugin(
        () => changedMode(current.parts, name, mode, startOne),
        { reason: "plugin_mode", plugin: name, mode },
        "plugin runs in another mode until the configuration is read again",
      ),
    switchOn(name) {
      const found = current.manager.switchOn(name);
      for (const { manager } of live) manager.switchOn(name);
      if (found) reloads.switchedOn(name);
      return found;
    },
    plugins: () => current.manager.plugins(),
    stats: () =>
      readings.stats(
        [...live].map(({ manager }) => manager),
        namesOf(current),
      ),
    resetStats: () => readings.reset([...live].map(({ manager }) => manager)),
    get instances() {
      return leases.size;
    },
    stopChanges() {
      closed = true;
    },
    async close() {
      closed = true;
      await serial.idle();
      await Promise.all([...live].map((generation) => generation.close()));
    },
  };
}

/** A fault of a check, not of the file: its message might quote a value. */
function unforeseen(error: unknown): GenerationLoading {
  return { ok: false, problems: [`cannot be read: ${errorClass(error)}`], again: true };
}

function namesOf({ parts }: Generation): readonly string[] {
  return parts.instances.map(({ name }: PluginInstance) => name);
}

function sick(plugins: readonly PluginInfo[]): string[] {
  return plugins.filter(({ health }) => health.status === "unhealthy").map(({ name }) => name);
}
