/** Work that is done one piece after the other. */
export interface Serial {
  /** Undefined: too much waits already. */
  run<T>(work: () => Promise<T>): Promise<T> | undefined;
  /** Resolves once nothing is under way and nothing waits. */
  idle(): Promise<void>;
}

/** @param most pieces at a time, the one under way included */
export function createSerial(most: number): Serial {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    run(work) {
      if (waiting >= most) return undefined;
      waiting++;
      const done = tail.then(work).finally(() => {
        waiting--;
      });
      tail = done.catch(() => {});
      return done;
    },
    async idle() {
      while (waiting > 0) await tail;
    },
  };
}
