import assert from "node:assert/strict";
import { connect as connectHttp2 } from "node:http2";
import { duplexPair } from "node:stream";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Http2Error } from "../../../../src/extproc/transport/lean/errors.ts";
import { createFrameReader } from "../../../../src/extproc/transport/lean/frames.ts";
import {
  createHpackDecoder,
  decodeHuffman,
  type Field,
} from "../../../../src/extproc/transport/lean/hpack.ts";
import { block, integer } from "./raw-peer.ts";

const limit = 1 << 20;
const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");

function pairs(result: readonly Field[] | undefined): string[] | undefined {
  return result?.map(({ name, value }) => `${name}: ${value}`);
}

/** Ends the connection with COMPRESSION_ERROR. */
function refuses(decode: (block: Buffer) => unknown, block: Buffer): void {
  assert.throws(
    () => decode(block),
    (error) => error instanceof Http2Error && error.error === "compression" && error.streamId === undefined,
  );
}

/** RFC 7541, appendix C.3 to C.6: one connection each. */
const first = [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"];
const requests = [
  first,
  [...first, "cache-control: no-cache"],
  [
    ":method: GET",
    ":scheme: https",
    ":path: /index.html",
    ":authority: www.example.com",
    "custom-key: custom-value",
  ],
];
const examples: [name: string, blocks: string[], lists: string[][]][] = [
  [
    "C.3",
    [
      "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
      "8286 84be 5808 6e6f 2d63 6163 6865",
      "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
    ],
    requests,
  ],
  [
    "C.4",
    [
      "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
      "8286 84be 5886 a8eb 1064 9cbf",
      "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
    ],
    requests,
  ],
];

describe("HPACK", () => {
  for (const [name, blocks, lists] of examples) {
    it(`reads the examples of RFC 7541, ${name}`, () => {
      const decode = createHpackDecoder(limit);
      assert.deepEqual(
        blocks.map((hex) => pairs(decode(bytes(hex)))),
        lists,
      );
    });
  }

  it("evicts as in C.5 and C.6, and follows the table's size", () => {
    const decode = createHpackDecoder(limit);
    const large = "x".repeat(2000);
    const add = (value: string) => Buffer.concat([Buffer.of(0x40), block(["k", value]).subarray(1)]);
    decode(Buffer.concat([add(`${large}1`), add(`${large}2`)]));
    assert.deepEqual(pairs(decode(Buffer.of(0xbe, 0xbf))), [`k: ${large}2`, `k: ${large}1`]);
    decode(add("3"));
    assert.deepEqual(pairs(decode(Buffer.of(0xbe, 0xbf))), ["k: 3", `k: ${large}2`]);
    refuses(createHpackDecoder(limit), Buffer.of(0xbe));
    // Smaller, and as it was: only what fitted is left.
    assert.deepEqual(
      pairs(decode(Buffer.concat([integer(100, 5, 0x20), integer(4096, 5, 0x20), Buffer.of(0xbe)]))),
      ["k: 3"],
    );
    refuses(decode, Buffer.of(0xbf));
  });

  it("empties the table for a field that is larger than it", () => {
    const decode = createHpackDecoder(limit);
    decode(Buffer.concat([Buffer.of(0x40), block(["k", "v"]).subarray(1)]));
    decode(Buffer.concat([Buffer.of(0x40), block(["k", "x".repeat(5000)]).subarray(1)]));
    refuses(decode, Buffer.of(0xbe));
  });

  it("looks at no octets: three bytes can name a field whose name takes the whole table", (t) => {
    const decode = createHpackDecoder(32_768);
    const long = Buffer.concat([Buffer.of(0x40), block(["x".repeat(4000), ""]).subarray(1)]);
    const tested = t.mock.method(RegExp.prototype, "test");
    const fields = decode(Buffer.concat([long, Buffer.alloc(60_000, Buffer.of(0x0f, 0x2f, 0))]));
    assert.equal(fields, undefined);
    assert.equal(tested.mock.callCount(), 0);
  });

  const broken: [name: string, hex: string][] = [
    ["index 0", "80"],
    ["an index beyond both tables", "ff00"],
    ["a name's index beyond both tables", "7f 00 01 61"],
    ["an integer without end", "ff ff ff ff ff ff ff ff ff ff 01"],
    ["an integer cut short", "ff"],
    ["a string cut short", "40 05 61 62"],
    ["a string without length", "40"],
    ["no value", "40 01 61"],
    ["a table size behind a field", "82 20"],
    ["a table size over ours", "3f e2 1f"],
    ["Huffman padding of eight bits", "40 82 ff ff 00"],
    ["Huffman padding with a zero", "40 81 18 00"],
    ["Huffman with an end of string", "40 84 ff ff ff fc 00"],
  ];
  for (const [name, hex] of broken) {
    it(`refuses ${name}`, () => refuses(createHpackDecoder(limit), bytes(hex)));
  }

  it("decodes all octets of the Huffman code, from node:http2's encoder", async () => {
    const octets = Array.from({ length: 256 }, (_, octet) => octet).filter(
      (octet) => octet > 32 && octet !== 127,
    );
    // Long enough for the encoder to take the code, whatever the octet costs.
    const values = octets.map((octet) => "a".repeat(30) + String.fromCharCode(octet));
    const lists: string[][] = [];
    for (let at = 0; at < values.length; at += 50) {
      lists.push(...(await encodedByNode(values.slice(at, at + 50).map((a) => ({ a })))));
    }
    assert.deepEqual(
      lists.map((lines) => lines.filter((line) => line.startsWith("a: "))),
      values.map((value) => [`a: ${value}`]),
    );
    assert.equal(decodeHuffman(Buffer.alloc(0)), "");
  });

  it("reads what node:http2 writes: tables, evictions and all", async () => {
    const name = fc.constantFrom("a", "x-route", "content-type", "cookie-like", "very-long-name".repeat(5));
    const value = fc.oneof(
      fc.string({
        unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
        maxLength: 60,
      }),
      fc.constantFrom("GET", "application/grpc", "y".repeat(1500), "ÿþ"),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(name, value), { minLength: 1, maxLength: 12 }),
        async (lists) => {
          const seen = await encodedByNode(lists);
          assert.deepEqual(
            seen.map((lines) => lines.filter((line) => !line.startsWith(":"))),
            lists.map((list) => Object.entries(list).map(([key, text]) => `${key}: ${text}`)),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it("never fails on bytes, and never holds more than its limits", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), (blocks) => {
        const decode = createHpackDecoder(500);
        try {
          for (const bytes of blocks) {
            const fields = decode(Buffer.from(bytes)) ?? [];
            assert.ok(
              fields.reduce((sum, { name, value }) => sum + name.length + value.length + 32, 0) <= 500,
            );
          }
        } catch (error) {
          assert.ok(error instanceof Http2Error, String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });
});

/** The header lists as our decoder reads them, each encoded by node:http2 for one connection. */
async function encodedByNode(lists: readonly Record<string, string>[]): Promise<string[][]> {
  const [ours, theirs] = duplexPair();
  const session = connectHttp2("http://localhost", { createConnection: () => theirs });
  session.on("error", () => {});
  const decode = createHpackDecoder(limit);
  const seen: string[][] = [];
  let parts: Buffer[] = [];
  await new Promise<void>((resolve) => {
    const read = createFrameReader(({ name, flags, payload }) => {
      if (name !== "headers" && name !== "continuation") return;
      parts.push(payload.subarray((flags & 32) === 0 || name === "continuation" ? 0 : 5));
      if ((flags & 4) === 0) return;
      seen.push(pairs(decode(Buffer.concat(parts))) ?? []);
      parts = [];
      if (seen.length === lists.length) resolve();
    });
    ours.on("data", read);
    for (const list of lists)
      session
        .request(list)
        .on("error", () => {})
        .end();
  });
  session.destroy();
  ours.destroy();
  return seen;
}
