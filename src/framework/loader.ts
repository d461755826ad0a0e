import { dirname, resolve } from "node:path";
import { type Clock, systemClock } from "./clock.ts";
import type { PluginEntry } from "./config/entry.ts";
import { nearMiss } from "./config/near-miss.ts";
import { quote } from "./config/problem.ts";
import { type ConfigCheck, checkConfig } from "./config-check.ts";
import { errorMessage } from "./error-class.ts";
import { createHookRegistry, type HookRegistry, unknownHookMessage } from "./hook-registry.ts";
import type { LoadProblem } from "./load-problem.ts";
import { locateModule } from "./module-location.ts";
import type { Plugin, PluginDefinition, PluginLog } from "./plugin.ts";
import { shutdownPlugin } from "./plugin-lifecycle.ts";
import { importKind, kindOf, type PluginKind } from "./plugin-module.ts";
import { handlerOf, type PluginInstance, pluginInstance } from "./plugin-registry.ts";
import { silentLog } from "./silent-log.ts";
import { failureOf } from "./timeout.ts";

export interface LoadOptions {
  /** In config order, disabled ones too. */
  readonly entries: readonly PluginEntry[];
  /** Kinds that need no module: the built-in ones, and those of the host program. */
  readonly definitions: readonly PluginDefinition[];
  readonly hooks?: HookRegistry;
  /** Folders beside the configuration file's that modules may be loaded from, relative to it or to the working directory. */
  readonly pluginDirs?: readonly string[];
  /** Reports problems in `config` with their lines; without it they carry the path only. */
  readonly checkConfig?: ConfigCheck;
  /** Seconds that each plugin's `initialize` may take; default 30. */
  readonly initializeTimeout?: number;
  readonly log?: PluginLog;
  readonly clock?: Clock;
}

/** All plugins, running, or everything that is wrong and nothing running. */
export type LoadResult =
  | {
      readonly ok: true;
      readonly instances: readonly PluginInstance[];
      readonly disabled: readonly PluginEntry[];
      readonly warnings: readonly LoadProblem[];
    }
  | {
      readonly ok: false;
      readonly problems: readonly LoadProblem[];
      readonly warnings: readonly LoadProblem[];
    };

interface Loading {
  readonly options: LoadOptions;
  readonly hooks: HookRegistry;
  readonly log: PluginLog;
  readonly kinds: ReadonlyMap<string, PluginKind>;
  readonly problems: LoadProblem[];
  readonly warnings: LoadProblem[];
}

/** An entry whose kind was found and whose config is right. */
interface Draft {
  readonly entry: PluginEntry;
  readonly kind: PluginKind;
  readonly config: unknown;
}

/**
 * Makes instances of configuration entries. Every problem of every entry is reported; no plugin is made unless all
 * entries are right, and none is left running unless all were initialised. Never rejects.
 */
export async function loadPlugins(options: LoadOptions): Promise<LoadResult> {
  const loading: Loading = {
    options,
    hooks: options.hooks ?? createHookRegistry(),
    log: options.log ?? silentLog,
    kinds: byName(options.definitions),
    problems: [],
    warnings: [],
  };
  reportDuplicates(loading);
  const drafts: Draft[] = [];
  for (const entry of options.entries) {
    const draft = await prepare(loading, entry);
    if (draft !== undefined) drafts.push(draft);
  }
  const instances = loading.problems.length === 0 ? await createAll(loading, drafts) : [];
  if (loading.problems.length === 0) await initializeAll(loading, instances);

  const { problems, warnings } = loading;
  if (problems.length > 0) return { ok: false, problems, warnings };
  const disabled = options.entries.filter(({ mode }) => mode === "disabled");
  return { ok: true, instances, disabled, warnings };
}

function byName(definitions: readonly PluginDefinition[]): Map<string, PluginKind> {
  const kinds = new Map<string, PluginKind>();
  for (const definition of definitions) {
    const kind = kindOf(definition);
    for (const name of [definition.kind, ...(definition.aliases ?? [])]) {
      if (kinds.has(name)) throw new TypeError(`two plugin definitions are called "${name}"`);
      kinds.set(name, kind);
    }
  }
  return kinds;
}

function reportDuplicates({ options, problems }: Loading): void {
  const seen = new Set<string>();
  for (const { name } of options.entries) {
    if (seen.has(name))
      problems.push({
        message: `more than one plugin is called ${quote(name)}`,
        plugin: name,
        path: ["name"],
      });
    seen.add(name);
  }
}

/** Finds the kind and checks hooks and config. A disabled entry is checked as far as no module need be run for it. */
async function prepare(loading: Loading, entry: PluginEntry): Promise<Draft | undefined> {
  const active = entry.mode !== "disabled";
  const complain = (message: string, path: readonly (string | number)[]) => {
    (active ? loading.problems : loading.warnings).push({ message, plugin: entry.name, path });
  };
  entry.hooks.forEach((hook, index) => {
    if (loading.hooks.get(hook) === undefined)
      complain(unknownHookMessage(hook, loading.hooks), ["hooks", index]);
  });
  const kind = await findKind(loading, entry, (message) => complain(message, ["kind"]));
  if (kind === undefined) return undefined;

  entry.hooks.forEach((hook, index) => {
    if (kind.hooks === "any" || kind.hooks.includes(hook) || loading.hooks.get(hook) === undefined) return;
    complain(`kind ${quote(entry.kind)} does not implement hook "${hook}", but ${kind.hooks.join(", ")}`, [
      "hooks",
      index,
    ]);
  });
  const checked = checkConfig(entry, kind.config, loading.options.checkConfig);
  loading.warnings.push(...checked.warnings);
  if (!checked.ok) loading.problems.push(...checked.problems);
  return checked.ok && active ? { entry, kind, config: checked.value } : undefined;
}

