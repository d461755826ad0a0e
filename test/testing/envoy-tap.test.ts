import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { exchangeOfTap, isTap } from "../../src/testing/envoy-tap.ts";

const headers = (pairs: Record<string, string>) =>
  Object.entries(pairs).map(([key, value]) => ({ key, value, raw_value: "" }));
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString("base64");
const request = {
  headers: headers({ ":method": "POST" }),
  body: { as_string: "{}", truncated: false },
  trailers: [],
};
const trace = (parts: object) => ({ http_buffered_trace: parts });

test("both sides, with repeated headers", () => {
  const response = {
    headers: [...headers({ ":status": "200" }), ...headers({ "x-a": "1" }), ...headers({ "x-a": "2" })],
    body: { as_bytes: base64("é"), truncated: false },
  };
  assert.deepEqual(exchangeOfTap(trace({ request, response })), {
    ok: true,
    exchange: {
      request: { headers: { ":method": ["POST"] }, body: "{}" },
      response: { headers: { ":status": ["200"], "x-a": ["1", "2"] }, body: "é" },
    },
  });
});

test("an event stream is its text, a body that is empty is none", () => {
  const stream = {
    headers: headers({ "Content-Type": "Text/Event-Stream; charset=utf-8" }),
    body: { as_string: "data: {}\n\n" },
  };
  const empty = { headers: [], body: { as_string: "" } };
  const reading = exchangeOfTap(trace({ request: empty, response: stream }));
  assert.ok(reading.ok);
  assert.equal(reading.exchange.request?.body, undefined);
  assert.deepEqual(reading.exchange.response?.events, ["data: {}\n\n"]);
});

describe("what cannot be judged as it was", () => {
  const rows: readonly [name: string, value: unknown, problem: RegExp][] = [
    [
      "cut off",
      trace({ request: { ...request, body: { as_string: "{", truncated: true } } }),
      /request body: cut off/,
    ],
    [
      "not UTF-8",
      trace({ response: { body: { as_bytes: base64(Uint8Array.of(0xff)) } } }),
      /response body: not UTF-8/,
    ],
    ["nothing", trace({}), /neither/],
    ["pieces of a streamed trace", { http_streamed_trace_segment: {} }, /http_buffered_trace/],
    ["a connection's trace", { socket_buffered_trace: {} }, /http_buffered_trace/],
    [
      "another shape",
      trace({ request: { headers: { secret: 1 } } }),
      /http_buffered_trace\.request\.headers/,
    ],
  ];
  for (const [name, value, problem] of rows) {
    test(name, () => {
      assert.ok(isTap(value));
      const reading = exchangeOfTap(value);
      assert.ok(!reading.ok);
      assert.match(reading.problem, problem);
      assert.doesNotMatch(reading.problem, /secret/);
    });
  }
});

test("our own form is no trace", () => {
  for (const value of [{ request: {} }, {}, null, [], 5, "http_"]) assert.equal(isTap(value), false);
});
