import { builtinModule } from "../../plugins/kinds.ts";
import { mergeEnvironment, readEnvFile } from "../framework/config/env-file.ts";
import { type LoadedConfig, loadConfig } from "../framework/config/load.ts";
import { readPluginsEnabled, resolveConfigPath } from "../framework/config/path.ts";
import { checkPluginConfig, locateInEntry, type ReadEntries } from "../framework/config/read-entries.ts";
import {
  checkPlugins,
  createHookRegistry,
  createPluginManager,
  type HookRegistry,
  type JsonObject,
  type LoadProblem,
  loadPlugins,
  type ManagerSettings,
  memoryStates,
  type PluginCheckOptions,
  type PluginEntry,
  type PluginHostParts,
  type PluginInstance,
  type PluginLog,
  type PluginManager,
  type PluginManagerOptions,
  type PluginStates,
} from "../framework/index.ts";
import { loadOffline } from "../framework/load-offline.ts";
import type { AdapterSettings, adapterSettings } from "../settings/adapter.ts";
import { type AdapterFlags, adapterLoadOptions } from "../settings/load-options.ts";
import { maskFields } from "../telemetry/masked-fields.ts";
import { secretNames } from "../telemetry/secret-names.ts";
import { builtinDefinitions } from "./builtin-definitions.ts";
import { type Finding, fileFinding, findings } from "./findings.ts";

type Environment = Readonly<Record<string, string | undefined>>;
export type AdapterConfig = LoadedConfig<{ adapter: typeof adapterSettings }>;

export interface AdapterRequest {
  readonly config?: readonly string[];
  readonly envFile?: string;
  readonly flags: AdapterFlags;
  readonly environment: Environment;
  /** Check the plugins although PLUGINS_ENABLED=false switches them off. */
  readonly checkAlways?: boolean;
  /** Start no process for the checks. */
  readonly offline?: boolean;
}

/** A configuration that was read, with everything that is worth saying about it. */
export type AdapterReading =
  | {
      readonly ok: true;
      readonly config: AdapterConfig;
      readonly settings: AdapterSettings;
      /** False: PLUGINS_ENABLED switches every plugin off. */
      readonly enabled: boolean;
      /** In the order in which they merge. */
      readonly files: readonly string[];
      readonly notices: readonly string[];
      readonly warnings: readonly Finding[];
    }
  | { readonly ok: false; readonly problems: readonly Finding[]; readonly warnings: readonly Finding[] };

/**
 * Reads and checks the configuration: environment file, variables, files, flags, and every entry's kind, hooks and
 * `config`. All problems are reported at once. Starts no plugin; modules that kinds name are imported.
 */
export async function readAdapter(request: AdapterRequest): Promise<AdapterReading> {
  let environment = request.environment;
  if (request.envFile !== undefined) {
    const file = await readEnvFile(request.envFile);
    // Without its variables, whatever else could be said of the configuration may be wrong.
    if (!file.ok) return { ok: false, problems: [fileFinding(file.problem)], warnings: [] };
    environment = mergeEnvironment(file.variables, environment);
  }
  const switched = readPluginsEnabled(environment);
  const enabled = !switched.ok || switched.enabled;
  const { paths } = resolveConfigPath(request.config ? { config: request.config } : {}, environment);
  const loading = await loadConfig({ paths, environment, ...adapterLoadOptions(request.flags, environment) });
  const entries = loading.ok ? loading.config : loading.readable;
  const wanted = enabled || request.checkAlways === true;
  const plugins =
    entries && wanted
      ? await checkPlugins({
          ...(await checkOptions(entries, loading.ok ? pythonOf(loading.config) : "unread")),
          offline: request.offline === true,
        })
      : { problems: [], warnings: [] };

  const problems = findings(loading.ok ? [] : loading.problems, plugins.problems, loading.files);
  const warnings = findings(loading.warnings, plugins.warnings, loading.files);
  if (!switched.ok) problems.unshift(environmentFinding(switched.expected));
  if (!loading.ok || problems.length > 0) return { ok: false, problems, warnings };
  const { config, files, notices } = loading;
  return { ok: true, config, settings: config.sections.adapter, enabled, files, notices, warnings };
}

export type AdapterPlugins =
  | {
      readonly ok: true;
      readonly manager: PluginManager;
      /** In config order. */
      readonly instances: readonly PluginInstance[];
      /** Built-in hooks, and those that plugins' modules declare. */
      readonly hooks: HookRegistry;
    }
  | { readonly ok: false; readonly problems: readonly Finding[] };

export type StartOptions = Required<Pick<PluginManagerOptions, "log" | "observe">> & Pick<LoadHost, "states">;

/** What plugins are given by the process. Without `states` they are only tried out: they count in memory, for themselves. */
export interface LoadHost {
  readonly log: PluginLog;
  readonly states?: PluginStates;
}

/** Makes and starts the configured plugins: all of them or none. Where they are switched off, none. */
export async function startPlugins(
  config: AdapterConfig,
  enabled: boolean,
  options: StartOptions,
): Promise<AdapterPlugins> {
  const { states: _, ...told } = options;
  const started = await startInstances(config, enabled, options);
  if (!started.ok) return started;
  const { instances, disabled, hooks } = started;
  const settings = managerSettings(config);
  const manager = createPluginManager({ instances, disabled, hooks, settings, ...told });
  return { ok: true, manager, instances, hooks };
}

