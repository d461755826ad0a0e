import { isJsonValue } from "../json-check.ts";
import { parseJson } from "../parse-json.ts";
import type { PluginCache } from "./services.ts";

export interface CacheLimits {
  readonly max_entries: number;
  readonly max_bytes: number;
  readonly ttl_seconds: number;
}

interface Kept {
  readonly text: string;
  /** On the clock of `now`, milliseconds. */
  readonly until: number;
}

/** A cache that holds texts, so that nobody shares a value, and its size is known. */
export function createTtlCache(limits: CacheLimits, now: () => number): PluginCache & { clear(): void } {
  const entries = new Map<string, Kept>();
  let bytes = 0;

  function remove(key: string): Kept | undefined {
    const kept = entries.get(key);
    if (kept !== undefined && entries.delete(key)) bytes -= sizeOf(key, kept.text);
    return kept;
  }

  function insert(key: string, kept: Kept): void {
    entries.set(key, kept);
    bytes += sizeOf(key, kept.text);
  }

  return {
    get(key) {
      const kept = remove(key);
      if (kept === undefined || kept.until <= now()) return undefined;
      // The last one is the one that was used last.
      insert(key, kept);
      return parseJson(kept.text);
    },
    set(key, value, ttlSeconds = limits.ttl_seconds) {
      remove(key);
      if (!isJsonValue(value) || !(ttlSeconds > 0)) return false;
      const text = JSON.stringify(value);
      if (sizeOf(key, text) > limits.max_bytes) return false;
      insert(key, { text, until: now() + Math.min(ttlSeconds, limits.ttl_seconds) * 1000 });
      for (const oldest of entries.keys()) {
        if (entries.size <= limits.max_entries && bytes <= limits.max_bytes) break;
        remove(oldest);
      }
      return true;
    },
    delete: (key) => void remove(key),
    clear() {
      entries.clear();
      bytes = 0;
    },
  };
}

/** Strings take two bytes a unit at most. */
function sizeOf(key: string, text: string): number {
  return 2 * (key.length + text.length);
}
