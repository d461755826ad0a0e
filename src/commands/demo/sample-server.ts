/**
 * A small MCP server on the official SDK, Streamable HTTP at any path. It is careless on purpose: its tools hand out card
 * numbers and run what they are told, which is what the plugins in front of it are for.
 *
 * Without sessions (the default) every request stands alone, so a single curl is a whole conversation, and `stream_report`
 * is answered by an event stream, everything else by JSON.
 */
import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { z } from "zod";

/** A number from the card networks' test range; passes the Luhn check. */
export const sampleCard = "4111 1111 1111 1111";

export type SampleServerOptions = {
  readonly port: number;
  /** Sessions with `Mcp-Session-Id`; then all answers are JSON or all are event streams. */
  readonly sessions?: { readonly responses: "json" | "event stream" };
};

export type SampleServer = {
  readonly port: number;
  /** Every tool call that reached the server, as `name {arguments}`. */
  readonly calls: readonly string[];
  close(): Promise<void>;
};

/** Listens on 127.0.0.1; rejects when the port can't be had. */
export async function startSampleServer(options: SampleServerOptions): Promise<SampleServer> {
  const calls: string[] = [];
  const sockets = new Set<Socket>();
  const transports = new Map<string, StreamableHTTPServerTransport>();

  const server = http.createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  const serve = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    if (options.sessions !== undefined) {
      const transport = await sessionOf(request, options.sessions.responses, transports, calls);
      await transport.handleRequest(request, response);
      return;
    }
    if (request.method !== "POST") {
      response.writeHead(405, { allow: "POST" }).end();
      return;
    }
    const message = await readMessage(request);
    const transport = new StreamableHTTPServerTransport({
      enableJsonResponse: toolOf(message) !== "stream_report",
    });
    const mcp = makeServer(calls);
    response.once("close", () => void mcp.close());
    await mcp.connect(transport as Transport);
    await transport.handleRequest(request, response, message);
  };
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    async close() {
      for (const transport of transports.values()) await transport.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}

async function sessionOf(
  request: http.IncomingMessage,
  responses: "json" | "event stream",
  transports: Map<string, StreamableHTTPServerTransport>,
  calls: string[],
): Promise<StreamableHTTPServerTransport> {
  const known = transports.get(String(request.headers["mcp-session-id"] ?? ""));
  if (known !== undefined) return known;
  const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    enableJsonResponse: responses === "json",
    onsessioninitialized: (id) => void transports.set(id, transport),
    onsessionclosed: (id) => void transports.delete(id),
  });
  await makeServer(calls).connect(transport as Transport);
  return transport;
}

function makeServer(calls: string[]): McpServer {
  const server = new McpServer({ name: "sample-server", version: "1.0.0" });
  const called = (name: string, args: unknown) => calls.push(`${name} ${JSON.stringify(args)}`);
  const text = (value: string) => ({ content: [{ type: "text" as const, text: value }] });

  server.registerTool(
    "echo",
    { description: "Says the same again", inputSchema: { text: z.string() } },
    (args) => {
      called("echo", args);
      return text(args.text);
    },
  );
  server.registerTool(
    "lookup_customer",
    {
      description: "A customer's record, the card on file included",
      inputSchema: { id: z.string() },
      outputSchema: { id: z.string(), name: z.string(), card: z.string() },
    },
    (args) => {
      called("lookup_customer", args);
      const customer = { id: args.id, name: "Ada Example", card: sampleCard };
      return { ...text(JSON.stringify(customer)), structuredContent: customer };
    },
  );
  server.registerTool(
    "stream_report",
    {
      description: "A report that takes a while: progress first, then the text",
      inputSchema: { steps: z.number().int().min(1).max(20) },
    },
    async (args, extra) => {
      called("stream_report", args);
      const progressToken = extra._meta?.progressToken;
      for (let progress = 1; progress <= args.steps; progress++) {
        if (progressToken === undefined) continue;
        await extra.sendNotification({
          method: "notifications/progress",
          params: { progressToken, progress, total: args.steps },
        });
      }
      return text(`Report: the last payment was made with card ${sampleCard}.`);
    },
  );
  server.registerTool(
    "run_query",
    { description: "Runs any SQL statement, no questions asked", inputSchema: { sql: z.string() } },
    (args) => {
      called("run_query", args);
      return text("done");
    },
  );
  server.registerPrompt(
    "greeting",
    { description: "A greeting", argsSchema: { name: z.string() } },
    ({ name }) => ({
      messages: [{ role: "user", content: { type: "text", text: `Say hello to ${name}.` } }],
    }),
  );
  server.registerResource("receipt", "sample://receipt", { mimeType: "text/plain" }, (uri) => ({
    contents: [{ uri: uri.href, mimeType: "text/plain", text: `Paid with ${sampleCard}.` }],
  }));
  return server;
}

/** Bounded, because anybody on this machine can post here. */
async function readMessage(request: http.IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > 8 * 1024 * 1024) throw new Error("request too large");
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString()) as unknown;
  } catch {
    return undefined;
  }
}

function toolOf(message: unknown): unknown {
  const call = message as { method?: unknown; params?: { name?: unknown } } | null | undefined;
  return call?.method === "tools/call" ? call.params?.name : undefined;
}
