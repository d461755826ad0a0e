import { createHash } from "node:crypto";

/** Longest answer that is kept, in characters; with the number of entries this bounds memory. */
const longestReply = 65_536;

/** Keeps answers for a time, the least recently used go first. */
export interface ReplyCache {
  get(key: string): string | undefined;
  set(key: string, reply: string): void;
}

export function createReplyCache(
  options: { readonly ttlMs: number; readonly maxEntries: number },
  now: () => number,
): ReplyCache {
  const entries = new Map<string, { readonly reply: string; readonly until: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (entry.until <= now()) return undefined;
      entries.set(key, entry);
      return entry.reply;
    },
    set(key, reply) {
      if (reply.length > longestReply) return;
      entries.delete(key);
      entries.set(key, { reply, until: now() + options.ttlMs });
      for (const oldest of entries.keys()) {
        if (entries.size <= options.maxEntries) break;
        entries.delete(oldest);
      }
    },
  };
}

/** A key of fixed length for anything that decides an answer. */
export function cacheKey(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64");
}
