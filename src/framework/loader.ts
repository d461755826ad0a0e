import { systemClock } from "./clock.ts";
import type { PluginEntry } from "./config/entry.ts";
import type { ExternalConfig } from "./config/external-schema.ts";
import type { KeyPath } from "./config/problem.ts";
import { errorMessage } from "./error-class.ts";
import type { HookRegistry } from "./hook-registry.ts";
import { entryProblem, type LoadProblem } from "./load-problem.ts";
import type { Plugin, PluginLog } from "./plugin.ts";
import { checkPlugins, type PluginCheckOptions, type PluginDraft } from "./plugin-check.ts";
import { type PluginHostParts, pluginEnvironment } from "./plugin-environment.ts";
import { shutdownPlugin } from "./plugin-lifecycle.ts";
import { manifestFile } from "./plugin-manifest.ts";
import type { PluginKind } from "./plugin-module.ts";
import { handlerOf, type PluginInstance, pluginInstance } from "./plugin-registry.ts";
import { type BoundSet, boundSet, type Literals } from "./scan/literal-set.ts";
import type { InstanceServices } from "./services/instance-services.ts";
import { silentLog } from "./silent-log.ts";
import { memoryStates } from "./state/memory-states.ts";
import { answerOf, failureOf, isThenable } from "./timeout.ts";

/** What entries are loaded from, and with which limits. */
export interface LoadOptions extends PluginCheckOptions, PluginHostParts {
  readonly log?: PluginLog;
  /** Makes the services of an instance; default: as its entry says. */
  readonly services?: (entry: PluginEntry) => InstanceServices;
}

/** All plugins, running, or everything that is wrong and nothing running. */
export type LoadResult =
  | {
      readonly ok: true;
      readonly instances: readonly PluginInstance[];
      readonly disabled: readonly PluginEntry[];
      readonly warnings: readonly LoadProblem[];
      /** Those of the options, and those that the plugins' modules declare. */
      readonly hooks: HookRegistry;
    }
  | {
      readonly ok: false;
      readonly problems: readonly LoadProblem[];
      readonly warnings: readonly LoadProblem[];
    };

/** An instance and the entry as the configuration has it, which problems are told of. */
interface Made {
  readonly instance: PluginInstance;
  readonly stated: PluginEntry;
}

interface Loading {
  readonly options: LoadOptions;
  readonly hooks: HookRegistry;
  readonly log: PluginLog;
  readonly parts: PluginHostParts;
  readonly problems: LoadProblem[];
}

/**
 * Makes instances of configuration entries. Every problem of every entry is reported; no plugin is made unless all
 * entries are right, and none is left running unless all were initialised. Rejects only as {@link checkPlugins} does.
 */
export async function loadPlugins(options: LoadOptions): Promise<LoadResult> {
  const { drafts, warnings, problems: found, hooks } = await checkPlugins(options);
  const problems = [...found];
  const { log = silentLog, states = memoryStates(), masked, trial = false } = options;
  const parts: PluginHostParts = { states, ...(masked && { masked }), trial };
  const loading: Loading = { options, hooks, log, parts, problems };
  const instances = problems.length === 0 ? await createAll(loading, drafts) : [];
  if (problems.length === 0) await initializeAll(loading, instances);
  else await closeExternal(loading, instances);

  if (problems.length > 0) return { ok: false, problems, warnings };
  const disabled = options.entries.filter(({ mode }) => mode === "disabled");
  return { ok: true, instances: instances.map(({ instance }) => instance), disabled, warnings, hooks };
}

function complain({ problems, options }: Loading, entry: PluginEntry, message: string, path?: KeyPath): void {
  problems.push(entryProblem(entry, message, path, options.locate));
}

/** Started in config order, waited for together: each external plugin waits for its server. */
async function createAll(loading: Loading, drafts: readonly PluginDraft[]): Promise<Made[]> {
  const made = await Promise.all(
    drafts.map(async (draft) => {
      const external = draft.entry.kind === "external";
      const instance = await (external ? createExternal(loading, draft) : create(loading, draft));
      return instance && { instance, stated: draft.stated };
    }),
  );
  return made.filter((one) => one !== undefined);
}

/** The SDK that its connections use is loaded only for a configuration that has such plugins. */
async function createExternal(
  loading: Loading,
  { entry, config }: PluginDraft,
): Promise<PluginInstance | undefined> {
  const { openExternalPlugin } = await import("./external/external-plugin.ts");
  const made = await openExternalPlugin({
    entry,
    config: config as ExternalConfig,
    hooks: loading.hooks,
    log: logOf(entry, loading.log),
    clock: loading.options.clock ?? systemClock,
    timeout: loading.options.initializeTimeout ?? 30,
  });
  if (made.ok)
    return { ...pluginInstance(made.entry, made.plugin, made.hooks), unservedHooks: made.unserved };
  complain(loading, entry, made.message, [made.key]);
  return undefined;
}

