/** The MCP servers that the suites run against, as child processes on ports of their own. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../integration/parts/adapter.ts";
import { installedFile } from "./installed.ts";

export type ServerName = "event streams" | "JSON" | "server-everything" | "Python 1" | "Python 2";

export type RunningServer = { readonly port: number; close(): Promise<void> };

const fixtures = fileURLToPath(new URL("server/main.ts", import.meta.url));
const python = fileURLToPath(new URL("server/python.py", import.meta.url));
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
    // The environments of test/peers have both versions of the Python SDK.
    case "Python 1":
      return startPython("cpex-0.1.1");
    case "Python 2":
      return startPython("cpex-0.1.4");
  }
}

async function startPython(environment: string): Promise<RunningServer> {
  const interpreter = fileURLToPath(new URL(`../../.cache/peers/${environment}/bin/python`, import.meta.url));
  const port = await freePort();
  return start([python, String(port)], port, interpreter);
}

/** @param port where it will listen; else its first line says */
async function start(
  args: readonly string[],
  port?: number,
  program: string = process.execPath,
): Promise<RunningServer> {
  const child = spawn(program, args, {
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
        const said =
          port === undefined
            ? /^\d+$/.exec(line)?.[0]
            : /listening on port \d+|running on http/.exec(line)?.[0];
        if (said !== undefined) resolve(port ?? Number(said));
      });
    void exited.then(() => reject(new Error(`The server ended:\n${output.join("\n")}`)));
  });
  return { port: await ready, close };
}
