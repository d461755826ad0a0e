import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BodyVerdict, ExchangeInspection } from "../../../src/inspection/verdict.ts";
import { deny, script, settled } from "./script.ts";

const post = {
  ":method": "POST",
  ":path": "/mcp",
  "content-type": "application/json",
  "content-length": "2",
};
const json = { ":status": "200", "content-type": "application/json", "content-length": "2" };
const events = { ":status": "200", "content-type": "text/event-stream" };
const edit: BodyVerdict = { kind: "replace", body: Buffer.from("EDITED") };
const editRequest: Partial<ExchangeInspection> = { requestBody: () => edit };
const editResponse: Partial<ExchangeInspection> = { responseBody: () => edit };
const upper: Partial<ExchangeInspection> = {
  responseEvents: (bytes) => ({ bytes: Buffer.from(Buffer.from(bytes).toString().toUpperCase()) }),
};

describe("request body", () => {
  it("BUFFERED, allowed: answered empty", () => {
    const { log } = script({}, ["BUFFERED", "BUFFERED"]).headers("request", post).body("request", "{}", true);
    assert.deepEqual(log, ["request headers", "request body"]);
  });

  it("BUFFERED, edited: body mutation with the exact content-length", () => {
    const { log } = script(editRequest, ["BUFFERED", "BUFFERED"])
      .headers("request", post)
      .body("request", "{}", true);
    assert.deepEqual(log, ["request headers", "request body +content-length=6 body(EDITED)"]);
  });

  it("BUFFERED without content-length, edited: no header is touched", () => {
    const { "content-length": _, ...chunked } = post;
    const { log } = script(editRequest, ["BUFFERED", "NONE"])
      .headers("request", chunked)
      .body("request", "{}", true);
    assert.deepEqual(log[1], "request body body(EDITED)");
  });

  it("BUFFERED with trailers: the one frame is the whole body, whatever its end_of_stream", () => {
    const { log } = script(editRequest, ["BUFFERED", "BUFFERED"])
      .headers("request", post)
      .body("request", "{}", false)
      .trailers("request");
    assert.deepEqual(log.slice(1), ["request body +content-length=6 body(EDITED)", "request trailers"]);
  });

  it("denied: an immediate response, then nothing whatever comes", () => {
    const { log } = script({ requestBody: () => deny }, ["BUFFERED", "BUFFERED"])
      .headers("request", post)
      .body("request", "{}", true)
      .headers("response", json)
      .body("response", "{}", true);
    assert.deepEqual(log, ["request headers", "immediate 200 denied"]);
  });

  it("STREAMED: held pieces are cleared one by one, the last carries the whole", () => {
    const seen: string[] = [];
    const inspection = {
      requestBody(body: Uint8Array) {
        seen.push(Buffer.from(body).toString());
        return edit;
      },
    };
    const { log } = script(inspection, ["STREAMED", "NONE"])
      .headers("request", post)
      .body("request", "a")
      .body("request", "b")
      .body("request", "c", true);
    assert.deepEqual(seen, ["abc"]);
    assert.deepEqual(log, [
      "request headers",
      "request body clear",
      "request body clear",
      "request body body(EDITED)",
    ]);
  });

  it("STREAMED, allowed in pieces: the whole goes out with the last", () => {
    const { log } = script({}, ["STREAMED", "NONE"])
      .headers("request", post)
      .body("request", "a")
      .body("request", "b", true);
    assert.deepEqual(log.slice(1), ["request body clear", "request body body(ab)"]);
  });

  it("STREAMED: a text that is whole is not kept waiting for its end, and nothing follows it", () => {
    const { log } = script({}, ["STREAMED", "NONE"])
      .headers("request", post)
      .body("request", "{")
      .body("request", "}")
      .body("request", "\n")
      .trailers("request");
    assert.deepEqual(log, [
      "request headers",
      "request body clear",
      "request body body({})",
      "request body clear",
      "request trailers",
    ]);
  });

  it("STREAMED: a text is looked at a few times only", () => {
    let looks = 0;
    const run = script({ isWhole: () => ++looks < 0 }, ["STREAMED", "NONE"]).headers("request", post);
    for (let piece = 0; piece < 30; piece++) run.body("request", "}");
    run.body("request", "", true);
    assert.equal(looks, 8);
    assert.equal(run.log.at(-1), `request body body(${"}".repeat(30)})`);
  });

  it("STREAMED with trailers: they come when every piece was answered, so the body can't be delivered", () => {
    const { log } = script({}, ["STREAMED", "NONE"])
      .headers("request", post)
      .body("request", "a")
      .trailers("request");
    assert.deepEqual(log, ["request headers", "request body clear", "error 13"]);
  });

  it("FULL_DUPLEX_STREAMED: headers wait for the verdict", () => {
    const { log } = script({}, ["FULL_DUPLEX_STREAMED", "FULL_DUPLEX_STREAMED"])
      .headers("request", post)
      .body("request", "a")
      .body("request", "", true);
    assert.deepEqual(log, ["request headers", "request body streamed(a|end)"]);
  });

  it("FULL_DUPLEX_STREAMED, denied: nothing was released before", () => {
    const { log } = script({ requestBody: () => deny }, ["FULL_DUPLEX_STREAMED", "NONE"])
      .headers("request", post)
      .body("request", "a", true);
    assert.deepEqual(log, ["immediate 200 denied"]);
  });

  it("too large before it is whole: an immediate response", () => {
    for (const mode of ["STREAMED", "FULL_DUPLEX_STREAMED"] as const) {
      const { log } = script({}, [mode, "NONE"])
        .headers("request", post)
        .body("request", "x".repeat(101), false);
      assert.equal(log.at(-1), "immediate PayloadTooLarge request too_large", mode);
    }
  });

  it("too large and whole: the inspection says how it is refused", () => {
    for (const mode of ["BUFFERED", "STREAMED", "FULL_DUPLEX_STREAMED"] as const) {
      const sizes: number[] = [];
      const requestBody = (body: Uint8Array) => {
        sizes.push(body.length);
        return { kind: "pass" } as const;
      };
      script({ requestBody }, [mode, "NONE"]).headers("request", post).body("request", "x".repeat(101), true);
      assert.deepEqual(sizes, [101], mode);
    }
  });

  it("a body without header frames is inspected", () => {
    const { log } = script(editRequest).body("request", "{}", true);
    assert.deepEqual(log, ["request body +content-length=6 body(EDITED)"]);
  });
});

