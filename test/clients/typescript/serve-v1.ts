/** A server of version 1 of the TypeScript SDK, with sessions. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  type EventStore,
  StreamableHTTPServerTransport,
} from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CallToolRequestSchema,
  GetPromptRequestSchema,
  type JSONRPCMessage,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  ResultSchema,
} from "@modelcontextprotocol/sdk/types.js";
import {
  counted,
  type Handler,
  instructions,
  notified,
  plainTool,
  prompt,
  questions,
  resource,
  serve,
  state,
  text,
  toolList,
  word,
} from "./serve.ts";

/** @param listening resolves when the client has opened the session's GET stream */
function newServer(listening: Promise<void>, path: string): Server {
  const server = new Server(
    { name: "matrix-v1", version: "1.0.0" },
    { capabilities: { tools: {}, prompts: {}, resources: {}, logging: {} }, ...instructions(path) },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: toolList }) as never);
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => prompt(params.name) as never);
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => resource(params.uri) as never);
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) =>
    counted(async () => {
      const { name } = params;
      if (name === "fail") throw new McpError(-32050, `project ${word}`);
      const notification = notified[name];
      if (notification !== undefined) {
        await extra.sendNotification({ method: "notifications/message", params: notification } as never);
        return text("notified");
      }
      const onGet = name.endsWith("_on_get");
      const question = questions[name.replace("_on_get", "")];
      if (question === undefined) return plainTool(name, params.arguments ?? {}) as never;
      try {
        const options = { timeout: 600_000, signal: extra.signal };
        if (onGet) await listening;
        const answer = onGet
          ? await server.request(question as never, ResultSchema, options)
          : await extra.sendRequest(question as never, ResultSchema, options);
        state.asked.push(String(answer["action"] ?? "answered"));
        return text(`answered: ${String(answer["action"])}`);
      } catch (error) {
        state.asked.push("refused");
        return text(`refused: ${String((error as McpError).code)}`);
      }
    }),
  );
  return server;
}

/** As short as an event store can be. */
function newEventStore(): EventStore {
  const events: { readonly id: string; readonly stream: string; readonly message: JSONRPCMessage }[] = [];
  return {
    async storeEvent(stream, message) {
      const id = `e${events.length}`;
      events.push({ id, stream, message });
      return id;
    },
    async replayEventsAfter(lastEventId, { send }) {
      const last = Number(lastEventId.slice(1));
      const stream = events[last]?.stream ?? "";
      for (const event of events.slice(last + 1)) {
        if (event.stream === stream && Object.keys(event.message).length > 0)
          await send(event.id, event.message);
      }
      return stream;
    },
  };
}

function endpoint(options: { readonly enableJsonResponse?: boolean; readonly resumable?: boolean }): Handler {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const opened = new Map<StreamableHTTPServerTransport, () => void>();
  return async (request, response) => {
    const session = request.headers["mcp-session-id"];
    let transport = typeof session === "string" ? transports.get(session) : undefined;
    if (transport === undefined && session !== undefined) {
      response.writeHead(404).end();
      return;
    }
    if (transport === undefined) {
      const created: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        enableJsonResponse: options.enableJsonResponse ?? false,
        onsessioninitialized: (id) => void transports.set(id, created),
        ...(options.resumable && { eventStore: newEventStore(), retryInterval: 100 }),
      });
      const listening = new Promise<void>((resolve) => opened.set(created, resolve));
      await newServer(listening, request.url ?? "").connect(created as Transport);
      transport = created;
    }
    if (request.method === "GET") whenAnswered(response, opened.get(transport));
    await transport.handleRequest(request, response);
  };
}

/** The transport has registered a GET stream by the time it sends the response's head. */
function whenAnswered(response: ServerResponse, opened: (() => void) | undefined): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]) => {
    if (args[0] === 200) opened?.();
    return writeHead(...args);
  };
}

serve({
  "/json": endpoint({ enableJsonResponse: true }),
  "/stream": endpoint({}),
  "/poisoned": endpoint({}),
  "/resumable": endpoint({ resumable: true }),
});
