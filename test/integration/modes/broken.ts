/** Exchanges that one side breaks off: what was not inspected whole goes nowhere. */
import assert from "node:assert/strict";
import type { Answer } from "../parts/upstream.ts";
import type { Case } from "./case.ts";
import { call, card, event, masked, progress, result } from "./messages.ts";

const request = { body: call() };
const server = { body: call() };

/** Writes, then breaks the connection. */
const dies =
  (headers: Record<string, string>, pieces: readonly string[]): Answer =>
  async (_, reply) => {
    reply.head(200, headers);
    for (const piece of pieces) await reply.write(piece);
    reply.reset();
  };

const half = result(`${card} and more`).slice(0, -20);
const json = { "content-type": "application/json" };
const events = { "content-type": "text/event-stream" };

export const broken: readonly Case[] = [
  {
    name: "the server dies within JSON of a declared length",
    request,
    answer: dies({ ...json, "content-length": "5000" }, [half]),
    client: "failed",
    server,
    secrets: { client: [card] },
  },
  {
    name: "the server dies within JSON that has no length",
    request,
    answer: dies(json, [half]),
    client: "failed",
    server,
    secrets: { client: [card] },
  },
  {
    name: "the server dies after whole JSON that has no end",
    request,
    answer: dies(json, [result(card)]),
    client: "failed",
    server,
    secrets: { client: [card] },
  },
  {
    name: "the server dies within an event",
    request,
    answer: dies(events, [progress(1), event(result(card)).slice(0, -3)]),
    client: "failed",
    server,
    secrets: { client: [card] },
  },
  {
    name: "the server dies before its head",
    request,
    answer: (_, reply) => reply.reset(),
    client: { status: 503 },
    server,
  },
  {
    name: "the server dies between events: those before it arrived",
    async run(steps) {
      const { mode } = steps;
      let die = () => {};
      steps.answer(async (_, reply) => {
        reply.head(200, events);
        await reply.write(progress(1) + event(result(card)));
        die = () => reply.reset();
        if (mode.events === "whole") die();
      });
      if (mode.events === "whole") {
        const done = await steps.exchange(request);
        assert.ok(done.status !== 200);
        return;
      }
      const response = await steps.send(request);
      const arrived = progress(1) + event(result(masked));
      assert.equal(await response.until(arrived), arrived);
      die();
      const done = await response.finish();
      assert.equal(done.ended, "reset");
      assert.equal(done.text, arrived);
    },
  },
];
