/** Event streams that can't go on: the rest of an event, or a verdict, does not come. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import type { EventsVerdict, ExchangeInspection } from "../../../src/inspection/verdict.ts";
import { type Script, script, settled } from "./script.ts";

const post = { ":method": "POST", "content-type": "application/json" };
const events = { ":status": "200", "content-type": "text/event-stream" };
const limits = {
  requestBodyBytes: 100,
  responseBodyBytes: 100,
  bodyTimeoutMs: 60_000,
  eventTimeoutMs: 5000,
  messageBudgetMs: 1000,
};
type Mode = "STREAMED" | "FULL_DUPLEX_STREAMED";

let now = 0;
beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(performance, "now", () => now);
});
afterEach(() => mock.reset());

function tick(ms: number): void {
  now += ms;
  mock.timers.tick(ms);
}

function open(mode: Mode, responseEvents: ExchangeInspection["responseEvents"]): Script {
  return script({ limits, responseEvents }, ["BUFFERED", mode])
    .headers("request", post)
    .body("request", "{}", true)
    .headers("response", events);
}

describe("an event that does not become whole", () => {
  const nothing = new Uint8Array(0);
  /** `a` begins an event of data, `i` one of no data yet, `z` ends it. */
  function pieces(): (piece: Uint8Array) => EventsVerdict {
    let unfinished: { hasData(): boolean } | undefined;
    return (piece) => {
      const text = Buffer.from(piece).toString();
      if (text === "z") unfinished = undefined;
      if (text === "a" || text === "i") unfinished = { hasData: () => text === "a" };
      return { bytes: text === "z" ? piece : nothing, ...(unfinished && { unfinished }) };
    };
  }

  it("ends the stream where Envoy can end it", () => {
    const run = open("FULL_DUPLEX_STREAMED", pieces()).body("response", "a");
    tick(4999);
    assert.deepEqual(run.log.slice(3), []);
    tick(1);
    assert.deepEqual(run.log.slice(3), ["response body streamed(event_timeout|end)"]);
    run.body("response", "z").body("response", "z", true);
    run.handler.onHalfClose();
    assert.deepEqual(run.log.slice(4), ["ok"]);
  });

  it("says so with the next answer where it can't end the stream", () => {
    const run = open("STREAMED", pieces()).body("response", "a");
    tick(5000);
    assert.deepEqual(run.log.slice(3), ["response body clear"]);
    run.body("response", "z").body("response", "z").body("response", "", true);
    assert.deepEqual(run.log.slice(4), [
      "response body body(event_timeout)",
      "response body clear",
      "response body clear",
    ]);
    run.handler.onHalfClose();
    assert.equal(run.log.at(-1), "ok");
  });

  it("says so with the answer to the last frame", () => {
    const run = open("STREAMED", pieces()).body("response", "a");
    tick(5000);
    run.body("response", "", true);
    assert.deepEqual(run.log.slice(4), ["response body body(event_timeout)"]);
  });

  it("is not waited for longer because pieces of it come", () => {
    const run = open("FULL_DUPLEX_STREAMED", pieces()).body("response", "a");
    tick(3000);
    run.body("response", "b");
    tick(3000);
    assert.deepEqual(run.log.slice(3), ["response body streamed(event_timeout|end)"]);
  });

  it("has its time anew after one that ended, and none runs where none is held", () => {
    const run = open("FULL_DUPLEX_STREAMED", pieces()).body("response", "a");
    tick(4000);
    run.body("response", "z").body("response", "a");
    tick(4000);
    run.body("response", "z");
    tick(60_000);
    assert.deepEqual(run.log.slice(3), ["response body streamed(z)", "response body streamed(z)"]);
  });

  it("may take as long as it likes before its data begins", () => {
    const run = open("FULL_DUPLEX_STREAMED", pieces()).body("response", "i");
    tick(60_000);
    run.body("response", "z");
    assert.deepEqual(run.log.slice(3), ["response body streamed(z)"]);
  });

  it("is forgotten with the exchange", () => {
    const run = open("FULL_DUPLEX_STREAMED", pieces()).body("response", "a");
    run.handler.onClosed();
    tick(60_000);
    assert.deepEqual(run.log.slice(3), []);
  });
});

describe("a verdict on an event that does not come", () => {
  function never(): { answer: ExchangeInspection["responseEvents"]; late: () => void } {
    let late = () => {};
    const answer = () =>
      new Promise<EventsVerdict>((resolve) => {
        late = () => resolve({ bytes: Buffer.from("late") });
      });
    return { answer, late: () => late() };
  }

  const cases = [
    { mode: "FULL_DUPLEX_STREAMED", last: "", sent: ["response body streamed(verdict_timeout|end)"] },
    { mode: "FULL_DUPLEX_STREAMED", last: "body", sent: ["response body streamed(verdict_timeout|end)"] },
    {
      mode: "FULL_DUPLEX_STREAMED",
      last: "trailers",
      sent: ["response body streamed(verdict_timeout)", "response trailers"],
    },
    { mode: "STREAMED", last: "", sent: ["response body body(verdict_timeout)"] },
    { mode: "STREAMED", last: "body", sent: ["response body body(verdict_timeout)"] },
    { mode: "STREAMED", last: "trailers", sent: ["response trailers"] },
  ] as const;
  for (const { mode, last, sent } of cases) {
    it(`${mode}, ${last === "" ? "a frame" : `the last frame, ${last}`}: errors and an end, and what comes late goes nowhere`, async () => {
      const { answer, late } = never();
      const run = open(mode, answer);
      if (last === "trailers") run.trailers("response");
      else run.body("response", "abc", last === "body");
      tick(2000);
      assert.deepEqual(run.log.slice(3), sent);
      assert.deepEqual(run.failures, ["timeout"]);
      late();
      await settled();
      assert.deepEqual(run.log.slice(3), sent);
      if (last !== "") return;
      run.body("response", "more").body("response", "", true);
      const cleared = ["response body clear", "response body clear"];
      assert.deepEqual(run.log.slice(3 + sent.length), mode === "STREAMED" ? cleared : []);
    });
  }
});

describe("an exchange that has no time left", () => {
  it("ends its event stream properly where Envoy can end it, and says so", () => {
    const run = open("FULL_DUPLEX_STREAMED", (bytes) => ({ bytes }));
    run.body("response", "a");
    assert.equal(run.handler.giveUp?.(), true);
    assert.deepEqual(run.log.slice(3), ["response body streamed(a)", "response body streamed(retired|end)"]);
    run.handler.onHalfClose();
    assert.equal(run.log.at(-1), "ok");
    assert.equal(run.handler.giveUp?.(), false);
  });

  it("says that it can't elsewhere", () => {
    assert.equal(open("STREAMED", (bytes) => ({ bytes })).handler.giveUp?.(), false);
    assert.equal(script({ limits }, ["BUFFERED", "FULL_DUPLEX_STREAMED"]).handler.giveUp?.(), false);
  });
});
