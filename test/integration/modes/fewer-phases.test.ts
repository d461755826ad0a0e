/** Processing modes that leave out phases: enough for plugins that need no more, a refusal for those that do. */
import { eventStream, json, status } from "../parts/upstream.ts";
import { type Case, refusedRequest } from "./case.ts";
import { eventStreams } from "./event-streams.ts";
import { jsonResponses } from "./json-responses.ts";
import {
  call,
  card,
  deniedAnswer,
  event,
  forbidden,
  growing,
  grown,
  masked,
  oddCall,
  plugins,
  result,
} from "./messages.ts";
import { type ModePair, modePairs } from "./mode-pairs.ts";
import { refused } from "./refusals.ts";
import { requests } from "./requests.ts";
import { runTables } from "./run.ts";

const [asShipped] = modePairs as [ModePair];
const http1Trailers = true;

/** No plugin reads a response; none a request. */
const requestsOnly = only("tool_pre_invoke");
const responsesOnly = only("tool_post_invoke");
function only(hook: string): string {
  return plugins
    .replaceAll(/hooks: \[.*\]/g, `hooks: [${hook}]`)
    .replace("config: { words", `hooks: [${hook}]\n    config: { words`);
}

const secret = result(`${forbidden} ${growing}`);
const unread: readonly Case[] = [
  {
    name: "JSON",
    request: { body: call() },
    answer: json(`${secret} `),
    client: { status: 200, body: `${secret} ` },
    server: { body: call() },
  },
  {
    name: "an event stream",
    request: { body: call() },
    answer: eventStream([event(secret), "data: no JSON\n\n"]),
    client: { status: 200, body: `${event(secret)}data: no JSON\n\n` },
    server: { body: call() },
  },
  {
    name: "text",
    request: { body: call() },
    answer: status(200, { "content-type": "text/plain" }, "text"),
    client: { status: 200, body: "text" },
    server: { body: call() },
  },
];
const redirects: readonly Case[] = [
  {
    name: "to another origin",
    request: { body: call() },
    answer: status(307, { location: "http://evil.test/" }),
    client: { status: 200, headers: { location: undefined }, error: { word: "redirect", id: 7 } },
    server: { body: call() },
  },
];

const enough: readonly ModePair[] = [
  {
    ...asShipped,
    name: "only requests are sent",
    envoy: { http1Trailers, phases: { requestBody: true, response: "none" } },
  },
  {
    ...asShipped,
    name: "requests and response headers are sent",
    envoy: { http1Trailers, phases: { requestBody: true, response: "headers" } },
  },
  { ...asShipped, name: "all is sent and asked not to be", envoy: { http1Trailers, variant: "override" } },
  {
    ...asShipped,
    name: "all is sent and kept being sent",
    envoy: { http1Trailers, variant: "override", allowModeOverride: false },
  },
  { ...asShipped, name: "all is sent in full duplex", envoy: { http1Trailers } },
];
for (const mode of enough) {
  const seesHeads = mode.envoy.phases?.response !== "none";
  runTables(
    mode,
    { requests, refused, "unread responses": unread, ...(seesHeads && { redirects }) },
    requestsOnly,
  );
}

for (const response of ["none", "headers"] as const) {
  const mode: ModePair = {
    ...asShipped,
    name: `plugins read responses, and of them is sent: ${response}`,
    envoy: { http1Trailers, phases: { requestBody: true, response } },
    readable: false,
  };
  runTables(mode, { requests, "JSON responses": jsonResponses, "event streams": eventStreams });
}

runTables(
  {
    ...asShipped,
    name: "request bodies are not sent",
    envoy: { http1Trailers, phases: { requestBody: false, response: "body" } },
  },
  {
    "without bodies": [
      {
        name: "a POST is refused: its answer can't be told from another",
        request: { body: call() },
        answer: json(result(card)),
        client: {
          status: 500,
          headers: { "x-mcp-denied": "true" },
          error: { word: "request_not_readable", id: null },
        },
        server: "nothing",
      },
      {
        name: "a GET stream is inspected",
        request: { method: "GET", headers: { accept: "text/event-stream" } },
        answer: eventStream([event(result(card)), event(result(forbidden))]),
        client: { status: 200, body: `${event(result(masked))}${event(deniedAnswer())}` },
        server: { body: "" },
        secrets: { client: [card, forbidden] },
      },
    ],
  },
  responsesOnly,
);

/** Bodies alone: Envoy drops content-length, and nothing can be said by headers. */
const bodiesOnly: readonly Case[] = [
  {
    name: "an allowed request",
    request: { body: oddCall },
    client: { status: 200, body: result("fine") },
    server: { body: oddCall },
  },
  {
    name: "an edited one",
    request: { body: call(`{"q":"${growing}"}`) },
    client: { status: 200, body: result("fine") },
    server: { body: call(`{"q":"${grown}"}`) },
    secrets: { server: [growing] },
  },
  {
    name: "a denied one",
    request: { body: call(`{"q":"${forbidden}"}`), headers: { "content-type": "text/plain" } },
    client: { status: 200, body: deniedAnswer("tool arguments") },
    server: refusedRequest,
    secrets: { server: [forbidden] },
  },
];
for (const response_header_mode of ["SEND", "SKIP"] as const) {
  for (const response_body_mode of ["BUFFERED", "STREAMED"] as const) {
    runTables(
      {
        ...asShipped,
        name: `no request headers are sent, response headers ${response_header_mode}, ${response_body_mode}`,
        envoy: {
          http1Trailers,
          processingMode: {
            request_header_mode: "SKIP",
            response_header_mode,
            response_body_mode,
            response_trailer_mode: "SEND",
          },
        },
        // Envoy forwards a head that it sends nobody
        request: "streamed",
        response: response_body_mode === "STREAMED" ? "streamed" : "buffered",
        events: "whole",
      },
      {
        "bodies only": bodiesOnly,
        ...(response_header_mode === "SEND" && { "JSON responses": jsonResponses }),
      },
    );
  }
}

/** Under STREAMED Envoy then gives no sign of a body's end when trailers follow: JSON that is whole needs none. */
const trailers = { "x-end": "1" };
const endless: readonly Case[] = [
  {
    name: "on a request",
    request: { body: [call(`{"q":"${growing}"}`)], trailers },
    client: { status: 200, body: result("fine") },
    server: { body: call(`{"q":"${grown}"}`) },
    secrets: { server: [growing] },
  },
  {
    name: "after JSON",
    request: { body: call() },
    answer: (_, reply) => {
      reply.head(200, { "content-type": "application/json", trailer: "x-end" });
      reply.end(result(card), trailers);
    },
    client: { status: 200, body: result(masked) },
    server: { body: call() },
    secrets: { client: [card] },
  },
  {
    name: "after events",
    request: { body: call() },
    answer: async (_, reply) => {
      reply.head(200, { "content-type": "text/event-stream", trailer: "x-end" });
      await reply.write(event(result(card)) + event(result(card)).trimEnd());
      reply.end(undefined, trailers);
    },
    client: { status: 200, body: event(result(masked)) },
    server: { body: call() },
    secrets: { client: [card] },
  },
];
runTables(
  {
    ...asShipped,
    name: "STREAMED both, trailers are not sent",
    envoy: {
      http1Trailers,
      processingMode: {
        request_body_mode: "STREAMED",
        response_body_mode: "STREAMED",
        response_trailer_mode: "SKIP",
      },
    },
  },
  { "unsent trailers": endless },
  `${plugins}adapter: { limits: { body_timeout_ms: 500 } }\n`,
);
