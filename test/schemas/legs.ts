import type { JsonObject } from "../../src/framework/json.ts";
import type { Headers, Inspector } from "../../src/inspection/verdict.ts";
import { methodEntry } from "../../src/mcp/methods.ts";
import {
  jsonHeaders,
  postHeaders,
  push,
  request,
  requestHead,
  response,
  responseHead,
} from "../inspection/inspect.ts";
import type { PublishedMethod } from "./methods.ts";

/** One way of a message through the adapter. */
export interface Way {
  readonly name: string;
  /** The adapter knows what the message is, or is the answer to. */
  readonly placed: boolean;
  /** Takes the message through; what its receiver gets, undefined where that is not a message. */
  readonly send: (inspector: Inspector, message: JsonObject) => Promise<JsonObject | undefined>;
}

/** The ways of a request or notification. */
export function callWays(published: PublishedMethod): Way[] {
  if (published.within) return [];
  if (published.from === "client") {
    const send: Way["send"] = (inspector, message) =>
      posted(inspector, headersOf(published, message), message);
    const alone: Way = { name: "request body", placed: true, send };
    // The one revision that has batches.
    return published.of === "2025-03-26" ? [alone, { name: "batch", placed: true, send: inBatch }] : [alone];
  }
  return [
    {
      name: "event stream of a POST",
      placed: true,
      async send(inspector, message) {
        const exchange = inspector.open();
        const asking = call(published.of === "2024-11-05" ? "ping" : "tools/list", "1");
        requestHead(exchange, headersOf(published, asking));
        await request(exchange, JSON.stringify(asking));
        responseHead(exchange, eventHeaders);
        return received(await push(exchange, event(message)));
      },
    },
    { name: "event stream of a GET", placed: true, send: onGet },
  ];
}

/** The ways of an answer, a result or an error. */
export function answerWays(published: PublishedMethod): Way[] {
  if (published.within) return [];
  const asking = call(published.method, "a1");
  if (published.from === "server") {
    return [
      {
        name: "request body",
        placed: true,
        async send(inspector, message) {
          const session = newSession();
          await onGet(inspector, asking, session);
          return posted(inspector, [...postHeaders, session], message);
        },
      },
      {
        name: "request body, of a request that is not known",
        placed: false,
        send: (inspector, message) => posted(inspector, postHeaders, message),
      },
    ];
  }
  const ask = async (inspector: Inspector, more: Headers) => {
    const exchange = inspector.open();
    requestHead(exchange, [...headersOf(published, asking), ...more]);
    await request(exchange, JSON.stringify(asking));
    return exchange;
  };
  return [
    {
      name: "JSON response",
      placed: true,
      async send(inspector, message) {
        const exchange = await ask(inspector, []);
        responseHead(exchange, jsonHeaders);
        const verdict = await response(exchange, JSON.stringify(message));
        if (verdict.kind === "pass") return message;
        return parsed(verdict.kind === "replace" ? verdict.body : verdict.denial.body);
      },
    },
    {
      name: "event stream of a POST",
      placed: true,
      async send(inspector, message) {
        const exchange = await ask(inspector, []);
        responseHead(exchange, eventHeaders);
        return received(await push(exchange, event(message)));
      },
    },
    {
      name: "event stream of a GET, resumed",
      placed: true,
      async send(inspector, message) {
        const session = newSession();
        const exchange = await ask(inspector, [session]);
        responseHead(exchange, eventHeaders);
        await push(exchange, "id: 1\ndata:\n\n");
        return onGet(inspector, message, session);
      },
    },
    { name: "event stream of a GET, to a request that is not known", placed: false, send: onGet },
  ];
}

const eventHeaders: Headers = [
  [":status", "200"],
  ["content-type", "text/event-stream"],
];

let sessions = 0;
function newSession(): readonly [string, string] {
  return ["mcp-session-id", `session-${++sessions}`];
}

/** A request with what any method needs. */
function call(method: string, id: string): JsonObject {
  const params = { name: "t", uri: "urn:t", taskId: "t" };
  return { jsonrpc: "2.0", id, method, params };
}

/** What a client of the revision sends along. */
function headersOf({ of, method }: PublishedMethod, message: JsonObject): Headers {
  if (of === "2024-11-05" || of === "2025-03-26") return postHeaders;
  const version = of === "extensions" ? "2026-07-28" : of;
  const headers: Headers = [...postHeaders, ["mcp-protocol-version", version]];
  if (version !== "2026-07-28") return headers;
  const mirrored = methodEntry(method)?.mirrored;
  const name = mirrored && (message["params"] as JsonObject)[mirrored];
  const named: Headers = typeof name === "string" ? [["mcp-name", name]] : [];
  return [...headers, ["mcp-method", String(message["method"])], ...named];
}

async function posted(inspector: Inspector, headers: Headers, message: JsonObject) {
  const exchange = inspector.open();
  requestHead(exchange, headers);
  const verdict = await request(exchange, JSON.stringify(message));
  if (verdict.kind === "pass") return message;
  return verdict.kind === "replace" ? parsed(verdict.body) : undefined;
}

async function inBatch(inspector: Inspector, message: JsonObject) {
  const exchange = inspector.open();
  requestHead(exchange, postHeaders);
  const verdict = await request(exchange, JSON.stringify([call("ping", "p1"), message]));
  if (verdict.kind === "pass") return message;
  if (verdict.kind === "deny") return undefined;
  return (JSON.parse(Buffer.from(verdict.body).toString()) as JsonObject[])[1];
}

async function onGet(inspector: Inspector, message: JsonObject, session = newSession()) {
  const exchange = inspector.open();
  requestHead(exchange, [[":method", "GET"], ...postHeaders.slice(1, 4), session], true);
  responseHead(exchange, eventHeaders);
  return received(await push(exchange, event(message)));
}

function event(message: JsonObject): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}

function received(events: string): JsonObject | undefined {
  const data = /^data: ?(.+)$/m.exec(events)?.[1];
  return data === undefined ? undefined : (JSON.parse(data) as JsonObject);
}

function parsed(body: Uint8Array): JsonObject | undefined {
  return body.length === 0 ? undefined : (JSON.parse(Buffer.from(body).toString()) as JsonObject);
}
