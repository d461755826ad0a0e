/** An Envoy bootstrap with the adapter in the path of an MCP server: one template for the demo, the tests and the docs. */
import { mcpServerCluster, pluginsAdapterCluster } from "./clusters.ts";
import { ingressListener } from "./listener.ts";
import type { EnvoyOptions } from "./options.ts";
import type { PlainObject } from "./plain.ts";

/** Makes Envoy 1.38 and newer half-close the side streams it is done with. */
export const gracefulCloseKey = "envoy.reloadable_features.ext_proc_graceful_grpc_close";

/**
 * How long Envoy keeps an unused gRPC client (`Bootstrap.grpc_async_client_manager_config`, default 50 s). Envoy 1.40
 * crashes (SIGSEGV) when a side stream is half-closed whose client is gone from this cache: the end of any exchange that
 * outlives it, an event stream or a slow tool, on a worker that had no other meanwhile. Ten years is never.
 */
const clientIdle = "315360000s";

/** The whole bootstrap as plain data; JSON text of it is a valid Envoy configuration too. */
export function renderEnvoyConfig(options: EnvoyOptions): PlainObject {
  const runtime = { ...(options.gracefulClose && { [gracefulCloseKey]: true }), ...options.runtime };
  return {
    admin: { address: { socket_address: { address: options.admin.host, port_value: options.admin.port } } },
    grpc_async_client_manager_config: { max_cached_entry_idle_duration: clientIdle },
    layered_runtime: { layers: [{ name: "static", static_layer: runtime }] },
    static_resources: {
      listeners: [ingressListener(options)],
      clusters: [mcpServerCluster(options), pluginsAdapterCluster(options)],
    },
  };
}
