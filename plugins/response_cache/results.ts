/** How much is kept, and how long. */
export interface ResultLimits {
  readonly entries: number;
  /** Of all texts with their keys, two for each UTF-16 code unit. */
  readonly bytes: number;
  readonly ttlMs: number;
}

/** Results by key; what was used longest ago goes first. */
export interface Results {
  get(key: string): string | undefined;
  /** Replaces what was kept under the key. One that is larger than all room is not kept. */
  set(key: string, text: string, ttlMs: number): void;
  delete(key: string): void;
  clear(): void;
}

interface Kept {
  readonly text: string;
  readonly until: number;
}

/** Keeps texts in memory within limits. @param now milliseconds on a clock that never goes back */
export function keptResults(limits: ResultLimits, now: () => number): Results {
  /** Used longest ago first. */
  const kept = new Map<string, Kept>();
  let bytes = 0;

  function take(key: string): Kept | undefined {
    const found = kept.get(key);
    if (found === undefined) return undefined;
    kept.delete(key);
    bytes -= sizeOf(key, found.text);
    return found;
  }

  function put(key: string, entry: Kept): void {
    kept.set(key, entry);
    bytes += sizeOf(key, entry.text);
  }

  return {
    get(key) {
      const found = take(key);
      if (found === undefined || found.until <= now()) return undefined;
      put(key, found);
      return found.text;
    },
    set(key, text, ttlMs) {
      take(key);
      if (sizeOf(key, text) > limits.bytes) return;
      put(key, { text, until: now() + Math.min(ttlMs, limits.ttlMs) });
      for (const oldest of kept.keys()) {
        if (kept.size <= limits.entries && bytes <= limits.bytes) break;
        take(oldest);
      }
    },
    delete: (key) => void take(key),
    clear() {
      kept.clear();
      bytes = 0;
    },
  };
}

function sizeOf(key: string, text: string): number {
  return 2 * (key.length + text.length);
}
