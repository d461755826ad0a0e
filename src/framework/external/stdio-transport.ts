import { existsSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import type { Readable } from "node:stream";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { McpBlock } from "../config/external-schema.ts";
import { silentLog } from "../silent-log.ts";
import { answerBytes, mostUnsent, type ServerSettings } from "./connection.ts";
import { ExternalConnectionError, ExternalServerError } from "./errors.ts";
import { logServerOutput } from "./server-output.ts";

/** A server's program and MCP over its standard input and output. Throws for a script that is not there. */
export function createStdioTransport(
  mcp: McpBlock,
  { config, file, log = silentLog }: ServerSettings,
): Transport {
  const folder = dirname(resolve(file));
  const [command = "", ...args] = mcp.cmd ?? scriptCommand(mcp.script ?? "", folder);
  const transport = new StdioClientTransport({
    command,
    args,
    stderr: "pipe",
    env: { ...mcp.env },
    maxBufferSize: answerBytes(config),
    ...(mcp.cwd && { cwd: resolve(folder, mcp.cwd) }),
  });
  if (transport.stderr) logServerOutput(transport.stderr as Readable, log);
  closeOnce(transport);
  limitUnsent(transport);
  return transport;
}

/** Whoever closes it waits until the program is ended, also when somebody began with that before. */
function closeOnce(transport: StdioClientTransport): void {
  const close = transport.close.bind(transport);
  let closing: Promise<void> | undefined;
  transport.close = () => {
    closing ??= close();
    return closing;
  };
}

/**
 * A program that does not read is ended before much waits for it: what calls wrote whose time is up waits on. What is
 * written while nothing waits goes uncounted, so that no message is made into text twice for it.
 */
function limitUnsent(transport: StdioClientTransport): void {
  const send = transport.send.bind(transport);
  let waiting = 0;
  let unsent = 0;
  transport.send = async (message) => {
    if (unsent > mostUnsent) {
      transport.close().catch(() => {});
      throw new ExternalConnectionError("the server does not read what it is sent");
    }
    const size = waiting === 0 ? 0 : 2 * JSON.stringify(message).length;
    waiting++;
    unsent += size;
    try {
      await send(message);
    } finally {
      waiting--;
      unsent -= size;
    }
  };
}

function scriptCommand(script: string, folder: string): string[] {
  const path = [resolve(folder, script), resolve(script)].find((candidate) => existsSync(candidate));
  if (path === undefined) throw new ExternalServerError(`there is no script ${JSON.stringify(script)}`);
  switch (extname(path)) {
    case ".py":
      return ["python3", path];
    case ".sh":
      return ["sh", path];
    case ".js":
    case ".mjs":
    case ".ts":
      return [process.execPath, path];
    default:
      return [path];
  }
}
