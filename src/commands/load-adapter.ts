import { builtinPlugins } from "../../plugins/builtin.ts";
import { mergeEnvironment, readEnvFile } from "../framework/config/env-file.ts";
import { checkPluginConfig, type LoadedConfig, loadConfig } from "../framework/config/load.ts";
import { readPluginsEnabled, resolveConfigPath } from "../framework/config/path.ts";
import { formatProblem, keyText } from "../framework/config/problem.ts";
import type { ExecutionRecord, GlobalContext } from "../framework/index.ts";
import type { LoadProblem } from "../framework/load-problem.ts";
import { loadPlugins } from "../framework/loader.ts";
import { createPluginManager, type PluginManager } from "../framework/manager.ts";
import type { PluginLog } from "../framework/plugin.ts";
import type { AdapterSettings, adapterSettings } from "../settings/adapter.ts";
import { type AdapterFlags, adapterLoadOptions } from "../settings/load-options.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Config = LoadedConfig<{ adapter: typeof adapterSettings }>;

export interface AdapterRequest {
  readonly config?: readonly string[];
  readonly envFile?: string;
  readonly flags: AdapterFlags;
  readonly environment: Environment;
}

/** A configuration that was read, with everything that is worth saying about it. Lines are for people. */
export type AdapterReading =
  | {
      readonly ok: true;
      readonly config: Config;
      readonly settings: AdapterSettings;
      /** False: PLUGINS_ENABLED switches every plugin off. */
      readonly enabled: boolean;
      readonly notices: readonly string[];
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[]; readonly warnings: readonly string[] };

/** Reads and checks the configuration: environment file, variables, files, flags. Starts nothing. */
export async function readAdapter(request: AdapterRequest): Promise<AdapterReading> {
  let environment = request.environment;
  if (request.envFile !== undefined) {
    const file = await readEnvFile(request.envFile);
    if (!file.ok) return { ok: false, problems: [formatProblem(file.problem)], warnings: [] };
    environment = mergeEnvironment(file.variables, environment);
  }
  const switched = readPluginsEnabled(environment);
  if (!switched.ok)
    return { ok: false, problems: [`the environment: expected ${switched.expected}`], warnings: [] };
  const { paths } = resolveConfigPath(request.config ? { config: request.config } : {}, environment);
  const loading = await loadConfig({ paths, environment, ...adapterLoadOptions(request.flags, environment) });
  const warnings = loading.warnings.map(formatProblem);
  if (!loading.ok) return { ok: false, problems: loading.problems.map(formatProblem), warnings };
  const { config, notices } = loading;
  return {
    ok: true,
    config,
    settings: config.sections.adapter,
    enabled: switched.enabled,
    notices,
    warnings,
  };
}

export type AdapterPlugins =
  | { readonly ok: true; readonly manager: PluginManager; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[]; readonly warnings: readonly string[] };

export interface PluginOptions {
  readonly log: PluginLog;
  observe(record: ExecutionRecord, context: GlobalContext): void;
}

/** Makes and starts the configured plugins; all of them or none. */
export async function startPlugins(
  config: Config,
  enabled: boolean,
  options: PluginOptions,
): Promise<AdapterPlugins> {
  const { log, observe } = options;
  if (!enabled) return { ok: true, manager: createPluginManager({ instances: [], log }), warnings: [] };
  const loaded = await loadPlugins({
    entries: config.plugins,
    definitions: builtinPlugins,
    pluginDirs: config.plugin_dirs,
    checkConfig: (entry, schema) => checkPluginConfig(config, entry, schema),
    log,
  });
  const warnings = loaded.warnings.map((problem) => formatLoadProblem(config, problem));
  if (!loaded.ok) {
    return {
      ok: false,
      problems: loaded.problems.map((problem) => formatLoadProblem(config, problem)),
      warnings,
    };
  }
  const { enable_plugin_api: _, ...settings } = config.plugin_settings;
  const manager = createPluginManager({
    instances: loaded.instances,
    disabled: loaded.disabled,
    settings,
    log,
    observe,
  });
  return { ok: true, manager, warnings };
}

function formatLoadProblem(config: Config, problem: LoadProblem): string {
  if (problem.at) return formatProblem(problem.at);
  const index = config.plugins.findIndex(({ name }) => name === problem.plugin);
  const source = config.plugins[index]?.source;
  const key = keyText(["plugins", index, ...(problem.path ?? [])]);
  return source ? `${source.file}:${source.line}: ${key}: ${problem.message}` : problem.message;
}
