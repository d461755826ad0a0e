/** The ext_proc HTTP filter, alone: the part that is the same in every installation. */
import { allowedOverrides, processingMode } from "./modes.ts";
import type { EnvoyOptions } from "./options.ts";
import { duration, type PlainObject, typeUrl } from "./plain.ts";
import { hasReplicas, retryElsewhere } from "./replicas.ts";

/** Name of the cluster through which Envoy reaches the adapter. */
export const adapterCluster = "plugins_adapter";

/** Namespace in which every decision goes out as dynamic metadata. */
export const decisionNamespace = "mcp.plugins_adapter";

/** The entry for `http_filters`. Comes after authentication, before the router; one such filter per chain. */
export function extProcFilter(options: EnvoyOptions): PlainObject {
  const overrides = options.allowModeOverride ?? options.variant === "override";
  return {
    name: "envoy.filters.http.ext_proc",
    typed_config: {
      "@type": typeUrl("envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor"),
      grpc_service: {
        envoy_grpc: { cluster_name: adapterCluster },
        ...(hasReplicas(options) && { retry_policy: retryElsewhere }),
      },
      failure_mode_allow: false,
      message_timeout: duration(options.messageTimeoutMs),
      ...(options.maxMessageTimeoutMs > 0 && { max_message_timeout: duration(options.maxMessageTimeoutMs) }),
      processing_mode: { ...processingMode(options.variant, options.phases), ...options.processingMode },
      ...(overrides && { allow_mode_override: true, allowed_override_modes: allowedOverrides }),
      ...(options.protectedHeaders.length > 0 && {
        mutation_rules: {
          disallow_expression: { regex: `(?i)^(${options.protectedHeaders.map(escapeRegex).join("|")})$` },
          disallow_is_error: true,
        },
      }),
      request_attributes: options.attributes,
      metadata_options: {
        forwarding_namespaces: { untyped: options.namespaces },
        receiving_namespaces: { untyped: [decisionNamespace] },
      },
    },
  };
}

function escapeRegex(name: string): string {
  return name.replace(/[.+*?^$|]/g, "\\$&");
}
