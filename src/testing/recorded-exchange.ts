import { z } from "zod";
import type { JsonObject, JsonValue } from "../framework/index.ts";
import type { Headers } from "../inspection/verdict.ts";

/**
 * One HTTP exchange as it was recorded, or as a test writes it. What is left out is what a plain MCP client and server
 * would send: a POST to /mcp of `application/json`, answered with 200.
 */
export interface RecordedExchange {
  /** Absent: the adapter saw the response alone, and judges it by its shape. */
  readonly request?: RecordedRequest | undefined;
  readonly response?: RecordedResponse | undefined;
}

/** Names are any case; a header that came several times has a list. `:method`, `:path` and the like stand among them. */
export type RecordedHeaders = Readonly<Record<string, string | readonly string[]>>;

/** The request as Envoy showed it to the adapter. */
export interface RecordedRequest {
  readonly headers?: RecordedHeaders | undefined;
  /** A string is the exact text; any other JSON value is written as JSON. Absent: no body. */
  readonly body?: JsonValue | undefined;
  /** Envoy attributes and forwarded metadata that `adapter.identity` may read. */
  readonly attributes?: JsonObject | undefined;
  readonly metadata?: Readonly<Record<string, JsonObject>> | undefined;
}

/** The response as Envoy showed it to the adapter; `body` or `events`. */
export interface RecordedResponse {
  readonly headers?: RecordedHeaders | undefined;
  /** As the request's. */
  readonly body?: JsonValue | undefined;
  /** Instead of a body: pieces of an event stream as they came. An object is one event with this message. */
  readonly events?: readonly (string | JsonObject)[] | undefined;
}

const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional();
const json = z.json() as unknown as z.ZodType<JsonValue>;
const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

/** A recording as its JSON text has it: `{"request": {…}, "response": {…}}`, strict. */
export const recordedExchange: z.ZodType<RecordedExchange> = z
  .strictObject({
    request: z
      .strictObject({
        headers,
        body: json.optional(),
        attributes: jsonObject.optional(),
        metadata: z.record(z.string(), jsonObject).optional(),
      })
      .optional(),
    response: z
      .strictObject({
        headers,
        body: json.optional(),
        events: z.array(z.union([z.string(), jsonObject])).optional(),
      })
      .refine(({ body, events }) => body === undefined || events === undefined, "a body or events, not both")
      .optional(),
  })
  .refine(
    ({ request, response }) => request !== undefined || response !== undefined,
    "neither a request nor a response",
  );

/** Headers in wire form; those that the recording leaves out, other than any it gives, are taken from `defaults`. */
export function wireHeaders(given: RecordedHeaders | undefined, defaults: Headers): Headers {
  const pairs = Object.entries(given ?? {}).flatMap(([name, value]) =>
    [value].flat().map((each) => [name.toLowerCase(), each] as const),
  );
  const names = new Set(pairs.map(([name]) => name));
  return [...defaults.filter(([name]) => !names.has(name)), ...pairs];
}

/** The bytes of a recorded body. */
export function bodyBytes(body: JsonValue): Uint8Array {
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** The bytes of a recorded piece of an event stream. */
export function eventBytes(piece: string | JsonObject): Uint8Array {
  return Buffer.from(
    typeof piece === "string" ? piece : `event: message\ndata: ${JSON.stringify(piece)}\n\n`,
  );
}

export const requestDefaults: Headers = [
  [":method", "POST"],
  [":path", "/mcp"],
  [":scheme", "http"],
  [":authority", "localhost"],
  ["content-type", "application/json"],
  ["accept", "application/json, text/event-stream"],
];

/** Of a request without a body: it may be any method's, and has no content type. */
export const bodilessDefaults: Headers = requestDefaults.filter(([name]) => name !== "content-type");

export const jsonResponseDefaults: Headers = [
  [":status", "200"],
  ["content-type", "application/json"],
];

export const eventsResponseDefaults: Headers = [
  [":status", "200"],
  ["content-type", "text/event-stream"],
];

export const emptyResponseDefaults: Headers = [[":status", "202"]];
