/** An MCP server as a child process that prints its port; `state` is what it says of its tools. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";

export type ToolState = { readonly began: number; readonly ended: number; readonly asked: readonly string[] };

export type ServerProcess = {
  readonly port: number;
  state(): Promise<ToolState>;
  /** Waits until as many calls ended as began, for at most this long, and says whether they did. */
  settled(since: ToolState, limitMs: number): Promise<boolean>;
  log(): string;
  close(): Promise<void>;
};

export async function startServer([program, ...args]: readonly string[]): Promise<ServerProcess> {
  const child = spawn(program as string, args, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const exited = once(child, "exit");
  const first = await Promise.race([once(createInterface({ input: child.stdout }), "line"), exited]);
  const port = Number(first[0]);
  if (child.exitCode !== null || !(port > 0)) throw new Error(`The server did not start:\n${log}`);
  const state = async () => (await (await fetch(`http://127.0.0.1:${port}/state`)).json()) as ToolState;
  return {
    port,
    state,
    async settled(since, limitMs) {
      for (const deadline = Date.now() + limitMs; ; await wait(50)) {
        const now = await state();
        if (now.began - since.began <= now.ended - since.ended) return true;
        if (Date.now() > deadline) return false;
      }
    },
    log: () => log,
    async close() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
