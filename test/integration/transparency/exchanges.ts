/** Exchanges of every kind that MCP over HTTP knows, as bytes: nothing in them is a plugin's business. */
import type { ClientRequest } from "../parts/client.ts";
import { type Answer, eventStream, status } from "../parts/upstream.ts";
import { answers, failure, json, result, session, taken } from "./answers.ts";
import { messages } from "./messages.ts";
import { streams } from "./streams.ts";

export type Exchange = {
  readonly name: string;
  readonly request: ClientRequest;
  readonly answer: Answer;
};

const call = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{}}}';

const answered = status(200, { ...json, ...session }, result);
const post = { body: call, headers: session };
const get = { method: "GET", headers: { ...session, accept: "text/event-stream" } };

/** Requests whose heads must arrive as they were sent. */
const heads: Readonly<Record<string, ClientRequest>> = {
  "a session's headers": post,
  "a foreign Origin": { ...post, headers: { origin: "https://evil.example.com" } },
  "an Origin of null": { ...post, headers: { origin: "null" } },
  "a foreign Host": { ...post, headers: { host: "evil.example.com:8080" } },
  "credentials and cookies": {
    ...post,
    headers: { authorization: "Bearer a.b.c", cookie: "a=1; b=2", "proxy-authorization": "Basic eA==" },
  },
  "tracing headers": {
    ...post,
    headers: {
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      tracestate: "a=1,b=2",
      baggage: "user=alice",
    },
  },
  "headers of one's own": {
    ...post,
    headers: { "x-api-key": "k", "x-empty": "", "user-agent": "my agent/1.0" },
  },
  "accept the other way round": { ...post, headers: { accept: "text/event-stream, application/json" } },
  "a content type with a charset": {
    ...post,
    headers: { "content-type": "application/json; charset=utf-8" },
  },
  "the headers of 2026-07-28": {
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{"region":"eu"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}',
    headers: {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "t",
      "mcp-param-region": "eu",
    },
  },
  "a body in chunks, without a length": { ...post, body: [call.slice(0, 20), call.slice(20)] },
  "a query": { ...post, path: "/mcp?a=1&b=%20x" },
  "another path": { ...post, path: "/servers/one/mcp/" },
  "an encoded path": { ...post, path: "/m%63p/caf%C3%A9" },
};

const notification = '{"jsonrpc":"2.0","method":"notifications/initialized"}';

/** What is no message at all. */
const others: readonly Exchange[] = [
  ...[200, 202, 204, 400, 404, 405].map(
    (code): Exchange => ({
      name: `DELETE of a session, ${code}`,
      request: { method: "DELETE", headers: session },
      answer: status(code, code < 400 ? {} : json, code < 400 ? "" : failure(-32000, null)),
    }),
  ),
  {
    name: "GET, 405",
    request: get,
    answer: status(405, { allow: "POST", ...json }, failure(-32000, null)),
  },
  { name: "GET, 404 of a lost session", request: get, answer: status(404, json, failure(-32001, null)) },
  { name: "HEAD", request: { method: "HEAD" }, answer: status(405, { allow: "POST" }) },
  {
    name: "OPTIONS of a browser",
    request: {
      method: "OPTIONS",
      headers: {
        origin: "http://localhost:6274",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,mcp-session-id",
      },
    },
    answer: status(204, {
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "content-type,mcp-session-id",
    }),
  },
  {
    name: "OAuth metadata",
    request: {
      method: "GET",
      path: "/.well-known/oauth-protected-resource/mcp",
      headers: { accept: "application/json" },
    },
    answer: status(200, json, '{ "resource" : "https://mcp.test/mcp" }\n'),
  },
  {
    name: "a page",
    request: { method: "GET", path: "/", headers: { accept: "text/html" } },
    answer: status(200, { "content-type": "text/html" }, "<p>MCP</p>"),
  },
  {
    name: "JSON with trailers",
    request: { ...post, headers: { ...session, te: "trailers" } },
    answer(_, reply) {
      reply.head(200, { ...json, trailer: "x-sum" });
      reply.end(result, { "x-sum": "7" });
    },
  },
  {
    name: "JSON in chunks",
    request: post,
    async answer(_, reply) {
      reply.head(200, json);
      for (const piece of [result.slice(0, 9), result.slice(9)]) await reply.write(piece);
      reply.end();
    },
  },
  {
    name: "a server that goes away without an answer",
    request: post,
    answer: (_, reply) => reply.reset(),
  },
];

const withLength = (code: number, headers: Record<string, string>, body: string): Answer =>
  status(
    code,
    code === 204 ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) },
    body,
  );

const getStream = (lastEventId?: string): ClientRequest => ({
  ...get,
  headers: { ...get.headers, ...(lastEventId !== undefined && { "last-event-id": lastEventId }) },
});

export const exchanges: readonly Exchange[] = [
  ...Object.entries(heads).map(
    ([name, request]): Exchange => ({ name: `request: ${name}`, request, answer: answered }),
  ),
  ...Object.entries(answers).flatMap(([name, [code, headers, body]]): Exchange[] => [
    { name: `answer: ${name}`, request: post, answer: withLength(code, headers, body) },
    ...(body === ""
      ? []
      : [{ name: `answer in chunks: ${name}`, request: post, answer: status(code, headers, body) }]),
  ]),
  ...Object.entries(taken).map(
    ([name, parts]): Exchange => ({
      name: `notification: ${name}`,
      request: { body: notification, headers: session },
      answer: status(...parts),
    }),
  ),
  ...messages.map(
    ({ name, request, answer, headers }): Exchange => ({
      name: `message: ${name}`,
      request: { body: request, headers: { ...session, ...headers } },
      answer: answer === undefined ? status(202) : status(200, { ...json, ...session }, answer),
    }),
  ),
  ...Object.entries(streams).flatMap(([name, pieces]): Exchange[] => [
    {
      name: `event stream: ${name}`,
      request: post,
      answer: eventStream(pieces, { "cache-control": "no-cache", ...session }),
    },
    { name: `GET stream: ${name}`, request: getStream(), answer: eventStream(pieces, session) },
    {
      name: `resumed stream: ${name}`,
      request: getStream("stream-1_17 a:b"),
      answer: eventStream(pieces, session),
    },
  ]),
  {
    name: "an event stream that names its charset",
    request: post,
    answer: eventStream([`data: ${result}\r\n\r\n`], { "content-type": "text/event-stream; charset=utf-8" }),
  },
  ...others,
];
