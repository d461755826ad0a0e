/**
 * The plugin servers that calls are measured against: for another transport, add a row to {@link externalServers}. Each
 * serves a plugin Demo, which has nothing to say.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { goPlugin, pythonOf } from "../peers/peers.ts";

/** Where a server is, as an entry of a configuration file says it, and what ends it. */
export interface ExternalServer {
  readonly block: Block;
  close(): void;
}

type Block = Readonly<Record<string, unknown>>;

interface Row {
  readonly server: "plugins serve" | "cpex 0.1.4" | "cpex 0.1.1" | "Go SDK";
  readonly transport: string;
  start(place: Place): Promise<Block>;
}

/** A folder for one server, and the programs that were started for it. */
interface Place {
  file(name: string, text?: string): string;
  spawn(command: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess;
}

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const demo = fileURLToPath(new URL("../framework/external/server/demo-plugin.ts", import.meta.url));
const peers = fileURLToPath(new URL("../peers/external/", import.meta.url));

export const externalServers: readonly Row[] = [
  {
    server: "plugins serve",
    transport: "stdio",
    start: async (place) => ({ mcp: { proto: "STDIO", cmd: [...serveCommand(place), "stdio"] } }),
  },
  {
    server: "plugins serve",
    transport: "Streamable HTTP",
    async start(place) {
      const child = place.spawn([...serveCommand(place), "http", "--port", "0"]);
      const port = await found(child, /"?address"?[:=]"?127\.0\.0\.1:(\d+)/);
      return { mcp: { proto: "STREAMABLEHTTP", url: `http://localhost:${port}/mcp` } };
    },
  },
  {
    server: "plugins serve",
    transport: "HTTP over a unix socket",
    async start(place) {
      const uds = place.file("server.sock");
      await listening(place.spawn([...serveCommand(place), "http", "--uds", uds]), uds);
      return { mcp: { proto: "STREAMABLEHTTP", url: "http://localhost/mcp", uds } };
    },
  },
  {
    server: "cpex 0.1.4",
    transport: "stdio",
    start: async (place) => ({
      mcp: { proto: "STDIO", cmd: cpexCommand("mcp"), env: cpexEnvironment(place, "stdio") },
    }),
  },
  {
    server: "cpex 0.1.4",
    transport: "Streamable HTTP",
    async start(place) {
      const child = place.spawn(cpexCommand("mcp"), {
        ...cpexEnvironment(place, "http"),
        PLUGINS_SERVER_HOST: "127.0.0.1",
        PLUGINS_SERVER_PORT: "0",
      });
      const port = await found(child, /running on http:\/\/127\.0\.0\.1:(\d+)/);
      return { mcp: { proto: "STREAMABLEHTTP", url: `http://localhost:${port}/mcp` } };
    },
  },
  {
    server: "cpex 0.1.4",
    transport: "HTTP over a unix socket",
    async start(place) {
      const uds = place.file("server.sock");
      const env = { ...cpexEnvironment(place, "http"), PLUGINS_SERVER_UDS: uds };
      await listening(place.spawn(cpexCommand("mcp"), env), uds);
      return { mcp: { proto: "STREAMABLEHTTP", url: "http://localhost/mcp", uds } };
    },
  },
  {
    server: "cpex 0.1.4",
    transport: "gRPC over a unix socket",
    async start(place) {
      const uds = place.file("server.sock");
      const env = cpexEnvironment(place, "", `grpc_server_settings: {uds: ${JSON.stringify(uds)}}\n`);
      await listening(place.spawn(cpexCommand("grpc"), env), uds);
      return { grpc: { uds } };
    },
  },
  {
    server: "cpex 0.1.4",
    transport: "its own unix socket",
    async start(place) {
      const path = place.file("server.sock");
      const env = { ...cpexEnvironment(place, ""), UNIX_SOCKET_PATH: path, PLUGINS_UNIX_SOCKET_PATH: path };
      await listening(place.spawn(cpexCommand("unix"), env), path);
      return { unix_socket: { path } };
    },
  },
  {
    server: "cpex 0.1.1",
    transport: "WebSocket",
    async start(place) {
      const command = [pythonOf("0.1.1"), `${peers}websocket_server.py`];
      const port = await found(place.spawn(command, cpexEnvironment(place, "")), /^(\d+)$/);
      return { mcp: { proto: "WEBSOCKET", url: `ws://localhost:${port}/mcp` } };
    },
  },
  {
    server: "Go SDK",
    transport: "stdio",
    start: async () => ({ mcp: { proto: "STDIO", cmd: [goPlugin()] } }),
  },
  ...(["STREAMABLEHTTP", "SSE"] as const).map(
    (proto): Row => ({
      server: "Go SDK",
      transport: proto === "SSE" ? "SSE" : "Streamable HTTP",
      async start(place) {
        const port = await found(place.spawn([goPlugin(), "-listen", "127.0.0.1:0"]), /^(\d+)$/);
        return { mcp: { proto, url: `http://localhost:${port}/${proto === "SSE" ? "sse" : "mcp"}` } };
      },
    }),
  ),
];

/** Starts a row's server. Rejects with what it printed if it ends before it can be called. */
export async function startExternalServer(row: Row): Promise<ExternalServer> {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
  const children: ChildProcess[] = [];
  const close = () => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  const place: Place = {
    file(name, text) {
      const path = join(folder, name);
      if (text !== undefined) writeFileSync(path, text);
      return path;
    },
    spawn([command = "", ...args], env = {}) {
      const child = spawn(command, args, {
        stdio: ["ignore", "pipe", "pipe"],
        env: { PATH: process.env["PATH"], ...env },
      });
      children.push(child);
      return child;
    },
  };
  try {
    return { block: await row.start(place), close };
  } catch (error) {
    close();
    throw error;
  }
}

function serveCommand(place: Place): string[] {
  const config = place.file(
    "config.yaml",
    `plugins: [{name: Demo, kind: ${JSON.stringify(demo)}, hooks: [tool_pre_invoke]}]
plugin_dirs: [${JSON.stringify(join(demo, ".."))}]
adapter: {}
`,
  );
  const program = [process.execPath, "-C", "plugins-adapter-source", main, "plugins", "serve"];
  return [...program, "--config", config, "--transport"];
}

function cpexCommand(protocol: string): string[] {
  return [pythonOf("0.1.4"), "-m", `cpex.framework.external.${protocol}.server.runtime`];
}

function cpexEnvironment(place: Place, transport: string, settings = ""): Record<string, string> {
  const config = `plugins: [{name: Demo, kind: demo.Demo, hooks: [tool_pre_invoke]}]\n${settings}`;
  return {
    PLUGINS_CONFIG_PATH: place.file("config.yaml", config),
    PYTHONPATH: peers,
    PYTHONDONTWRITEBYTECODE: "1",
    ...(transport !== "" && { PLUGINS_TRANSPORT: transport }),
  };
}

/** What the program prints in a line of this shape. */
async function found(child: ChildProcess, shape: RegExp): Promise<string> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        const [, text] = shape.exec(line) ?? [];
        if (text !== undefined) resolve(text);
      });
    }
    child.once("error", reject);
    child.once("close", () => reject(new Error(`the server ended: ${lines.slice(-20).join("\n")}`)));
  });
}

/** Resolves when the unix socket takes connections. */
async function listening(child: ChildProcess, path: string): Promise<void> {
  child.stdout?.resume();
  child.stderr?.resume();
  while (!(await accepts(path))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await wait(50);
  }
}

async function accepts(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