describe("response body", () => {
  const whole = (
    inspection: Partial<ExchangeInspection>,
    mode: "BUFFERED" | "STREAMED" | "FULL_DUPLEX_STREAMED",
  ) =>
    script(inspection, ["BUFFERED", mode])
      .headers("request", post)
      .body("request", "{}", true)
      .headers("response", json)
      .body("response", "{}", true)
      .log.slice(2);

  it("is answered in the form of its mode", () => {
    assert.deepEqual(whole({}, "BUFFERED"), ["response headers", "response body"]);
    assert.deepEqual(whole({}, "STREAMED"), ["response headers", "response body"]);
    assert.deepEqual(whole({}, "FULL_DUPLEX_STREAMED"), [
      "response headers",
      "response body streamed({}|end)",
    ]);
  });

  it("is edited in the form of its mode", () => {
    assert.deepEqual(whole(editResponse, "BUFFERED"), [
      "response headers",
      "response body +content-length=6 body(EDITED)",
    ]);
    assert.deepEqual(whole(editResponse, "STREAMED"), ["response headers", "response body body(EDITED)"]);
    assert.deepEqual(whole(editResponse, "FULL_DUPLEX_STREAMED"), [
      "response headers -content-length",
      "response body streamed(EDITED|end)",
    ]);
  });

  it("denied whole: immediate where headers are still here, replaced where they are gone", () => {
    const denied = { responseBody: () => deny };
    assert.equal(whole(denied, "BUFFERED").at(-1), "immediate 200 denied");
    assert.equal(whole(denied, "FULL_DUPLEX_STREAMED").at(-1), "immediate 200 denied");
    assert.equal(whole(denied, "STREAMED").at(-1), "response body body(denied)");
  });

  it("denied, encoded and its headers gone: fails, as a plain body would be taken for an encoded one", () => {
    for (const responseBody of [() => deny, undefined]) {
      const { log, failures } = script(responseBody ? { responseBody } : {}, ["NONE", "STREAMED"])
        .headers("response", { ...json, "content-encoding": "zstd" })
        .body("response", responseBody ? "{}" : "x".repeat(101), true);
      assert.deepEqual(log, ["response headers", "error 13"]);
      assert.deepEqual(failures, ["headers_sent"]);
    }
  });

  it("denied, its headers gone, and said to be as it is: replaced", () => {
    const { log } = script({ responseBody: () => deny }, ["NONE", "STREAMED"])
      .headers("response", { ...json, "content-encoding": "Identity" })
      .body("response", "{}", true);
    assert.deepEqual(log, ["response headers", "response body body(denied)"]);
  });

  it("FULL_DUPLEX_STREAMED with trailers: headers, body, trailers, in this order", () => {
    const { log } = script({}, ["BUFFERED", "FULL_DUPLEX_STREAMED"])
      .headers("response", json)
      .body("response", "{")
      .body("response", "}")
      .trailers("response");
    assert.deepEqual(log, ["response headers", "response body streamed({})", "response trailers"]);
  });

  it("a stream may begin at the response", () => {
    const { log } = script({}, ["BUFFERED", "BUFFERED"]).headers("response", json, true);
    assert.deepEqual(log, ["response headers"]);
  });

  it("a second end frame is tolerated", () => {
    const buffered = script({}, ["BUFFERED", "BUFFERED"])
      .headers("response", json)
      .body("response", "{}", true);
    assert.equal(buffered.body("response", "", true).log.at(-1), "response body");
    const duplex = script({}, ["NONE", "FULL_DUPLEX_STREAMED"])
      .headers("response", json)
      .body("response", "{}", true);
    const before = duplex.log.length;
    assert.equal(duplex.body("response", "", true).log.length, before);
  });

  it("late text after the end never passes", () => {
    const { log } = script({}, ["NONE", "STREAMED"])
      .headers("response", json)
      .body("response", "{}", true)
      .body("response", "leak", true);
    assert.equal(log.at(-1), "response body clear");
  });
});

