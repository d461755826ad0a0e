import { fileURLToPath } from "node:url";
import { builtinPlugins } from "../../../plugins/builtin.ts";
import { builtinModule } from "../../../plugins/kinds.ts";
import {
  createHookRegistry,
  createPluginManager,
  type EntryInput,
  type HookDefinition,
  type HookOutcome,
  type JsonObject,
  type LoadOptions,
  type LoadResult,
  loadPlugins,
  type ManagerSettings,
  type PluginManager,
  pluginEntry,
  type ToolPreInvokePayload,
} from "../../../src/framework/index.ts";
import { contextOf, keepingLog } from "../manager-of.ts";

/** Memory that tests reach soon, and times that a busy machine does not reach. */
export const tight = { call_timeout_ms: 20_000, memory_mb: 150, start_timeout_ms: 120_000 };

export interface IsolatedOptions {
  readonly limits?: JsonObject;
  readonly settings?: Partial<ManagerSettings>;
  /** Beside `plugin`, `config` and `limits`. */
  readonly more?: JsonObject;
  readonly hooks?: readonly HookDefinition[];
  readonly entry?: Partial<EntryInput>;
}

export const isolatedSource = { file: fileURLToPath(new URL("./plugins.yaml", import.meta.url)), line: 1 };

/** Loads an isolated plugin `p`; modules are looked for beside this file. */
export function loadIsolated(
  plugin: string,
  config: JsonObject,
  { limits = {}, more = {}, hooks, entry = {} }: IsolatedOptions = {},
  options: Partial<LoadOptions> = {},
): Promise<LoadResult> {
  const inside = { plugin, config, limits: { ...tight, ...limits }, ...more };
  return loadPlugins({
    entries: [pluginEntry({ name: "p", kind: "isolated", config: inside, source: isolatedSource, ...entry })],
    definitions: builtinPlugins,
    definitionModules: [builtinModule],
    hooks: createHookRegistry(hooks),
    ...options,
  });
}

export type Log = ReturnType<typeof keepingLog>;

/** Runs `use` with a manager of one isolated plugin, which is shut down afterwards. */
export async function withIsolated(
  plugin: string,
  config: JsonObject,
  use: (manager: PluginManager, log: Log) => Promise<void>,
  options: IsolatedOptions = {},
): Promise<void> {
  const log = keepingLog();
  const loaded = await loadIsolated(plugin, config, options, { log });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const manager = createPluginManager({
    instances: loaded.instances,
    settings: { plugin_health_check_interval: 0, ...options.settings },
    hooks: createHookRegistry(options.hooks),
    log,
  });
  try {
    await use(manager, log);
  } finally {
    await manager.shutdown();
  }
}

/** With the plugin that misbehaves as told. */
export function withMisbehaving(
  use: (manager: PluginManager, log: Log) => Promise<void>,
  options: IsolatedOptions = {},
): Promise<void> {
  return withIsolated("./misbehaving.mjs", {}, use, options);
}

/** Makes the plugin do something. */
export async function ask(
  manager: PluginManager,
  what: string | undefined,
  more: JsonObject = {},
): Promise<HookOutcome<ToolPreInvokePayload>> {
  const args = { ...(what !== undefined && { do: what }), ...more };
  return manager.invokeHook("tool_pre_invoke", { name: "t", args }, contextOf());
}
