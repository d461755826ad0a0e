/** Requests as they reach the server: as sent, edited, or not at all. */
import { status } from "../parts/upstream.ts";
import { type Case, type ExchangeCase, refusedRequest } from "./case.ts";
import {
  call,
  deniedAnswer,
  forbidden,
  growing,
  grown,
  oddCall,
  piecesOf,
  result,
  shrinking,
  shrunk,
} from "./messages.ts";

const fine: ExchangeCase["client"] = { status: 200, body: result("fine") };
const denied: Pick<ExchangeCase, "client" | "server" | "secrets"> = {
  client: { status: 200, headers: { "x-mcp-denied": "true" }, body: deniedAnswer("tool arguments") },
  server: refusedRequest,
  secrets: { client: [forbidden], server: [forbidden] },
};

export const requests: readonly Case[] = [
  {
    name: "allowed, with odd spacing and numbers",
    request: {
      body: oddCall,
      headers: { authorization: "Bearer abc", "mcp-session-id": "s-1", "x-odd": "é  é" },
    },
    client: { status: 200, body: result("fine"), headers: { "x-mcp-denied": undefined } },
    server: { body: oddCall, headers: { authorization: "Bearer abc", "mcp-session-id": "s-1" } },
  },
  {
    name: "edited, longer",
    request: { body: call(`{"q":"${growing}","n": 1.50}`) },
    client: fine,
    server: { body: call(`{"q":"${grown}","n": 1.50}`) },
    secrets: { server: [growing] },
  },
  {
    name: "edited, shorter",
    request: { body: call(`{"q":["${shrinking}"]}`) },
    client: fine,
    server: { body: call(`{"q":["${shrunk}"]}`) },
    secrets: { server: [shrinking] },
  },
  {
    name: "no declared length, in many pieces that split letters, edited",
    request: { body: piecesOf(call(`{"é":"éé","q":"${growing}"}`), 3) },
    client: fine,
    server: { body: call(`{"é":"éé","q":"${grown}"}`) },
    secrets: { server: [growing] },
  },
  {
    name: "no declared length, allowed",
    request: { body: piecesOf(oddCall, 50) },
    client: fine,
    server: { body: oddCall },
  },
  { name: "denied", request: { body: call(`{"q":"${forbidden}"}`) }, ...denied },
  {
    name: "denied for a member name, in pieces",
    request: { body: piecesOf(call(`{"${forbidden}":1}`), 11) },
    ...denied,
  },
  {
    name: "a notification",
    request: { body: '{"jsonrpc":"2.0","method":"notifications/initialized" }' },
    answer: status(202, { "content-length": "0" }),
    client: { status: 202, body: "" },
    server: { body: '{"jsonrpc":"2.0","method":"notifications/initialized" }' },
  },
  {
    name: "an answer of the client to a question of the server",
    request: { body: '{"jsonrpc":"2.0","id":"e-1","result":{"action":"accept","content":{}}}' },
    answer: status(202),
    client: { status: 202, body: "" },
    server: { body: '{"jsonrpc":"2.0","id":"e-1","result":{"action":"accept","content":{}}}' },
  },
  {
    name: "an empty POST",
    request: { body: "" },
    answer: status(400, { "content-type": "text/plain" }, "no body"),
    client: { status: 400, body: "no body" },
    server: { body: "" },
  },
  {
    name: "an empty POST without a length",
    request: { body: ["", ""] },
    answer: status(400, { "content-type": "text/plain" }, "no body"),
    client: { status: 400, body: "no body" },
    server: { body: "" },
  },
  {
    name: "DELETE of a session",
    request: { method: "DELETE", headers: { "mcp-session-id": "s-1" } },
    answer: status(204),
    client: { status: 204, body: "" },
    server: { body: "", headers: { "mcp-session-id": "s-1" } },
  },
  {
    name: "GET with a body",
    request: { method: "GET", body: call(`{"q":"${forbidden}"}`) },
    client: { status: 400, error: { word: "stray_body", id: null } },
    server: refusedRequest,
    secrets: { server: [forbidden] },
  },
  {
    name: "HEAD",
    request: { method: "HEAD" },
    answer: status(200, { "content-type": "application/json" }),
    client: { status: 200, body: "" },
    server: { body: "" },
  },
];
