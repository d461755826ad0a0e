/**
 * Settings of the HTTP/2 server inside grpc-js for which grpc-js has no option. They are set on two private fields, so
 * each is looked for first: a grpc-js without them serves with Node's defaults.
 */

import type { EventEmitter } from "node:events";
import type { ServerHttp2Session, ServerOptions } from "node:http2";
import type { Server } from "@grpc/grpc-js";

interface Internals {
  commonServerOptions?: ServerOptions;
  http2Servers?: Map<EventEmitter, unknown>;
}

/** Beyond any rate that a peer can reach. */
const unlimited = 2 ** 31;

/**
 * Raises the window of each stream and the limit of stream resets; to be called before the server serves.
 *
 * Envoy ends each of its streams with RST_STREAM, and Node's HTTP/2 (nghttp2, against CVE-2023-44487) closes a
 * connection that resets over 1,000 streams and 33 a second: every exchange in flight on it fails. The limit guards
 * against hostile peers, which is why the listener is for Envoy alone.
 *
 * @returns whether the reset limit is raised: Node before 22.15 ignores the setting.
 */
export function tuneServer(server: Server, streamWindow: number): boolean {
  const options = (server as unknown as Internals).commonServerOptions;
  if (typeof options !== "object" || options === null) {
    return false;
  }
  options.streamResetBurst = unlimited;
  options.streamResetRate = unlimited;
  options.settings = { ...options.settings, initialWindowSize: streamWindow };
  return hasResetLimitOption(process.versions.node);
}

/** Calls back with each HTTP/2 session (connection) of a server that has its HTTP/2 servers already. */
export function onSession(server: Server, callback: (session: ServerHttp2Session) => void): void {
  for (const http2Server of (server as unknown as Internals).http2Servers?.keys() ?? []) {
    http2Server.on("session", callback);
  }
}

/** Whether a Node version heeds `streamResetBurst` and `streamResetRate`. */
export function hasResetLimitOption(nodeVersion: string): boolean {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 15);
}