/** They are connected already when another plugin's problem stops the loading. */
async function closeExternal(loading: Loading, made: readonly Made[]): Promise<void> {
  const seconds = loading.options.initializeTimeout ?? 30;
  const clock = loading.options.clock ?? systemClock;
  const external = made.filter(({ stated }) => stated.kind === "external");
  await Promise.all(external.map(({ instance }) => shutdownPlugin(instance, seconds, clock, loading.log)));
}

async function create(
  loading: Loading,
  { entry, stated, kind, config }: PluginDraft,
): Promise<PluginInstance | undefined> {
  const { hooks, log, parts } = loading;
  const literals = collectLiterals();
  let made: Plugin;
  try {
    const given = { ...parts, literals: literals.add };
    const environment = pluginEnvironment(entry, wanted(entry, kind), logOf(entry, log), given);
    const making = kind.create(config, environment);
    const { initializeTimeout = 30, clock = systemClock } = loading.options;
    made =
      isThenable(making) && kind.boundsItself !== true
        ? await answerOf(making, initializeTimeout * 1000, clock)
        : await making;
  } catch (error) {
    complain(loading, stated, `cannot be created: ${errorMessage(error)}`);
    return undefined;
  }
  const sets = literals.end();
  if (typeof made !== "object" || made === null) {
    complain(loading, stated, "is not made into an object with handlers", ["kind"]);
    return undefined;
  }
  const possible =
    kind.hooks === "any" ? hooks.names() : kind.hooks.filter((hook) => hooks.get(hook) !== undefined);
  const implemented = possible.filter((hook) => handlerOf(made, hook) !== undefined);
  const configured = entry.hooks.length > 0 || !kind.promised;
  const missing = (configured ? entry.hooks : possible).filter((hook) => !implemented.includes(hook));
  for (const hook of missing) {
    const promise = configured ? "as configured" : `as its ${manifestFile} says`;
    const message = `does not implement hook "${hook}" ${promise}, but ${implemented.join(", ") || "none"}`;
    complain(loading, stated, message, configured ? ["hooks", entry.hooks.indexOf(hook)] : ["kind"]);
  }
  if (implemented.length === 0 && missing.length === 0)
    complain(loading, stated, "implements no hook", ["kind"]);
  const running = entry.hooks.length === 0 ? implemented : entry.hooks;
  const services = loading.options.services?.(entry);
  return { ...pluginInstance(entry, made, running, kind.isolation, services), literals: sets };
}

/** The sets that a plugin asks for while it is created; later ones are its own. */
function collectLiterals() {
  let sets: BoundSet[] | undefined = [];
  return {
    add(literals: Literals): BoundSet {
      const set = boundSet(literals);
      sets?.push(set);
      return set;
    },
    end(): readonly BoundSet[] {
      const collected = sets ?? [];
      sets = undefined;
      return collected;
    },
  };
}

function wanted(entry: PluginEntry, kind: PluginKind): readonly string[] {
  if (entry.hooks.length > 0 || kind.hooks === "any") return entry.hooks;
  return kind.hooks;
}

function logOf(entry: PluginEntry, log: PluginLog): PluginLog {
  const plugin = entry.name;
  // A plugin can't write in another's name; and a text in the fields' place would be told letter by letter.
  const write = (level: keyof PluginLog) => (fields: object, message: string) => {
    if (typeof fields === "string") log[level]({ plugin }, message ?? fields);
    else log[level](Object.assign({ plugin }, fields, { plugin }), message);
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

/** Initialises all together. If one fails, those that did not are shut down again, also one that succeeds too late. */
async function initializeAll(loading: Loading, made: readonly Made[]): Promise<void> {
  const { options, log, problems } = loading;
  const clock = options.clock ?? systemClock;
  const seconds = options.initializeTimeout ?? 30;
  const started = made.map(({ instance, stated }) => {
    let work: void | Promise<void>;
    const done = failureOf(
      () => {
        work = instance.plugin.initialize?.(instance.services);
        return work;
      },
      seconds * 1000,
      clock,
    );
    return { instance, stated, done, work: () => work };
  });
  const ended = await Promise.all(
    started.map(async ({ done, ...rest }) => ({ ...rest, failure: await done })),
  );
  for (const { stated, failure } of ended) {
    if (failure === undefined) continue;
    complain(loading, stated, `cannot be initialised: ${errorMessage(failure.error)}`);
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
