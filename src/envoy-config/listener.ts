/** The listener that MCP clients talk to. */
import { upstreamCluster } from "./clusters.ts";
import { compressors } from "./compressors.ts";
import { decisionNamespace, extProcFilter } from "./filter.ts";
import type { EnvoyOptions } from "./options.ts";
import { duration, type PlainObject, typeUrl } from "./plain.ts";

/** One listener, one route to the MCP server. No route skips the adapter: a server may ignore the path. */
export function ingressListener(options: EnvoyOptions): PlainObject {
  return {
    name: "mcp",
    address: { socket_address: { address: options.listen.host, port_value: options.listen.port } },
    per_connection_buffer_limit_bytes: options.bufferLimitBytes,
    filter_chains: [
      {
        filters: [
          { name: "envoy.filters.network.http_connection_manager", typed_config: connectionManager(options) },
        ],
      },
    ],
  };
}

/** The smallest that Envoy takes. */
const smallestWindow = 65_535;

function connectionManager(options: EnvoyOptions): PlainObject {
  return {
    "@type": typeUrl("envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"),
    stat_prefix: "mcp",
    codec_type: "AUTO",
    // for HTTP/2 clients the stream's window bounds a buffered body, not the listener's limit; Envoy's is 16 MiB
    http2_protocol_options: {
      initial_stream_window_size: Math.max(smallestWindow, options.bufferLimitBytes),
    },
    use_remote_address: true,
    normalize_path: true,
    merge_slashes: true,
    stream_idle_timeout: duration(options.streamIdleTimeoutMs),
    ...(options.http1Trailers && { http_protocol_options: { enable_trailers: true } }),
    ...(options.accessLogPath !== null && { access_log: [accessLog(options.accessLogPath)] }),
    route_config: {
      name: "mcp",
      virtual_hosts: [
        {
          name: "mcp",
          domains: ["*"],
          routes: [
            {
              name: "mcp",
              match: { prefix: "/" },
              route: { cluster: upstreamCluster, timeout: duration(0) },
            },
          ],
        },
      ],
    },
    http_filters: [
      ...compressors(options.compress),
      extProcFilter(options),
      {
        name: "envoy.filters.http.router",
        typed_config: { "@type": typeUrl("envoy.extensions.filters.http.router.v3.Router") },
      },
    ],
  };
}

function accessLog(path: string | undefined): PlainObject {
  const format: PlainObject = {
    log_format: {
      json_format: {
        time: "%START_TIME%",
        method: "%REQ(:METHOD)%",
        path: "%REQ(:PATH)%",
        code: "%RESPONSE_CODE%",
        flags: "%RESPONSE_FLAGS%",
        details: "%RESPONSE_CODE_DETAILS%",
        duration_ms: "%DURATION%",
        request_id: "%STREAM_ID%",
        [decisionNamespace]: `%DYNAMIC_METADATA(${decisionNamespace})%`,
        ext_proc: "%FILTER_STATE(envoy.filters.http.ext_proc:TYPED)%",
      },
    },
  };
  const loggers = "envoy.extensions.access_loggers";
  return path === undefined
    ? {
        name: "envoy.access_loggers.stdout",
        typed_config: { "@type": typeUrl(`${loggers}.stream.v3.StdoutAccessLog`), ...format },
      }
    : {
        name: "envoy.access_loggers.file",
        typed_config: { "@type": typeUrl(`${loggers}.file.v3.FileAccessLog`), path, ...format },
      };
}
