/**
 * A client on the official SDK for TypeScript, version 1. For each line of standard input,
 * `{"url":…,"wait":milliseconds,"method":…,"params":…}`, it sends that request in a session of its own and prints a line of
 * JSON: `{"result":…}` or `{"error":"…"}`, with `heard`: what else reached its caller.
 */
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  ResultSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { Asked } from "../parts/clients.ts";

const reconnectionOptions = {
  initialReconnectionDelay: 1,
  maxReconnectionDelay: 1,
  reconnectionDelayGrowFactor: 1,
  maxRetries: 0,
};
const capabilities = { elicitation: { form: {}, url: {} }, sampling: { tools: {} }, roots: {} };

for await (const line of createInterface({ input: process.stdin })) {
  const { url, wait, method, params } = JSON.parse(line) as Asked;
  const timeout = wait;
  const client = new Client({ name: "attack", version: "1.0.0" }, { capabilities });
  const heard: unknown[] = [];
  const errors: string[] = [];
  client.onerror = (error) => errors.push(String(error));
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    heard.push(params);
    return { action: "decline" } as const;
  });
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => {
    heard.push(params);
    return { role: "assistant", model: "m", content: { type: "text", text: "x" } } as const;
  });
  client.setRequestHandler(ListRootsRequestSchema, ({ params }) => {
    heard.push(params);
    return { roots: [] };
  });
  client.fallbackNotificationHandler = async ({ params }) => void heard.push(params);
  client.fallbackRequestHandler = async ({ params }) => {
    heard.push(params);
    return {};
  };
  let outcome: { result?: unknown; error?: string };
  try {
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), { reconnectionOptions }) as Transport,
      { timeout },
    );
    const result =
      method === "initialize"
        ? { serverInfo: client.getServerVersion(), instructions: client.getInstructions() }
        : method === "tools/call"
          ? await client.callTool({ name: "echo", arguments: { text: "hi" } }, undefined, { timeout })
          : await client.request({ method, params } as never, ResultSchema, { timeout });
    outcome = { result };
  } catch (error) {
    const { data } = error as { data?: unknown };
    outcome = { error: `${String(error)} ${JSON.stringify(data) ?? ""}` };
  }
  await client.close().catch(() => {});
  try {
    console.log(JSON.stringify({ ...outcome, heard, errors }));
  } catch {
    // Nested too deep to be written.
    console.log(JSON.stringify({ result: { content: (outcome.result as { content?: unknown }).content } }));
  }
}
