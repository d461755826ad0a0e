import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  blockedRequest,
  type DenialForm,
  type Denied,
  defaultDenialCode,
  denialForm,
  denialMessage,
  malformedAnswer,
  rpcErrorBody,
  tooLargeAnswer,
  toolErrorResult,
} from "../../src/mcp/denial.ts";
import { messageOf } from "./documents.ts";

const error = { code: defaultDenialCode, message: "no -- because", data: { code: "X" } };
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

describe("denialForm", () => {
  const readable = (form: DenialForm): unknown => {
    switch (form.kind) {
      case "answer":
        return [form.answer.status, ...form.answer.headers.map(([, value]) => value), text(form.answer.body)];
      case "forward":
      case "replace_body":
        return [form.kind, text(form.body)];
      case "replace_event_data":
        return [form.kind, text(form.data)];
      default:
        return [form.kind];
    }
  };
  const cases: [denied: Denied, form: unknown][] = [
    [{ what: "request", id: '"a"' }, [200, "application/json", "true", errorText('"a"')]],
    [{ what: "notification", method: "notifications/cancelled" }, [202, "true", ""]],
    [
      { what: "notification", method: "notifications/initialized" },
      ["forward", '{"jsonrpc":"2.0","method":"notifications/initialized"}'],
    ],
    [{ what: "client_response", id: "3" }, ["forward", errorText("3")]],
    [{ what: "json_response", id: "3" }, ["replace_body", errorText("3")]],
    [{ what: "json_response", id: undefined }, ["replace_body", errorText("null")]],
    [{ what: "event_response", id: "3" }, ["replace_event_data", errorText("3")]],
    [{ what: "event_notification", hasEventId: true }, ["empty_event_data"]],
    [{ what: "event_notification", hasEventId: false }, ["remove_event"]],
    [
      { what: "event_request", id: "3" },
      ["replace_event_data", '{"jsonrpc":"2.0","id":3,"method":"policy/blocked","params":{}}'],
    ],
  ];
  for (const [denied, form] of cases) {
    it(JSON.stringify(denied), () => assert.deepEqual(readable(denialForm(denied, error)), form));
  }

  it("gives messages that read as what they are", () => {
    assert.equal(messageOf(text(blockedRequest("3"))).message.kind, "request");
    const form = denialForm({ what: "notification", method: "notifications/initialized" }, error);
    assert.ok(form.kind === "forward");
    assert.equal(messageOf(text(form.body)).message.kind, "notification");
  });
});

describe("answers to what was not read", () => {
  it("have HTTP statuses by cause and the id where it is known", () => {
    const cases = [
      [malformedAnswer("1", error), 400, errorText("1")],
      [malformedAnswer(undefined, error), 400, errorText("null")],
      [tooLargeAnswer("1", error), 200, errorText("1")],
      [tooLargeAnswer(undefined, error), 413, errorText("null")],
    ] as const;
    for (const [answer, status, body] of cases) {
      assert.equal(answer.status, status);
      assert.equal(text(answer.body), body);
      assert.deepEqual(answer.headers, [
        ["content-type", "application/json"],
        ["x-mcp-denied", "true"],
      ]);
    }
  });
});

describe("denialMessage", () => {
  it("joins reason and description, and takes one where the other is missing", () => {
    assert.equal(denialMessage({ reason: "a", description: "b" }), "a -- b");
    assert.equal(denialMessage({ reason: "a", description: "" }), "a");
    assert.equal(denialMessage({ reason: "", description: "b" }), "b");
  });
});
