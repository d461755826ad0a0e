import type { Clock } from "./clock.ts";

/** Work that is under way and that an end has to wait for. */
export interface Drain {
  /** Counts one more; the returned function counts it as done. */
  enter(): () => void;
  /** Resolves once nothing is under way, or after `limitMs`. */
  empty(limitMs: number): Promise<void>;
  readonly size: number;
}

export function createDrain(clock: Clock): Drain {
  let size = 0;
  let emptied: (() => void)[] = [];
  return {
    enter() {
      size++;
      let open = true;
      return () => {
        if (!open) return;
        open = false;
        if (--size > 0) return;
        for (const tell of emptied) tell();
        emptied = [];
      };
    },
    empty(limitMs) {
      if (size === 0 || !(limitMs > 0)) return Promise.resolve();
      return new Promise((resolve) => {
        const cancel = clock.after(limitMs, resolve);
        emptied.push(() => {
          cancel();
          resolve();
        });
      });
    },
    get size() {
      return size;
    },
  };
}
