/**
 * Trailers on either side of an exchange: they arrive, and what they come after is inspected all the same. Under
 * STREAMED Envoy sends trailers only when all of the body was answered for: JSON is recognised as whole before.
 */
import type { Answer } from "../parts/upstream.ts";
import { type Case, type ClientSees, type ExchangeCase, refusedRequest } from "./case.ts";
import {
  call,
  card,
  deniedAnswer,
  event,
  forbidden,
  growing,
  grown,
  masked,
  piecesOf,
  progress,
  result,
} from "./messages.ts";

const trailers = { "x-end": "yes" };
const arrived = [["x-end", "yes"]] as const;
const json = "application/json";
const events = "text/event-stream";
const request = { body: call(), headers: { te: "trailers" } };
const server = { body: call() };

/** A body in pieces, then trailers. */
const trailed =
  (type: string, pieces: readonly (string | Uint8Array)[]): Answer =>
  async (_, reply) => {
    reply.head(200, { "content-type": type, "mcp-session-id": "s-9", trailer: "x-end" });
    for (const piece of pieces) await reply.write(piece);
    reply.end(undefined, trailers);
  };

/** A response with trailers: what the server writes, and what the client reads. */
function response(
  name: string,
  type: string,
  text: string,
  body: string,
  secrets: string[] = [],
): ExchangeCase {
  return {
    name,
    request,
    answer: trailed(type, piecesOf(text, 40)),
    client: { status: 200, body, trailers: arrived, headers: { "mcp-session-id": "s-9" } },
    server,
    secrets: { client: secrets },
  };
}

const served: ClientSees = { status: 200, body: result("fine") };

export const trailing: readonly Case[] = [
  response("JSON, allowed", json, result("fine"), result("fine")),
  response("JSON, edited", json, result(`${card} ${growing}`), result(`${masked} ${grown}`), [card, growing]),
  response("JSON, denied", json, result(forbidden), deniedAnswer(), [forbidden]),
  response(
    "events, allowed",
    events,
    progress(1) + event(result("fine")),
    progress(1) + event(result("fine")),
  ),
  response("events, edited", events, progress(1) + event(result(card)), progress(1) + event(result(masked)), [
    card,
  ]),
  response("events, denied", events, event(result(forbidden)), event(deniedAnswer()), [forbidden]),
  {
    name: "events, the last not ended: nothing of it uninspected",
    request,
    answer: trailed(events, [progress(1), `data: ${result(card)}`]),
    client: { status: 200, trailers: arrived },
    server,
    secrets: { client: [card] },
  },
  {
    name: "no body at all",
    request,
    answer: trailed(json, []),
    client: { status: 200, body: "", trailers: arrived },
    server,
  },
  {
    name: "on a request, allowed",
    request: { body: piecesOf(call('{"a":"é"}'), 30), trailers },
    client: served,
    server: { body: call('{"a":"é"}'), trailers: arrived },
  },
  {
    name: "on a request, edited",
    request: { body: piecesOf(call(`{"a":"${growing}"}`), 30), trailers },
    client: served,
    server: { body: call(`{"a":"${grown}"}`), trailers: arrived },
    secrets: { server: [growing] },
  },
  {
    name: "on a request, denied",
    request: { body: piecesOf(call(`{"a":"${forbidden}"}`), 30), trailers },
    client: { status: 200, body: deniedAnswer("tool arguments") },
    server: refusedRequest,
    secrets: { server: [forbidden] },
  },
];
