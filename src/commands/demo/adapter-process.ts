/** Runs `plugins-adapter serve` as a child process for the demo. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

export type AdapterStart = {
  /** Path of the program that has the `serve` command: this one. */
  readonly main: string;
  readonly configPath: string;
  readonly port: number;
  readonly managementPort: number;
  readonly logPath: string;
};

export type AdapterProcess = {
  readonly exited: Promise<number | null>;
  /** SIGTERM, SIGKILL after eight seconds. Resolves when the process is gone. */
  close(): Promise<void>;
};

/** Resolves when the adapter reports itself ready; rejects with the end of its log when it ends before or takes 20 s. */
export async function startAdapter(start: AdapterStart): Promise<AdapterProcess> {
  const log = openSync(start.logPath, "a");
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv,
      start.main,
      "serve",
      ...["--config", start.configPath],
      ...["--listen", `127.0.0.1:${start.port}`],
      ...["--management", `127.0.0.1:${start.managementPort}`],
    ],
    { stdio: ["ignore", log, log] },
  );
  closeSync(log);
  let gone = false;
  const exited = new Promise<number | null>((resolve) => {
    const end = (code: number | null) => {
      gone = true;
      resolve(code);
    };
    child.once("exit", end).once("error", () => end(null));
  });
  const close = async () => {
    if (gone) return;
    child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), 8000);
    await exited;
    clearTimeout(patience);
  };
  for (const deadline = Date.now() + 20_000; !gone && Date.now() < deadline; await wait(50)) {
    if (await ready(start.managementPort)) return { exited, close };
  }
  await close();
  throw new Error(
    `The adapter did not start:\n${readFileSync(start.logPath, "utf8").trimEnd().split("\n").slice(-12).join("\n")}`,
  );
}

async function ready(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}
