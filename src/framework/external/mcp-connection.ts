import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { CallToolResultSchema, ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import type { McpBlock } from "../config/external-schema.ts";
import { answerBytes, type Connection, orLost, type ServerSettings } from "./connection.ts";
import { ExternalConnectionError, ExternalPluginError, ExternalServerError } from "./errors.ts";
import { type CallScope, callScope, createHttpClient, type HttpClient } from "./http-fetch.ts";
import { createStdioTransport } from "./stdio-transport.ts";
import { createWebSocketTransport } from "./websocket-transport.ts";

/** The SDK's own timer is not used: signals end calls. */
const never = { timeout: 2_147_483_647 };
const mostTools = 10_000;

/** Starts the program of an MCP server or connects to its URL, and asks for its tools. */
export async function connectMcp(
  mcp: McpBlock,
  settings: ServerSettings,
  signal: AbortSignal,
  lost: () => void,
): Promise<Connection> {
  const client = new Client({ name: "plugins-adapter", version: "1" });
  const endStream = () => void client.close().catch(() => {});
  const http = mcp.proto === "STDIO" ? undefined : httpClient(mcp, settings, endStream);
  const transport = transportOf(mcp, settings, http, signal);
  client.onclose = lost;
  /** Checks in a row, without an answer to anything since. */
  let unanswered = 0;
  const close = async () => {
    client.onclose = () => {};
    if (transport instanceof StreamableHTTPClientTransport)
      await transport.terminateSession().catch(() => {});
    await client.close().catch(() => {});
    http?.close();
  };
  try {
    await attend(signal, false, (stop) => client.connect(transport, { ...never, signal: stop }));
    return {
      tools: await toolNames(client, signal),
      close,
      async call(tool, args, given) {
        try {
          return await attend(given, true, (stop) => callTool(client, tool, args, stop));
        } finally {
          if (!given.aborted) unanswered = 0;
        }
      },
      async check(given) {
        const path = mcp.health_check_endpoint;
        if (http !== undefined && path)
          return attend(given, false, (stop) => checkEndpoint(http, endpoint(path, mcp), stop));
        const answered: Promise<unknown> = attend(given, true, (stop) =>
          client.ping({ ...never, signal: stop }),
        );
        if (mcp.proto === "WEBSOCKET") return orLost(given, answered);
        if (mcp.proto !== "STDIO" && mcp.proto !== "SSE") return void (await answered);
        // Without a word from it since the check before, it is not merely busy.
        const silent = unanswered > 0;
        await (silent ? orLost(given, answered) : answered).catch((error: unknown) => {
          unanswered++;
          throw error;
        });
        unanswered = 0;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Runs work that belongs to a call: its requests end with the signal, it ends with what breaks its answer off, and its
 * errors are told without their texts.
 * @param single whether the work is one request
 */
async function attend<T>(
  signal: AbortSignal,
  single: boolean,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let failure: ExternalServerError | undefined;
  const stop = () => controller.abort();
  const scope: CallScope = {
    signal: controller.signal,
    single,
    fail(error) {
      failure ??= error;
      stop();
    },
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await callScope.run(scope, () => work(controller.signal));
  } catch (error) {
    throw failure ?? asServerError(error, signal);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Errors of the SDK may quote what the server sent; of a system error the code is told. */
function asServerError(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return new ExternalServerError("the server did not answer in time");
  if (error instanceof ExternalServerError || error instanceof ExternalPluginError) return error;
  if (error instanceof McpError) {
    return error.code === ErrorCode.ConnectionClosed
      ? new ExternalConnectionError("the connection was lost")
      : new ExternalServerError(`the server answered with JSON-RPC error ${error.code}`);
  }
  const { cause, code } = error as { cause?: unknown; code?: unknown };
  if (cause instanceof ExternalServerError) return cause;
  if (typeof code === "string") return new ExternalConnectionError(`the server cannot be reached: ${code}`);
  if (error instanceof Error && error.message === "Not connected")
    return new ExternalConnectionError("the connection was lost");
  if (typeof code === "number") return new ExternalServerError(`the server answered with status ${code}`);
  return new ExternalServerError("the server's answer is no MCP message");
}

async function callTool(
  client: Client,
  name: string,
  args: Record<string, unknown>,
  signal: AbortSignal,
): Promise<string> {
  const request = { method: "tools/call" as const, params: { name, arguments: args } };
  const result = await client.request(request, CallToolResultSchema, { ...never, signal });
  if (result.isError === true) throw new ExternalPluginError("the server refused the call");
  const [item] = result.content;
  if (item?.type !== "text") throw new ExternalServerError("the server's answer holds no text");
  return item.text;
}

async function toolNames(client: Client, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let cursor: string | undefined;
  do {
    const params = cursor === undefined ? {} : { cursor };
    const page = await attend(signal, true, (stop) => client.listTools(params, { ...never, signal: stop }));
    for (const tool of page.tools) names.add(tool.name);
    if (names.size > mostTools) throw new ExternalServerError("the server has too many tools");
    // A page that brings nothing new would be asked for without end.
    cursor = page.tools.length === 0 ? undefined : page.nextCursor;
  } while (cursor !== undefined);
  return names;
}

function endpoint(path: string, { url }: McpBlock): URL {
  return new URL(path, (url ?? "").replace(/^ws/i, "http"));
}

async function checkEndpoint(http: HttpClient, url: URL, signal: AbortSignal): Promise<void> {
  const response = await http.fetch(url, { signal });
  await response.body?.cancel();
  if (!response.ok) throw new ExternalServerError(`the health check was answered with ${response.status}`);
}

function httpClient(mcp: McpBlock, { config }: ServerSettings, streamEnded: () => void): HttpClient {
  return createHttpClient({
    mcp,
    connections: config.connection_pool_size,
    maxResponseBytes: answerBytes(config),
    allowedStatuses: config.allowed_response_codes,
    streamEnded,
  });
}

function transportOf(
  mcp: McpBlock,
  settings: ServerSettings,
  http: HttpClient | undefined,
  signal: AbortSignal,
): Transport {
  const { config } = settings;
  if (http === undefined) return createStdioTransport(mcp, settings);
  if (mcp.proto === "WEBSOCKET") return createWebSocketTransport(mcp, answerBytes(config), signal);
  const url = new URL(mcp.url ?? "");
  if (mcp.proto === "SSE") return new SSEClientTransport(url, { fetch: http.fetch }) as Transport;
  // Nothing that a plugin server says unasked is of use: without its stream there is one connection less to keep.
  const fetch: HttpClient["fetch"] = async (target, init) =>
    init?.method === "GET" ? new Response(null, { status: 405 }) : http.fetch(target, init);
  return new StreamableHTTPClientTransport(url, { fetch }) as Transport;
}
