/** What an Envoy configuration is rendered from, and the defaults of each option. */
import type { ListenAddress } from "../extproc/transport/transport.ts";
import type { Compression } from "./compressors.ts";
import { everyPhase, type Phases, type ProcessingMode, type Variant } from "./modes.ts";

/** PEM files as Envoy sees them. `cert` and `key` together make it mTLS. */
export type AdapterTls = {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the adapter's certificate must carry. */
  readonly serverName?: string;
};

export type Upstream = {
  readonly host: string;
  readonly port: number;
  /** HTTP/2 with prior knowledge instead of HTTP/1.1. */
  readonly http2?: boolean;
};

export type EnvoyOptions = {
  /** `static`: response FULL_DUPLEX_STREAMED, provable on every stream. `override`: BUFFERED, narrowed per exchange. */
  readonly variant: Variant;
  readonly listen: { readonly host: string; readonly port: number };
  readonly admin: { readonly host: string; readonly port: number };
  /** Where the adapter listens. */
  readonly adapter: ListenAddress;
  /** More of it, for the same cluster: Envoy gives each exchange to one of them. */
  readonly replicas: readonly ListenAddress[];
  readonly adapterTls?: AdapterTls;
  /** The MCP server. */
  readonly upstream: Upstream;
  readonly phases: Phases;
  /** A BUFFERED body must be smaller, in bytes (HTTP/2 clients: 65,535 at least). Else: 413 (request), 500 (response). */
  readonly bufferLimitBytes: number;
  /** Longest wait for one reply of the adapter; then 504. Has no effect on FULL_DUPLEX_STREAMED bodies. */
  readonly messageTimeoutMs: number;
  /** Upper bound of `override_message_timeout`; 0 switches it off. */
  readonly maxMessageTimeoutMs: number;
  /** Longest silence on a stream, for event streams too; 0 is no limit. */
  readonly streamIdleTimeoutMs: number;
  /** A file for the access log; unset is standard output, `null` none. */
  readonly accessLogPath?: string | null;
  /** Request headers that no reply of the adapter may change; an attempt is a 500. */
  readonly protectedHeaders: readonly string[];
  /** Attributes of the request sent along, for `adapter.identity`. */
  readonly attributes: readonly string[];
  /** Namespaces of dynamic metadata sent along, for the same. */
  readonly namespaces: readonly string[];
  /** Codings in which JSON responses go to clients that accept them, the preferred one first. */
  readonly compress: readonly Compression[];
  /** Half-close of finished side streams instead of RST_STREAM, which trips Node's rapid-reset guard. */
  readonly gracefulClose: boolean;
  /** Passes HTTP/1.1 trailers on; Envoy drops them otherwise. */
  readonly http1Trailers: boolean;
  /** Replaces the variant's `processing_mode`, field by field. */
  readonly processingMode?: Partial<ProcessingMode>;
  /** Replaces the variant's choice (`override` allows, `static` does not). */
  readonly allowModeOverride?: boolean;
  /** More keys for the static runtime layer. */
  readonly runtime?: Readonly<Record<string, string | number | boolean>>;
};

/** Ports and addresses as in the documentation: Envoy 10000, admin 9901, MCP server 9001, adapter 50052. */
export const envoyDefaults: EnvoyOptions = {
  variant: "static",
  listen: { host: "127.0.0.1", port: 10000 },
  admin: { host: "127.0.0.1", port: 9901 },
  adapter: { kind: "tcp", host: "127.0.0.1", port: 50052 },
  replicas: [],
  upstream: { host: "127.0.0.1", port: 9001 },
  phases: everyPhase,
  bufferLimitBytes: 4 * 1024 * 1024,
  messageTimeoutMs: 5000,
  maxMessageTimeoutMs: 30_000,
  streamIdleTimeoutMs: 3_600_000,
  protectedHeaders: ["authorization", "cookie"],
  attributes: [
    "source.address",
    "connection.uri_san_peer_certificate",
    "connection.dns_san_peer_certificate",
    "connection.subject_peer_certificate",
    "xds.route_name",
    "request.id",
  ],
  namespaces: ["envoy.filters.http.jwt_authn", "envoy.filters.http.mcp"],
  compress: [],
  gracefulClose: true,
  http1Trailers: false,
};

/** The defaults with some options replaced. */
export function envoyOptions(given: Partial<EnvoyOptions> = {}): EnvoyOptions {
  return { ...envoyDefaults, ...given };
}
