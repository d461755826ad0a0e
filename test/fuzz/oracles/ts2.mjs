/** As ts1.ts, on version 2 of the SDK: `node ts2.mjs <folder with node_modules>`. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { answered, readCases } from "./typescript.ts";

const require = createRequire(join(process.argv[2], "package.json"));
const { createMcpHandler, Server, parseJSONRPCMessage } = require("@modelcontextprotocol/server");
const { isCallToolResult } = require("@modelcontextprotocol/client");
const { EventSourceParserStream } = require("eventsource-parser/stream");

let asked = [];
const note = ({ method, params }, { mcpReq }) => {
  const read = params ?? {};
  const parts = named.includes(method)
    ? { name: read.name, arguments: read.arguments, uri: read.uri }
    : { params };
  asked.push({ kind: "asked", id: mcpReq?.id, method, ...parts });
  throw new Error("noted");
};
const named = ["tools/call", "prompts/get", "resources/read"];
const handler = createMcpHandler(() => {
  const capabilities = { tools: {}, prompts: {}, resources: {} };
  const server = new Server({ name: "ts2", version: "1.0.0" }, { capabilities });
  server.fallbackRequestHandler = note;
  return server;
});

await readCases({
  parseMessage: parseJSONRPCMessage,
  parseResult(value) {
    if (!isCallToolResult(value)) throw new Error("no result of a tool");
    return value;
  },
  eventParser: () => new EventSourceParserStream(),
  async serve(request) {
    asked = [];
    await answered(async () => {
      const response = await handler.fetch(request);
      // A stream of subscriptions stays open.
      if (request.headers.get("mcp-method") === "subscriptions/listen") await response.body?.cancel();
      else await response.text();
    });
    return asked;
  },
});
