import { readdirSync, readFileSync } from "node:fs";

/** Processes of isolated plugins that a process has started and that are not gone. */
export function isolatedProcesses(parent = process.pid): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0");
        const program = words.findIndex((word) => /\/isolation\/child\.[jt]s$/.test(word));
        return program !== -1 && words[program + 2] === String(parent);
      } catch {
        return false;
      }
    });
}

/** The one of this process. */
export function isolatedPid(): number {
  const [pid] = isolatedProcesses();
  if (pid === undefined) throw new Error("no isolated plugin runs");
  return pid;
}
