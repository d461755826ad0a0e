import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { HeaderList, ResponseCase } from "./case.ts";
import { contentCases } from "./response-content.ts";
import { responseEnvelopeCases } from "./response-envelope.ts";
import { responseHttpCases } from "./response-http.ts";
import { responseMessageCases } from "./response-messages.ts";
import { serverMessageCases } from "./response-server.ts";
import { streamCases } from "./response-stream.ts";

const chunked = (bytes: Uint8Array, trailers = ""): Uint8Array =>
  Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}\r\n`),
    bytes,
    Buffer.from(`\r\n0\r\n${trailers}\r\n`),
  ]);

/** How a body of this coding goes over the wire. */
const encoders: Readonly<Record<string, (plain: Uint8Array) => Uint8Array>> = {
  gzip: (plain) => gzipSync(plain),
  "x-gzip": (plain) => gzipSync(plain),
  deflate: (plain) => deflateSync(plain),
  br: (plain) => brotliCompressSync(plain),
  zstd: (plain) => zstdCompressSync(plain),
  "raw deflate": (plain) => deflateRawSync(plain),
  "gzip and garbage": (plain) => Buffer.concat([gzipSync(plain), Buffer.from("garbage")]),
  "deflate and garbage": (plain) => Buffer.concat([deflateSync(plain), Buffer.from("garbage")]),
  "br and garbage": (plain) => Buffer.concat([brotliCompressSync(plain), Buffer.from("garbage")]),
  "zstd and garbage": (plain) => Buffer.concat([zstdCompressSync(plain), Buffer.from("garbage")]),
  "zstd cut short": (plain) => zstdCompressSync(plain).subarray(0, -1),
  "gzip cut short": (plain) => gzipSync(plain).subarray(0, -9),
  "br cut short": (plain) => brotliCompressSync(plain).subarray(0, -1),
  "gzip twice": (plain) => gzipSync(gzipSync(plain)),
  "gzip four times": (plain) => gzipSync(gzipSync(gzipSync(gzipSync(plain)))),
  "br in gzip": (plain) => gzipSync(brotliCompressSync(plain)),
  chunks: (plain) => chunked(plain),
  "chunks of gzip": (plain) => chunked(gzipSync(plain)),
  "chunks, gzip in trailers": (plain) => chunked(plain, "content-encoding: gzip\r\n"),
  "chunks of gzip, gzip in trailers": (plain) => chunked(gzipSync(plain), "content-encoding: gzip\r\n"),
};

/** Every answer of the catalogue, under a name of its own. */
export const responseCases: readonly ResponseCase[] = [
  ...contentCases,
  ...responseEnvelopeCases,
  ...responseHttpCases,
  ...streamCases,
  ...responseMessageCases,
  ...serverMessageCases,
];

/** The pieces of a case's body as they are written, for a request of this id (its JSON text). */
export function piecesOf(one: ResponseCase, id: string): Uint8Array[] {
  const pieces = Array.isArray(one.body)
    ? (one.body as readonly (string | Uint8Array)[])
    : [one.body as string | Uint8Array];
  const encoding = one.encoding ?? headerOf(one.headers, "content-encoding") ?? "";
  const encode = encoders[encoding] ?? ((plain: Uint8Array) => plain);
  return pieces.map((piece) => encode(withId(piece, id)));
}

/** The bytes with the id of a request (its JSON text) in the place of `@ID@`. */
export function withId(piece: string | Uint8Array, id: string): Uint8Array {
  if (typeof piece === "string") return Buffer.from(piece.replaceAll("@ID@", () => id));
  // Latin-1 keeps every byte; the UTF-16 cases have a NUL behind each letter.
  const latin1 = Buffer.from(piece).toString("latin1");
  const wide = [..."@ID@"].map((letter) => `${letter}\0`).join("");
  const filled = latin1
    .replaceAll("@ID@", () => id)
    .replaceAll(wide, () => [...id].map((letter) => `${letter}\0`).join(""));
  return Buffer.from(filled, "latin1");
}

function headerOf(headers: HeaderList | undefined, name: string): string | undefined {
  return headers?.find(([key]) => key === name)?.[1];
}
