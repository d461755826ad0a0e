/** A program that the demo runs: output to a file, ended politely and then not. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

export type Child = {
  readonly pid: number;
  /** Its exit code; null for a signal, or a program that could not be started. */
  readonly exited: Promise<number | null>;
  gone(): boolean;
  /** SIGTERM, SIGKILL after the patience. Resolves when the process is gone. */
  close(): Promise<void>;
  /** The last lines of its output. */
  logTail(lines: number): string;
};

export function startChild(
  program: string,
  args: readonly string[],
  options: { readonly logPath: string; readonly patienceMs: number },
): Child {
  const log = openSync(options.logPath, "a");
  const child = spawn(program, args, { stdio: ["ignore", log, log] });
  closeSync(log);
  let gone = false;
  const exited = new Promise<number | null>((resolve) => {
    const end = (code: number | null) => {
      gone = true;
      resolve(code);
    };
    child.once("exit", end).once("error", () => end(null));
  });
  return {
    pid: child.pid ?? 0,
    exited,
    gone: () => gone,
    async close() {
      if (gone) return;
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), options.patienceMs);
      await exited;
      clearTimeout(patience);
    },
    logTail: (lines) => readFileSync(options.logPath, "utf8").trimEnd().split("\n").slice(-lines).join("\n"),
  };
}
