/** A server whose bytes the test chooses, written to the socket with no HTTP library in between. */
import net from "node:net";
import type { ResponseCase } from "../catalogue/case.ts";
import { piecesOf } from "../catalogue/responses.ts";

export type AnsweringServer = {
  readonly port: number;
  /** What the next request is answered with. */
  next(one: ResponseCase): void;
  close(): Promise<void>;
};

/** Answers `tools/call` with the case, and everything around it as a server without sessions would. */
export async function startAnswering(): Promise<AnsweringServer> {
  let current: ResponseCase | undefined;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    let received = "";
    socket.on("data", (piece) => {
      received += piece.toString("latin1");
      const end = received.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = received.slice(0, end + 4);
      const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1] ?? 0);
      if (received.length < head.length + length) return;
      const body = received.slice(head.length, head.length + length);
      received = received.slice(head.length + length);
      void reply(socket, head, body, current).catch(() => socket.destroy());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    next: (one) => {
      current = one;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The head of a case's response, framed by the end of the connection. */
export function headOf(one: ResponseCase): string {
  const type = (one.leg ?? "json") === "json" ? "application/json" : "text/event-stream";
  const headers = one.headers ?? [["content-type", type]];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `HTTP/1.1 ${one.status ?? 200} Status\r\n${lines}connection: close\r\n\r\n`;
}

async function reply(
  socket: net.Socket,
  head: string,
  body: string,
  current: ResponseCase | undefined,
): Promise<void> {
  socket.setNoDelay(true);
  if (head.startsWith("GET") && current?.leg === "get stream") return write(socket, current, "7");
  if (!head.startsWith("POST")) {
    socket.end("HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    return;
  }
  const { id, method } = JSON.parse(body) as { id?: unknown; method?: string };
  if (method === "tools/call" && current !== undefined) return write(socket, current, JSON.stringify(id));
  if (id === undefined) {
    socket.end("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    return;
  }
  const answer = JSON.stringify({ jsonrpc: "2.0", id, ...(plainAnswers[method ?? ""] ?? unknownMethod) });
  socket.end(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(answer)}\r\nconnection: close\r\n\r\n${answer}`,
  );
}

const unknownMethod = { error: { code: -32601, message: "Method not found" } };
const plainAnswers: Readonly<Record<string, object>> = {
  initialize: {
    result: {
      protocolVersion: "2025-06-18",
      capabilities: { tools: {} },
      serverInfo: { name: "answering", version: "1.0.0" },
    },
  },
  "tools/list": { result: { tools: [{ name: "echo", inputSchema: { type: "object" } }] } },
  ping: { result: {} },
};

async function write(socket: net.Socket, one: ResponseCase, id: string): Promise<void> {
  socket.write(headOf(one));
  for (const piece of piecesOf(one, id)) {
    await new Promise<void>((resolve, reject) => {
      socket.write(piece, (error) => (error ? reject(error) : setImmediate(resolve)));
    });
  }
  socket.end();
}
