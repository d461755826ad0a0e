import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import type { EmitEvents, ExchangeInspection } from "../../../src/inspection/verdict.ts";
import { script, settled } from "./script.ts";

const post = { ":method": "POST", "content-type": "application/json" };
const events = { ":status": "200", "content-type": "text/event-stream" };
const decision = { verdict: "allow", action: "allowed" } as const;

/** An inspection of events that the test drives, and the exchange that waits for it. */
function open(mode: "STREAMED" | "FULL_DUPLEX_STREAMED", limits = { messageBudgetMs: 60_000 }) {
  let emitted: EmitEvents | undefined;
  let finish: (bytes: string) => void = () => {};
  const inspection: Partial<ExchangeInspection> = {
    limits: {
      requestBodyBytes: 100,
      responseBodyBytes: 100,
      bodyTimeoutMs: 60_000,
      eventTimeoutMs: 60_000,
      ...limits,
    },
    responseEvents: (_piece, _end, emit) => {
      emitted = emit;
      return new Promise((resolve) => {
        finish = (bytes) => resolve({ bytes: Buffer.from(bytes) });
      });
    },
  };
  const run = script(inspection, ["BUFFERED", mode])
    .headers("request", post)
    .body("request", "{}", true)
    .headers("response", events)
    .body("response", "abc");
  const { log } = run;
  return { run, since: () => log.slice(3), emit: () => emitted, finish: (bytes: string) => finish(bytes) };
}

describe("events that go on before the rest of their piece", () => {
  it("are sent at once where any number of answers is taken", async () => {
    const { since, emit, finish } = open("FULL_DUPLEX_STREAMED");
    emit()?.(Buffer.from("a"), decision);
    emit()?.(Buffer.alloc(0));
    emit()?.(Buffer.from("b"));
    assert.deepEqual(since(), ["response body streamed(a)", "response body streamed(b)"]);
    finish("c");
    await settled();
    assert.deepEqual(since().slice(2), ["response body streamed(c)"]);
  });

  it("are not asked for where each piece has one answer", async () => {
    const { since, emit, finish } = open("STREAMED");
    assert.equal(emit(), undefined);
    finish("c");
    await settled();
    assert.deepEqual(since(), ["response body body(c)"]);
  });

  it("go nowhere once the stream is closed", () => {
    const { run, since, emit } = open("FULL_DUPLEX_STREAMED");
    run.handler.onClosed();
    emit()?.(Buffer.from("a"));
    assert.deepEqual(since(), []);
  });

  it("give the rest the time of a verdict again", () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const { since, emit } = open("FULL_DUPLEX_STREAMED", { messageBudgetMs: 1000 });
      mock.timers.tick(1900);
      emit()?.(Buffer.from("a"));
      mock.timers.tick(1900);
      assert.deepEqual(since(), ["response body streamed(a)"]);
      mock.timers.tick(200);
      assert.deepEqual(since(), ["response body streamed(a)", "response body streamed(verdict_timeout|end)"]);
    } finally {
      mock.timers.reset();
    }
  });
});
