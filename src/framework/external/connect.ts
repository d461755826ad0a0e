import type { Connection, ServerSettings } from "./connection.ts";

/**
 * Connects to a plugin's server, and finds out what it can be asked. Rejects with one of the errors of errors.ts. Only
 * the libraries of the block's kind are loaded.
 * @param lost called once when the connection is gone, where that shows before the next call
 */
export async function connect(
  settings: ServerSettings,
  signal: AbortSignal,
  lost: () => void,
): Promise<Connection> {
  const { server } = settings;
  switch (server.kind) {
    case "mcp":
      return (await import("./mcp-connection.ts")).connectMcp(server.block, settings, signal, lost);
    case "grpc":
      return (await import("./grpc-connection.ts")).connectGrpc(server.block, settings, signal);
    case "unix_socket":
      return (await import("./unix-socket-connection.ts")).connectUnixSocket(server.block, settings, signal);
  }
}
