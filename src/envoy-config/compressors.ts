/** The HTTP filters that compress for clients what the adapter has read, edited or answered. */
import { type PlainObject, typeUrl } from "./plain.ts";

/** Content codings that MCP clients decode: gzip all that ask for any, br those in TypeScript. */
export const compressions = ["gzip", "br"] as const;
export type Compression = (typeof compressions)[number];

const libraries = { gzip: ["gzip", "Gzip"], br: ["brotli", "Brotli"] } as const;

/** Under a network packet nothing is won. Envoy knows the length only where `content-length` says it. */
const smallest = 1024;

/**
 * One filter for each coding, for `http_filters` before the adapter: responses come to them after it. Of codings that a
 * client takes equally the first counts.
 */
export function compressors(codings: readonly Compression[]): PlainObject[] {
  return codings.map((coding, at) => {
    const [name, message] = libraries[coding];
    return {
      name: `envoy.filters.http.compressor.${coding}`,
      typed_config: {
        "@type": typeUrl("envoy.extensions.filters.http.compressor.v3.Compressor"),
        ...(at === 0 && codings.length > 1 && { choose_first: true }),
        response_direction_config: {
          common_config: { min_content_length: smallest, content_type: ["application/json"] },
          // 202: nothing to compress, though Envoy can't know; 206: the range is one of the bytes as they are
          uncompressible_response_codes: [202, 206],
        },
        compressor_library: {
          name,
          typed_config: { "@type": typeUrl(`envoy.extensions.compression.${name}.compressor.v3.${message}`) },
        },
      },
    };
  });
}
