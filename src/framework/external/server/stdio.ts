import type { Readable, Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";

export interface StdioOptions {
  readonly server: Server;
  readonly input: Readable;
  readonly output: Writable;
  /** Fires when serving is to end. */
  readonly stop: AbortSignal;
  /** Waits for the calls that are under way, and their replies. */
  readonly drain: () => Promise<void>;
  /** Bytes of one message; a longer one ends the connection. */
  readonly maxMessageBytes?: number;
}

/** Serves one client over newline-delimited JSON until its input ends, the connection breaks, or `stop` fires. */
export async function serveStdio(options: StdioOptions): Promise<void> {
  const { server, input, output, stop, drain, maxMessageBytes = 16 * 1024 * 1024 } = options;
  const transport = new StdioServerTransport(input, output, { maxBufferSize: maxMessageBytes });
  const ended = new Promise<void>((resolve) => {
    input.once("end", resolve).once("close", resolve);
    // A client that went away without reading to the end.
    output.once("error", () => resolve());
    server.onclose = resolve;
    stop.addEventListener("abort", () => resolve(), { once: true });
    if (stop.aborted) resolve();
  });
  await server.connect(transport);
  await ended;
  // What came with the input's end is dispatched a turn later.
  await nextTurn();
  await drain();
  await server.close();
}
