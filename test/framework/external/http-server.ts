import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { type FakeOptions, fakePluginServer } from "./fake-plugin.ts";

export interface HttpOptions extends FakeOptions {
  readonly port?: number;
  /** Path of a unix socket to listen on instead of a port. */
  readonly uds?: string;
  readonly tls?: object;
  /** Answers a request instead of the MCP server; `false`: it did not. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface HttpServer {
  readonly port: number;
  /** Headers of every request, oldest first. */
  readonly requests: IncomingMessage[];
  readonly sessions: ReadonlyMap<string, unknown>;
  /** Connections that were made so far. */
  sockets(): number;
  /** Forgets all sessions, as a restarted server has. */
  forget(): void;
  close(): Promise<void>;
}

/** The fake plugin over Streamable HTTP at /mcp and over SSE at /sse, on 127.0.0.1. */
export async function startHttpServer(options: HttpOptions = {}): Promise<HttpServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const streams = new Map<string, SSEServerTransport>();
  const requests: IncomingMessage[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.push(request);
    if (options.instead?.(request, response)) return;
    const url = new URL(request.url ?? "", "http://x");
    if (url.pathname === "/health") return void response.writeHead(200).end("ok");
    if (url.pathname === "/sse") {
      const transport = new SSEServerTransport("/messages", response);
      streams.set(transport.sessionId, transport);
      return fakePluginServer(options).connect(transport);
    }
    if (url.pathname === "/messages") {
      const stream = streams.get(url.searchParams.get("sessionId") ?? "");
      if (stream === undefined) return void response.writeHead(404).end();
      return stream.handlePostMessage(request, response);
    }
    const id = request.headers["mcp-session-id"];
    let transport = sessions.get(String(id));
    if (transport === undefined && id !== undefined) return void response.writeHead(404).end();
    if (transport === undefined) {
      const made = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (session) => void sessions.set(session, made),
        onsessionclosed: (session) => void sessions.delete(session),
      });
      transport = made;
      await fakePluginServer(options).connect(made as Transport);
    }
    await transport.handleRequest(request, response);
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => void handle(request, response);
  const server: Server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  let sockets = 0;
  server.on("connection", () => sockets++);
  await new Promise<void>((resolve) => {
    if (options.uds) server.listen(options.uds, resolve);
    else server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" ? ((address as AddressInfo)?.port ?? 0) : 0,
    requests,
    sessions,
    sockets: () => sockets,
    forget: () => sessions.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
