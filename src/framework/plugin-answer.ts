import type { JsonObject } from "./json.ts";
import { isJsonValue, isPlainObject } from "./json-check.ts";

/** What a plugin's answer says, before anybody decides what to do about it. */
export interface PluginAnswer {
  readonly denies: boolean;
  /** As the plugin wrote it. */
  readonly violation: unknown;
  /** `modified_payload` as the plugin wrote it; undefined: none. */
  readonly proposed: unknown;
  readonly metadata: JsonObject | undefined;
  readonly headers: Record<string, string> | undefined;
  readonly retryDelay: number;
  /** A result in the server's place. */
  readonly answer: JsonObject | undefined;
}

const goOn: PluginAnswer = {
  denies: false,
  violation: undefined,
  proposed: undefined,
  metadata: undefined,
  headers: undefined,
  retryDelay: 0,
  answer: undefined,
};

/**
 * Reads what a handler returned. What decides is read strictly: anything but an object, nothing or null, and a
 * `continue_processing` that is no boolean or an `answer` that is no JSON object, is an error. A violation without `continue_processing` denies. What only
 * informs is read leniently: a malformed header, metadata value or delay is left out.
 * @returns undefined for an answer that is no result
 */
export function readAnswer(raw: unknown): PluginAnswer | undefined {
  if (raw === undefined || raw === null) return goOn;
  if (typeof raw !== "object" || Array.isArray(raw)) return undefined;
  const result = raw as Record<string, unknown>;
  const violation = result["violation"] ?? undefined;
  const goesOn = result["continue_processing"] ?? violation === undefined;
  if (typeof goesOn !== "boolean") return undefined;
  const answer = result["answer"] ?? undefined;
  if (answer !== undefined && !(isPlainObject(answer) && isJsonValue(answer))) return undefined;
  return {
    denies: !goesOn,
    violation,
    proposed: result["modified_payload"] ?? undefined,
    metadata: jsonFields(result["metadata"]),
    headers: responseHeaders(result["http_headers"]),
    retryDelay: delay(result["retry_delay_ms"]),
    answer: answer as JsonObject | undefined,
  };
}

const maxHeaders = 100;
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]{0,8000}$/;

/** The well-formed ones (RFC 9110 §5) of what a plugin gives as headers; undefined if there are none. */
export function responseHeaders(value: unknown): Record<string, string> | undefined {
  if (!isPlainObject(value)) return undefined;
  const headers = Object.entries(value)
    .slice(0, maxHeaders)
    .filter((entry): entry is [string, string] => {
      const [name, text] = entry;
      return (
        headerName.test(name) && name !== "__proto__" && typeof text === "string" && headerValue.test(text)
      );
    });
  return headers.length === 0 ? undefined : Object.fromEntries(headers);
}

function jsonFields(value: unknown): JsonObject | undefined {
  if (!isPlainObject(value)) return undefined;
  const fields = Object.entries(value).filter((entry) => entry[0] !== "__proto__" && isJsonValue(entry[1]));
  return fields.length === 0 ? undefined : (Object.fromEntries(fields) as JsonObject);
}

function delay(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
}
