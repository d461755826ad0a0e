import { resolve } from "node:path";
import type { Clock } from "../clock.ts";
import type { PluginEntry } from "../config/entry.ts";
import { type ExternalConfig, externalConfigSchema, mcpSchema } from "../config/external-schema.ts";
import type { HookRegistry } from "../hook-registry.ts";
import type { Plugin, PluginLog } from "../plugin.ts";
import { handlerOf } from "../plugin-registry.ts";
import { type ConfigFile, writeConfigFile } from "./config-file.ts";
import { interpreterOf, type PythonHost, pythonEnvironment } from "./python-host.ts";

export interface PythonPluginOptions {
  readonly host: PythonHost;
  readonly entry: PluginEntry;
  /** On the import path. */
  readonly folders: readonly string[];
  /** Those of the entry, or all that the class has. */
  readonly hooks: readonly string[];
  readonly registry: HookRegistry;
  readonly log: PluginLog;
  readonly clock: Clock;
}

const module = "cpex.framework.external.mcp.server.runtime";

/**
 * A plugin whose class runs in a Python process of its own, which `initialize` starts, and which is started again for
 * the next call when it ends. Whatever it does, a hook's call ends in bounded time, and `on_error` decides.
 */
export function pythonPlugin(options: PythonPluginOptions): Plugin {
  let running: { readonly plugin: Plugin; readonly file: ConfigFile } | undefined;

  async function initialize(): Promise<void> {
    const file = await writeConfigFile(options.entry, options.hooks);
    try {
      running = { plugin: await open(options, file), file };
    } catch (error) {
      await file.remove();
      throw error;
    }
  }

  function handler(hook: string): NonNullable<Plugin["hooks"]>[string] {
    return (payload, context) => {
      const call = running && handlerOf(running.plugin, hook);
      if (call === undefined) throw new Error("the plugin's process does not run");
      return call(payload, context) as ReturnType<NonNullable<Plugin["hooks"]>[string]>;
    };
  }

  return {
    hooks: Object.fromEntries(options.hooks.map((hook) => [hook, handler(hook)])),
    initialize,
    health: () => running?.plugin.health?.(),
    async shutdown() {
      await running?.plugin.shutdown?.();
      await running?.file.remove();
      running = undefined;
    },
  };
}

/** cpex's server leaves out a plugin that it cannot make, unless it is told otherwise: then it ends, and so does this. */
async function open(options: PythonPluginOptions, file: ConfigFile): Promise<Plugin> {
  const { host, folders, hooks, registry, log, clock } = options;
  const { openExternalPlugin } = await import("../external/external-plugin.ts");
  const mcp = mcpSchema.parse({
    proto: "STDIO",
    cmd: [interpreterOf(host), "-m", module],
    cwd: resolve(host.working_directory ?? "."),
    env: {
      PLUGINS_LOG_LEVEL: "WARNING",
      PLUGINS_PLUGIN_TIMEOUT: "3600",
      ...pythonEnvironment(host, folders),
      PLUGINS_CONFIG_PATH: file.path,
      PLUGINS_TRANSPORT: "stdio",
      PLUGINS_FAIL_ON_PLUGIN_ERROR: "true",
    },
  });
  const config = externalConfigSchema.parse({
    connection_pool_size: host.max_concurrent_calls,
    max_queue: host.max_queue,
    max_response_size_mb: host.max_response_size_mb,
  }) as ExternalConfig;
  const entry: PluginEntry = { ...options.entry, kind: "external", hooks, mcp, stated };
  const timeout = host.start_timeout_seconds;
  const opened = await openExternalPlugin({ entry, config, hooks: registry, log, clock, timeout });
  if (!opened.ok) throw new Error(`its Python process: ${opened.message}`);
  return opened.plugin;
}

/** All that a server's configuration could otherwise say: its file is ours. */
const stated = [
  "description",
  "version",
  "author",
  "namespace",
  "hooks",
  "tags",
  "priority",
  "mode",
  "on_error",
  "conditions",
];
