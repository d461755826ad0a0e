/**
 * A server on the official SDK for TypeScript, version 1, that writes down what it runs:
 *
 *   node ts1.ts <port> <record> [express]
 *
 * Plain, it hands requests to the transport as they come; with `express`, a body parser stands before it.
 */
import { appendFileSync } from "node:fs";
import http from "node:http";
import { createMcpExpressApp } from "@modelcontextprotocol/sdk/server/express.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { z } from "zod";
import type { Ran } from "../parts/seen.ts";

const [port, record, kind] = process.argv.slice(2);

function ran(tool: string, text = ""): void {
  const line: Ran = { tool, text };
  appendFileSync(record as string, `${JSON.stringify(line)}\n`);
}

function makeServer(): McpServer {
  const server = new McpServer({ name: "ts1", version: "1.0.0" });
  for (const name of ["echo", "secret"]) {
    server.registerTool(name, { inputSchema: { text: z.string().optional() } }, ({ text }) => {
      ran(name, text);
      return { content: [{ type: "text", text: `ran ${name}` }] };
    });
    server.registerPrompt(name, { argsSchema: { text: z.string().optional() } }, ({ text }) => {
      ran(`prompt ${name}`, text);
      return { messages: [{ role: "user", content: { type: "text", text: `ran ${name}` } }] };
    });
  }
  return server;
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
    .createServer((request, response) => void serve(request, response).catch(() => response.destroy()))
    .listen(listening);
}
