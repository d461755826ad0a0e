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

const textsOf = (value) =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];
const ranAll = (tool, value) => {
  for (const text of textsOf(value)) ran(tool, text);
};
/** What 2026-07-28 puts beside arguments. */
const ranBeside = ({ mcpReq }) => {
  ranAll("meta", mcpReq._meta);
  ranAll("input", mcpReq.inputResponses);
  ranAll("input key", Object.keys(mcpReq.inputResponses ?? {}));
};

const handler = createMcpHandler(() => {
  const capabilities = { resources: { subscribe: true }, completions: {} };
  const server = new McpServer({ name: "ts2", version: "1.0.0" }, { capabilities });
  for (const name of ["echo", "secret"]) {
    server.registerTool(
      name,
      { inputSchema: z.object({ text: z.string().optional() }) },
      ({ text }, context) => {
        ran(name, text);
        ranBeside(context);
        return { content: [{ type: "text", text: `ran ${name}` }] };
      },
    );
    server.registerPrompt(
      name,
      { argsSchema: z.object({ text: z.string().optional() }) },
      ({ text }, context) => {
        ranBeside(context);
        ran(`prompt ${name}`, text);
        return { messages: [{ role: "user", content: { type: "text", text: `ran ${name}` } }] };
      },
    );
  }
  server.server.setRequestHandler("resources/read", ({ params: { uri } }, context) => {
    ran("resource", uri);
    ranBeside(context);
    return { contents: [{ uri, text: "read" }] };
  });
  server.server.setRequestHandler("resources/subscribe", ({ params: { uri } }) => {
    ran("subscription", uri);
    return {};
  });
  server.server.setRequestHandler("completion/complete", ({ params: { ref, argument, context } }) => {
    ranAll("completion", [ref, argument, context]);
    return { completion: { values: [] } };
  });
  server.server.fallbackNotificationHandler = async ({ params }) => ranAll("notification", params);
  return server;
});
http.createServer(toNodeHandler(handler)).listen(Number(port), "127.0.0.1");
