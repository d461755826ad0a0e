/** The MCP servers that the suites run against, as child processes on ports of their own. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../integration/parts/adapter.ts";
import { installedFile } from "./installed.ts";

export type ServerName = "event streams" | "JSON" | "server-everything";

export type RunningServer = { readonly port: number; close(): Promise<void> };

const fixtures = fileURLToPath(new URL("server/main.ts", import.meta.url));
const loopback = fileURLToPath(new URL("loopback.ts", import.meta.url));

/** Resolves when the server listens; rejects with its output when it ends before. */
export async function startServer(name: ServerName): Promise<RunningServer> {
  switch (name) {
    case "event streams":
      return start(["-C", "plugins-adapter-source", fixtures]);
    case "JSON":
      return start(["-C", "plugins-adapter-source", fixtures, "--json"]);
    case "server-everything": {
      const file = installedFile("@modelcontextprotocol/server-everything/dist/index.js");
      return start(["--import", loopback, file, "streamableHttp"], await freePort());
    }
  }
}

/** @param port where it will listen; else its first line says */
async function start(args: readonly string[], port?: number): Promise<RunningServer> {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...(port !== undefined && { PORT: String(port) }) },
  });
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const close = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  const output: string[] = [];
  const ready = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        output.push(line);
        const said = port === undefined ? /^\d+$/.exec(line)?.[0] : /listening on port \d+/.exec(line)?.[0];
        if (said !== undefined) resolve(port ?? Number(said));
      });
    void exited.then(() => reject(new Error(`The server ended:\n${output.join("\n")}`)));
  });
  return { port: await ready, close };
}
