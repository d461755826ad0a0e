import { ExternalServerError } from "./errors.ts";

/** Lets a number of calls run at a time; more wait in order, up to a limit. */
export interface CallQueue {
  /** Runs `work` when there is room. Rejects without running it when too many wait, or once `signal` fires. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** `size` calls run at a time, `longest` more wait. */
export function createCallQueue(size: number, longest: number): CallQueue {
  const waiting = new Set<() => void>();
  let running = 0;

  async function enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new ExternalServerError("the call was given up");
    if (running < size) {
      running++;
      return;
    }
    if (waiting.size >= longest) throw new ExternalServerError("too many calls wait for the server");
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        waiting.delete(go);
        reject(new ExternalServerError("the call was given up while it waited"));
      };
      const go = () => {
        signal.removeEventListener("abort", stop);
        resolve();
      };
      waiting.add(go);
      signal.addEventListener("abort", stop, { once: true });
    });
  }

  function leave(): void {
    const [next] = waiting;
    if (next === undefined) {
      running--;
      return;
    }
    // The place passes on, so nobody else can take it in between.
    waiting.delete(next);
    next();
  }

  return {
    async run(signal, work) {
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
