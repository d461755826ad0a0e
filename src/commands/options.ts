import type { AdapterRequest } from "./load-adapter.ts";

/** Options of every command that reads a configuration, as `node:util` parseArgs takes them. */
export const adapterOptions = {
  config: { type: "string", multiple: true },
  "env-file": { type: "string" },
  listen: { type: "string" },
  management: { type: "string" },
  compat: { type: "string" },
  transport: { type: "string" },
  "log-level": { type: "string" },
} as const;

export const adapterUsage = `  --config FILE        configuration file or directory, may be given several times
                       (default: PLUGIN_CONFIG_FILE, PLUGIN_MANAGER_CONFIG, plugins/config.yaml)
  --env-file FILE      variables for the configuration, one NAME=value a line; real ones win
  --listen ADDR        where Envoy connects: host:port or a unix socket's path (default 127.0.0.1:50052)
  --management ADDR    health and metrics (default 127.0.0.1:9902)
  --compat NAME        none, contextforge or reference
  --transport NAME     the gRPC server for Envoy: grpc-js, lean
  --log-level LEVEL    trace, debug, info, warn, error, fatal or silent (default info)`;

interface Values {
  readonly config?: string[] | undefined;
  readonly "env-file"?: string | undefined;
  readonly listen?: string | undefined;
  readonly management?: string | undefined;
  readonly compat?: string | undefined;
  readonly transport?: string | undefined;
  readonly "log-level"?: string | undefined;
}

/** The options as the configuration's loader wants them. */
export function adapterFlags(values: Values): Omit<AdapterRequest, "environment"> {
  const { config, listen, management, compat, transport } = values;
  const envFile = values["env-file"];
  const log_level = values["log-level"];
  return {
    ...(config && { config }),
    ...(envFile !== undefined && { envFile }),
    flags: {
      ...(listen !== undefined && { listen }),
      ...(management !== undefined && { management }),
      ...(compat !== undefined && { compat }),
      ...(transport !== undefined && { transport }),
      ...(log_level !== undefined && { log_level }),
    },
  };
}
