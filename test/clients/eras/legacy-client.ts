/** A client of version 1 of the TypeScript SDK that answers whatever servers ask, hosts tasks, and notes what it was asked and told. */
import type { TestContext } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  InMemoryTaskMessageQueue,
  InMemoryTaskStore,
} from "@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";

export type LegacyAnswers = {
  readonly user?: string;
  readonly model?: string;
  readonly roots?: string;
  /** Before it answers an elicitation. */
  wait?(): Promise<void>;
};

export type LegacyClient = {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
  readonly asked: string[];
  readonly logged: unknown[];
  /** The text of a tool's answer. */
  call(name: string, args?: Record<string, unknown>): Promise<string>;
};

export async function connectLegacy(
  t: TestContext,
  url: URL,
  answers: LegacyAnswers = {},
): Promise<LegacyClient> {
  const store = new InMemoryTaskStore();
  const client = new Client(
    { name: "eras", version: "1" },
    {
      capabilities: {
        elicitation: { form: {}, url: {} },
        sampling: {},
        roots: {},
        tasks: { list: {}, cancel: {}, requests: { sampling: { createMessage: {} } } },
      },
      taskStore: store,
      taskMessageQueue: new InMemoryTaskMessageQueue(),
    },
  );
  const asked: string[] = [];
  const logged: unknown[] = [];
  const sampled = {
    role: "assistant" as const,
    model: "m",
    content: { type: "text" as const, text: answers.model ?? "roses" },
  };
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
    asked.push(params.mode === "url" ? "url" : "form");
    await answers.wait?.();
    if (params.mode === "url") return { action: "accept" };
    return { action: "accept", content: { text: answers.user ?? "Ada" } };
  });
  client.setRequestHandler(CreateMessageRequestSchema, async ({ params }, extra) => {
    asked.push("sampling");
    if (!params.task || !extra.taskStore) return sampled;
    const task = await extra.taskStore.createTask({ ttl: 600_000 });
    await extra.taskStore.storeTaskResult(task.taskId, "completed", sampled);
    return { task } as never;
  });
  client.setRequestHandler(ListRootsRequestSchema, () => {
    asked.push("roots");
    return { roots: [{ uri: answers.roots ?? "file:///srv" }] };
  });
  client.setNotificationHandler(
    LoggingMessageNotificationSchema,
    ({ params }) => void logged.push(params.data),
  );
  client.onerror = () => {};
  const transport = new StreamableHTTPClientTransport(url);
  await client.connect(transport as Transport);
  t.after(async () => {
    await client.close();
    store.cleanup();
  });
  return {
    client,
    transport,
    asked,
    logged,
    async call(name, args = {}) {
      const { content } = await client.callTool({ name, arguments: args }, undefined, { timeout: 60_000 });
      return (content as { text: string }[])[0]?.text ?? "";
    },
  };
}
