import type { JsonNode } from "./document.ts";
import type { Tape } from "./tape.ts";
import { endOf, formOf, startOf } from "./tape.ts";
import { escapedStringForm } from "./tape-layout.ts";

/** The decoded text of a string node. */
export function decodeString(bytes: Buffer, tape: Tape, node: JsonNode): string {
  const start = startOf(tape, node);
  const end = endOf(tape, node);
  if (formOf(tape, node) !== escapedStringForm) return bytes.toString("utf8", start + 1, end - 1);
  return JSON.parse(bytes.toString("utf8", start, end)) as string;
}

const longestByByte = 100;

/**
 * Whether a string node, decoded, is `wanted`. `wantedBytes` is the length of `wanted` in UTF-8, which rules most
 * nodes out.
 */
export function isString(
  bytes: Buffer,
  tape: Tape,
  node: JsonNode,
  wanted: string,
  wantedBytes: number,
): boolean {
  if (formOf(tape, node) === escapedStringForm) return decodeString(bytes, tape, node) === wanted;
  const first = startOf(tape, node) + 1;
  if (endOf(tape, node) - 1 - first !== wantedBytes) return false;
  // Longer ones V8 decodes and compares many bytes at a time.
  if (wantedBytes !== wanted.length || wantedBytes > longestByByte)
    return decodeString(bytes, tape, node) === wanted;
  for (let index = 0; index < wantedBytes; index += 1) {
    if (bytes[first + index] !== wanted.charCodeAt(index)) return false;
  }
  return true;
}
