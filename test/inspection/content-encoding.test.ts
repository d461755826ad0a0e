import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { Plugin } from "../../src/framework/index.ts";
import { codingsOf, decode } from "../../src/inspection/content-encoding.ts";
import type { Headers } from "../../src/inspection/verdict.ts";
import { asked, jsonHeaders, responseHead, text, toolAnswer } from "./inspect.ts";

const plain = Buffer.from(toolAnswer("1", "hush"));
const bodies: Record<string, Buffer> = {
  gzip: gzipSync(plain),
  "x-gzip": gzipSync(plain),
  deflate: deflateSync(plain),
  br: brotliCompressSync(plain),
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

  it("reads nothing else", async () => {
    for (const codings of [[], ["zstd"], ["gzip", "gzip"], ["toString"]]) {
      assert.equal(await decode(gzipSync(plain), codings, 10_000), undefined, codings.join());
    }
    assert.equal(await decode(deflateRawSync(plain), ["deflate"], 10_000), undefined);
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
    ["in an unknown coding", encodedBy("zstd"), plain],
    ["in two codings", encodedBy("gzip, gzip"), gzipSync(gzipSync(plain))],
    ["in two codings, one hidden in a second header", encodedBy("identity", "gzip", "br"), plain],
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
