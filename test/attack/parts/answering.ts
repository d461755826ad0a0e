/** A server whose bytes the test chooses, written to the socket with no HTTP library in between. */
import net from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { ResponseCase } from "../catalogue/case.ts";
import { piecesOf } from "../catalogue/responses.ts";

export type AnsweringServer = {
  readonly port: number;
  /** What the next request is answered with. */
  next(one: ResponseCase): void;
  close(): Promise<void>;
};

/** What is answered, and whether its GET stream was opened and written. */
type Current = { readonly one: ResponseCase; readonly streamed: Promise<void>; readonly stream: () => void };

/** Answers the method of the case with it, and everything around it as a server without sessions would, of either era. */
export async function startAnswering(): Promise<AnsweringServer> {
  let current: Current | undefined;
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
      let stream = () => {};
      const streamed = new Promise<void>((resolve) => {
        stream = resolve;
      });
      current = { one, streamed, stream };
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

/** A client that opens a stream does so at once; of those that don't, a call is answered all the same. */
const patience = 500;

async function reply(
  socket: net.Socket,
  head: string,
  body: string,
  current: Current | undefined,
): Promise<void> {
  socket.setNoDelay(true);
  const onStream = current?.one.leg === "get stream";
  if (head.startsWith("GET") && current && onStream) {
    await write(socket, current.one, "7", false);
    return current.stream();
  }
  if (!head.startsWith("POST")) {
    socket.end("HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    return;
  }
  const { id, method, params } = JSON.parse(body) as { id?: unknown; method?: string; params?: object };
  const isModern = /\r\nmcp-protocol-version: 2026-07-28\r\n/i.test(head);
  // What is asked for in an answer is brought by a second call, which is answered plainly.
  const isRetry = params !== undefined && "inputResponses" in params && method !== "tasks/update";
  if (current && !onStream && !isRetry && method === (current.one.to ?? "tools/call"))
    return write(socket, current.one, JSON.stringify(id), isModern);
  if (id === undefined || method === undefined) {
    socket.end("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    return;
  }
  if (current && onStream && method === "tools/call") {
    await Promise.race([current.streamed, wait(patience, undefined, { ref: false })]);
  }
  const plain = plainAnswers[method] ?? unknownMethod;
  const answer = modernised(JSON.stringify({ jsonrpc: "2.0", id, ...plain }), isModern);
  socket.end(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(answer)}\r\nconnection: close\r\n\r\n${answer}`,
  );
}

const unknownMethod = { error: { code: -32601, message: "Method not found" } };
const capabilities = { tools: {}, prompts: {}, resources: {}, completions: {}, logging: {} };
const serverInfo = { name: "answering", version: "1.0.0" };
const plainAnswers: Readonly<Record<string, object>> = {
  initialize: { result: { protocolVersion: "2025-11-25", capabilities, serverInfo } },
  "server/discover": {
    result: {
      supportedVersions: ["2026-07-28"],
      capabilities,
      serverInfo,
      _meta: { "io.modelcontextprotocol/serverInfo": serverInfo },
    },
  },
  "tools/list": { result: { tools: [{ name: "echo", inputSchema: { type: "object" } }] } },
  "tools/call": { result: { content: [{ type: "text", text: "fine" }] } },
  ping: { result: {} },
};

/** What every result has in 2026-07-28, where the case says nothing of it. */
function modernised(answer: string, isModern: boolean): string {
  if (!isModern || answer.includes('"resultType"')) return answer;
  return answer
    .replace('"result":{', '"result":{"resultType":"complete","ttlMs":0,"cacheScope":"private",')
    .replace(",}", "}");
}

async function write(socket: net.Socket, one: ResponseCase, id: string, isModern: boolean): Promise<void> {
  socket.write(headOf(one));
  const own = isModern && typeof one.body === "string" ? { ...one, body: modernised(one.body, true) } : one;
  for (const piece of piecesOf(own, id)) {
    await new Promise<void>((resolve, reject) => {
      socket.write(piece, (error) => (error ? reject(error) : setImmediate(resolve)));
    });
  }
  socket.end();
}
