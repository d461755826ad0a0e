/** One entry of a list, which is its place there too. */
export interface Listed<T> {
  readonly value: T;
  older: Listed<T> | undefined;
  newer: Listed<T> | undefined;
}

/**
 * Values in the order of their adding; adding, removing and finding the oldest take the same time however many there are.
 * The order of a Map would do but for that: finding its first entry takes long where many before it were deleted.
 */
export interface EntryList<T> {
  readonly oldest: Listed<T> | undefined;
  add(value: T): Listed<T>;
  /** The entry must be in the list. */
  remove(entry: Listed<T>): void;
  clear(): void;
}

export function createEntryList<T>(): EntryList<T> {
  let oldest: Listed<T> | undefined;
  let newest: Listed<T> | undefined;
  return {
    get oldest() {
      return oldest;
    },
    add(value) {
      const entry: Listed<T> = { value, older: newest, newer: undefined };
      if (newest === undefined) oldest = entry;
      else newest.newer = entry;
      newest = entry;
      return entry;
    },
    remove({ older, newer }) {
      if (older === undefined) oldest = newer;
      else older.newer = newer;
      if (newer === undefined) newest = older;
      else newer.older = older;
    },
    clear() {
      oldest = undefined;
      newest = undefined;
    },
  };
}
