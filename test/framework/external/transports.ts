import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { mcpSchema } from "../../../src/framework/config/external-schema.ts";
import { grpcSchema, unixSocketSchema } from "../../../src/framework/config/plugin-service-schema.ts";
import type { EntryInput } from "../../../src/framework/index.ts";
import type { FakeOptions } from "./fake-plugin.ts";
import { startHttpServer } from "./http-server.ts";
import { httpBlock } from "./open.ts";
import { startGrpcServer, startUnixSocketServer } from "./plugin-service-servers.ts";
import { startWebSocketServer } from "./websocket-server.ts";

/** A server of the fake plugin, and the entry's block that leads to it. */
export interface Running {
  readonly block: Partial<EntryInput>;
  close(): Promise<void>;
  /** The same server anew at the same place. */
  again(): Promise<Running>;
}

/** How a transport's tests start its server. What `lies` names is in `args` of a call; none of it is an answer. */
export interface Transport {
  readonly name: string;
  readonly lies: readonly string[];
  start(t: TestContext, options?: FakeOptions): Promise<Running>;
}

const quick = { reconnect_delay: 0.01 };
const lies = ["error", "empty", "rpc", "huge", "huge context"];
const mcpLies = [...lies, "refuse", "shape"];

async function overPort(
  t: TestContext,
  start: (port: number) => Promise<{ readonly port: number; close(): Promise<void> }>,
  blockOf: (port: number) => Partial<EntryInput>,
  port = 0,
): Promise<Running> {
  const server = await start(port);
  t.after(() => server.close());
  return {
    block: blockOf(server.port),
    close: () => server.close(),
    again: () => overPort(t, start, blockOf, server.port),
  };
}

export const transports: readonly Transport[] = [
  {
    name: "HTTP",
    lies: mcpLies,
    start: (t, options) =>
      overPort(
        t,
        (port) => startHttpServer({ ...options, port }),
        (port) => ({ mcp: httpBlock(port) }),
      ),
  },
  {
    name: "SSE",
    lies: mcpLies,
    start: (t, options) =>
      overPort(
        t,
        (port) => startHttpServer({ ...options, port }),
        (port) => ({ mcp: httpBlock(port, { proto: "SSE", url: `http://localhost:${port}/sse` }) }),
      ),
  },
  {
    name: "WebSocket",
    lies: mcpLies,
    start: (t, options) =>
      overPort(
        t,
        (port) => startWebSocketServer({ ...options, port }),
        (port) => ({
          mcp: mcpSchema.parse({ ...quick, proto: "WEBSOCKET", url: `ws://localhost:${port}/mcp` }),
        }),
      ),
  },
  {
    name: "gRPC",
    lies: [...lies, "other"],
    start: (t, options) =>
      overPort(
        t,
        (port) => startGrpcServer({ ...options, port }),
        (port) => ({ grpc: grpcSchema.parse({ ...quick, target: `localhost:${port}` }) }),
      ),
  },
  {
    name: "unix socket",
    lies: [...lies, "other"],
    async start(t, options) {
      const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
      t.after(() => rm(folder, { recursive: true }));
      const path = join(folder, "plugin.sock");
      return overPort(
        t,
        () => startUnixSocketServer({ ...options, uds: path }),
        () => ({ unix_socket: unixSocketSchema.parse({ ...quick, path }) }),
      );
    },
  },
];
