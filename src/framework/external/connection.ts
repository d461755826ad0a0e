import type { PluginEntry } from "../config/entry.ts";
import type { ExternalConfig, McpBlock } from "../config/external-schema.ts";
import type { GrpcBlock, UnixSocketBlock } from "../config/plugin-service-schema.ts";
import type { PluginLog } from "../plugin.ts";
import { ExternalConnectionError } from "./errors.ts";

/** The block of an entry that says where its server is, by the entry's key. */
export type PluginServer =
  | { readonly kind: "mcp"; readonly block: McpBlock }
  | { readonly kind: "grpc"; readonly block: GrpcBlock }
  | { readonly kind: "unix_socket"; readonly block: UnixSocketBlock };

/** How a server is called. `file` is the configuration's: relative paths start there. */
export interface ServerSettings {
  readonly server: PluginServer;
  /** The plugin's name at the server. */
  readonly plugin: string;
  readonly config: ExternalConfig;
  readonly file: string;
  /** Takes what a program that is started writes to its standard error; without it, that goes nowhere. */
  readonly log?: PluginLog;
}

export function serverOf({ mcp, grpc, unix_socket }: PluginEntry): PluginServer | undefined {
  if (mcp !== undefined) return { kind: "mcp", block: mcp };
  if (grpc !== undefined) return { kind: "grpc", block: grpc };
  return unix_socket && { kind: "unix_socket", block: unix_socket };
}

/** A session with a plugin server. */
export interface Connection {
  /** Names of the server's tools. */
  readonly tools: ReadonlySet<string>;
  /** Calls a tool; resolves to the text of its result. Rejects with one of the errors of errors.ts. */
  call(tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<string>;
  /** Rejects if the server does not answer as a healthy one: MCP's ping, its health check endpoint, its health service. */
  check(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * A check of a connection that all calls share: when it is not answered, the connection is taken for lost. A peer that
 * vanished without a word shows by nothing else.
 */
export async function orLost(signal: AbortSignal, check: Promise<unknown>): Promise<void> {
  try {
    await check;
  } catch (error) {
    if (signal.aborted) throw new ExternalConnectionError("the server did not answer in time");
    throw error;
  }
}

/** Bytes that may wait for a server that reads too slowly. */
export const mostUnsent = 64 * 1_048_576;

/** Most bytes of an answer. */
export function answerBytes({ max_response_size_mb }: ExternalConfig): number {
  return Math.ceil(max_response_size_mb * 1_048_576);
}
