/** Envoy sends the end of an HTTP/1 body in an empty frame of its own. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeRequest } from "../wire/requests.ts";
import { type allow, script } from "./script.ts";

const post = {
  ":method": "POST",
  ":path": "/mcp",
  "content-type": "application/json",
  "content-length": "1",
};

describe("a body of one piece whose end is an empty frame", () => {
  it("STREAMED: the piece was cleared, and goes out with the end", () => {
    const { log } = script({}, ["STREAMED", "NONE"])
      .headers("request", post)
      .body("request", "a")
      .body("request", "", true);
    assert.deepEqual(log, ["request headers", "request body clear", "request body body(a)"]);
  });

  it("STREAMED, empty altogether: nothing is written into it", () => {
    const { log } = script({}, ["STREAMED", "NONE"]).headers("request", post).body("request", "", true);
    assert.deepEqual(log, ["request headers", "request body"]);
  });

  it("FULL_DUPLEX_STREAMED: the piece is not copied", () => {
    const memory: ArrayBufferLike[] = [];
    const requestBody: typeof allow.requestBody = (body) => {
      memory.push(body.buffer);
      return { kind: "pass" };
    };
    const run = script({ requestBody }, ["FULL_DUPLEX_STREAMED", "NONE"]).headers("request", post);
    const message = encodeRequest({ request_body: { body: Buffer.from("a"), end_of_stream: false } });
    const { log } = run.bytes(message).body("request", "", true);
    assert.deepEqual(memory, [message.buffer]);
    assert.deepEqual(log, ["request headers", "request body streamed(a|end)"]);
  });
});
