/**
 * Each answer of the catalogue under other processing modes, and to a client behind a compressor: the word never arrives,
 * in whatever coding. In the short form the shipped ones; with ATTACK=full all of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from "node:zlib";
import type { EnvoyOptions } from "../../src/envoy-config/options.ts";
import { call, echo, marker, type RequestCase } from "./catalogue/case.ts";
import { good } from "./catalogue/response-parts.ts";
import { responseCases } from "./catalogue/responses.ts";
import { startAnswered } from "./parts/answered.ts";
import { bytesOf, sendBytes } from "./parts/send.ts";

const shipped: Readonly<Record<string, Partial<EnvoyOptions>>> = {
  override: { variant: "override" },
  "compressed for clients": { compress: ["gzip", "br"] },
};
const streamed = { response_body_mode: "STREAMED", response_trailer_mode: "SEND" } as const;
const buffered = { response_body_mode: "BUFFERED", response_trailer_mode: "SKIP" } as const;
const others: Readonly<Record<string, Partial<EnvoyOptions>>> = {
  "override, forbidden": { variant: "override", allowModeOverride: false },
  "override, compressed for clients": { variant: "override", compress: ["br"] },
  STREAMED: { processingMode: streamed },
  "no response headers": { processingMode: { response_header_mode: "SKIP" } },
  "no response headers, BUFFERED": { processingMode: { ...buffered, response_header_mode: "SKIP" } },
  "no response headers, STREAMED": { processingMode: { ...streamed, response_header_mode: "SKIP" } },
};

const accepting = ["accept-encoding", "gzip, deflate, br, zstd"] as const;
const opening: RequestCase = {
  name: "opening",
  method: "GET",
  body: "",
  headers: [["accept", "text/event-stream"], ["content-type", ""], accepting],
  expect: "forwarded",
};
const calling: RequestCase = {
  name: "calling",
  body: call(echo, "7"),
  headers: [accepting],
  expect: "forwarded",
};

const decoders = [gunzipSync, inflateSync, inflateRawSync, brotliDecompressSync, zstdDecompressSync];

/** A body in each coding that it can be read in, twice over. */
function readings(body: Uint8Array, depth = 2): Uint8Array[] {
  if (depth === 0) return [body];
  const decoded = decoders.flatMap((decode) => {
    try {
      return [decode(body)];
    } catch {
      return [];
    }
  });
  return [body, ...decoded.flatMap((one) => readings(one, depth - 1))];
}

const word = [Buffer.from(marker), Buffer.from(marker, "utf16le")];
const cases = responseCases.filter(({ expect }) => expect !== "forwarded");
const modes = process.env.ATTACK === "full" ? { ...shipped, ...others } : shipped;

for (const [name, options] of Object.entries(modes)) {
  test(`no answer of the catalogue brings the word: ${name}`, async (t) => {
    const { server, envoy } = await startAnswered(t, options);
    for (const one of cases) {
      server.next(one);
      const request = one.leg === "get stream" ? opening : calling;
      const { body, status } = await sendBytes(envoy.port, bytesOf(request, envoy.port));
      const brings = readings(body).some((text) =>
        word.some((spelled) => Buffer.from(text).includes(spelled)),
      );
      assert.ok(!brings, `${one.name}: ${status} ${body.subarray(0, 300)}`);
    }
    server.next({ name: "good", body: good, expect: "forwarded" });
    const { body } = await sendBytes(envoy.port, bytesOf(calling, envoy.port));
    assert.ok(readings(body).some((text) => Buffer.from(text).includes('"text":"fine"')));
  });
}