async function findKind(
  loading: Loading,
  entry: PluginEntry,
  complain: (message: string) => void,
): Promise<PluginKind | undefined> {
  const known = loading.kinds.get(entry.kind);
  if (known !== undefined) return known;
  const location = locateModule(entry.kind, folders(entry, loading.options.pluginDirs ?? []));
  if (!location.ok) {
    const near = nearMiss(entry.kind, [...loading.kinds.keys()]);
    const hint = near === undefined ? "" : `; did you mean "${near}"?`;
    complain(`kind ${quote(entry.kind)}: ${location.message}${hint}`);
    return undefined;
  }
  if (entry.mode === "disabled") return undefined;
  const imported = await importKind(location, loading.hooks);
  if (imported.ok) return imported.kind;
  complain(`kind ${quote(entry.kind)}: ${imported.message}`);
  return undefined;
}

function folders(entry: PluginEntry, pluginDirs: readonly string[]): string[] {
  const own = resolve(dirname(entry.source.file));
  return [...new Set([own, ...pluginDirs.flatMap((dir) => [resolve(own, dir), resolve(dir)])])];
}

async function createAll(loading: Loading, drafts: readonly Draft[]): Promise<PluginInstance[]> {
  const instances: PluginInstance[] = [];
  for (const draft of drafts) {
    const instance = await create(loading, draft);
    if (instance !== undefined) instances.push(instance);
  }
  return instances;
}

async function create(loading: Loading, { entry, kind, config }: Draft): Promise<PluginInstance | undefined> {
  const { hooks, problems, log } = loading;
  const plugin = entry.name;
  let made: Plugin;
  try {
    made = await kind.create(config, {
      name: entry.name,
      hooks: wanted(entry, kind),
      log: logOf(entry, log),
    });
  } catch (error) {
    problems.push({ message: `cannot be created: ${errorMessage(error)}`, plugin });
    return undefined;
  }
  if (typeof made !== "object" || made === null) {
    problems.push({ message: "is not made into an object with handlers", plugin, path: ["kind"] });
    return undefined;
  }
  const possible =
    kind.hooks === "any" ? hooks.names() : kind.hooks.filter((hook) => hooks.get(hook) !== undefined);
  const implemented = possible.filter((hook) => handlerOf(made, hook) !== undefined);
  const missing = entry.hooks.filter((hook) => !implemented.includes(hook));
  for (const hook of missing) {
    const message = `does not implement hook "${hook}" as configured, but ${implemented.join(", ") || "none"}`;
    problems.push({ message, plugin, path: ["hooks", entry.hooks.indexOf(hook)] });
  }
  if (implemented.length === 0 && missing.length === 0)
    problems.push({ message: "implements no hook", plugin, path: ["kind"] });
  return pluginInstance(entry, made, entry.hooks.length === 0 ? implemented : entry.hooks, kind.isolation);
}

function wanted(entry: PluginEntry, kind: PluginKind): readonly string[] {
  if (entry.hooks.length > 0 || kind.hooks === "any") return entry.hooks;
  return kind.hooks;
}

function logOf(entry: PluginEntry, log: PluginLog): PluginLog {
  const plugin = entry.name;
  return {
    debug: (fields, message) => log.debug({ plugin, ...fields }, message),
    info: (fields, message) => log.info({ plugin, ...fields }, message),
    warn: (fields, message) => log.warn({ plugin, ...fields }, message),
    error: (fields, message) => log.error({ plugin, ...fields }, message),
  };
}

/** Initialises all together. If one fails, those that did not are shut down again, also one that succeeds too late. */
async function initializeAll(loading: Loading, instances: readonly PluginInstance[]): Promise<void> {
  const { options, log, problems } = loading;
  const clock = options.clock ?? systemClock;
  const seconds = options.initializeTimeout ?? 30;
  const started = instances.map((instance) => {
    let work: void | Promise<void>;
    const done = failureOf(
      () => {
        work = instance.plugin.initialize?.();
        return work;
      },
      seconds * 1000,
      clock,
    );
    return { instance, done, work: () => work };
  });
  const ended = await Promise.all(
    started.map(async ({ done, ...rest }) => ({ ...rest, failure: await done })),
  );
  for (const { instance, failure } of ended) {
    if (failure === undefined) continue;
    problems.push({
      message: `cannot be initialised: ${errorMessage(failure.error)}`,
      plugin: instance.name,
    });
  }
  if (problems.length === 0) return;
  for (const { instance, failure, work } of ended.toReversed()) {
    if (failure === undefined) await shutdownPlugin(instance, seconds, clock, log);
    else {
      Promise.resolve(work()).then(
        () => shutdownPlugin(instance, seconds, clock, log),
        () => {},
      );
    }
  }
}
