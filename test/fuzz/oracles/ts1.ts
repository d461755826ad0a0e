/** What the official SDK for TypeScript, version 1, reads in the bytes of a case. */
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CallToolRequestSchema,
  CallToolResultSchema,
  GetPromptRequestSchema,
  JSONRPCMessageSchema,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { Reading } from "./frames.ts";
import { answered, readCases } from "./typescript.ts";

await readCases({
  parseMessage: (value) => JSONRPCMessageSchema.parse(value),
  parseResult: (value) => CallToolResultSchema.parse(value),
  eventParser: () => new EventSourceParserStream(),
  async serve(request) {
    const asked: Reading[] = [];
    const noted = async () => {
      throw new Error("noted");
    };
    const server = new Server(
      { name: "ts1", version: "1.0.0" },
      { capabilities: { tools: {}, prompts: {}, resources: {} } },
    );
    server.setRequestHandler(CallToolRequestSchema, ({ method, params }, { requestId: id }) => {
      asked.push({ kind: "asked", id, method, name: params.name, arguments: params.arguments });
      return noted();
    });
    server.setRequestHandler(GetPromptRequestSchema, ({ method, params }, { requestId: id }) => {
      asked.push({ kind: "asked", id, method, name: params.name, arguments: params.arguments });
      return noted();
    });
    server.setRequestHandler(ReadResourceRequestSchema, ({ method, params }, { requestId: id }) => {
      asked.push({ kind: "asked", id, method, uri: params.uri });
      return noted();
    });
    server.fallbackRequestHandler = ({ method, params }, { requestId: id }) => {
      asked.push({ kind: "asked", id, method, params });
      return noted();
    };
    server.fallbackNotificationHandler = async ({ method, params }) => {
      asked.push({ kind: "notification", method, params });
    };
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport as Transport);
    await answered(async () => (await transport.handleRequest(request)).text());
    await server.close();
    return asked;
  },
});
