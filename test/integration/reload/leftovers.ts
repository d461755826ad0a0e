/** What a process holds, as the system tells it; Linux only. */
import { readdirSync, readFileSync } from "node:fs";
import { until } from "../lifecycle/until.ts";
import type { AdapterProcess } from "../parts/adapter.ts";

export interface Held {
  /** Child processes that run. */
  readonly children: number;
  /** Open files, sockets and pipes. */
  readonly files: number;
  readonly timers: number;
  /** Memory of the heap after a garbage collection. */
  readonly heapKib: number;
}

/** Of an adapter that was started with `held.ts`. */
export async function heldBy(adapter: AdapterProcess): Promise<Held> {
  const told = () => [...adapter.output().matchAll(/held: (\d+) timers, (\d+) KiB\n/g)];
  const before = told().length;
  adapter.signal("SIGUSR2");
  await until(() => told().length > before);
  return {
    children: childrenOf(adapter.pid).length,
    files: readdirSync(`/proc/${adapter.pid}/fd`).length,
    timers: Number(told().at(-1)?.[1]),
    heapKib: Number(told().at(-1)?.[2]),
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // After the name in parentheses: state, then the parent's id. A zombie holds nothing any more.
        const [state, ppid] =
          readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
        return Number(ppid) === parent && state !== "Z";
      } catch {
        return false;
      }
    });
}
