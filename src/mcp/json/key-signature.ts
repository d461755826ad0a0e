import { hexUnit, isHighSurrogate, isLowSurrogateEscape, shortEscapeByte } from "./scan-string.ts";

const backslash = 0x5c;

/**
 * What keys that are the same have in common and most others have not: length, first and last byte in UTF-8. `start`
 * and `end` are those of the key's node, of a key without escapes.
 */
export function keySignature(bytes: Uint8Array, start: number, end: number): number {
  return signature(end - start - 2, bytes[start + 1] as number, bytes[end - 2] as number);
}

/**
 * The same of a key that has escapes, by what it says. Without making its text: that would take ten times as long as
 * the scan of the key.
 */
export function escapedKeySignature(bytes: Uint8Array, start: number, end: number): number {
  let length = 0;
  let first = -1;
  let last = 0;
  let at = start + 1;
  while (at < end - 1) {
    let unit = bytes[at] as number;
    let lead = unit;
    let size = 1;
    if (unit !== backslash) {
      last = unit;
      at += 1;
    } else if (bytes[at + 1] !== 0x75) {
      lead = shortEscapeByte(bytes[at + 1] as number);
      last = lead;
      at += 2;
    } else {
      unit = hexUnit(bytes, at + 2);
      at += 6;
      if (unit < 0x80) {
        lead = unit;
        last = unit;
      } else {
        size = unit < 0x800 ? 2 : 3;
        lead = unit < 0x800 ? 0xc0 | (unit >> 6) : 0xe0 | (unit >> 12);
        if (isHighSurrogate(unit) && isLowSurrogateEscape(bytes, at)) {
          size = 4;
          lead = 0xf0 | ((unit - 0xd800 + 0x40) >> 8);
          unit = hexUnit(bytes, at + 2);
          at += 6;
        }
        last = 0x80 | (unit & 0x3f);
      }
    }
    if (first < 0) first = lead;
    length += size;
  }
  return signature(length, first, last);
}

function signature(length: number, first: number, last: number): number {
  return (length << 16) | (first << 8) | last;
}
