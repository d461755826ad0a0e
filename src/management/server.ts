import { createServer } from "node:http";
import type { Address } from "../settings/address.ts";
import { listen } from "./listen.ts";
import { json, send } from "./reply.ts";
import { dispatch, type Route } from "./routes.ts";

export interface ManagementServer {
  /** The address in use; the port is the real one when 0 was asked for. */
  readonly address: Address;
  close(): Promise<void>;
}

export interface ManagementOptions {
  readonly routes: readonly Route[];
  /** Bearer token of requests that change something; without one they are refused. */
  readonly token?: string | undefined;
}

/** Serves the routes over HTTP. Rejects with a sentence that names the address when it can't be had. */
export async function startManagement(
  at: Address,
  { routes, token }: ManagementOptions,
): Promise<ManagementServer> {
  const server = createServer(({ method = "", url = "", headers }, response) => {
    dispatch(routes, token, { method, url, headers }).then(
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
