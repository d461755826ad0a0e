import { isUtf8 } from "node:buffer";
import type { JsonLimits, JsonProblemCode, JsonReading, JsonStrictness } from "./document.ts";
import { scanJson } from "./scan.ts";
import { documentOverTape } from "./tape-document.ts";

// What always fits a JavaScript string and the tape's 32-bit cells.
const maxAddressable = 1 << 28;

/**
 * Reads a JSON text strictly (RFC 8259): refuses what another parser could read otherwise. Takes time linear in the
 * bytes, whatever they hold, and does not recurse. Text in UTF-16 or UTF-32 fails as `invalid_utf8` or `syntax`, and more than 256 MiB always as `size`. The
 * document keeps `bytes` and answers from them, so they must not be changed.
 */
export function readJson(bytes: Uint8Array, limits: JsonLimits, strict: JsonStrictness): JsonReading {
  const maxBytes = Math.min(limits.maxBytes, maxAddressable);
  if (bytes.length > maxBytes) return refused("size", maxBytes);
  if (!isUtf8(bytes)) return refused("invalid_utf8", invalidUtf8Offset(bytes));
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (marked && strict.byteOrderMark) return refused("byte_order_mark", 0);
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scan = scanJson(buffer, marked ? 3 : 0, limits, strict);
  return scan.ok
    ? { ok: true, document: documentOverTape(bytes, buffer, scan.tape) }
    : refused(scan.code, scan.offset);
}

function refused(code: JsonProblemCode, offset: number): JsonReading {
  return { ok: false, problem: { code, offset } };
}

/** Where the first sequence begins that is no character. */
function invalidUtf8Offset(bytes: Uint8Array): number {
  const decoded = Buffer.from(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  let at = 0;
  while (at < bytes.length && bytes[at] === decoded[at]) at += 1;
  // What stands for it, EF BF BD, may begin as it does.
  if (bytes[at - 1] === 0xef) return at - 1;
  return bytes[at - 1] === 0xbf && bytes[at - 2] === 0xef ? at - 2 : at;
}
