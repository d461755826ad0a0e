/** Runs `plugins-adapter serve` as a child process for the demo. */
import { setTimeout as wait } from "node:timers/promises";
import { startChild } from "./child.ts";

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
  const child = startChild(
    process.execPath,
    [
      ...process.execArgv,
      start.main,
      "serve",
      ...["--config", start.configPath],
      ...["--listen", `127.0.0.1:${start.port}`],
      ...["--management", `127.0.0.1:${start.managementPort}`],
    ],
    { logPath: start.logPath, patienceMs: 8000 },
  );
  const { exited, close } = child;
  for (const deadline = Date.now() + 20_000; !child.gone() && Date.now() < deadline; await wait(50)) {
    if (await ready(start.managementPort)) return { exited, close };
  }
  await close();
  throw new Error(`The adapter did not start:\n${child.logTail(12)}`);
}

async function ready(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}
