import { closeSync, openSync, readSync } from "node:fs";

/** What a process uses, read from Linux' /proc (proc_pid_status(5), proc_pid_stat(5)). */
export interface ProcessUsage {
  /** Undefined once the process is gone. */
  read(): { readonly residentBytes: number; readonly cpuMs: number } | undefined;
  close(): void;
}

/** Of Linux' USER_HZ, which is 100 wherever Node runs. */
const msPerTick = 10;

/** Undefined where there is no /proc, or no such process. The files are opened once: no later process of that id is read. */
export function openProcessUsage(pid: number): ProcessUsage | undefined {
  let status: number | undefined;
  let stat: number;
  try {
    status = openSync(`/proc/${pid}/status`, "r");
    stat = openSync(`/proc/${pid}/stat`, "r");
  } catch {
    if (status !== undefined) closeSync(status);
    return undefined;
  }
  const files = [status, stat];
  const buffer = Buffer.allocUnsafe(4096);
  const text = (file: number) => buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, 0));

  return {
    read() {
      try {
        const resident = /\nVmRSS:\s+(\d+) kB\n/.exec(text(files[0] as number));
        // The process's own name, in parentheses, may hold anything.
        const line = text(files[1] as number);
        const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
        if (resident === null) return undefined;
        const cpuMs = (Number(fields[11]) + Number(fields[12])) * msPerTick;
        return { residentBytes: Number(resident[1]) * 1024, cpuMs };
      } catch {
        return undefined;
      }
    },
    close() {
      for (const file of files.splice(0)) closeSync(file);
    },
  };
}
