import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import type { BodyMode } from "../../../src/extproc/wire/frames.ts";
import type { ExchangeInspection, ResponseHead } from "../../../src/inspection/verdict.ts";
import { script } from "./script.ts";

const post = { ":method": "POST", "content-type": "application/json" };
const json = { ":status": "200", "content-type": "application/json" };
const plain = { ":status": "200", "content-type": "text/plain" };

describe("a response of which only the headers are judged", () => {
  const headersOnly: Partial<ExchangeInspection> = {
    requestHead: ({ endOfStream }) => ({ kind: endOfStream ? "pass" : "inspect", response: "headers" }),
    responseHead: () => ({ kind: "pass" }),
  };

  it("is asked for without its body, and the exchange ends with them", () => {
    const run = script(headersOnly, ["BUFFERED", "BUFFERED"])
      .headers("request", post)
      .body("request", "{}", true)
      .headers("response", json);
    run.handler.onHalfClose();
    assert.deepEqual(run.log, [
      "request headers override=BUFFERED/SEND/NONE/DEFAULT",
      "request body",
      "response headers override=BUFFERED/SEND/NONE/DEFAULT",
      "ok",
    ]);
    const get = script(headersOnly, ["BUFFERED", "BUFFERED"]).headers("request", { ":method": "GET" }, true);
    assert.deepEqual(get.log, ["request headers override=NONE/SEND/NONE/DEFAULT"]);
  });

  it("is not over before they came", () => {
    const run = script(headersOnly, ["BUFFERED", "BUFFERED"])
      .headers("request", post)
      .body("request", "{}", true);
    run.handler.onHalfClose();
    assert.equal(run.log.at(-1), "error 1");
  });

  it("passes where its body comes all the same", () => {
    const { log } = script(headersOnly, ["BUFFERED", "FULL_DUPLEX_STREAMED"])
      .headers("request", post)
      .body("request", "{}", true)
      .headers("response", json)
      .body("response", "a", true);
    assert.deepEqual(log, [
      "request headers",
      "request body",
      "response headers",
      "response body streamed(a|end)",
    ]);
  });
});

describe("a stream that begins at the response", () => {
  it("is over with it", () => {
    const run = script({}, ["BUFFERED", "STREAMED"]).headers("response", plain).body("response", "no", true);
    run.handler.onHalfClose();
    assert.equal(run.log.at(-1), "ok");
  });

  it("is not over before its end", () => {
    const run = script({}, ["BUFFERED", "STREAMED"]).headers("response", plain).body("response", "no");
    run.handler.onHalfClose();
    assert.equal(run.log.at(-1), "error 1");
  });

  it("with trailers, and nothing else, is answered", () => {
    const run = script({}, ["BUFFERED", "STREAMED"]).trailers("response");
    run.handler.onHalfClose();
    assert.deepEqual(run.log, ["response trailers", "ok"]);
  });

  it("tells the inspection whether its request could have come", () => {
    const seen: unknown[] = [];
    const note: Partial<ExchangeInspection> = {
      responseHead(head: ResponseHead) {
        seen.push(head.requestUnread);
        return { kind: "pass" };
      },
    };
    const modes: BodyMode[] = ["NONE", "BUFFERED_PARTIAL", "BUFFERED", "FULL_DUPLEX_STREAMED"];
    for (const mode of modes) script(note, [mode, "BUFFERED"]).headers("response", plain, true);
    script(note).headers("response", plain, true);
    script(note, ["NONE", "BUFFERED"]).headers("request", post, true).headers("response", plain, true);
    assert.deepEqual(seen, [true, true, false, false, false, false]);
  });
});

describe("a fault behind a timer", () => {
  it("fails its exchange and nothing else", () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const throwing: Partial<ExchangeInspection> = {
        bodyFailed: () => {
          throw new Error("secret");
        },
      };
      const run = script(throwing, ["FULL_DUPLEX_STREAMED", "NONE"])
        .headers("request", post)
        .body("request", "a");
      mock.timers.tick(60_000);
      assert.equal(run.log.at(-1), "error 13");
      assert.deepEqual(run.failures, ["internal"]);
    } finally {
      mock.timers.reset();
    }
  });
});
