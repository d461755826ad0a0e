/** A server of version 1 of the TypeScript SDK with sessions, resumable streams and tasks; its tools do what their names say. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type http from "node:http";
import { InMemoryEventStore } from "@modelcontextprotocol/sdk/examples/shared/inMemoryEventStore.js";
import {
  InMemoryTaskMessageQueue,
  InMemoryTaskStore,
} from "@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CallToolRequestSchema,
  CreateTaskResultSchema,
  type McpError,
  ResultSchema,
  SetLevelRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { word } from "../typescript/serve.ts";

export const text = (value: string) => ({ content: [{ type: "text" as const, text: value }] });

const schema = { type: "object", properties: { text: { type: "string" } } };
const questions: Readonly<Record<string, { readonly method: string; readonly params?: object }>> = {
  form: { method: "elicitation/create", params: { message: "name?", requestedSchema: schema } },
  bad_form: { method: "elicitation/create", params: { message: word, requestedSchema: schema } },
  url: {
    method: "elicitation/create",
    params: { mode: "url", message: "go there", elicitationId: "e1", url: "https://example.com/go" },
  },
  bad_url: {
    method: "elicitation/create",
    params: { mode: "url", message: "go there", elicitationId: "e1", url: `https://example.com/${word}` },
  },
  sample: {
    method: "sampling/createMessage",
    params: { messages: [{ role: "user", content: { type: "text", text: "a poem" } }], maxTokens: 5 },
  },
  roots: { method: "roots/list" },
};

export type LegacyServer = {
  readonly serve: (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>;
  /** Calls that were cancelled. */
  readonly cancelled: string[];
  /** Sessions that were deleted. */
  readonly deleted: string[];
  /** Lets the tools `hold` and `polls` and the tasks go on. */
  release(): void;
  close(): Promise<void>;
};

export function newLegacyServer(): LegacyServer {
  const cancelled: string[] = [];
  const deleted: string[] = [];
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const tasks = new InMemoryTaskStore();
  let release = () => {};
  let released = new Promise<void>((resolve) => {
    release = resolve;
  });

  function newServer(listening: Promise<void>): Server {
    const server = new Server(
      { name: "eras-legacy", version: "1" },
      {
        capabilities: {
          tools: {},
          logging: {},
          tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } },
        },
        taskStore: tasks,
        taskMessageQueue: new InMemoryTaskMessageQueue(),
      },
    );
    server.setRequestHandler(SetLevelRequestSchema, () => ({}));
    server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
      const { name, task } = params;
      const args = params.arguments ?? {};
      if (task && extra.taskStore) {
        const store = extra.taskStore;
        const created = await store.createTask({ ttl: 600_000, pollInterval: 20 });
        const result = text(args["bad"] ? word : `task of ${name}`);
        const finish = async () => {
          if (name === "held_task") await released;
          await store.storeTaskResult(created.taskId, "completed", result);
        };
        // A cancelled task takes no result.
        void finish().catch(() => {});
        return { task: created } as never;
      }
      const question = questions[name.replace("_on_get", "")];
      if (question !== undefined) {
        try {
          const options = { timeout: 600_000, signal: extra.signal };
          if (name.endsWith("_on_get")) await listening;
          const answer = name.endsWith("_on_get")
            ? await server.request(question as never, ResultSchema, options)
            : await extra.sendRequest(question as never, ResultSchema, options);
          return text(`answered ${JSON.stringify(answer)}`);
        } catch (error) {
          return text(`refused ${(error as McpError).code}`);
        }
      }
      switch (name) {
        case "client_task": {
          await listening;
          const ask = { timeout: 600_000, task: { ttl: 600_000 } };
          const { task: theirs } = await extra.sendRequest(
            questions["sample"] as never,
            CreateTaskResultSchema,
            ask,
          );
          const told = await server.experimental.tasks.getTask(theirs.taskId);
          const result = await server.experimental.tasks
            .getTaskResult(theirs.taskId, ResultSchema)
            .catch((error: McpError) => ({ refused: error.code }));
          return text(`${told.status} ${JSON.stringify(result)}`);
        }
        case "progress": {
          const progressToken = extra._meta?.progressToken ?? "none";
          for (const message of ["half", word, "whole"])
            await extra.sendNotification({
              method: "notifications/progress",
              params: { progressToken, progress: message.length, message },
            });
          return text("done");
        }
        case "log": {
          for (const data of ["fine", word])
            await extra.sendNotification({
              method: "notifications/message",
              params: { level: "info", data },
            });
          return text("done");
        }
        case "cancel_me": {
          await extra.sendNotification({
            method: "notifications/message",
            params: { level: "info", data: "began" },
          });
          if (!extra.signal.aborted) await once(extra.signal, "abort");
          cancelled.push(String(extra.signal.reason));
          return text("never");
        }
        case "polls":
          extra.closeSSEStream?.();
          await released;
          return text(String(args["text"]));
        case "hold":
          await extra.sendNotification({
            method: "notifications/message",
            params: { level: "info", data: "held" },
          });
          await released;
          return text("released");
        default:
          return text(`echo ${String(args["text"])}`);
      }
    });
    return server;
  }

  return {
    cancelled,
    deleted,
    release() {
      release();
      released = new Promise<void>((resolve) => {
        release = resolve;
      });
    },
    async serve(request, response) {
      const session = request.headers["mcp-session-id"];
      let transport = typeof session === "string" ? transports.get(session) : undefined;
      if (transport === undefined && session !== undefined) {
        response.writeHead(404).end();
        return;
      }
      if (transport === undefined) {
        let opened = () => {};
        const listening = new Promise<void>((resolve) => {
          opened = resolve;
        });
        const created: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
          sessionIdGenerator: randomUUID,
          eventStore: new InMemoryEventStore(),
          retryInterval: 50,
          onsessioninitialized: (id) => void transports.set(id, created),
          onsessionclosed: (id) => void deleted.push(id),
        });
        listeners.set(created, opened);
        await newServer(listening).connect(created as Transport);
        transport = created;
      }
      if (request.method === "GET" && request.headers["last-event-id"] === undefined) {
        const opened = listeners.get(transport);
        const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => typeof response;
        // The transport has registered the stream by the time it sends the response's head.
        response.writeHead = (...args: unknown[]) => {
          if (args[0] === 200) opened?.();
          return writeHead(...args);
        };
      }
      await transport.handleRequest(request, response);
    },
    async close() {
      release();
      for (const transport of transports.values()) await transport.close();
      tasks.cleanup();
    },
  };
}

const listeners = new WeakMap<StreamableHTTPServerTransport, () => void>();
