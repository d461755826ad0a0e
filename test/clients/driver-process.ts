/** A driver as a child process: one command, one outcome. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Command } from "./typescript/driver.ts";

export type Outcome = {
  /** `hang`: the driver said nothing for longer than any client waits; it is dead then. */
  readonly outcome: "done" | "error" | "timeout" | "failed" | "hang";
  readonly asked: readonly string[];
  readonly text?: string;
  readonly isError?: boolean;
  readonly code?: number;
  readonly message?: string;
  readonly data?: unknown;
  readonly type?: string;
};

export type DriverProcess = {
  send(command: Command): Promise<Outcome>;
  /** The program ended: each further outcome says so. */
  over(): boolean;
  close(): Promise<void>;
};

/** Longer than a client's own limit by far, since the machine may be busy. */
const limitMs = 120_000;

export function startDriver([program, ...args]: readonly string[]): DriverProcess {
  const child = spawn(program as string, args, { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {});
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const waiting: ((outcome: Outcome) => void)[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    waiting.shift()?.(JSON.parse(line) as Outcome);
  });
  let over = false;
  const gone = ended(child).then(() => {
    over = true;
    for (const resolve of waiting.splice(0)) resolve(ending());
  });
  const ending = (): Outcome => ({ outcome: "failed", asked: [], type: "ended", message: log.slice(-500) });
  return {
    over: () => over,
    async send(command) {
      if (over) return ending();
      const answered = new Promise<Outcome>((resolve) => waiting.push(resolve));
      const timer = setTimeout(() => {
        waiting.shift()?.({ outcome: "hang", asked: [] });
        child.kill("SIGKILL");
      }, limitMs);
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const outcome = await answered;
      clearTimeout(timer);
      return outcome;
    },
    async close() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await Promise.race([once(child, "exit"), once(child, "error")]);
}
