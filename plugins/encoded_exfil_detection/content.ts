import { isUtf8 } from "node:buffer";
import { gunzipSync, inflateSync } from "node:zlib";

/**
 * What decoded bytes are.
 * @property text    as which they read; undefined where they are none
 * @property packed  compressed or encrypted, in a form that shows
 * @property unread  packed, and not to be unpacked here: encrypted, another format, too large, too many
 * @property entropy bits a byte
 */
export interface Content {
  readonly text: string | undefined;
  readonly packed: boolean;
  readonly unread: boolean;
  readonly entropy: number;
}

/** How much may still be unpacked of one text. */
export interface Unpacking {
  left: number;
}

const mostUnpacked = 262_144;

/** @param printable part of readable characters from which on bytes are text */
export function contentOf(bytes: Buffer, printable: number, unpacking: Unpacking): Content {
  const entropy = entropyOf(bytes);
  const text = textOf(bytes, printable);
  if (text !== undefined)
    return { text, packed: text.startsWith("age-encryption.org/"), unread: false, entropy };
  const pack = packOf(bytes);
  if (pack === undefined) return { text, packed: false, unread: false, entropy };
  const inner = pack === "closed" ? undefined : unpacked(bytes, pack, unpacking);
  const read = inner === undefined ? undefined : textOf(inner, printable);
  return { text: read, packed: true, unread: inner === undefined, entropy };
}

/** Bytes as UTF-8, as UTF-16 of Windows (`-EncodedCommand`), or as an older alphabet, where most of them can be read. */
export function textOf(bytes: Buffer, printable: number): string | undefined {
  if (bytes.length === 0) return undefined;
  if (isUtf8(bytes) && !bytes.includes(0)) {
    const text = bytes.toString("utf8");
    return readableShare(text) >= printable ? text : undefined;
  }
  const wide = wideText(bytes);
  if (wide !== undefined) return wide;
  const text = bytes.toString("latin1");
  // Bytes of a digest are readable by chance more often than UTF-8 by chance.
  return asciiShare(text) >= Math.min(1, Math.max(printable, 0.5) + 0.15) ? text : undefined;
}

function wideText(bytes: Buffer): string | undefined {
  if (bytes.length < 8 || bytes.length % 2 === 1) return undefined;
  let zeros = 0;
  for (let index = 1; index < bytes.length; index += 2) if (bytes[index] === 0) zeros++;
  const text = zeros * 2 * 10 >= bytes.length * 8 ? bytes.toString("utf16le") : "";
  return text !== "" && asciiShare(text) > 0.9 ? text : undefined;
}

function readableShare(text: string): number {
  let readable = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code >= 0x20 && code < 0x7f) || code > 0x9f || isBreak(code)) readable++;
  }
  return readable / text.length;
}

function asciiShare(text: string): number {
  let readable = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code >= 0x20 && code < 0x7f) || isBreak(code)) readable++;
  }
  return readable / text.length;
}

function isBreak(code: number): boolean {
  return code === 0x09 || code === 0x0a || code === 0x0d;
}

const counts = new Uint32Array(256);

function entropyOf(bytes: Uint8Array): number {
  counts.fill(0);
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    counts[byte] = (counts[byte] as number) + 1;
  }
  // sum of n·log2(n), so that each of the bytes costs no division
  let sum = 0;
  for (let index = 0; index < 256; index++) {
    const count = counts[index] as number;
    if (count > 1) sum += count * Math.log2(count);
  }
  return Math.log2(bytes.length) - sum / bytes.length;
}

/** First bytes of archives, compressed streams and encrypted files: RFC 1950, RFC 1952, `file`'s magic. */
const closed = [
  "504b0304",
  "377abcaf271c",
  "526172211a07",
  "fd377a585a00",
  "28b52ffd",
  "04224d18",
  "425a68",
  Buffer.from("Salted__").toString("hex"),
];

function packOf(bytes: Buffer): "gzip" | "zlib" | "closed" | undefined {
  const head = bytes.subarray(0, 8).toString("hex");
  if (head.startsWith("1f8b08")) return "gzip";
  if (/^78(?:01|5e|9c|da)/.test(head)) return "zlib";
  return closed.some((magic) => head.startsWith(magic)) ? "closed" : undefined;
}

function unpacked(bytes: Buffer, pack: "gzip" | "zlib", unpacking: Unpacking): Buffer | undefined {
  if (unpacking.left === 0) return undefined;
  unpacking.left--;
  try {
    return (pack === "gzip" ? gunzipSync : inflateSync)(bytes, { maxOutputLength: mostUnpacked });
  } catch {
    return undefined;
  }
}
