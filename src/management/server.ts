import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Address, isLocal } from "../settings/address.ts";
import type { Access } from "./bearer.ts";
import { listen } from "./listen.ts";
import { json, send } from "./reply.ts";
import { dispatch, type Route } from "./routes.ts";

export interface ManagementServer {
  /** The address in use; the port is the real one when 0 was asked for. */
  readonly address: Address;
  close(): Promise<void>;
}

/** What is served at the time of a request. */
export interface ManagementSurface extends Omit<Access, "reach"> {
  readonly routes: readonly Route[];
}

/** Longest body that is read, in bytes. */
const mostBody = 16_384;
/** How long a client may take none of an answer before its connection is ended: it counts as one of `mostClients`. */
const longestStallMs = 30_000;
const mostClients = 256;

/**
 * Serves over HTTP what `surface` gives; it is asked at every request. Rejects with a sentence that names the address
 * when it can't be had.
 * @param stallMs how long a client may take none of an answer
 */
export async function startManagement(
  at: Address,
  surface: () => ManagementSurface,
  stallMs = longestStallMs,
): Promise<ManagementServer> {
  const reach: Access["reach"] = at.kind === "unix" ? "socket" : isLocal(at) ? "loopback" : "network";
  const open = new Set<ServerResponse>();
  // Node looks at the times below every 30 seconds by itself.
  const server = createServer({ connectionsCheckingInterval: 1_000 }, (request, response) => {
    open.add(response);
    response.once("close", () => open.delete(response));
    const { method = "", url = "", headers } = request;
    const { routes, ...tokens } = surface();
    const access = { ...tokens, reach };
    dispatch(routes, access, { method, url, headers, body: () => readBody(request) }).then(
      (reply) => send(response, reply, stallMs),
      () => send(response, json(500, { error: "internal error" }), stallMs),
    );
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  server.maxConnections = mostClients;
  await listen(server, at);
  const bound = server.address();
  const port = bound !== null && typeof bound === "object" ? bound.port : 0;
  return {
    address: at.kind === "tcp" ? { ...at, port } : at,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Streams end properly.
        for (const response of open) if (response.headersSent) response.end();
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
