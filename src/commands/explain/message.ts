import type { JsonObject } from "../../framework/index.ts";
import type { RecordedExchange, RecordedHeaders } from "../../testing/recorded-exchange.ts";

/** Where the message that is explained travels. */
export const explainedLegs = ["request", "response", "event"] as const;
export type ExplainedLeg = (typeof explainedLegs)[number];

/** The exchange that a message, and for the response legs maybe the request that it answers, make. */
export function exchangeOf(
  leg: ExplainedLeg,
  message: string,
  headers: RecordedHeaders,
  request?: string,
): RecordedExchange {
  if (leg === "request") return { request: { headers, body: message } };
  const asked = request === undefined ? {} : { request: { body: request } };
  if (leg === "response") return { ...asked, response: { headers, body: message } };
  return { ...asked, response: { headers, events: [eventOf(message)] } };
}

/** A stream's own text as it is; a message alone becomes an event. A line break inside it would end the data. */
function eventOf(message: string): string | JsonObject {
  if (!/^\s*[[{]/.test(message)) return message;
  return `event: message\ndata: ${message.trim().replaceAll(/\r\n|\r|\n/g, "\ndata: ")}\n\n`;
}

/** Reads `NAME: VALUE` options; undefined for one that is no header. */
export function readHeaders(options: readonly string[]): RecordedHeaders | undefined {
  const headers: Record<string, string[]> = {};
  for (const option of options) {
    const parts = /^(:?[A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([^\r\n\0]*)$/.exec(option);
    if (!parts) return undefined;
    const [, name = "", value = ""] = parts;
    const values = headers[name.toLowerCase()] ?? [];
    headers[name.toLowerCase()] = [...values, value];
  }
  return headers;
}
