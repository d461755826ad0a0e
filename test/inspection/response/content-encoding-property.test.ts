import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { decode } from "../../../src/inspection/response/content-encoding.ts";

const encoders: readonly (readonly [coding: string, encode: (bytes: Uint8Array) => Uint8Array])[] = [
  ["gzip", (bytes) => gzipSync(bytes)],
  ["deflate", (bytes) => deflateSync(bytes)],
  ["deflate", (bytes) => deflateRawSync(bytes)],
  ["br", (bytes) => brotliCompressSync(bytes)],
  ["zstd", (bytes) => zstdCompressSync(bytes)],
];
const stack = fc.array(fc.constantFrom(...encoders), { minLength: 1, maxLength: 3 });
const plain = fc.uint8Array({ minLength: 2, maxLength: 400 });
const most = 2000;

test("what was encoded is read as it was, and no longer than the limit", async () => {
  await fc.assert(
    fc.asyncProperty(stack, plain, async (applied, bytes) => {
      const body = applied.reduce<Uint8Array>((before, [, encode]) => encode(before), bytes);
      const codings = applied.map(([coding]) => coding);
      assert.deepEqual(Buffer.from((await decode(body, codings, most)) ?? []), Buffer.from(bytes));
      assert.equal(await decode(body, codings, bytes.length - 1), undefined);
    }),
    { numRuns: 100 },
  );
});

test("whatever the bytes, there is a plain body within the limit or none", async () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      stack,
      plain,
      damage,
      fc.integer({ min: 1, max: most }),
      async (applied, bytes, at, max) => {
        const body = Buffer.from(applied.reduce<Uint8Array>((before, [, encode]) => encode(before), bytes));
        for (const [position, value] of at) body[position % body.length] = value;
        const read = await decode(
          body,
          applied.map(([coding]) => coding),
          max,
        );
        assert.ok(read === undefined || read.length <= max);
      },
    ),
    { numRuns: 200 },
  );
});
