import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** What the management server tells; each is asked anew at every request. */
export interface ManagementView {
  /** The process can serve: false from the start of a shutdown on. */
  ready(): boolean;
  /** Why it is not, or what an operator should know although it is. */
  readinessDetail(): Readonly<Record<string, unknown>>;
  metrics(): Promise<string>;
}

export interface ManagementServer {
  /** The port in use. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (the process lives), `/readyz` (it takes traffic; 503 while it does not) and `/metrics`.
 * Rejects with a sentence that names the address when it can't be had.
 */
export async function startManagement(host: string, port: number, view: ManagementView): Promise<ManagementServer> {
  const server = createServer((request, response) => {
    answer(view, request, response).catch(() => {
      response.statusCode = 500;
      response.end();
    });
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  server.maxConnections = 256;
  await listen(server, host, port);
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(view: ManagementView, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split("?", 1)[0];
  if (request.method !== "GET" && request.method !== "HEAD") return sendJson(response, 405, { error: "method not allowed" });
  switch (path) {
    case "/healthz":
      return sendJson(response, 200, { status: "ok" });
    case "/readyz": {
      const ready = view.ready();
      return sendJson(response, ready ? 200 : 503, { ready, ...view.readinessDetail() });
    }
    case "/metrics":
      response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
      response.end(await view.metrics());
      return;
    default:
      return sendJson(response, 404, { error: "not found" });
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(`${JSON.stringify(body)}\n`);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "is in use by another process" : `can't be bound (${error.code ?? "unknown"})`;
      reject(new Error(`the management address ${host}:${port} ${why}; choose another with --management`));
    });
    server.listen(port, host, () => resolve());
  });
}
