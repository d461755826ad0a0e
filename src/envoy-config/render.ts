/** An Envoy bootstrap with the adapter in the path of an MCP server: one template for the demo, the tests and the docs. */
import { mcpServerCluster, pluginsAdapterCluster } from "./clusters.ts";
import { ingressListener } from "./listener.ts";
import type { EnvoyOptions } from "./options.ts";
import type { PlainObject } from "./plain.ts";

/** Makes Envoy 1.38 and newer half-close the side streams it is done with. */
export const gracefulCloseKey = "envoy.reloadable_features.ext_proc_graceful_grpc_close";

/** The whole bootstrap as plain data; JSON text of it is a valid Envoy configuration too. */
export function renderEnvoyConfig(options: EnvoyOptions): PlainObject {
  const runtime = { ...(options.gracefulClose && { [gracefulCloseKey]: true }), ...options.runtime };
  return {
    admin: { address: { socket_address: { address: options.admin.host, port_value: options.admin.port } } },
    layered_runtime: { layers: [{ name: "static", static_layer: runtime }] },
    static_resources: {
      listeners: [ingressListener(options)],
      clusters: [mcpServerCluster(options), pluginsAdapterCluster(options)],
    },
  };
}
