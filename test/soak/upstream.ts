/** The MCP server of the soak, a process of its own. Sends its port to its parent. */
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { card } from "./traffic.ts";

const event = (message: object) => `event: message\ndata: ${JSON.stringify(message)}\n\n`;
const text = (id: unknown, words: string) => ({
  jsonrpc: "2.0",
  id,
  result: { content: [{ type: "text", text: words }] },
});
const told = {
  jsonrpc: "2.0",
  method: "notifications/message",
  params: { level: "info", data: "still here" },
};
const tools = Array.from({ length: 10 }, (_, index) => ({
  name: `tool-${index}`,
  description: "one of ten",
  inputSchema: { type: "object" },
}));

const server = http.createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (piece: string) => (body += piece));
  request.once("end", () => answer(request, body === "" ? {} : JSON.parse(body), response));
});

function answer(
  request: IncomingMessage,
  { id, method }: { id?: unknown; method?: string },
  response: ServerResponse,
): void {
  const json = (message: object) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(message));
  const stream = () => response.writeHead(200, { "content-type": "text/event-stream" });
  switch (request.url) {
    case "/masked":
      return void json(text(id, `card ${card} on file`));
    case "/list":
      return void json({ jsonrpc: "2.0", id, result: { tools } });
    case "/events":
      stream().write(event(told));
      return void response.end(event(text(id, `card ${card} on file`)));
    case "/stream":
      stream().write(event(told));
      return void setTimeout(() => response.end(event(told)), 5);
    case "/endless": {
      // Until the client has gone, and Envoy with it.
      stream().write(event(told));
      const again = setInterval(() => response.write(event(told)), 20);
      return void response.once("close", () => clearInterval(again));
    }
    case "/session":
      if (request.method === "DELETE") return void response.writeHead(200).end();
      if (request.method === "GET") return void stream().end(event(asked));
      if (method === undefined) return void response.writeHead(202).end();
      if (method === "initialize") {
        response.setHeader("mcp-session-id", String(request.headers["x-soak-session"]));
        return void json({ jsonrpc: "2.0", id, result: opened });
      }
      return void json(text(id, "all is well"));
    default:
      return void json(text(id, "all is well"));
  }
}

const opened = {
  protocolVersion: "2025-11-25",
  capabilities: { tools: {} },
  serverInfo: { name: "s", version: "1" },
};
const asked = {
  jsonrpc: "2.0",
  id: "ask-1",
  method: "elicitation/create",
  params: {
    message: "your name?",
    requestedSchema: { type: "object", properties: { name: { type: "string" } } },
  },
};

server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
