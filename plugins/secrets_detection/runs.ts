import { isAlphanumeric, isHexDigit } from "./characters.ts";
import type { Finding } from "./finding.ts";
import { entropyOf, isPlaceholder, looksRandom } from "./randomness.ts";

/** Finds runs of hexadecimal digits (32 or more) and of base64 (24 or more) that look drawn at random, whatever is around them. */
export function longRuns(hex: boolean, base64: boolean): (text: string, found: Finding[]) => void {
  if (!hex && !base64) return () => undefined;
  return (text, found) => {
    let start = 0;
    while (start < text.length) {
      let end = start;
      let isHex = true;
      while (isRunPart(text.charCodeAt(end))) {
        isHex &&= isHexDigit(text.charCodeAt(end));
        end++;
      }
      const length = end - start;
      const isLong = isHex ? hex && length >= 32 : base64 && length >= 24;
      if (isLong && length <= longest) {
        const run = text.slice(start, end);
        const random = isHex ? entropyOf(run) >= 3 : looksRandom(run);
        if (random && !isPlaceholder(run))
          found.push({ type: isHex ? "hex_secret_32" : "base64_24", start, end });
      }
      start = end + 1;
    }
  };
}

/** What is longer is a file or a picture. */
const longest = 512;

function isRunPart(code: number): boolean {
  return (
    isAlphanumeric(code) || code === 0x2b || code === 0x2f || code === 0x3d || code === 0x2d || code === 0x5f
  );
}
