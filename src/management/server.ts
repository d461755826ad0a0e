import { createServer, type IncomingMessage } from "node:http";
import type { Address } from "../settings/address.ts";
import { listen } from "./listen.ts";
import { json, send } from "./reply.ts";
import { dispatch, type Route } from "./routes.ts";

export interface ManagementServer {
  /** The address in use; the port is the real one when 0 was asked for. */
  readonly address: Address;
  close(): Promise<void>;
}

/** What is served at the time of a request. */
export interface ManagementSurface {
  readonly routes: readonly Route[];
  /** Bearer token of requests that change something; without one they are refused. */
  readonly token?: string | undefined;
}

/** Longest body that is read, in bytes. */
const mostBody = 16_384;

/**
 * Serves over HTTP what `surface` gives; it is asked at every request. Rejects with a sentence that names the address
 * when it can't be had.
 */
export async function startManagement(
  at: Address,
  surface: () => ManagementSurface,
): Promise<ManagementServer> {
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    const { routes, token } = surface();
    dispatch(routes, token, { method, url, headers, body: () => readBody(request) }).then(
      (reply) => send(response, reply),
      () => send(response, json(500, { error: "internal error" })),
    );
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  server.maxConnections = 256;
  await listen(server, at);
  const bound = server.address();
  const port = bound !== null && typeof bound === "object" ? bound.port : 0;
  return {
    address: at.kind === "tcp" ? { ...at, port } : at,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += (piece as Buffer).length;
    // The rest is read, not kept: to leave the loop would break the connection before the answer is out.
    if (length <= mostBody) pieces.push(piece as Buffer);
  }
  return length > mostBody ? undefined : Buffer.concat(pieces).toString("utf8");
}
