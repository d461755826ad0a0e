import type { Connection, ServerSettings } from "./connection.ts";
import { connectMcp } from "./mcp-connection.ts";

/**
 * Connects to a plugin's server, and finds out what it can be asked. Rejects with one of the errors of errors.ts.
 * @param lost called once when the connection is gone
 */
export function connect(
  settings: ServerSettings,
  signal: AbortSignal,
  lost: () => void,
): Promise<Connection> {
  return connectMcp(settings, signal, lost);
}
