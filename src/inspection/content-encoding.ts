import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

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
 * Decodes a body of one content coding (RFC 9110 §8.4.1). Undefined for codings we don't know, for bytes that are
 * not of the coding, and for more than `maxBytes` of output: a small body that inflates without end is an attack.
 */
export async function decode(
  bytes: Uint8Array,
  coding: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const decoder = decoders.get(coding);
  if (!decoder) return undefined;
  try {
    return await decoder(bytes, { maxOutputLength: maxBytes });
  } catch {
    return undefined;
  }
}
