/** Event streams that go on: delivered as produced where the mode can, and ended when either side goes. */
import assert from "node:assert/strict";
import { gate } from "../parts/gate.ts";
import { eventStream } from "../parts/upstream.ts";
import type { Case, Steps } from "./case.ts";
import { call, card, deniedAnswer, event, forbidden, masked, progress, result } from "./messages.ts";

const head = { "content-type": "text/event-stream" };
const post = { body: call() };
const get = { method: "GET", headers: { accept: "text/event-stream" } };
/** Over `limits.event_bytes`, under Envoy's buffer. */
const large = "x".repeat(1_100_000);
const tooLarge = JSON.stringify({
  jsonrpc: "2.0",
  id: 7,
  error: { code: -32600, message: "an event of the stream is too large", data: { code: "event_too_large" } },
});

/** Each part is written only when the client has read what came of the one before. */
async function inStep(
  steps: Steps,
  parts: readonly (readonly [written: string, read: string])[],
): Promise<void> {
  const gates = parts.map(() => gate());
  steps.answer(async (_, reply) => {
    reply.head(200, head);
    for (const [index, [written]] of parts.entries()) {
      await gates[index]?.passed;
      await reply.write(written);
    }
    reply.end();
  });
  const whole = parts.map(([, read]) => read).join("");
  if (steps.mode.events === "whole") for (const each of gates) each.open();
  const response = await steps.send(post);
  assert.equal(response.header("content-type"), "text/event-stream");
  let sofar = "";
  for (const [index, [, read]] of parts.entries()) {
    gates[index]?.open();
    sofar += read;
    if (steps.mode.events === "live" && read !== "") assert.equal(await response.until(sofar), sofar);
  }
  const done = await response.finish();
  assert.equal(done.ended, "complete");
  assert.equal(done.text, whole);
}

export const liveStreams: readonly Case[] = [
  {
    name: "each event before the next is written, one masked, one denied",
    run: (steps) =>
      inStep(steps, [
        [progress(1), progress(1)],
        [`id: 2\n${event(result(card))}`, `id: 2\n${event(result(masked))}`],
        [": still there\n\n", ": still there\n\n"],
        [event(result(forbidden)), event(deniedAnswer())],
        [progress(2), progress(2)],
      ]),
  },
  {
    name: "an event before the rest of the next is written",
    run: (steps) =>
      inStep(steps, [
        [progress(1) + event(result(card)).slice(0, 90), progress(1)],
        [event(result(card)).slice(90, 120), ""],
        [event(result(card)).slice(120), event(result(masked))],
      ]),
  },
  {
    name: "the head of a GET stream before any event",
    async run(steps) {
      const quiet = gate();
      const gone = gate();
      steps.answer(async (_, reply) => {
        reply.head(200, head);
        await quiet.passed;
        await reply.write(progress(1));
        await reply.closed;
        gone.open();
      });
      if (steps.mode.events === "whole") return;
      const response = await steps.send(get);
      assert.equal(response.status, 200);
      quiet.open();
      assert.equal(await response.until(progress(1)), progress(1));
      response.abort();
      await gone.passed;
    },
  },
  {
    name: "one without end: the server sees its client go, or Envoy its buffer full",
    async run(steps) {
      const gone = gate();
      steps.answer(async (_, reply) => {
        reply.head(200, head);
        let open = true;
        void reply.closed.then(() => {
          open = false;
        });
        await reply.write(event(result(card)));
        if (steps.mode.events === "live") await reply.closed;
        while (open) await Promise.race([reply.write(`: ${large}\n\n`), reply.closed]);
        gone.open();
      });
      if (steps.mode.events === "whole") {
        const done = await steps.exchange(post);
        assert.ok(done.status === 500 && !done.text.includes(card));
      } else {
        const response = await steps.send(post);
        const first = event(result(masked));
        assert.equal(await response.until(first), first);
        response.abort();
      }
      await gone.passed;
    },
  },
  {
    name: "an event too large to hold ends the stream with an error",
    request: post,
    answer: eventStream([progress(1), `data: ${card} ${large}`, `${large}\n\n`, event(result(card))]),
    client: { status: 200, body: `${progress(1)}event: message\ndata: ${tooLarge}\n\n` },
    server: { body: call() },
    secrets: { client: [card, large.slice(0, 100)] },
  },
];
