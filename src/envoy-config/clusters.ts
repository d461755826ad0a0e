/** The two clusters: the MCP server and the adapter. */
import type { ListenAddress } from "../extproc/transport/transport.ts";
import { adapterCluster } from "./filter.ts";
import type { AdapterTls, EnvoyOptions } from "./options.ts";
import { duration, type PlainObject, typeUrl } from "./plain.ts";
import { amongReplicas, hasReplicas, isName } from "./replicas.ts";

/** Name of the cluster of the MCP server. */
export const upstreamCluster = "mcp_server";

/** Bytes in flight per side stream and per connection to the adapter; Envoy's own are larger than a sidecar wants. */
const streamWindow = 1024 * 1024;
const connectionWindow = 16 * 1024 * 1024;

/** An event stream holds its connection and its side stream open, so the defaults of 1024 are a limit on clients. */
const threshold = { max_connections: 100_000, max_pending_requests: 100_000, max_requests: 100_000 };
const circuitBreakers: PlainObject = { thresholds: [threshold] };

export function mcpServerCluster(options: EnvoyOptions): PlainObject {
  const { host, port, http2 = false } = options.upstream;
  const protocol: PlainObject = http2
    ? { http2_protocol_options: {} }
    : { http_protocol_options: options.http1Trailers ? { enable_trailers: true } : {} };
  return {
    name: upstreamCluster,
    type: discovery([{ kind: "tcp", host, port }]),
    connect_timeout: duration(2000),
    circuit_breakers: circuitBreakers,
    typed_extension_protocol_options: protocolOptions(protocol),
    load_assignment: endpoints(upstreamCluster, [{ kind: "tcp", host, port }]),
  };
}

export function pluginsAdapterCluster(options: EnvoyOptions): PlainObject {
  const all = [options.adapter, ...options.replicas];
  const several = hasReplicas(options);
  return {
    name: adapterCluster,
    type: discovery(all),
    ...(several && amongReplicas),
    connect_timeout: duration(1000),
    // three retries at a time, unless it is said: every exchange that a lost replica had coming needs one
    circuit_breakers: several ? { thresholds: [{ ...threshold, max_retries: 100_000 }] } : circuitBreakers,
    ...(options.adapterTls && { transport_socket: transportSocket(options.adapterTls) }),
    typed_extension_protocol_options: protocolOptions({
      http2_protocol_options: {
        initial_stream_window_size: streamWindow,
        initial_connection_window_size: connectionWindow,
        connection_keepalive: { interval: duration(10_000), timeout: duration(5000) },
      },
    }),
    load_assignment: endpoints(adapterCluster, all),
  };
}

/** Names are looked up, and each address that they have is an endpoint. */
function discovery(addresses: readonly ListenAddress[]): "STATIC" | "STRICT_DNS" {
  return addresses.some(isName) ? "STRICT_DNS" : "STATIC";
}

function protocolOptions(explicit: PlainObject): PlainObject {
  return {
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
      "@type": typeUrl("envoy.extensions.upstreams.http.v3.HttpProtocolOptions"),
      explicit_http_config: explicit,
    },
  };
}

function endpoints(cluster: string, addresses: readonly ListenAddress[]): PlainObject {
  const lb_endpoints = addresses.map((at) => ({
    endpoint: {
      address:
        at.kind === "unix"
          ? { pipe: { path: at.path } }
          : { socket_address: { address: at.host, port_value: at.port } },
    },
  }));
  return { cluster_name: cluster, endpoints: [{ lb_endpoints }] };
}

function transportSocket(tls: AdapterTls): PlainObject {
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: {
      "@type": typeUrl("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext"),
      ...(tls.serverName !== undefined && { sni: tls.serverName }),
      common_tls_context: {
        alpn_protocols: ["h2"],
        ...(tls.cert !== undefined &&
          tls.key !== undefined && {
            tls_certificates: [
              { certificate_chain: { filename: tls.cert }, private_key: { filename: tls.key } },
            ],
          }),
        validation_context: {
          trusted_ca: { filename: tls.ca },
          ...(tls.serverName !== undefined && {
            match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: tls.serverName } }],
          }),
        },
      },
    },
  };
}
