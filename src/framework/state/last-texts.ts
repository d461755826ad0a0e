import { hash } from "node:crypto";
import type { LastText, LastTexts } from "./plugin-state.ts";

/** Most characters of a text that is kept. */
export const longestLastText = 1_048_576;
const longestLastKeepMs = 366 * 24 * 3600 * 1000;

/** Throws a `TypeError` for a time or a text that is none. */
export function checkLast(keepMs: number, texts: readonly LastText[]): void {
  if (!Number.isSafeInteger(keepMs) || keepMs < 1 || keepMs > longestLastKeepMs)
    throw new TypeError("a last text is kept for 1 ms to 366 days, whole");
  if (texts.some(({ text }) => text !== undefined && (text === "" || text.length > longestLastText)))
    throw new TypeError(`a last text has 1 to ${longestLastText} characters`);
}

interface Kept {
  readonly text: string;
  readonly until: number;
}

/** Texts take two bytes a character at most, an entry about as much as 200 characters. */
const sizeOf = (text: string) => 2 * text.length + 400;

/** The last texts of one table, in memory. A text that is still kept is never dropped for another key's. */
export function lastTextTable(
  maxEntries: number,
  maxBytes: number,
): (keepMs: number, texts: readonly LastText[], now: number) => LastTexts {
  // in the order in which they were given last
  const table = new Map<string, Kept>();
  let bytes = 0;

  function remove(key: string): void {
    const kept = table.get(key);
    if (kept === undefined) return;
    table.delete(key);
    bytes -= sizeOf(kept.text);
  }

  return (keepMs, texts, now) => {
    for (const [key, { until }] of table) {
      if (now < until) break;
      remove(key);
    }
    return texts.map(({ key: given, text }) => {
      const key = hash("sha256", Buffer.from(given, "utf16le"), "base64url");
      if (text === undefined) {
        const kept = table.get(key);
        return kept !== undefined && now < kept.until ? kept.text : undefined;
      }
      remove(key);
      if (table.size >= maxEntries || bytes + sizeOf(text) > maxBytes) return undefined;
      table.set(key, { text, until: now + keepMs });
      bytes += sizeOf(text);
      return text;
    });
  };
}
