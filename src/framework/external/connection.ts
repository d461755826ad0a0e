import type { ExternalConfig, McpBlock } from "../config/external-schema.ts";
import { ExternalConnectionError } from "./errors.ts";

/** Where a server is and how it is called. `file` is the configuration's: relative paths start there. */
export interface ServerSettings {
  readonly mcp: McpBlock;
  readonly config: ExternalConfig;
  readonly file: string;
}

/** A session with a plugin server. */
export interface Connection {
  /** Names of the server's tools. */
  readonly tools: ReadonlySet<string>;
  /** Calls a tool; resolves to the text of its result. Rejects with one of the errors of errors.ts. */
  call(tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<string>;
  /** Rejects if the server does not answer MCP's ping, or its health check endpoint not with 2xx. */
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

/** Most bytes of an answer. */
export function answerBytes({ max_response_size_mb }: ExternalConfig): number {
  return Math.ceil(max_response_size_mb * 1_048_576);
}