export type AdapterInstances =
  | {
      readonly ok: true;
      /** In config order. */
      readonly instances: readonly PluginInstance[];
      /** Entries that have no instance. */
      readonly disabled: readonly PluginEntry[];
      /** Built-in hooks, and those that plugins' modules declare. */
      readonly hooks: HookRegistry;
    }
  | { readonly ok: false; readonly problems: readonly Finding[] };

/** The same without a manager, for who makes that later. */
export async function startInstances(
  config: AdapterConfig,
  enabled: boolean,
  host: LoadHost,
): Promise<AdapterInstances> {
  if (!enabled) return { ok: true, instances: [], disabled: config.plugins, hooks: createHookRegistry() };
  // What is worth a warning was told when the configuration was read.
  const loaded = await loadPlugins({
    ...(await checkOptions(config, pythonOf(config))),
    ...given(config, host),
  });
  if (!loaded.ok) return { ok: false, problems: ofPlugins(loaded.problems) };
  return { ok: true, instances: loaded.instances, disabled: loaded.disabled, hooks: loaded.hooks };
}

/** Starts what runs in this process; elsewhere nothing is started or asked. `unchecked`: what that left open. */
export async function startOffline(
  config: AdapterConfig,
  log: PluginLog,
): Promise<
  (AdapterInstances & { readonly ok: true; readonly unchecked: readonly Finding[] }) | AdapterFailure
> {
  const loaded = await loadOffline({
    ...(await checkOptions(config, pythonOf(config))),
    ...given(config, { log }),
  });
  if (!loaded.ok) return { ok: false, problems: ofPlugins(loaded.problems) };
  const { instances, disabled, hooks, unchecked } = loaded;
  return { ok: true, instances, disabled, hooks, unchecked: ofPlugins(unchecked) };
}

type AdapterFailure = Extract<AdapterInstances, { ok: false }>;

/** Makes and starts the plugin of one entry, which may be in another mode than its file says. */
export async function startInstance(
  config: AdapterConfig,
  entry: PluginEntry,
  host: LoadHost,
): Promise<AdapterInstances> {
  const inFile = config.plugins.find(({ name }) => name === entry.name) ?? entry;
  const loaded = await loadPlugins({
    ...(await checkOptions(config, pythonOf(config))),
    entries: [entry],
    hookEntries: config.plugins.filter(({ name }) => name !== entry.name),
    checkConfig: (_, schema, defaults) => checkPluginConfig(config, inFile, schema, defaults),
    locate: (_, path, message) => locateInEntry(config, inFile, path, message),
    ...given(config, host),
  });
  if (!loaded.ok) return { ok: false, problems: ofPlugins(loaded.problems) };
  return { ok: true, instances: loaded.instances, disabled: loaded.disabled, hooks: loaded.hooks };
}

function given({ sections }: AdapterConfig, host: LoadHost): Required<LoadHost & PluginHostParts> {
  const isSecret = secretNames(sections.adapter.telemetry.log.mask_keys);
  const masked = (value: unknown) => maskFields(value, isSecret, longestPayload) as JsonObject;
  const { log, states = memoryStates({ standsIn: true }) } = host;
  return { log, states, masked, trial: host.states === undefined };
}

/** Characters of a payload that a plugin may record. */
const longestPayload = 64 * 1024;

/** What the manager of these plugins is told. */
export function managerSettings(config: AdapterConfig): Partial<ManagerSettings> {
  const { enable_plugin_api: _, ...settings } = config.plugin_settings;
  return settings;
}

/** Files and directories that the configuration is read from, the environment file among them. */
export async function adapterSources(request: AdapterRequest): Promise<readonly string[]> {
  const { config, envFile } = request;
  const file = envFile === undefined ? undefined : await readEnvFile(envFile);
  const environment = file?.ok ? mergeEnvironment(file.variables, request.environment) : request.environment;
  const { paths } = resolveConfigPath(config ? { config } : {}, environment);
  return envFile === undefined ? paths : [envFile, ...paths];
}

async function checkOptions(
  entries: ReadEntries,
  python: PluginCheckOptions["python"],
): Promise<PluginCheckOptions> {
  return {
    python,
    entries: entries.plugins,
    definitions: await builtinDefinitions(entries.plugins),
    definitionModules: [builtinModule],
    pluginDirs: entries.plugin_dirs,
    checkConfig: (entry, schema, defaults) => checkPluginConfig(entries, entry, schema, defaults),
    locate: (entry, path, message) => locateInEntry(entries, entry, path, message),
  };
}

function pythonOf({ sections }: AdapterConfig): PluginCheckOptions["python"] {
  const { interpreter, ...rest } = sections.adapter.python;
  return interpreter === undefined ? undefined : { interpreter, ...rest };
}

function ofPlugins(problems: readonly LoadProblem[]): Finding[] {
  return findings([], problems, [...new Set(problems.flatMap(({ at }) => (at ? [at.file] : [])))]);
}

function environmentFinding(expected: string): Finding {
  return { file: "the environment", line: 0, column: 0, key: "", message: `expected ${expected}` };
}
