/**
 * A server on the official SDK for TypeScript, version 2, that writes down what it runs:
 *
 *   node ts2.mjs <port> <record> <folder with node_modules>
 */
import { appendFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const [port, record, packages] = process.argv.slice(2);
const require = createRequire(join(packages, "package.json"));
const { createMcpHandler, McpServer } = require("@modelcontextprotocol/server");
const { toNodeHandler } = require("@modelcontextprotocol/node");
const { z } = require("zod");

const ran = (tool, text = "") => appendFileSync(record, `${JSON.stringify({ tool, text })}\n`);

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "ts2", version: "1.0.0" });
  for (const name of ["echo", "secret"]) {
    server.registerTool(name, { inputSchema: z.object({ text: z.string().optional() }) }, ({ text }) => {
      ran(name, text);
      return { content: [{ type: "text", text: `ran ${name}` }] };
    });
    server.registerPrompt(name, { argsSchema: z.object({ text: z.string().optional() }) }, ({ text }) => {
      ran(`prompt ${name}`, text);
      return { messages: [{ role: "user", content: { type: "text", text: `ran ${name}` } }] };
    });
  }
  return server;
});
http.createServer(toNodeHandler(handler)).listen(Number(port), "127.0.0.1");
