import type { Clock } from "../framework/clock.ts";
import type { StateSettings } from "../settings/state.ts";
import { createEntryList, type Listed } from "./entry-list.ts";
import type { StateStore } from "./store.ts";

export type MemoryLimits = Pick<StateSettings, "max_entries" | "max_bytes" | "max_value_bytes">;

/** A store whose answers are there at once. */
export interface MemoryStore extends StateStore {
  get(key: string): string | undefined;
  set(key: string, value: string, ttlMs: number): void;
  delete(key: string): void;
  take(key: string): string | undefined;
  setIfAbsent(key: string, value: string, ttlMs: number): boolean;
}

interface Kept {
  readonly key: string;
  readonly value: string;
  /** On the clock, milliseconds. */
  readonly until: number;
}

/** Expired entries are looked for so often, in so many entries at a time: the work of one sweep is bounded. */
const sweepMs = 1000;
const sweptAtATime = 2000;

/** A store in this process's memory. What is over a limit drives out the oldest; expired entries go by and by. */
export function createMemoryStore(limits: MemoryLimits, clock: Pick<Clock, "now" | "every">): MemoryStore {
  const entries = new Map<string, Listed<Kept>>();
  const list = createEntryList<Kept>();
  let bytes = 0;
  let evicted = 0;
  let oversized = 0;
  let closed = false;
  /** Where the next sweep begins. */
  let cursor: Listed<Kept> | undefined;
  let cancelSweep: (() => void) | undefined;

  function remove(entry: Listed<Kept>): void {
    const { key, value } = entry.value;
    if (entry === cursor) cursor = entry.newer;
    list.remove(entry);
    entries.delete(key);
    bytes -= sizeOf(key, value);
  }

  function find(key: string): Listed<Kept> | undefined {
    const entry = entries.get(key);
    if (entry === undefined || entry.value.until > clock.now()) return entry;
    remove(entry);
    return undefined;
  }

  function keep(key: string, value: string, ttlMs: number): void {
    const before = entries.get(key);
    if (before !== undefined) remove(before);
    if (closed || !(ttlMs > 0)) return;
    const size = sizeOf(key, value);
    if (size > limits.max_bytes || Buffer.byteLength(value) > limits.max_value_bytes) {
      oversized++;
      return;
    }
    entries.set(key, list.add({ key, value, until: clock.now() + ttlMs }));
    bytes += size;
    makeRoom();
    cancelSweep ??= clock.every(sweepMs, sweep);
  }

  function makeRoom(): void {
    while (entries.size > limits.max_entries || bytes > limits.max_bytes) {
      const { oldest } = list;
      if (oldest === undefined) return;
      remove(oldest);
      if (oldest.value.until > clock.now()) evicted++;
    }
  }

  function sweep(): void {
    // Not with the last entry: where exchanges come one by one, each would start and end the sweeps, 2 µs of its 45.
    if (entries.size === 0) {
      cancelSweep?.();
      cancelSweep = undefined;
      return;
    }
    const now = clock.now();
    for (let left = Math.min(sweptAtATime, entries.size); left > 0; left--) {
      const entry: Listed<Kept> | undefined = cursor ?? list.oldest;
      if (entry === undefined) return;
      cursor = entry.newer;
      if (entry.value.until <= now) remove(entry);
    }
  }

  return {
    get: (key) => find(key)?.value.value,
    set: keep,
    delete(key) {
      const entry = entries.get(key);
      if (entry !== undefined) remove(entry);
    },
    take(key) {
      const entry = find(key);
      if (entry !== undefined) remove(entry);
      return entry?.value.value;
    },
    setIfAbsent(key, value, ttlMs) {
      if (find(key) !== undefined) return false;
      keep(key, value, ttlMs);
      return true;
    },
    status: () => ({
      kind: "memory",
      connected: !closed,
      entries: entries.size,
      bytes,
      evicted,
      oversized,
      failures: { read: 0, write: 0 },
    }),
    close() {
      closed = true;
      cancelSweep?.();
      entries.clear();
      list.clear();
      cursor = undefined;
      bytes = 0;
      return Promise.resolve();
    },
  };
}

/** What the map and the objects of an entry take, about. */
const entryBytes = 200;

/** Strings take two bytes a unit at most. */
function sizeOf(key: string, value: string): number {
  return entryBytes + 2 * (key.length + value.length);
}
