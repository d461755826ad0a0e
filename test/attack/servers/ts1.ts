/**
 * A server on the official SDK for TypeScript, version 1, that writes down what it runs:
 *
 *   node ts1.ts <port> <record> [express|sessions]
 *
 * Plain, it hands requests to the transport as they come; with `express`, a body parser stands before it. With `sessions`
 * it answers in event streams, and its tools `ask` and `wait` ask the client.
 */
import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import http from "node:http";
import { createMcpExpressApp } from "@modelcontextprotocol/sdk/server/express.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CompleteRequestSchema,
  ReadResourceRequestSchema,
  ResultSchema,
  SubscribeRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { Ran } from "../parts/seen.ts";
import { textsOf } from "../parts/texts.ts";

const [port, record, kind] = process.argv.slice(2);

function ran(tool: string, text = ""): void {
  const line: Ran = { tool, text };
  appendFileSync(record as string, `${JSON.stringify(line)}\n`);
}

/** Whatever text there is, under a name of its own. */
function ranAll(tool: string, value: unknown): void {
  for (const text of textsOf(value)) ran(tool, text);
}

function makeServer(): McpServer {
  const capabilities = { resources: { subscribe: true }, completions: {} };
  const server = new McpServer({ name: "ts1", version: "1.0.0" }, { capabilities });
  for (const name of ["echo", "secret"]) {
    server.registerTool(name, { inputSchema: { text: z.string().optional() } }, ({ text }, { _meta }) => {
      ran(name, text);
      ranAll("meta", _meta);
      return { content: [{ type: "text", text: `ran ${name}` }] };
    });
    server.registerPrompt(name, { argsSchema: { text: z.string().optional() } }, ({ text }) => {
      ran(`prompt ${name}`, text);
      return { messages: [{ role: "user", content: { type: "text", text: `ran ${name}` } }] };
    });
  }
  for (const name of ["ask", "wait"])
    server.registerTool(name, { inputSchema: { what: z.string() } }, async ({ what }, { sendRequest }) => {
      const answer = await sendRequest(questions[what] as never, ResultSchema).catch(
        (error: unknown) => error,
      );
      if (answer instanceof Error) ran("refused", "");
      else ranAll("answer", answer);
      return { content: [{ type: "text", text: name === "ask" ? "asked" : "waited" }] };
    });
  server.server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri, _meta } }) => {
    ran("resource", uri);
    ranAll("meta", _meta);
    return { contents: [{ uri, text: "read" }] };
  });
  server.server.setRequestHandler(SubscribeRequestSchema, ({ params: { uri } }) => {
    ran("subscription", uri);
    return {};
  });
  server.server.setRequestHandler(CompleteRequestSchema, ({ params: { ref, argument, context } }) => {
    ranAll("completion", [ref, argument, context]);
    return { completion: { values: [] } };
  });
  server.server.fallbackNotificationHandler = async ({ params }) => ranAll("notification", params);
  return server;
}

const questions: Readonly<Record<string, unknown>> = {
  elicitation: {
    method: "elicitation/create",
    params: { message: "?", requestedSchema: { type: "object", properties: { a: { type: "string" } } } },
  },
  sampling: { method: "sampling/createMessage", params: { messages: [], maxTokens: 1 } },
  roots: { method: "roots/list" },
};

const sessions = new Map<string, StreamableHTTPServerTransport>();

async function serveSession(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const id = request.headers["mcp-session-id"];
  const known = typeof id === "string" ? sessions.get(id) : undefined;
  if (known !== undefined) return known.handleRequest(request, response);
  const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (made) => void sessions.set(made, transport),
  });
  await makeServer().connect(transport as Transport);
  await transport.handleRequest(request, response);
}

async function serve(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  body?: unknown,
): Promise<void> {
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  const server = makeServer();
  response.once("close", () => void server.close());
  await server.connect(transport as Transport);
  const { onmessage } = transport;
  transport.onmessage = (message, extra) => {
    if ("method" in message && message.method === "initialize") ranAll("client", message.params);
    onmessage?.(message, extra);
  };
  await transport.handleRequest(request, response, body);
}

const listening = { port: Number(port), host: "127.0.0.1" };
if (kind === "express") {
  const app = createMcpExpressApp();
  app.all(
    "/mcp",
    (request: http.IncomingMessage & { readonly body?: unknown }, response: http.ServerResponse) =>
      void serve(request, response, request.body).catch(() => response.destroy()),
  );
  app.listen(listening.port, listening.host);
} else {
  http
    .createServer((request, response) => {
      const served = kind === "sessions" ? serveSession(request, response) : serve(request, response);
      served.catch(() => response.destroy());
    })
    .listen(listening);
}
