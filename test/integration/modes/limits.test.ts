/** Bodies around each limit: the adapter's own, Envoy's buffer, and the largest gRPC message. */
import assert from "node:assert/strict";
import { gate } from "../parts/gate.ts";
import { eventStream, json } from "../parts/upstream.ts";
import { type Case, type ClientSees, refusedRequest } from "./case.ts";
import {
  call,
  card,
  event,
  forbidden,
  growing,
  grown,
  masked,
  plugins,
  progress,
  result,
} from "./messages.ts";
import { type ModePair, modePairs } from "./mode-pairs.ts";
import { runTables } from "./run.ts";

const kibi = 1024;
const mebi = kibi * kibi;

/** A call, or a result, of exactly so many bytes, with this text in it. */
const callOf = (bytes: number, text = ""): string => padded(bytes, (pad) => call(`{"q":"${text}${pad}"}`));
const resultOf = (bytes: number, text = ""): string => padded(bytes, (pad) => result(`${text}${pad}`));
function padded(bytes: number, make: (pad: string) => string): string {
  return make(".".repeat(bytes - Buffer.byteLength(make(""))));
}

const fine: ClientSees = { status: 200, body: result("fine") };

function request(name: string, body: string | readonly string[], reaches = true): Case {
  const whole = [body].flat().join("");
  return {
    name: `request, ${name}`,
    request: { body },
    client: reaches
      ? fine
      : // with the id where the whole body was there to find it in
        { status: [200, 413], error: { word: "request_too_large" } },
    server: reaches ? { body: whole } : refusedRequest,
    secrets: { server: reaches ? [] : [forbidden] },
  };
}

function response(name: string, body: string, reaches = true): Case {
  return {
    name: `response, ${name}`,
    request: { body: call() },
    answer: json(body),
    client: reaches
      ? { status: 200, body: body.replace(card, masked) }
      : { status: 200, error: { word: "response_too_large", id: 7 } },
    server: { body: call() },
    secrets: { client: [card] },
  };
}

const [requestLimit, responseLimit, eventLimit] = [64 * kibi, 128 * kibi, 32 * kibi];
const ownLimits = `${plugins}adapter:
  limits: { request_body_bytes: ${requestLimit}, response_body_bytes: ${responseLimit}, event_bytes: ${eventLimit} }
`;
const tooLarge = `event: message\ndata: ${JSON.stringify({
  jsonrpc: "2.0",
  id: 7,
  error: { code: -32600, message: "an event of the stream is too large", data: { code: "event_too_large" } },
})}\n\n`;
const events = (bytes: number): string => padded(bytes, (pad) => event(result(`${card}${pad}`)));

const own: readonly Case[] = [
  request("one byte less than the limit", callOf(requestLimit - 1)),
  request("exactly the limit", callOf(requestLimit)),
  request("one byte more", callOf(requestLimit + 1, forbidden), false),
  request("without a length, exactly the limit", halves(callOf(requestLimit))),
  request("without a length, one byte more", halves(callOf(requestLimit + 1, forbidden)), false),
  response("one byte less than the limit", resultOf(responseLimit - 1, card)),
  response("exactly the limit", resultOf(responseLimit, card)),
  response("one byte more", resultOf(responseLimit + 1, card), false),
  {
    name: "response, an event above the limit",
    request: { body: call() },
    answer: eventStream([progress(1), events(eventLimit + 100), progress(2)]),
    client: { status: 200, body: `${progress(1)}${tooLarge}` },
    server: { body: call() },
    secrets: { client: [card] },
  },
  {
    name: "response, the answer under the limit, and an event above it",
    request: { body: call() },
    answer: eventStream([progress(1), events(eventLimit - 100), events(eventLimit + 100), progress(2)]),
    client: { status: 200, body: `${progress(1)}${events(eventLimit - 100).replace(card, masked)}` },
    server: { body: call() },
    secrets: { client: [card] },
  },
];

const bufferLimit = 64 * kibi;
const many = 20;

/** Envoy answers for what it can't buffer, by itself. */
const overBuffer =
  (leg: "request" | "response", status: number, otherwise: ClientSees) =>
  (mode: ModePair): ClientSees =>
    mode[leg] === "buffered" ? { status } : otherwise;

