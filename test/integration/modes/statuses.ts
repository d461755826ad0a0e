/** What a server answers beside results: its statuses stay, and so do bodies that nobody takes for a message. */
import { gzipSync } from "node:zlib";
import { type Answer, eventStream, json, status } from "../parts/upstream.ts";
import type { Case, ClientSees, ExchangeCase } from "./case.ts";
import {
  call,
  card,
  deniedAnswer,
  event,
  forbidden,
  growing,
  grown,
  masked,
  oddResult,
  result,
} from "./messages.ts";
import type { ModePair } from "./mode-pairs.ts";

const post = { body: call() };
const get = { method: "GET", headers: { accept: "text/event-stream" } };

const oauthError = { "content-type": "application/json", "www-authenticate": "Bearer" };

const page = { method: "GET", headers: { accept: "text/html" } };

type Unchanged = {
  readonly request?: ExchangeCase["request"];
  readonly code: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

const unchanged: Readonly<Record<string, Unchanged>> = {
  "401 with a challenge": {
    code: 401,
    headers: { "www-authenticate": 'Bearer resource_metadata="/x"', "content-type": "text/plain" },
    body: "Unauthorized",
  },
  "403 with an empty body": { code: 403 },
  "404 of a lost session": {
    code: 404,
    headers: { "content-type": "application/json" },
    body: '{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}',
  },
  "400 with the id that Python's SDK gives errors": {
    code: 400,
    headers: { "content-type": "application/json" },
    body: '{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Bad Request"}}',
  },
  "405 on GET": {
    request: get,
    code: 405,
    headers: { allow: "POST", "content-type": "text/plain" },
    body: "no",
  },
  "405 on GET, as JSON-RPC": {
    request: get,
    code: 405,
    headers: { "content-type": "application/json" },
    body: '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Method not allowed."},"id":null}',
  },
  "406 with text": { code: 406, headers: { "content-type": "text/plain" }, body: "Not Acceptable" },
  "500 with HTML": { code: 500, headers: { "content-type": "text/html" }, body: "<h1>oops</h1>" },
  "500 without a content type": { code: 500, body: "Internal Server Error" },
  "503 with text": { code: 503, headers: { "retry-after": "3" }, body: "later" },
  "an OAuth document": {
    request: { method: "GET", path: "/.well-known/oauth-protected-resource" },
    code: 200,
    headers: { "content-type": "application/json" },
    body: '{ "resource":"https://mcp.test/", "scopes_supported":["a"] }',
  },
  "a page on GET": { request: page, code: 200, headers: { "content-type": "text/html" }, body: "<p>MCP</p>" },
  "a redirect within the origin": { code: 307, headers: { location: "/mcp/" } },
};

const elsewhere = `http://evil.test/mcp?${forbidden}`;
const refused = (word: string): ClientSees => ({
  status: 200,
  headers: { "x-mcp-denied": "true", location: undefined, "content-encoding": undefined },
  error: { word, id: 7 },
});

/** JSON that is compressed although nobody asked for it. */
const compressed = (text: string, coding = "gzip"): Answer =>
  json(gzipSync(text), { headers: { "content-encoding": coding } });

/** Plain text can't follow a head that says it is compressed. */
const plain =
  (sees: ClientSees) =>
  (mode: ModePair): ClientSees =>
    mode.response === "streamed" ? "failed" : sees;

export const statuses: readonly Case[] = [
  ...Object.entries(unchanged).map(
    ([name, { request = post, code, headers = {}, body = "" }]): Case => ({
      name,
      request,
      answer: status(code, { ...headers, "mcp-session-id": "s-9" }, body),
      client: {
        status: code,
        body,
        headers: { ...headers, "mcp-session-id": "s-9", "x-mcp-denied": undefined },
      },
      server: { body: request === post ? call() : "" },
    }),
  ),
  {
    name: "a page for a GET that asks for events",
    request: get,
    answer: status(200, { "content-type": "text/html" }, `<p>${card}</p>`),
    client: { status: 502, error: { word: "response_content_type", id: null } },
    server: { body: "" },
    secrets: { client: [card] },
  },
  {
    name: "JSON that is no message, in the place of an answer: masked as any answer",
    request: post,
    answer: status(
      401,
      oauthError,
      '{"error":"invalid_token","error_description":"for card 4111111111111111"}',
    ),
    client: {
      status: 401,
      body: `{"error":"invalid_token","error_description":"for card ${masked}"}`,
      headers: { "www-authenticate": "Bearer" },
    },
    server: { body: call() },
    secrets: { client: [card] },
  },
  {
    name: "JSON that is no message, in the place of an answer: denied as any answer",
    request: post,
    answer: status(401, oauthError, '{"detail":"nightfall"}'),
    client: { status: 401, headers: { "www-authenticate": "Bearer" }, error: { word: "deny", id: 7 } },
    server: { body: call() },
    secrets: { client: [forbidden] },
  },
  ...["http://evil.test/mcp", "//evil.test/mcp", elsewhere, "/\\evil.test"].map(
    (location): Case => ({
      name: `a redirect to ${location}`,
      request: post,
      answer: status(307, { location }),
      client: refused("redirect"),
      server: { body: call() },
      secrets: { client: ["evil.test"] },
    }),
  ),
  {
    name: "a redirect of a GET to another origin",
    request: get,
    answer: status(302, { location: elsewhere }, `see ${elsewhere}`),
    client: { status: 502, headers: { location: undefined }, error: { word: "redirect", id: null } },
    server: { body: "" },
    secrets: { client: ["evil.test"] },
  },
  ...["text/plain", "application/jsonx", "text/event-streams", "application/json; charset=utf-16", ""].map(
    (type): Case => ({
      name: `an answer of type "${type}"`,
      request: post,
      answer: status(200, type === "" ? {} : { "content-type": type }, result(card)),
      client: refused("response_content_type"),
      server: { body: call() },
      secrets: { client: [card] },
    }),
  ),
  {
    name: "compressed, allowed",
    request: post,
    answer: compressed(oddResult),
    client: plain({ status: 200, body: oddResult, headers: { "content-encoding": undefined } }),
    server: { body: call() },
  },
  {
    name: "compressed, edited",
    request: post,
    answer: compressed(result(`${card} ${growing}`)),
    client: plain({
      status: 200,
      body: result(`${masked} ${grown}`),
      headers: { "content-encoding": undefined },
    }),
    server: { body: call() },
    secrets: { client: [card, growing] },
  },
  {
    name: "compressed, denied",
    request: post,
    answer: compressed(result(forbidden)),
    client: plain({ status: 200, body: deniedAnswer(), headers: { "content-encoding": undefined } }),
    server: { body: call() },
    secrets: { client: [forbidden] },
  },
  {
    name: "compressed in an unknown way",
    request: post,
    answer: compressed(result(card), "zstd"),
    client: plain(refused("content_encoding")),
    server: { body: call() },
    secrets: { client: [card] },
  },
  {
    name: "a small body that inflates to a large one",
    request: post,
    answer: compressed(result("x".repeat(3_000_000))),
    client: plain(refused("content_encoding")),
    server: { body: call() },
  },
  {
    name: "a compressed event stream",
    request: post,
    answer: eventStream([gzipSync(event(result(card)))], { "content-encoding": "gzip" }),
    client: refused("content_encoding"),
    server: { body: call() },
    secrets: { client: [card] },
  },
  {
    name: "accept-encoding asks for plain text",
    request: { ...post, headers: { "accept-encoding": "gzip, br" } },
    client: { status: 200, body: result("fine") },
    server: { body: call(), headers: { "accept-encoding": "identity" } },
  },
];
