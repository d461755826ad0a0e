import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createExchange } from "../../../src/extproc/exchange/exchange.ts";
import type { ProcessStream } from "../../../src/extproc/transport/transport.ts";
import type { Plugin } from "../../../src/framework/index.ts";
import { inspect } from "../../inspection/inspect.ts";
import { decodeWith, ProcessingResponse } from "../wire/ext-proc-protos.ts";
import { type RecordedFrame, recorded, recordedBytes, recordedStreams } from "./kuadrant-frames.ts";

const allowAll: Plugin = {
  tool_pre_invoke: () => {},
  tool_post_invoke: () => {},
  prompt_pre_fetch: () => {},
  prompt_post_fetch: () => {},
  resource_pre_fetch: () => {},
  resource_post_fetch: () => {},
};

/** One recorded frame and what came of it. */
interface Step {
  readonly frame: RecordedFrame;
  readonly replies: readonly Record<string, unknown>[];
  readonly ends: readonly string[];
}

async function replay(frames: readonly RecordedFrame[]) {
  const { inspector, decisions, faults, unfit } = await inspect(allowAll);
  let replies: Record<string, unknown>[] = [];
  let ends: string[] = [];
  const failures: string[] = [];
  let closed = 0;
  const stream: ProcessStream = {
    send: (message) => replies.push(decodeWith(ProcessingResponse, message)) > 0,
    pause() {},
    resume() {},
    endOk: () => ends.push("ok"),
    endError: (code) => ends.push(`error ${code}`),
    metadata: () => undefined,
  };
  const handler = createExchange(stream, inspector, {
    opened() {},
    failed: (reason) => failures.push(reason),
    closed: () => closed++,
  });
  const steps: Step[] = [];
  for (const frame of frames) {
    replies = [];
    ends = [];
    if (frame.k === "END") handler.onHalfClose();
    else if (frame.k === "CANCELLED") handler.onClosed();
    else handler.onMessage(recordedBytes(frame));
    // More than any verdict of these plugins takes, so that an answer too many is seen too.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    steps.push({ frame, replies, ends });
    // Envoy sends nothing more of the exchange then.
    if (replies.some((reply) => reply["immediate_response"])) break;
  }
  return { steps, decisions, faults, unfit, failures, closed };
}

/**
 * What the defaults refuse of what was recorded, and why. Before the router stood a client that tried to smuggle, which
 * the router writes anew for the tools' servers; behind it only what goes to its broker as it came is left of that.
 */
const refused: Readonly<Record<string, { frame: RecordedFrame["k"]; code: string; why: string }>> = {
  "A 35": { frame: "request_body", code: "syntax", why: "no JSON" },
  "A 36": { frame: "request_body", code: "bad_version", why: "no jsonrpc member" },
  "A 37": { frame: "request_headers", code: "content_type", why: "text/plain" },
  "A 38": { frame: "request_body", code: "folded_key", why: "METHOD beside method" },
  "A 39": { frame: "request_body", code: "folded_key", why: "PARAMS beside params" },
  "A 40": { frame: "request_body", code: "duplicate_key", why: "name twice" },
  "B 37": { frame: "request_headers", code: "content_type", why: "text/plain" },
};

/** Streams that a client left while their event stream was open. */
const left = new Set(["A 33", "B 33"]);

const plainOnly = {
  header: { key: "accept-encoding", raw_value: Buffer.from("identity") },
  append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
};

/** What the adapter may change in traffic that every plugin allows: nothing but what its own work needs. */
const harmless = {
  request_headers: [undefined, { set_headers: [plainOnly] }],
  request_body: [undefined],
  response_headers: [undefined, { remove_headers: ["content-length"] }],
  response_body: [undefined],
};

function assertUntouched({ frame, replies: [reply = {}] }: Step): void {
  if (frame.k === "END" || frame.k === "CANCELLED") return;
  assert.deepEqual(
    Object.keys(reply).filter((key) => key !== "dynamic_metadata"),
    [frame.k],
  );
  const { response = {} } = reply[frame.k] as { response?: Record<string, unknown> };
  const { header_mutation: headers, ...rest } = response;
  assert.deepEqual(rest, {});
  const known = harmless[frame.k].some((one) => JSON.stringify(one) === JSON.stringify(headers));
  assert.ok(known, `${frame.k}: ${JSON.stringify(headers)}`);
}

if (!recorded) {
  it("Kuadrant's frames", (test) =>
    test.diagnostic("note: the recordings (../shared/traces/kuadrant) are not here"));
} else {
  describe("the frames that Kuadrant's gateway recorded", () => {
    const streams = recordedStreams();

    it("are all here", () => {
      assert.equal(streams.size, 104);
      for (const name of [...Object.keys(refused), ...left]) assert.ok(streams.has(name), name);
    });

    for (const [name, frames] of streams) {
      const refusal = refused[name];
      it(`${name}: ${refusal ? `refused, ${refusal.why}` : "each answered once, in its form, untouched"}`, async () => {
        const { steps, decisions, faults, unfit, failures, closed } = await replay(frames);
        assert.deepEqual([faults, unfit, failures], [[], [], left.has(name) ? ["half_close"] : []]);
        for (const { frame, replies } of steps) {
          const answers = frame.k === "END" || frame.k === "CANCELLED" ? 0 : 1;
          assert.equal(replies.length, answers, `${frame.k}: ${JSON.stringify(replies)}`);
        }
        const denial = steps.find(({ replies }) => replies[0]?.["immediate_response"]);
        if (refusal) {
          assert.equal(denial?.frame.k, refusal.frame);
          assert.deepEqual(
            decisions.map(({ code }) => code),
            [refusal.code],
          );
          return;
        }
        assert.equal(denial, undefined);
        for (const step of steps) assertUntouched(step);
        const end = steps.find(({ frame }) => frame.k === "END");
        if (end) assert.deepEqual(end.ends, [left.has(name) ? "error 1" : "ok"]);
        assert.equal(closed, 1);
      });
    }
  });
}
