import assert from "node:assert/strict";
import { describe, it } from "node:test";
import zlib, { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { Plugin } from "../../../src/framework/index.ts";
import { codingsOf, decode } from "../../../src/inspection/response/content-encoding.ts";
import type { Headers } from "../../../src/inspection/verdict.ts";
import { asked, jsonHeaders, responseHead, text, toolAnswer } from "../inspect.ts";

const plain = Buffer.from(toolAnswer("1", "hush"));
const bodies: Record<string, Buffer> = {
  gzip: gzipSync(plain),
  "x-gzip": gzipSync(plain),
  deflate: deflateSync(plain),
  br: brotliCompressSync(plain),
  zstd: zstdCompressSync(plain),
};
const encodedBy = (...codings: string[]): Headers => [
  ...jsonHeaders,
  ...codings.map((coding) => ["content-encoding", coding] as const),
];

describe("codingsOf", () => {
  it("counts all headers together and identity for none", () => {
    assert.deepEqual(codingsOf(undefined), []);
    assert.deepEqual(codingsOf(encodedBy()), []);
    assert.deepEqual(codingsOf(encodedBy("", " Identity ", "identity,identity")), []);
    assert.deepEqual(codingsOf(encodedBy("identity", "GZIP, br")), ["gzip", "br"]);
    assert.deepEqual(codingsOf(encodedBy("gzip;q=1", "\u00a0gzip")), ["gzip;q=1", "\u00a0gzip"]);
  });
});

describe("decode", () => {
  for (const [coding, body] of Object.entries(bodies)) {
    it(`reads ${coding}, up to a limit`, async () => {
      assert.deepEqual(Buffer.from((await decode(body, [coding], plain.length)) ?? []), plain);
      assert.equal(await decode(body, [coding], plain.length - 1), undefined);
      assert.equal(await decode(body.subarray(0, -3), [coding], plain.length), undefined);
      assert.equal(await decode(plain, [coding], 10_000), undefined);
    });
  }

  const reading: [name: string, codings: string[], body: Buffer][] = [
    ["deflate without the zlib header", ["deflate"], deflateRawSync(plain)],
    ["stored deflate without it", ["deflate"], deflateRawSync(plain, { level: 0 })],
    ["deflate with a small window", ["deflate"], deflateSync(plain, { windowBits: 9 })],
    [
      "two members of gzip as one",
      ["gzip"],
      Buffer.concat([gzipSync(plain.subarray(0, 9)), gzipSync(plain.subarray(9))]),
    ],
    ["an empty member of gzip", ["gzip"], Buffer.concat([gzipSync(""), gzipSync(plain)])],
    ["two codings, the last first", ["br", "gzip"], gzipSync(brotliCompressSync(plain))],
    ["one coding twice", ["gzip", "gzip"], gzipSync(gzipSync(plain))],
    ["three codings", ["gzip", "deflate", "zstd"], zstdCompressSync(deflateSync(gzipSync(plain)))],
  ];
  for (const [name, codings, body] of reading) {
    it(`reads ${name}`, async () => {
      assert.equal(String(await decode(body, codings, plain.length + 100)), plain.toString());
    });
  }

  const tail = (coding: string, rest: string | Buffer): Buffer =>
    Buffer.concat([bodies[coding] as Buffer, Buffer.from(rest)]);
  const not: [name: string, codings: string[], body: Buffer][] = [
    ["no coding", [], plain],
    ["four codings", ["gzip", "gzip", "gzip", "gzip"], gzipSync(gzipSync(gzipSync(gzipSync(plain))))],
    ["two codings in the wrong order", ["gzip", "br"], gzipSync(brotliCompressSync(plain))],
    ["two codings of which one is not there", ["gzip", "br"], brotliCompressSync(plain)],
    ["a coding with a weight", ["gzip;q=1"], gzipSync(plain)],
    ["the names of others", ["compress"], gzipSync(plain)],
    ["the names of other things", ["chunked"], plain],
    ["aws-chunked", ["aws-chunked"], Buffer.from(`${plain.length.toString(16)}\r\n${plain}\r\n0\r\n\r\n`)],
    ["a property of all objects", ["toString"], plain],
    ["deflate that is neither", ["deflate"], Buffer.from("x".repeat(50))],
    ["a zlib head alone", ["deflate"], deflateSync(plain).subarray(0, 2)],
    [
      "a dictionary that is not there",
      ["deflate"],
      deflateSync(plain, { dictionary: Buffer.from("result") }),
    ],
    ["a second member that is cut short", ["gzip"], tail("gzip", gzipSync(plain).subarray(0, -1))],
    ["a second stream of deflate", ["deflate"], tail("deflate", deflateSync(plain))],
    ["a second stream of br", ["br"], tail("br", brotliCompressSync(plain))],
    ["a second frame of zstd", ["zstd"], tail("zstd", zstdCompressSync(plain))],
  ];
  for (const coding of Object.keys(bodies)) {
    not.push([`garbage behind ${coding}`, [coding], tail(coding, "garbage")]);
    not.push([`zeros behind ${coding}`, [coding], tail(coding, Buffer.alloc(4))]);
  }
  for (const [name, codings, body] of not) {
    it(`does not read ${name}`, async () => {
      assert.equal(await decode(body, codings, 10_000), undefined);
    });
  }

  it("never reads what is cut short, wherever", async () => {
    for (const [coding, body] of Object.entries(bodies)) {
      for (let length = 0; length < body.length; length++) {
        assert.equal(
          await decode(body.subarray(0, length), [coding], 10_000),
          undefined,
          `${coding} ${length}`,
        );
      }
    }
  });

  it("counts each step against the limit", async () => {
    const inner = gzipSync(Buffer.alloc(50_000, 0x20));
    const body = gzipSync(inner);
    assert.equal((await decode(body, ["gzip", "gzip"], 50_000))?.length, 50_000);
    assert.equal(await decode(body, ["gzip", "gzip"], inner.length), undefined);
    assert.equal(await decode(gzipSync(gzipSync(plain)), ["gzip", "gzip"], plain.length - 1), undefined);
  });

  it("gives zstd no window larger than the coding has", async () => {
    const frame = zstdCompressSync(plain, { params: { [zlib.constants.ZSTD_c_contentSizeFlag]: 0 } });
    // RFC 8878 §3.1.1.1: magic number, descriptor, window, which is 2 to the power of (byte >> 3) + 10.
    assert.equal(frame.readUInt8(4) & 0x20, 0, "a frame that says its window");
    for (const log of [20, 23, 24, 27, 31]) {
      const body = Buffer.from(frame);
      body[5] = (log - 10) << 3;
      const read = await decode(body, ["zstd"], 10_000);
      assert.equal(read && String(read), log <= 23 ? plain.toString() : undefined, `${log}`);
    }
  });
});

describe("an encoded answer", () => {
  const watch: Plugin = { tool_post_invoke: () => {} };
  const mask: Plugin = {
    tool_post_invoke: ({ name }) => ({
      modified_payload: { name, result: { content: [{ type: "text", text: "***" }] } },
    }),
  };
  const refuse: Plugin = { tool_post_invoke: () => ({ continue_processing: false }) };

  for (const [coding, body] of Object.entries(bodies)) {
    it(`in ${coding} goes on in plain text, as its header then says`, async () => {
      for (const [plugin, said] of [
        [watch, plain.toString()],
        [mask, toolAnswer("1", "***")],
      ] as const) {
        const { exchange } = await asked(plugin);
        assert.equal(responseHead(exchange, encodedBy(coding)).kind, "collect");
        const verdict = await exchange.responseBody(body);
        assert.equal(text(verdict), said);
        assert.ok(verdict.kind === "replace" && verdict.headersRequired);
        assert.deepEqual(verdict.headers?.remove, ["content-encoding"]);
      }
    });
  }

  it("that is denied loses its encoding with its body", async () => {
    const { exchange } = await asked(refuse);
    responseHead(exchange, encodedBy("gzip"));
    const verdict = await exchange.responseBody(bodies["gzip"] as Buffer);
    assert.match(text(verdict), /^\{"jsonrpc":"2.0","id":1,"error"/);
    assert.ok(verdict.kind === "replace" && verdict.headersRequired);
    assert.deepEqual(verdict.headers?.remove, ["content-encoding"]);
  });

  const unreadable: [name: string, headers: Headers, body: Buffer][] = [
    ["in an unknown coding", encodedBy("compress"), plain],
    ["in a coding with a weight", encodedBy("gzip;q=1"), gzipSync(plain)],
    ["in two codings, one hidden in a second header", encodedBy("identity", "gzip", "br"), gzipSync(plain)],
    ["plain, but said to be something else", encodedBy("aws-chunked"), plain],
    ["that is not what its header says", encodedBy("gzip"), plain],
    ["cut short", encodedBy("gzip"), gzipSync(plain).subarray(0, 20)],
    ["that inflates beyond all measure", encodedBy("gzip"), gzipSync(Buffer.alloc(1_000_000, 0x20))],
    [
      "that inflates beyond all measure, in br",
      encodedBy("br"),
      brotliCompressSync(Buffer.alloc(1_000_000, 0x20)),
    ],
  ];
  for (const [name, headers, body] of unreadable) {
    it(`${name} is denied`, async () => {
      const { exchange, decisions } = await asked(watch);
      responseHead(exchange, headers);
      const verdict = await exchange.responseBody(body);
      assert.equal(verdict.kind, "deny");
      assert.equal(JSON.parse(text(verdict)).id, 1);
      assert.equal(decisions.at(-1)?.code, "content_encoding");
    });
  }

  it("in several codings, in several headers, goes on in plain text", async () => {
    const { exchange } = await asked(watch);
    responseHead(exchange, encodedBy("br, identity", "", "GZIP"));
    const verdict = await exchange.responseBody(gzipSync(brotliCompressSync(plain)));
    assert.equal(text(verdict), plain.toString());
  });

  it("under an error status is read too, JSON or not", async () => {
    for (const [type, said] of [
      ["text/plain", "hush"],
      ["application/json", toolAnswer("1", "hush")],
    ] as const) {
      const { exchange } = await asked(refuse);
      responseHead(exchange, [
        [":status", "500"],
        ["content-type", type],
        ["content-encoding", "gzip"],
      ]);
      assert.match(text(await exchange.responseBody(gzipSync(said))), /"error":/);
    }
  });

  it("counts against the limit of responses as it inflates", async () => {
    const body = gzipSync(Buffer.from(toolAnswer("1", "x".repeat(3000))));
    for (const [limit, kind] of [
      [2000, "deny"],
      [4000, "replace"],
    ] as const) {
      const limits = { response_body_bytes: limit, event_bytes: 1000, inflate_ratio: 10_000 };
      const { exchange } = await asked(watch, undefined, { limits });
      responseHead(exchange, encodedBy("gzip"));
      assert.equal((await exchange.responseBody(body)).kind, kind);
    }
  });

  it("with an empty body passes", async () => {
    const { exchange } = await asked(watch, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
    responseHead(exchange, encodedBy("gzip"));
    assert.equal((await exchange.responseBody(Buffer.alloc(0))).kind, "pass");
  });
});

describe("headers that describe bytes", () => {
  const mask: Plugin = {
    tool_post_invoke: ({ name }) => ({ modified_payload: { name, result: { content: [] } } }),
  };
  const described: Headers = [
    ...jsonHeaders,
    ["etag", '"x"'],
    ["content-digest", "sha-256=:x:"],
    ["repr-digest", "sha-256=:x:"],
    ["digest", "md5=x"],
    ["content-md5", "x"],
    ["vary", "accept-encoding"],
  ];
  const gone = ["content-digest", "content-md5", "digest", "etag", "repr-digest"];
  const removed = async (plugin: Plugin, headers: Headers, body: Buffer) => {
    const { exchange } = await asked(plugin);
    responseHead(exchange, headers);
    const verdict = await exchange.responseBody(body);
    return verdict.kind === "replace" ? verdict.headers?.remove?.toSorted() : verdict.kind;
  };

  it("go with the bytes: edited, denied, inflated", async () => {
    assert.deepEqual(await removed(mask, described, plain), gone);
    assert.deepEqual(
      await removed({ tool_post_invoke: () => ({ continue_processing: false }) }, described, plain),
      ["content-digest", "content-encoding", ...gone.slice(1)],
    );
    const encoded = [...described, ["content-encoding", "gzip"] as const];
    assert.deepEqual(await removed({ tool_post_invoke: () => {} }, encoded, gzipSync(plain)), [
      "content-digest",
      "content-encoding",
      ...gone.slice(1),
    ]);
  });

  it("stay where the bytes stay, as does an ETag that allows for other bytes", async () => {
    assert.equal(await removed({ tool_post_invoke: () => {} }, described, plain), "pass");
    assert.deepEqual((await removed(mask, [...jsonHeaders, ["etag", 'W/"x"']], plain)) ?? [], []);
  });
});
