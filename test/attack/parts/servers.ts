/** The real servers of the suite, as processes of their own. `scripts/setup.sh attack` and `rust` install what they need. */
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../integration/parts/adapter.ts";

const here = fileURLToPath(new URL("../servers/", import.meta.url));
const installed = fileURLToPath(new URL("../../../.cache/attack/", import.meta.url));
const rmcp = fileURLToPath(new URL("../../../.cache/rust/attack", import.meta.url));

type Start = (port: string, record: string) => readonly [program: string, ...rest: string[]];
const withSessions =
  (start: Start): Start =>
  (port, record) => [...start(port, record), "sessions"];

const node = process.execPath;
const python =
  (name: string): Start =>
  (port, record) => [join(installed, name, "bin/python"), join(here, "server.py"), port, record];

/** Servers without sessions by name, and how each is started. */
const starts = {
  ts1: (port, record) => [node, join(here, "ts1.ts"), port, record],
  ts1x: (port, record) => [node, join(here, "ts1.ts"), port, record, "express"],
  ts2: (port, record) => [node, join(here, "ts2.mjs"), port, record, join(installed, "npm")],
  py1: python("mcp-1"),
  py2: python("mcp-2"),
  fastmcp: python("fastmcp"),
  gosdk: (port, record) => [join(installed, "go/server"), port, record, "gosdk"],
  mcpgo: (port, record) => [join(installed, "go/server"), port, record, "mcpgo"],
  rmcp: (port, record) => [rmcp, port, record],
} as const satisfies Readonly<Record<string, Start>>;

export type ServerName = keyof typeof starts;
export const serverNames = Object.keys(starts) as ServerName[];

/** Those that have sessions as well, and ask their clients. */
export const askingServerNames = ["ts1", "py1", "py2", "fastmcp", "gosdk", "mcpgo"] as const;

export type RealServer = { readonly port: number; output(): string; close(): Promise<void> };

/** Resolves when the server accepts connections; rejects with its output when it ends first or takes over a minute. */
export async function startServer(name: ServerName, record: string, sessions = false): Promise<RealServer> {
  writeFileSync(record, "");
  const port = await freePort();
  const start = sessions ? withSessions(starts[name]) : starts[name];
  const [program, ...rest] = start(String(port), record);
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => (output = (output + text).slice(-20_000)));
  const close = () => end(child);
  for (const deadline = Date.now() + 60_000; !(await accepts(port)); await wait(50)) {
    if (child.exitCode === null && child.pid !== undefined && Date.now() < deadline) continue;
    await close();
    throw new Error(
      `The server ${name} did not start; \`scripts/setup.sh attack\` or \`rust\` installs it.\n${output}`,
    );
  }
  return { port, output: () => output, close };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await gone;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