const envoys: readonly Case[] = [
  request("less than Envoy's buffer", callOf(bufferLimit - 1)),
  response("less than Envoy's buffer", resultOf(bufferLimit - 1)),
  {
    name: "request, more than Envoy's buffer",
    request: { body: callOf(bufferLimit + 1) },
    client: overBuffer("request", 413, fine),
    server: (mode) => (mode.request === "buffered" ? "nothing" : { body: callOf(bufferLimit + 1) }),
  },
  {
    name: "response, more than Envoy's buffer",
    request: { body: call() },
    answer: json(resultOf(bufferLimit + 1, card)),
    client: overBuffer("response", 500, {
      status: 200,
      body: resultOf(bufferLimit + 1, card).replace(card, masked),
    }),
    server: { body: call() },
    secrets: { client: [card] },
  },
  {
    name: "request, more than Envoy's buffer only once it was edited",
    request: { body: callOf(bufferLimit - 100, growing.repeat(many)) },
    client: overBuffer("request", 413, fine),
    server: (mode) =>
      mode.request === "buffered"
        ? "nothing"
        : { body: callOf(bufferLimit - 100, growing.repeat(many)).replaceAll(growing, grown) },
    secrets: { server: [growing] },
  },
  {
    name: "response, more than Envoy's buffer only once it was edited",
    request: { body: call() },
    answer: json(resultOf(bufferLimit - 100, growing.repeat(many))),
    client: overBuffer("response", 500, {
      status: 200,
      body: resultOf(bufferLimit - 100, growing.repeat(many)).replaceAll(growing, grown),
    }),
    server: { body: call() },
    secrets: { client: [growing] },
  },
  {
    name: "response, an event stream of more than Envoy's buffer",
    async run(steps) {
      const read = gate();
      const written = events(10 * kibi);
      steps.answer(async (_, reply) => {
        reply.head(200, { "content-type": "text/event-stream" });
        await reply.write(written);
        // what comes before Envoy has taken the override is held to its buffer
        if (steps.mode.events === "live") await read.passed;
        for (let index = 0; index < 8; index++) await reply.write(written);
        reply.end();
      });
      const sent = { body: call() };
      if (steps.mode.events === "whole") {
        const done = await steps.exchange(sent);
        assert.ok(done.status === 500 && !done.text.includes(card));
        return;
      }
      const arriving = await steps.send(sent);
      await arriving.until(masked);
      read.open();
      assert.equal((await arriving.finish()).text, written.replace(card, masked).repeat(9));
    },
  },
];

const large = `${plugins}plugin_settings: { max_payload_bytes: ${16 * mebi} }
adapter:
  listen: { max_message_bytes: ${8 * mebi} }
  limits: { request_body_bytes: ${7 * mebi}, response_body_bytes: ${7 * mebi} }
`;

const largeBodies: readonly Case[] = [
  request("more than gRPC's usual 4 MiB", callOf(5 * mebi)),
  response("more than gRPC's usual 4 MiB", resultOf(5 * mebi, card)),
  {
    name: "request, more than the largest gRPC message",
    request: { body: callOf(9 * mebi, forbidden) },
    client: (mode) =>
      // a piece of a streamed body may be as large as Envoy's buffer
      mode.request === "buffered" ? { status: 500 } : { status: [413, 500] },
    server: refusedRequest,
    secrets: { server: [forbidden] },
  },
  {
    name: "response, more than the largest gRPC message",
    request: { body: call() },
    answer: json(resultOf(9 * mebi, card)),
    client: (mode) =>
      mode.response === "buffered"
        ? { status: 500 }
        : // a piece that waited for the adapter's first answer may be as large as Envoy's buffer
          { either: [{ status: 200, error: { word: "response_too_large", id: 7 } }, { status: 500 }] },
    server: { body: call() },
    secrets: { client: [card] },
  },
];

for (const mode of modePairs.filter(({ readable, upstreamHttp2 }) => readable && upstreamHttp2 !== true)) {
  runTables(mode, { "the adapter's limits": own }, ownLimits);
  const small = { ...mode.envoy, bufferLimitBytes: bufferLimit };
  runTables({ ...mode, envoy: small }, { "Envoy's buffer": envoys });
  const wide = { ...mode.envoy, bufferLimitBytes: 16 * mebi };
  runTables({ ...mode, envoy: wide }, { "large messages": largeBodies }, large);
}

function halves(text: string): string[] {
  return [text.slice(0, text.length / 2), text.slice(text.length / 2)];
}
