import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import { type PluginHost, readCall } from "./plugin-host.ts";
import { serverInstructions, serverName, tools } from "./protocol.ts";

/**
 * An MCP server for one session, with ContextForge's three tools. Replies are pretty-printed JSON in one text item;
 * `isError` says only that a tool's arguments were wrong: a plugin's failure is an `error` in the reply.
 * @param onProblem hears of messages that could not be read or answered
 */
export function createMcpServer(
  host: PluginHost,
  version: string,
  onProblem: (error: Error) => void = () => {},
): Server {
  const server = new Server(
    { name: serverName, version },
    { capabilities: { tools: { listChanged: false } }, instructions: serverInstructions },
  );
  server.onerror = onProblem;
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map((tool) => ({ ...tool })) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) =>
    callTool(host, params.name, params.arguments ?? {}, signal),
  );
  return server;
}

async function callTool(
  host: PluginHost,
  name: string,
  given: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<CallToolResult> {
  switch (name) {
    case "get_plugin_configs": {
      const result = host.configs();
      return { content: result.map(textOf), structuredContent: { result }, isError: false };
    }
    case "get_plugin_config": {
      const wanted = given["name"];
      if (typeof wanted !== "string") return wrongArguments(name, ["name"]);
      return { content: [textOf(host.config(wanted) ?? {})], isError: false };
    }
    case "invoke_hook": {
      const reading = readCall(given);
      if (!reading.ok) return wrongArguments(name, reading.wrong);
      return { content: [textOf(await host.invoke(reading.call, signal))], isError: false };
    }
    default:
      throw new McpError(ErrorCode.InvalidParams, "There is no tool of this name");
  }
}

function textOf(value: object): { type: "text"; text: string } {
  return { type: "text", text: JSON.stringify(value, null, 2) };
}

function wrongArguments(tool: string, names: readonly string[]): CallToolResult {
  const text = `${tool}: missing or of the wrong type: ${names.join(", ")}`;
  return { content: [{ type: "text", text }], isError: true };
}
