import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { JSONRPCMessageSchema } from "@modelcontextprotocol/sdk/types.js";
import { type WebSocket, WebSocketServer } from "ws";
import { type FakeOptions, fakePluginServer } from "./fake-plugin.ts";

export interface WebSocketOptions extends FakeOptions {
  readonly port?: number;
  /** Path of a unix socket to listen on instead of a port. */
  readonly uds?: string;
  readonly tls?: object;
  /** Deals with a connection's opening instead of the WebSocket server; `false`: it did not. */
  readonly instead?: (request: IncomingMessage, socket: Duplex) => boolean;
  /** Answers a message instead of the MCP server; `false`: it did not. */
  readonly answer?: (socket: WebSocket, message: string) => boolean;
}

export interface FakeWebSocketServer {
  readonly port: number;
  /** Every opening, oldest first. */
  readonly requests: IncomingMessage[];
  close(): Promise<void>;
}

/** The fake plugin over a WebSocket, as the SDKs' own servers speak it, on 127.0.0.1. */
export async function startWebSocketServer(options: WebSocketOptions = {}): Promise<FakeWebSocketServer> {
  const requests: IncomingMessage[] = [];
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has("mcp") ? "mcp" : false),
  });
  const connections = new Set<Duplex>();
  const server: Server = options.tls ? createTlsServer(options.tls) : createServer();
  server.on("request", (_, response) => response.writeHead(200).end("ok"));
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    requests.push(request);
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
    if (options.instead?.(request, socket)) return;
    sockets.handleUpgrade(request, socket, head, (opened) => {
      void fakePluginServer(options).connect(serverTransport(opened, options));
    });
  });
  await new Promise<void>((resolve) => {
    if (options.uds) server.listen(options.uds, resolve);
    else server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" ? ((address as AddressInfo)?.port ?? 0) : 0,
    requests,
    close: () =>
      new Promise((resolve) => {
        for (const connection of connections) connection.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serverTransport(socket: WebSocket, { answer }: WebSocketOptions): Transport {
  const transport: Transport = {
    async start() {
      socket.on("message", (data) => {
        const text = String(data);
        if (!answer?.(socket, text)) transport.onmessage?.(JSONRPCMessageSchema.parse(JSON.parse(text)));
      });
      socket.on("close", () => transport.onclose?.());
    },
    async send(message) {
      socket.send(JSON.stringify(message));
    },
    async close() {
      socket.close();
    },
  };
  return transport;
}
