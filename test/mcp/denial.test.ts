import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { blockedRequest, denialMessage, rpcErrorBody, toolErrorResult } from "../../src/mcp/denial.ts";
import { messageOf } from "./documents.ts";

const error = { code: 40300, message: "no -- because", data: { code: "X" } };
const errorText = (id: string): string =>
  `{"jsonrpc":"2.0","id":${id},"error":{"code":40300,"message":"no -- because","data":{"code":"X"}}}`;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe("rpcErrorBody", () => {
  it("carries the id as it stood", () => {
    for (const id of ["1", '"1"', '"\\u0031"', "-7", '"a\\"b"'])
      assert.equal(text(rpcErrorBody(id, error)), errorText(id));
    assert.equal(text(rpcErrorBody(undefined, error)), errorText("null"));
  });

  it("is a message that our own reader takes, whatever plugins write", () => {
    fc.assert(
      fc.property(fc.integer(), fc.string({ unit: "binary" }), fc.jsonValue(), (code, message, data) => {
        const body = text(rpcErrorBody("1", { code, message, data: { data: data as null } }));
        assert.ok(!/[\r\n]/.test(body), "one line, so that an event stream's data line can hold it");
        assert.equal(messageOf(body).message.kind, "error");
      }),
    );
  });
});

describe("toolErrorResult", () => {
  it("says that it is complete only where the revision has that", () => {
    const plain =
      '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"no"}],"isError":true}}';
    assert.equal(text(toolErrorResult("1", "no")), plain);
    assert.equal(text(toolErrorResult("1", "no", "2025-11-25")), plain);
    assert.deepEqual(JSON.parse(text(toolErrorResult("1", "no", "2026-07-28"))).result, {
      content: [{ type: "text", text: "no" }],
      isError: true,
      resultType: "complete",
    });
  });
});

describe("blockedRequest", () => {
  it("is a request of the same id", () => {
    assert.equal(text(blockedRequest("3")), '{"jsonrpc":"2.0","id":3,"method":"policy/blocked","params":{}}');
    assert.equal(messageOf(text(blockedRequest("3"))).message.kind, "request");
  });
});

describe("denialMessage", () => {
  it("joins reason and description, and takes one where the other is missing", () => {
    assert.equal(denialMessage({ reason: "a", description: "b" }), "a -- b");
    assert.equal(denialMessage({ reason: "a", description: "" }), "a");
    assert.equal(denialMessage({ reason: "", description: "b" }), "b");
  });
});
