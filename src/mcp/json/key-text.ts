import { decodeString } from "./decode-string.ts";
import type { JsonNode } from "./document.ts";
import type { Tape } from "./tape.ts";
import { endOf, formOf, startOf } from "./tape.ts";
import * as layout from "./tape-layout.ts";

const { cellsPerNode, nextCell, plainStringForm } = layout;

// Keys come again, in the next row and the next message: to find one that was made lately takes 20 ns, to make it 80.
const slotBits = 10;
const longest = 32;
const lately: string[] = Array.from({ length: 1 << slotBits }, () => "");

/** The decoded text of a key. */
export function keyText(bytes: Buffer, tape: Tape, key: JsonNode): string {
  const start = startOf(tape, key) + 1;
  const length = endOf(tape, key) - 1 - start;
  if (length > longest || length === 0 || formOf(tape, key) !== plainStringForm)
    return decodeString(bytes, tape, key);
  const signature = tape.cells[key * cellsPerNode + nextCell] as number;
  const middle = bytes[start + (length >> 1)] as number;
  const slot = Math.imul(signature ^ (middle << 5), 0x9e3779b1) >>> (32 - slotBits);
  const known = lately[slot] as string;
  if (known.length === length && isAt(bytes, start, known)) return known;
  const text = decodeString(bytes, tape, key);
  // Only ASCII can be compared byte by byte.
  if (text.length === length) lately[slot] = text;
  return text;
}

function isAt(bytes: Buffer, start: number, ascii: string): boolean {
  for (let index = 0; index < ascii.length; index += 1) {
    if (bytes[start + index] !== ascii.charCodeAt(index)) return false;
  }
  return true;
}
