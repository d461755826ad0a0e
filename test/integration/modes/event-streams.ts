/** Event streams that come whole: each event as it was, edited, or an error in its place. */
import { type Answer, eventStream } from "../parts/upstream.ts";
import type { Case, ExchangeCase } from "./case.ts";
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
  shrinking,
  shrunk,
} from "./messages.ts";

const request = { body: call() };
const server = { body: call() };
const head = { "content-type": "text/event-stream" };
const question = event(
  '{"jsonrpc":"2.0","id":"s1","method":"elicitation/create","params":{"message":"sure?"}}',
);

/** The whole stream in one write, with its length declared. */
const oneWrite =
  (text: string): Answer =>
  (_, reply) => {
    reply.head(200, { ...head, "content-length": String(Buffer.byteLength(text)) });
    reply.end(text);
  };

/** An exchange by what the server writes and what of it the client reads. */
function stream(name: string, answer: Answer, body: string, secrets: readonly string[] = []): ExchangeCase {
  return {
    name,
    request,
    answer,
    client: { status: 200, headers: head, body },
    server,
    secrets: { client: secrets },
  };
}

const edited = progress(1) + question + event(result(`é ${card} ${growing}`)) + progress(2);
const editedOut = progress(1) + question + event(result(`é ${masked} ${grown}`)) + progress(2);
const odd = `: hello\r\n\r\nid: 1\r\nevent: message\r\nretry: 10\r\ndata: ${result("é 1.50")}\r\n\r\n:\n\ndata:\n\n`;

export const eventStreams: readonly Case[] = [
  stream("allowed, with comments, ids and mixed line ends", eventStream([odd]), odd),
  stream("one event of several edited", eventStream([edited]), editedOut, [card, growing]),
  stream("one write with a length, edited", oneWrite(edited), editedOut, [card, growing]),
  stream("one write with a length, allowed", oneWrite(odd), odd),
  stream("one write with a length, shorter", oneWrite(event(result(shrinking))), event(result(shrunk)), [
    shrinking,
  ]),
  stream("pieces that split events and letters", eventStream(piecesOf(edited, 7)), editedOut, [
    card,
    growing,
  ]),
  stream(
    "one byte at a time",
    eventStream(piecesOf(event(result(`é${card}`)), 1)),
    event(result(`é${masked}`)),
    [card],
  ),
  stream(
    "data over several lines",
    eventStream([`id: 4\ndata: ${result(card).replace(',"result"', '\ndata: ,"result"')}\n\n`]),
    `id: 4\ndata: ${result(masked).replace(',"result"', '\ndata: ,"result"')}\n\n`,
    [card],
  ),
  stream(
    "a last event that no blank line ends",
    eventStream([progress(1), `data: ${result(card)}`]),
    `${progress(1)}data: ${result(masked)}`,
    [card],
  ),
  stream(
    "a last event that no blank line ends, denied",
    eventStream([`data: ${result(forbidden)}\n`]),
    `data: ${deniedAnswer()}\n\n`,
    [forbidden],
  ),
  stream(
    "denied, its id and name kept",
    eventStream([progress(1), `id: 3\nevent: message\ndata: ${result(forbidden)}\n\n`, progress(2)]),
    `${progress(1)}id: 3\nevent: message\ndata: ${deniedAnswer()}\n\n${progress(2)}`,
    [forbidden],
  ),
  stream("an empty stream", eventStream([]), ""),
  {
    name: "data that is no JSON",
    request,
    answer: eventStream([progress(1), event(`card ${card}`)]),
    client: { status: 200, headers: head },
    server,
    secrets: { client: [card] },
  },
  {
    name: "the answer to another request",
    request,
    answer: eventStream([event(result(card).replace('"id":7', '"id":8'))]),
    client: { status: 200, headers: head },
    server,
    secrets: { client: [card] },
  },
  {
    name: "cut off within an event",
    request,
    answer: eventStream([progress(1), `data: ${result(card).slice(0, -3)}`]),
    client: { status: 200, headers: head },
    server,
    secrets: { client: [card] },
  },
  {
    name: "a GET stream, results of a resumed one masked",
    request: { method: "GET", headers: { accept: "text/event-stream", "last-event-id": "3" } },
    answer: eventStream([question, `id: 4\n${event(result(card))}`, progress(1)]),
    client: { status: 200, headers: head, body: `${question}id: 4\n${event(result(masked))}${progress(1)}` },
    server: { body: "", headers: { "last-event-id": "3" } },
    secrets: { client: [card] },
  },
  {
    name: "an edited request, answered by a stream",
    request: { body: call(`{"q":"${growing}"}`) },
    answer: eventStream([event(result(card))]),
    client: { status: 200, body: event(result(masked)) },
    server: { body: call(`{"q":"${grown}"}`) },
    secrets: { client: [card], server: [growing] },
  },
];