describe("event streams", () => {
  const open = (
    inspection: Partial<ExchangeInspection>,
    mode: "BUFFERED" | "STREAMED" | "FULL_DUPLEX_STREAMED",
  ) =>
    script(inspection, ["BUFFERED", mode])
      .headers("request", post)
      .body("request", "{}", true)
      .headers("response", events);

  it("FULL_DUPLEX_STREAMED: headers at once, pieces as they come, nothing for what is held", () => {
    const held: Partial<ExchangeInspection> = {
      responseEvents: (_, end) => ({ bytes: end ? Buffer.from("all") : new Uint8Array(0) }),
    };
    const { log } = open(held, "FULL_DUPLEX_STREAMED")
      .body("response", "a")
      .body("response", "b")
      .body("response", "", true);
    assert.deepEqual(log.slice(2), ["response headers", "response body streamed(all|end)"]);
  });

  it("FULL_DUPLEX_STREAMED: stopped by the inspection, the client gets a proper end and later frames nothing", () => {
    const stop: Partial<ExchangeInspection> = {
      responseEvents: () => ({ bytes: Buffer.from("stop"), end: true }),
    };
    const { log } = open(stop, "FULL_DUPLEX_STREAMED")
      .body("response", "a")
      .body("response", "b")
      .body("response", "c", true);
    assert.deepEqual(log.slice(2), ["response headers", "response body streamed(stop|end)"]);
  });

  it("STREAMED: each piece is answered", () => {
    const { log } = open(upper, "STREAMED").body("response", "a").body("response", "b", true);
    assert.deepEqual(log.slice(2), ["response headers", "response body body(A)", "response body body(B)"]);
  });

  it("BUFFERED: STREAMED is asked for, and the replies fit both", () => {
    const asked = open(upper, "BUFFERED");
    assert.equal(asked.log.at(-1), "response headers override=BUFFERED/SEND/STREAMED/SEND");
    assert.equal(asked.body("response", "a").log.at(-1), "response body body(A)");
    const ignored = open(upper, "BUFFERED").body("response", "a", true);
    assert.equal(ignored.log.at(-1), "response body body(A)");
  });

  it("a length that was announced is taken back", () => {
    const { log } = script({}, ["BUFFERED", "BUFFERED"]).headers("response", {
      ...events,
      "content-length": "9",
    });
    assert.match(log[0] ?? "", /^response headers -content-length override/);
  });

  it("stopped under STREAMED: what follows is cleared", () => {
    const stop: Partial<ExchangeInspection> = {
      responseEvents: () => ({ bytes: Buffer.from("stop"), end: true }),
    };
    const { log } = open(stop, "STREAMED")
      .body("response", "a")
      .body("response", "leak")
      .body("response", "leak", true);
    assert.deepEqual(log.slice(3), [
      "response body body(stop)",
      "response body clear",
      "response body clear",
    ]);
  });
});

describe("overrides", () => {
  const ignoring: Partial<ExchangeInspection> = {
    requestHead: () => ({ kind: "inspect", response: "ignore" }),
    responseHead: () => ({ kind: "pass" }),
  };

  it("a response that nobody reads is waved off, and passed if it comes all the same", () => {
    const { log } = script(ignoring, ["BUFFERED", "BUFFERED"])
      .headers("request", post)
      .body("request", "{}", true)
      .headers("response", json)
      .body("response", "{}", true);
    assert.deepEqual(log, [
      "request headers override=BUFFERED/SKIP/NONE/DEFAULT",
      "request body",
      "response headers override=BUFFERED/SEND/NONE/DEFAULT",
      "response body",
    ]);
  });

  it("nothing is asked where Envoy would not listen", () => {
    const { log } = script(ignoring, ["BUFFERED", "FULL_DUPLEX_STREAMED"]).headers("request", post);
    assert.deepEqual(log, ["request headers"]);
    assert.deepEqual(script(ignoring).headers("request", post).log, ["request headers"]);
  });
});

