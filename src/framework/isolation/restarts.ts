import type { IsolationLimits } from "./config.ts";

/** When a process may be started again. Times are those of the framework's clock. */
export interface Restarts {
  /** Milliseconds to wait for the next start, which is counted; undefined: not before the window has moved on. */
  next(now: number): number | undefined;
  /** The process does its work: the back-off begins anew. */
  succeeded(): void;
}

const firstDelayMs = 100;
const longestDelayMs = 10_000;

/** The first restart is at once; each further one without an answer in between waits twice as long, from 100 ms to 10 s. */
export function createRestarts(
  limits: Pick<IsolationLimits, "max_restarts" | "restart_window_seconds">,
): Restarts {
  const starts: number[] = [];
  let failures = 0;
  return {
    next(now) {
      const oldest = now - limits.restart_window_seconds * 1000;
      while (starts[0] !== undefined && starts[0] <= oldest) starts.shift();
      if (starts.length >= limits.max_restarts) return undefined;
      const delay =
        failures === 0 ? 0 : Math.min(firstDelayMs * 2 ** Math.min(failures - 1, 20), longestDelayMs);
      starts.push(now + delay);
      failures++;
      return delay;
    },
    succeeded() {
      failures = 0;
    },
  };
}
