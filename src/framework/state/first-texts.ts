import { hash } from "node:crypto";
import type { FirstText, FirstTexts } from "./plugin-state.ts";

/** Most characters of a text that is kept. */
export const longestFirstText = 512;
const longestFirstKeepMs = 366 * 24 * 3600 * 1000;

/** Throws a `TypeError` for a time or a text that is none. */
export function checkFirst(keepMs: number, texts: readonly FirstText[]): void {
  if (!Number.isSafeInteger(keepMs) || keepMs < 1 || keepMs > longestFirstKeepMs)
    throw new TypeError("a first text is kept for 1 ms to 366 days, whole");
  if (texts.some(({ text }) => text !== undefined && (text === "" || text.length > longestFirstText)))
    throw new TypeError(`a first text has 1 to ${longestFirstText} characters`);
}

interface Kept {
  readonly text: string;
  seenAt: number;
}

/** The first texts of one table, in memory. A text that is still kept is never dropped for another. */
export function firstTextTable(
  maxEntries: number,
): (keepMs: number, texts: readonly FirstText[], now: number) => FirstTexts {
  // in the order in which they were seen last
  const table = new Map<string, Kept>();
  return (keepMs, texts, now) => {
    for (const [key, { seenAt }] of table) {
      if (now - seenAt < keepMs) break;
      table.delete(key);
    }
    return texts.map(({ key: given, text }) => {
      const key = hash("sha256", Buffer.from(given, "utf16le"), "base64url");
      const known = table.get(key);
      if (known !== undefined) {
        table.delete(key);
        table.set(key, known);
        known.seenAt = now;
        return known.text;
      }
      if (text === undefined || table.size >= maxEntries) return undefined;
      table.set(key, { text, seenAt: now });
      return text;
    });
  };
}
