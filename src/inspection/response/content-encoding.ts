import zlib from "node:zlib";
import { trimmed } from "../../mcp/content-type.ts";
import { headerValues } from "../exchange-state.ts";
import type { Headers } from "../verdict.ts";

/** The codings that a body went through, in order, lower case; `identity` is none. Repeated headers count together. */
export function codingsOf(headers: Headers | undefined): string[] {
  const values = headerValues(headers, "content-encoding");
  if (values.length === 0) return values;
  return values
    .flatMap((value) => value.split(","))
    .map((coding) => trimmed(coding).toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
}

/** Whether a request's body is encoded, for some server: `identity` alone is no coding to any, a list of it is to some. */
export function isEncoded(headers: Headers | undefined): boolean {
  const values = headerValues(headers, "content-encoding").map((value) => trimmed(value).toLowerCase());
  return values.length > 1 || values.some((value) => value !== "" && value !== "identity");
}

/** Most codings that are undone one after the other; nobody applies more than two. */
const mostCodings = 3;

/**
 * Undoes the content codings of a body (RFC 9110 §8.4.1), the last first. Undefined for those that we don't know, for
 * bytes that are not of the coding, cut short or followed by others, and for more than `maxBytes` of output at any
 * step: a small body that inflates without end is an attack. The members of a gzip body are read as one (RFC 1952
 * §2.2).
 */
export async function decode(
  bytes: Uint8Array,
  codings: readonly string[],
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  if (codings.length === 0 || codings.length > mostCodings) return undefined;
  let plain: Uint8Array | undefined = bytes;
  for (const coding of codings.toReversed()) {
    const inflater = inflaterOf(coding, plain);
    plain = inflater && (await inflated(inflater, plain, maxBytes));
    if (plain === undefined) return undefined;
  }
  return plain;
}

type Options = { readonly maxOutputLength: number; readonly info: true; readonly params?: object };
/** With `info`, zlib also gives its engine, whose `bytesWritten` counts the input that it took. */
type Inflated = { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
type Inflater = {
  readonly run: (
    bytes: Uint8Array,
    options: Options,
    done: (error: Error | null, result: Inflated) => void,
  ) => void;
  readonly params?: object;
  /** Takes a stream that ends in its middle for a whole one. */
  readonly lenient?: true;
};

function inflaterOf(coding: string, bytes: Uint8Array): Inflater | undefined {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return { run: zlib.gunzip as unknown as Inflater["run"] };
    case "deflate":
      return { run: (hasZlibHead(bytes) ? zlib.inflate : zlib.inflateRaw) as unknown as Inflater["run"] };
    case "br":
      return { run: zlib.brotliDecompress as unknown as Inflater["run"] };
    case "zstd":
      return zstd;
    default:
      return undefined;
  }
}

/**
 * Node 22.15 and newer have it; only later ones notice what is cut short. A larger window than 8 MiB is not of this
 * coding (RFC 9659 §3), and a way to take memory.
 */
const zstd: Inflater | undefined =
  "zstdDecompress" in zlib
    ? {
        run: zlib.zstdDecompress as unknown as Inflater["run"],
        params: { [zlib.constants.ZSTD_d_windowLogMax]: 23 },
        lenient: true,
      }
    : undefined;

function inflated(
  { run, params, lenient }: Inflater,
  bytes: Uint8Array,
  maxOutputLength: number,
): Promise<Uint8Array | undefined> {
  // One byte more, that a stream which has ended leaves alone.
  const input = lenient ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes;
  return new Promise((resolve) => {
    run(input, { maxOutputLength, info: true, ...(params && { params }) }, (error, result) => {
      resolve(!error && result.engine.bytesWritten === bytes.length ? result.buffer : undefined);
    });
  });
}

/** RFC 1950 §2.2. Some servers send `deflate` without it, and clients read that too. */
function hasZlibHead([method = 0, flags = 0]: Uint8Array): boolean {
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
}