describe("the stream's end", () => {
  it("is OK when both directions are answered", () => {
    const run = script({}, ["BUFFERED", "BUFFERED"])
      .headers("request", post)
      .body("request", "{}", true)
      .headers("response", json)
      .body("response", "{}", true);
    run.handler.onHalfClose();
    assert.equal(run.log.at(-1), "ok");
  });

  it("is an error anywhere before", () => {
    const steps = [
      () => script({}, ["BUFFERED", "BUFFERED"]),
      () => script({}, ["BUFFERED", "BUFFERED"]).headers("request", post),
      () => script({}, ["BUFFERED", "BUFFERED"]).headers("request", post).body("request", "{}", true),
      () =>
        script({}, ["BUFFERED", "FULL_DUPLEX_STREAMED"])
          .headers("request", post)
          .body("request", "{}", true)
          .headers("response", events)
          .body("response", "a"),
    ];
    for (const step of steps) {
      const run = step();
      run.handler.onHalfClose();
      assert.equal(run.log.at(-1), "error 1");
    }
  });

  it("waits for a verdict under way", async () => {
    let release: (verdict: BodyVerdict) => void = () => {};
    const run = script(
      {
        requestBody: () =>
          new Promise((resolve) => {
            release = resolve;
          }),
      },
      ["BUFFERED", "NONE"],
    );
    run.headers("request", post).body("request", "{}", true);
    run.handler.onHalfClose();
    assert.deepEqual(run.log, ["request headers"]);
    release({ kind: "pass" });
    await settled();
    assert.deepEqual(run.log, ["request headers", "request body", "error 1"]);
  });
});

describe("order and faults", () => {
  it("frames wait for a verdict, and reading pauses meanwhile", async () => {
    let release: (verdict: BodyVerdict) => void = () => {};
    const run = script(
      {
        requestBody: () =>
          new Promise((resolve) => {
            release = resolve;
          }),
      },
      ["BUFFERED", "BUFFERED"],
    );
    run.headers("request", post).body("request", "{}", true).headers("response", json);
    assert.deepEqual(run.log, ["request headers"]);
    assert.equal(run.reading(), false);
    release({ kind: "pass" });
    await settled();
    assert.deepEqual(run.log, ["request headers", "request body", "response headers"]);
    assert.equal(run.reading(), true);
  });

  it("an inspection that throws or rejects ends the stream with an error", async () => {
    const thrown = script(
      {
        requestBody: () => {
          throw new Error("secret");
        },
      },
      ["BUFFERED", "NONE"],
    );
    thrown.headers("request", post).body("request", "{}", true);
    assert.equal(thrown.log.at(-1), "error 13");
    const rejected = script({ requestBody: () => Promise.reject(new Error("secret")) }, ["BUFFERED", "NONE"]);
    rejected.headers("request", post).body("request", "{}", true);
    await settled();
    assert.equal(rejected.log.at(-1), "error 13");
  });

  it("bytes that are no frame, and frames out of order, end the stream with an error", () => {
    assert.deepEqual(script({}).bytes(Buffer.from([0xff, 0xff])).log, ["error 3"]);
    const twice = script({}, ["BUFFERED", "NONE"]).headers("request", post).headers("request", post);
    assert.equal(twice.log.at(-1), "error 3");
  });

  it("a frame without a known case is not answered", () => {
    assert.deepEqual(script({}, ["BUFFERED", "NONE"]).raw({}).log, []);
  });

  it("nothing is answered in observability mode", () => {
    const run = script({}).raw({
      observability_mode: true,
      request_body: { body: Buffer.from("{}"), end_of_stream: true },
    });
    assert.deepEqual(run.log, []);
    assert.deepEqual(run.failures, ["observability"]);
  });

  it("an edit that needs headers is not sent without them", () => {
    const renamed: BodyVerdict = {
      kind: "replace",
      body: Buffer.from("X"),
      headers: { set: [["a", "b"]] },
      headersRequired: true,
    };
    const streamed = script({ requestBody: () => renamed }, ["STREAMED", "NONE"]).headers("request", post);
    assert.equal(streamed.body("request", "{}", true).log.at(-1), "error 13");
    const buffered = script({ requestBody: () => renamed }, ["BUFFERED", "NONE"]).headers("request", post);
    assert.equal(
      buffered.body("request", "{}", true).log.at(-1),
      "request body +a=b +content-length=1 body(X)",
    );
  });

  it("closes once and tells the inspection", () => {
    let closed = 0;
    const run = script({ close: () => closed++ }, ["BUFFERED", "NONE"]).headers("request", post);
    run.handler.onClosed();
    run.handler.onClosed();
    run.body("request", "{}", true);
    assert.equal(closed, 1);
    assert.equal(run.closed, 1);
    assert.deepEqual(run.log, ["request headers"]);
  });
});
