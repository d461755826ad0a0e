import type { Clock } from "../../src/framework/clock.ts";

/** A clock that moves when told to. */
export interface FakeClock extends Clock {
  /** Moves on, running what falls due in its order. */
  advance(ms: number): void;
  /** Timers that still wait. */
  readonly waiting: number;
}

interface Timer {
  at: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

export function fakeClock(): FakeClock {
  let now = 0;
  const timers = new Set<Timer>();

  function add(timer: Timer): () => void {
    timers.add(timer);
    return () => void timers.delete(timer);
  }

  function nextDue(until: number): Timer | undefined {
    const due = [...timers].filter((timer) => timer.at <= until);
    return due.toSorted((a, b) => a.at - b.at)[0];
  }

  return {
    now: () => now,
    after: (ms, run) => add({ at: now + ms, every: undefined, run }),
    every: (ms, run) => add({ at: now + ms, every: ms, run }),
    advance(ms) {
      const until = now + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        now = timer.at;
        if (timer.every === undefined) timers.delete(timer);
        else timer.at += timer.every;
        timer.run();
      }
      now = until;
    },
    get waiting() {
      return timers.size;
    },
  };
}
