import type { Clock } from "../clock.ts";
import type { IsolationLimits } from "./config.ts";
import { openProcessUsage } from "./process-usage.ts";
import type { RemoteError } from "./protocol.ts";

/** Watches what a process uses. */
export interface Watchdog {
  /** False: this system does not tell what a process uses. */
  readonly watching: boolean;
  /** The process has begun or ended a call: its CPU time is counted from here. */
  mark(callsUnderWay: number): void;
  stop(): void;
}

const intervalMs = 50;
/** A process without calls may use as much CPU time as one call in each such period. */
const idlePeriodMs = 10_000;

/**
 * Looks every 50 ms at the memory and the CPU time of a process; `exceeded` is called once. CPU time is counted since
 * the process last began or ended a call, against `cpu_ms_per_call` for each call under way.
 */
export function watchProcess(
  pid: number,
  limits: Pick<IsolationLimits, "memory_mb" | "cpu_ms_per_call">,
  clock: Clock,
  exceeded: (error: RemoteError) => void,
): Watchdog {
  const usage = openProcessUsage(pid);
  if (usage === undefined) return { watching: false, mark() {}, stop() {} };
  let calls = 0;
  /** CPU time at the mark; undefined: take it at the next look. */
  let markedCpu: number | undefined;
  let lastCpu = 0;
  let markedAt = clock.now();
  /** Before the first mark the process starts, which has a limit of its own. */
  let started = false;

  const cancel = clock.every(intervalMs, () => {
    const used = usage.read();
    if (used === undefined) return;
    if (used.residentBytes > limits.memory_mb * 1_048_576) {
      const message = `more than ${limits.memory_mb} MiB of resident memory`;
      end({ name: "PluginMemoryLimit", message });
      return;
    }
    lastCpu = used.cpuMs;
    markedCpu ??= lastCpu;
    if (!started) return;
    if (lastCpu - markedCpu > limits.cpu_ms_per_call * Math.max(1, calls)) {
      end({
        name: "PluginCpuLimit",
        message: `more than ${limits.cpu_ms_per_call} ms of CPU time for a call`,
      });
    } else if (calls === 0 && clock.now() - markedAt > idlePeriodMs) {
      markedCpu = lastCpu;
      markedAt = clock.now();
    }
  });

  let open = true;
  function stop(): void {
    if (!open) return;
    open = false;
    cancel();
    usage?.close();
  }

  function end(error: RemoteError): void {
    stop();
    exceeded(error);
  }

  return {
    watching: true,
    mark(callsUnderWay) {
      calls = callsUnderWay;
      started = true;
      markedCpu = lastCpu > 0 ? lastCpu : undefined;
      markedAt = clock.now();
    },
    stop,
  };
}
