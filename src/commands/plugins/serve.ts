import { readArguments } from "../arguments.ts";
import type { Command } from "../command.ts";

/** Serves plugins to others, ContextForge among them, until it is asked to stop. */
export const pluginsServe: Command = {
  name: "plugins serve",
  summary: "serve plugins as ContextForge's external MCP plugin server does",
  usage: `usage: plugins-adapter plugins serve [options]

  --config FILE        configuration file or directory, may be given several times
                       (default: PLUGINS_CONFIG_PATH, PLUGIN_CONFIG_FILE, PLUGIN_MANAGER_CONFIG, plugins/config.yaml)
  --env-file FILE      variables for the configuration, one NAME=value a line; real ones win
  --compat NAME        none, contextforge or reference
  --log-level LEVEL    trace, debug, info, warn, error, fatal or silent (default info)
  --transport NAME     stdio or http (default: PLUGINS_TRANSPORT, else stdio unless standard input is a terminal)
  --host HOST          for http (default: server_settings.host, PLUGINS_SERVER_HOST, 127.0.0.1)
  --port PORT          for http (default: server_settings.port, PLUGINS_SERVER_PORT, 8000)
  --uds PATH           for http, a unix socket instead (default: server_settings.uds, PLUGINS_SERVER_UDS)
  --expose-errors      replies carry the messages of plugins' errors, which may quote payloads

PLUGINS_SERVER_TOKEN: bearer token that http requests must carry.`,
  async run(args, context) {
    const values = read(args);
    // It brings the MCP SDK's server along.
    const { runPluginsServe } = await import("./serve-plugins.ts");
    return runPluginsServe(values, context);
  },
};

export type PluginsServeValues = ReturnType<typeof read>;

function read(args: readonly string[]) {
  const text = { type: "string" } as const;
  return readArguments(args, {
    options: {
      config: { type: "string", multiple: true },
      "env-file": text,
      compat: text,
      "log-level": text,
      transport: text,
      host: text,
      port: text,
      uds: text,
      "expose-errors": { type: "boolean" },
    },
  }).values;
}
