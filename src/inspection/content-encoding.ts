import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { headerValues } from "./exchange-state.ts";
import type { Headers } from "./verdict.ts";

/** The codings that a body went through, in order, lower case; `identity` is none. Repeated headers count together. */
export function codingsOf(headers: Headers | undefined): string[] {
  return headerValues(headers, "content-encoding")
    .flatMap((value) => value.split(","))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
}

const decoders: ReadonlyMap<
  string,
  (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>
> = new Map([
  ["gzip", promisify(gunzip) as never],
  ["x-gzip", promisify(gunzip) as never],
  ["deflate", promisify(inflate) as never],
  ["br", promisify(brotliDecompress) as never],
]);

/**
 * Decodes a body of one content coding (RFC 9110 §8.4.1). Undefined for several codings, for those we don't know, for
 * bytes that are not of the coding, and for more than `maxBytes` of output: a small body that inflates without end is
 * an attack.
 */
export async function decode(
  bytes: Uint8Array,
  codings: readonly string[],
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const [coding = ""] = codings;
  const decoder = codings.length === 1 ? decoders.get(coding) : undefined;
  if (!decoder) return undefined;
  try {
    return await decoder(bytes, { maxOutputLength: maxBytes });
  } catch {
    return undefined;
  }
}
