/**
 * The adapter as a child process, listening on a unix socket in a folder of its own (or on a port).
 *
 *   const adapter = await startAdapter({ config: "plugins: []\n" });
 *   adapter.address                   // for Envoy
 *   adapter.output()                  // stdout and stderr so far
 *   adapter.signal("SIGTERM"); await adapter.exited;
 *   await adapter.close();            // SIGKILL if it still runs
 *
 * The variable TRANSPORT names another transport than the default for all of them: `TRANSPORT=grpc-js make robustness`.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ListenAddress } from "../../../src/extproc/transport/transport.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The adapter from its sources, and from the build output. */
export const fromSource: readonly string[] = [
  process.execPath,
  "-C",
  "plugins-adapter-source",
  join(root, "src/main.ts"),
];
export const fromBuild: readonly string[] = [process.execPath, join(root, "dist/src/main.js")];

const { TRANSPORT } = process.env;
const transport: readonly string[] = TRANSPORT ? ["--transport", TRANSPORT] : [];

export type AdapterOptions = {
  /** Program and first arguments, up to the command word. Default: `fromSource`. */
  readonly program?: readonly string[];
  /** Text of the configuration file. */
  readonly config: string;
  /** More arguments of `serve`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `tcp` takes a free port; an address takes the place of an adapter that is gone. */
  readonly listen?: "unix" | "tcp" | ListenAddress;
};

export type AdapterProcess = {
  readonly pid: number;
  readonly address: ListenAddress;
  readonly directory: string;
  output(): string;
  /** GET on the management interface: status and body. */
  management(path: string): Promise<{ readonly status: number; readonly body: string }>;
  signal(name: NodeJS.Signals): void;
  /** Exit code, `null` after a signal. */
  readonly exited: Promise<number | null>;
  close(): Promise<void>;
};

/** Resolves when the socket accepts connections; rejects with the output when the process ends first or takes over 20 s. */
export async function startAdapter(options: AdapterOptions): Promise<AdapterProcess> {
  const directory = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
  const configPath = join(directory, "config.yaml");
  const managementPath = join(directory, "management.sock");
  writeFileSync(configPath, options.config);
  const address: ListenAddress =
    typeof options.listen === "object"
      ? options.listen
      : options.listen === "tcp"
        ? { kind: "tcp", host: "127.0.0.1", port: await freePort() }
        : { kind: "unix", path: join(directory, "adapter.sock") };
  const listen = address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
  const [program, ...first] = options.program ?? fromSource;
  const child = spawn(
    program as string,
    [
      ...first,
      "serve",
      "--config",
      configPath,
      "--listen",
      listen,
      "--management",
      managementPath,
      ...transport,
      ...(options.args ?? []),
    ],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...options.env } },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  let gone = false;
  const exited = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null)).once("close", (code) => resolve(code));
  });
  void exited.then(() => {
    gone = true;
  });
  const close = async () => {
    if (!gone) child.kill("SIGKILL");
    await exited;
    rmSync(directory, { recursive: true, force: true });
  };

  for (const deadline = Date.now() + 90_000; !(await accepts(address)); await wait(20)) {
    if (!gone && Date.now() < deadline) continue;
    await close();
    throw new Error(`The adapter did not start:\n${output}`);
  }
  return {
    pid: child.pid ?? 0,
    address,
    directory,
    output: () => output,
    management: (path) => get(managementPath, path),
    signal: (name) => void child.kill(name),
    exited,
    close,
  };
}

/** A port nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function accepts(address: ListenAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket =
      address.kind === "unix" ? net.connect(address.path) : net.connect(address.port, address.host);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function get(socketPath: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    http
      .get({ socketPath, path, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text) => (body += text));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      })
      .on("error", reject);
  });
}
