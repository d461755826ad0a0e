/** A set of what is under way, and when nothing is. */
export interface LiveSet<T> extends Iterable<T> {
  readonly size: number;
  add(item: T): void;
  delete(item: T): void;
  /** Resolves when the set is empty, or at once if it is. */
  empty(): Promise<void>;
}

export function createLiveSet<T>(): LiveSet<T> {
  const items = new Set<T>();
  let waiting: (() => void)[] = [];
  return {
    get size() {
      return items.size;
    },
    [Symbol.iterator]: () => items[Symbol.iterator](),
    add: (item) => {
      items.add(item);
    },
    delete: (item) => {
      items.delete(item);
      if (items.size === 0) {
        for (const resolve of waiting) {
          resolve();
        }
        waiting = [];
      }
    },
    empty: () =>
      new Promise((resolve) => {
        if (items.size === 0) {
          resolve();
        } else {
          waiting.push(resolve);
        }
      }),
  };
}
