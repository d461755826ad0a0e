/** The driver of `@modelcontextprotocol/sdk`: see driver.ts. */
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ErrorCode,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import { argumentsOf, type Command, drive, elicited, fetchWithHeaders, sampled } from "./driver.ts";

let client = newClient();
let timeout = 20_000;

function newClient(): Client {
  const made = new Client(
    { name: "matrix", version: "1.0.0" },
    { capabilities: { elicitation: {}, sampling: {}, roots: { listChanged: true } } },
  );
  made.setRequestHandler(ElicitRequestSchema, ({ params }) => elicited(params.message) as never);
  made.setRequestHandler(CreateMessageRequestSchema, ({ params }) => sampled(params) as never);
  made.onerror = () => {};
  return made;
}

async function run(command: Command): Promise<unknown> {
  switch (command.do) {
    case "connect": {
      await client.close();
      timeout = command.timeoutMs ?? timeout;
      client = newClient();
      const transport = new StreamableHTTPClientTransport(new URL(command.url ?? ""), {
        fetch: fetchWithHeaders,
      });
      await client.connect(transport as Transport, { timeout });
      return { content: client.getInstructions() };
    }
    case "tool":
      return client.callTool({ name: command.name ?? "", arguments: argumentsOf(command) }, undefined, {
        timeout,
      });
    case "prompt":
      return client.getPrompt(
        { name: command.name ?? "", arguments: argumentsOf(command) as never },
        { timeout },
      );
    case "resource":
      return client.readResource({ uri: command.uri ?? "" }, { timeout });
    case "notify": {
      const message = command.large ? "z".repeat(command.large) : (command.text ?? "");
      return client.notification({
        method: "notifications/progress",
        params: { progressToken: "t", progress: 1, message },
      });
    }
    case "tools":
      return client.listTools(undefined, { timeout });
    case "close":
      return client.close();
  }
}

function describe(error: unknown): object {
  if (error instanceof McpError) {
    if (error.code === ErrorCode.RequestTimeout) return { outcome: "timeout" };
    return { outcome: "error", code: error.code, message: error.message, data: error.data };
  }
  const type =
    error instanceof StreamableHTTPError ? "StreamableHTTPError" : (error as Error).constructor.name;
  return { outcome: "failed", type, message: String((error as Error).message) };
}

await drive({ run, describe });
