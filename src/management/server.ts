import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** What the management server tells; each is asked anew at every request. */
export interface ManagementView {
  /** The process can serve: false from the start of a shutdown on. */
  ready(): boolean;
  /** Why it is not, or what an operator should know although it is. */
  readinessDetail(): Readonly<Record<string, unknown>>;
  /** Undefined: metrics are switched off. */
  metrics(): Promise<string | undefined>;
}

/** `host:port`, or the path of a unix socket. */
export type ManagementAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

export interface ManagementServer {
  /** The port in use; 0 for a unix socket. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (the process lives), `/readyz` (it takes traffic; 503 while it does not) and `/metrics`.
 * Rejects with a sentence that names the address when it can't be had.
 */
export async function startManagement(
  at: ManagementAddress,
  view: ManagementView,
): Promise<ManagementServer> {
  const server = createServer((request, response) => {
    answer(view, request, response).catch(() => {
      response.statusCode = 500;
      response.end();
    });
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  server.maxConnections = 256;
  await listen(server, at);
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  view: ManagementView,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split("?", 1)[0];
  if (request.method !== "GET" && request.method !== "HEAD")
    return sendJson(response, 405, { error: "method not allowed" });
  switch (path) {
    case "/healthz":
      return sendJson(response, 200, { status: "ok" });
    case "/readyz": {
      const ready = view.ready();
      return sendJson(response, ready ? 200 : 503, { ready, ...view.readinessDetail() });
    }
    case "/metrics": {
      const text = await view.metrics();
      if (text === undefined) return sendJson(response, 404, { error: "metrics are switched off" });
      response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
      response.end(text);
      return;
    }
    default:
      return sendJson(response, 404, { error: "not found" });
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(`${JSON.stringify(body)}\n`);
}

function listen(server: Server, at: ManagementAddress): Promise<void> {
  const name = at.kind === "unix" ? at.path : `${at.host}:${at.port}`;
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? "is in use by another process"
          : `can't be bound (${error.code ?? "unknown"})`;
      reject(new Error(`the management address ${name} ${why}; choose another with --management`));
    });
    if (at.kind === "unix") server.listen(at.path, () => resolve());
    else server.listen(at.port, at.host, () => resolve());
  });
}
