/** JSON responses as they reach the client: as sent, edited, or an error in their place. */
import { type Answer, json } from "../parts/upstream.ts";
import type { Case, ClientSees } from "./case.ts";
import {
  call,
  card,
  deniedAnswer,
  forbidden,
  growing,
  grown,
  masked,
  oddResult,
  piecesOf,
  result,
  shrinking,
  shrunk,
} from "./messages.ts";
import type { ModePair } from "./mode-pairs.ts";

const session = { "mcp-session-id": "s-9" };
const request = { body: call() };
const server = { body: call() };

/** JSON in pieces, without a declared length. */
const pieces =
  (text: string, size: number): Answer =>
  async (_, reply) => {
    reply.head(200, { "content-type": "application/json", ...session });
    for (const piece of piecesOf(text, size)) await reply.write(piece);
    reply.end();
  };

/** A head that is gone can't say that the body is a denial. */
const replaced =
  (body: Pick<Extract<ClientSees, { status: unknown }>, "body" | "error">, status = 200) =>
  (mode: ModePair): ClientSees => ({
    status,
    headers: { ...session, "x-mcp-denied": mode.response === "streamed" ? undefined : "true" },
    ...body,
  });

export const jsonResponses: readonly Case[] = [
  {
    name: "allowed, with odd spacing and numbers",
    request,
    answer: json(oddResult, { headers: session }),
    client: { status: 200, body: oddResult, headers: { ...session, "x-mcp-denied": undefined } },
    server,
  },
  {
    name: "edited, longer",
    request,
    answer: json(result(`${growing} ${card}`), { headers: session }),
    client: { status: 200, body: result(`${grown} ${masked}`), headers: session },
    server,
    secrets: { client: [growing, card] },
  },
  {
    name: "edited, shorter",
    request,
    answer: json(result(shrinking), { headers: session }),
    client: { status: 200, body: result(shrunk), headers: session },
    server,
    secrets: { client: [shrinking] },
  },
  {
    name: "in many pieces that split letters, edited",
    request,
    answer: pieces(result(`é${card}é ${growing}`), 3),
    client: { status: 200, body: result(`é${masked}é ${grown}`), headers: session },
    server,
    secrets: { client: [growing, card] },
  },
  {
    name: "in many pieces, allowed",
    request,
    answer: pieces(oddResult, 7),
    client: { status: 200, body: oddResult, headers: session },
    server,
  },
  {
    name: "denied",
    request,
    answer: json(result(`${card} ${forbidden}`), { headers: session }),
    client: replaced({ body: deniedAnswer() }),
    server,
    secrets: { client: [forbidden, card] },
  },
  {
    name: "denied, in pieces",
    request,
    answer: pieces(result(`${forbidden} ${"x".repeat(500)}`), 9),
    client: replaced({ body: deniedAnswer() }),
    server,
    secrets: { client: [forbidden] },
  },
  {
    name: "denied under a status of its own",
    request,
    answer: json(result(forbidden), { code: 418, headers: session }),
    client: replaced({ body: deniedAnswer() }, 418),
    server,
    secrets: { client: [forbidden] },
  },
  {
    name: "both edited",
    request: { body: call(`{"q":"${shrinking}"}`) },
    answer: json(result(card)),
    client: { status: 200, body: result(masked) },
    server: { body: call(`{"q":"${shrunk}"}`) },
    secrets: { client: [card], server: [shrinking] },
  },
  {
    name: "the answer to another request",
    request,
    answer: json(result(card).replace('"id":7', '"id":8'), { headers: session }),
    client: replaced({ error: { word: "foreign_id", id: 7 } }),
    server,
    secrets: { client: [card] },
  },
  {
    name: "a key twice",
    request,
    answer: json(`${result(card).slice(0, -1)},"result":{}}`, { headers: session }),
    client: replaced({ error: { word: "duplicate_key", id: 7 } }),
    server,
    secrets: { client: [card] },
  },
  {
    name: "no JSON at all",
    request,
    answer: json(`card ${card}`, { headers: session }),
    client: replaced({ error: { word: "syntax", id: 7 } }),
    server,
    secrets: { client: [card] },
  },
  {
    name: "an empty body",
    request,
    answer: json("", { headers: session }),
    client: { status: 200, body: "", headers: session },
    server,
  },
  {
    name: "an error of the server, its text edited",
    request,
    answer: json(`{"jsonrpc":"2.0","id":7,"error":{"code":-32000,"message":"no ${card}"}}`),
    client: {
      status: 200,
      body: `{"jsonrpc":"2.0","id":7,"error":{"code":-32000,"message":"no ${masked}"}}`,
    },
    server,
    secrets: { client: [card] },
  },
  {
    name: "a result under the status of an error is edited too",
    request,
    answer: json(result(card), { code: 500 }),
    client: { status: 500, body: result(masked) },
    server,
    secrets: { client: [card] },
  },
];
