/**
 * A client on the official SDK for TypeScript, version 1. For each line of standard input, `<URL of a server> <milliseconds to wait>`,
 * it calls the tool `echo` in a session of its own and prints a line of JSON: `{"result":…}` or `{"error":"…"}`.
 */
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";

for await (const line of createInterface({ input: process.stdin })) {
  const [url = "", wait] = line.split(" ");
  const timeout = Number(wait);
  const client = new Client({ name: "attack", version: "1.0.0" });
  const heard: string[] = [];
  client.onerror = (error) => heard.push(String(error));
  let outcome: { result?: unknown; error?: string; heard?: string[] };
  try {
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), {
        reconnectionOptions: {
          initialReconnectionDelay: 1,
          maxReconnectionDelay: 1,
          reconnectionDelayGrowFactor: 1,
          maxRetries: 0,
        },
      }) as Transport,
    );
    outcome = {
      result: await client.callTool({ name: "echo", arguments: { text: "hi" } }, undefined, { timeout }),
    };
  } catch (error) {
    const { data } = error as { data?: unknown };
    outcome = { error: `${String(error)} ${JSON.stringify(data) ?? ""}`, heard };
  }
  await client.close().catch(() => {});
  try {
    console.log(JSON.stringify(outcome));
  } catch {
    // Nested too deep to be written.
    console.log(JSON.stringify({ result: { content: (outcome.result as { content?: unknown }).content } }));
  }
}
