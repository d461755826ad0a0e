import type { Clock } from "../framework/clock.ts";
import type { StateSettings } from "../settings/state.ts";
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
  readonly value: string;
  /** On the clock, milliseconds. */
  readonly until: number;
}

/** Expired entries are looked for so often, in so many entries at a time: the work of one sweep is bounded. */
const sweepMs = 1000;
const sweptAtATime = 2000;

/** A store in this process's memory. What is over a limit drives out the oldest; expired entries go by and by. */
export function createMemoryStore(limits: MemoryLimits, clock: Pick<Clock, "now" | "every">): MemoryStore {
  /** Oldest first. */
  const entries = new Map<string, Kept>();
  let bytes = 0;
  let evicted = 0;
  let oversized = 0;
  let closed = false;
  let cursor = entries.entries();
  let cancelSweep: (() => void) | undefined;

  function remove(key: string, kept: Kept): void {
    entries.delete(key);
    bytes -= sizeOf(key, kept.value);
    if (entries.size > 0) return;
    cancelSweep?.();
    cancelSweep = undefined;
  }

  function find(key: string): Kept | undefined {
    const kept = entries.get(key);
    if (kept === undefined || kept.until > clock.now()) return kept;
    remove(key, kept);
    return undefined;
  }

  function keep(key: string, value: string, ttlMs: number): void {
    const before = entries.get(key);
    if (before !== undefined) remove(key, before);
    if (closed || !(ttlMs > 0)) return;
    const size = sizeOf(key, value);
    if (size > limits.max_bytes || Buffer.byteLength(value) > limits.max_value_bytes) {
      oversized++;
      return;
    }
    entries.set(key, { value, until: clock.now() + ttlMs });
    bytes += size;
    makeRoom();
    cancelSweep ??= clock.every(sweepMs, sweep);
  }

  function makeRoom(): void {
    for (const [oldest, kept] of entries) {
      if (entries.size <= limits.max_entries && bytes <= limits.max_bytes) return;
      remove(oldest, kept);
      if (kept.until > clock.now()) evicted++;
    }
  }

  /** Goes on where the last sweep ended; a map's iterator bears changes of the map. */
  function sweep(): void {
    const now = clock.now();
    for (let left = Math.min(sweptAtATime, entries.size); left > 0; left--) {
      let next = cursor.next();
      if (next.done) {
        cursor = entries.entries();
        next = cursor.next();
      }
      if (next.done) return;
      const [key, kept] = next.value;
      if (kept.until <= now) remove(key, kept);
    }
  }

  return {
    get: (key) => find(key)?.value,
    set: keep,
    delete(key) {
      const kept = entries.get(key);
      if (kept !== undefined) remove(key, kept);
    },
    take(key) {
      const kept = find(key);
      if (kept !== undefined) remove(key, kept);
      return kept?.value;
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
      bytes = 0;
      return Promise.resolve();
    },
  };
}

/** What the map and the objects of an entry take, about. */
const entryBytes = 100;

/** Strings take two bytes a unit at most. */
function sizeOf(key: string, value: string): number {
  return entryBytes + 2 * (key.length + value.length);
}
