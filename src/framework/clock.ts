/** Time as the framework reads it; tests hand in their own. */
export interface Clock {
  /** Milliseconds of a clock that never goes backwards. */
  now(): number;
  /** Runs `callback` once after `ms`; the returned function cancels. Keeps the process alive, as somebody waits for it. */
  after(ms: number, callback: () => void): () => void;
  /** Runs `callback` every `ms` until cancelled. Does not keep the process alive. */
  every(ms: number, callback: () => void): () => void;
}

/** Node fires timers with a longer delay at once. */
const longestDelay = 2_147_483_647;

const bounded = (ms: number): number => Math.min(Math.max(ms, 0), longestDelay);

/** The machine's own clock and timers. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, bounded(ms));
    return () => clearTimeout(timer);
  },
  every(ms, callback) {
    const timer = setInterval(callback, bounded(ms));
    timer.unref();
    return () => clearInterval(timer);
  },
};
