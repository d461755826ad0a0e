import { z } from "zod";
import type { RecordedExchange, RecordedHeaders } from "./recorded-exchange.ts";

/**
 * What Envoy's HTTP tap filter writes of one exchange, as JSON (envoy.data.tap.v3.TraceWrapper). Only what is read here is
 * checked; Envoy adds to these messages.
 */
const body = z.object({
  as_string: z.string().optional(),
  as_bytes: z.base64().optional(),
  truncated: z.boolean().default(false),
});
const message = z.object({
  headers: z.array(z.object({ key: z.string(), value: z.string().default("") })).default([]),
  body: body.optional(),
});
const trace = z.object({
  http_buffered_trace: z.object({ request: message.optional(), response: message.optional() }),
});

type Message = z.output<typeof message>;

export type TapReading =
  | { readonly ok: true; readonly exchange: RecordedExchange }
  | { readonly ok: false; readonly problem: string };

/** Whether a line's value is a trace of Envoy rather than a recording in our own form. */
export function isTap(value: unknown): boolean {
  return typeof value === "object" && value !== null && /^(?:http|socket)_/.test(Object.keys(value)[0] ?? "");
}

/** An exchange as Envoy's tap filter saw it. Names keys in what it says of a problem, no values. */
export function exchangeOfTap(value: unknown): TapReading {
  const parsed = trace.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      ok: false,
      problem: `not a buffered trace of Envoy: ${issue?.path.join(".")}: ${issue?.message}`,
    };
  }
  const { request, response } = parsed.data.http_buffered_trace;
  if (!request && !response) return { ok: false, problem: "neither a request nor a response" };
  const sent = request && textOf(request);
  const came = response && textOf(response);
  if (sent && !sent.ok) return { ok: false, problem: `request body: ${sent.problem}` };
  if (came && !came.ok) return { ok: false, problem: `response body: ${came.problem}` };
  return {
    ok: true,
    exchange: {
      request: request && { headers: headersOf(request), body: sent?.text },
      response: response && { headers: headersOf(response), ...responseBody(response, came?.text) },
    },
  };
}

function headersOf({ headers }: Message): RecordedHeaders {
  const lists = new Map<string, string[]>();
  for (const { key, value } of headers) lists.set(key, [...(lists.get(key) ?? []), value]);
  return Object.fromEntries(lists);
}

type Text =
  | { readonly ok: true; readonly text: string | undefined }
  | { readonly ok: false; readonly problem: string };

/** A body that Envoy cut off would be judged for what it is not; one that is no UTF-8 cannot be kept as text. */
function textOf({ body: given }: Message): Text {
  if (given === undefined) return { ok: true, text: undefined };
  if (given.truncated)
    return { ok: false, problem: "cut off by max_buffered_rx_bytes or max_buffered_tx_bytes" };
  const bytes = given.as_bytes === undefined ? undefined : Buffer.from(given.as_bytes, "base64");
  const text = bytes?.toString() ?? given.as_string ?? "";
  if (bytes && !Buffer.from(text).equals(bytes)) return { ok: false, problem: "not UTF-8" };
  return { ok: true, text: text === "" ? undefined : text };
}

function responseBody({ headers }: Message, text: string | undefined): { body?: string; events?: string[] } {
  if (text === undefined) return {};
  const type = headers.find(({ key }) => key.toLowerCase() === "content-type")?.value ?? "";
  return type.toLowerCase().startsWith("text/event-stream") ? { events: [text] } : { body: text };
}
