import { asPayload } from "../edits.ts";
import type { HookDefinition } from "../hook-definition.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { isJsonValue } from "../json-check.ts";
import { sameJson } from "../json-equal.ts";
import { readAnswer, responseHeaders } from "../plugin-answer.ts";

/** Stands for what no JSON can say: the adapter's executor takes it for a malformed result, or payload. */
const malformed = "malformed";

/**
 * A plugin's result as JSON that the executor reads as it would have read the result itself. Of an edit, only the fields
 * that differ are written.
 * @param payload what the plugin was to see
 * @param handed  what it holds: the payload, or its own copy, whose changes are its edit if it returns none
 * @param hook    fields that it does not let write are left out where their values are not JSON
 */
export function writtenResult(
  raw: unknown,
  payload: JsonObject,
  handed: JsonObject,
  hook: Pick<HookDefinition, "writable" | "result">,
): JsonValue | undefined {
  const answer = readAnswer(raw);
  if (answer === undefined) return malformed;
  const proposed = answer.proposed ?? (handed === payload ? undefined : handed);
  const modified =
    proposed === undefined ? undefined : edited(asPayload(hook, payload, proposed), payload, hook.writable);
  const { denies, metadata, headers, retryDelay } = answer;
  const result: JsonObject = {
    ...(denies && { continue_processing: false, violation: violationOf(answer.violation) }),
    ...(modified !== undefined && { modified_payload: modified }),
    ...(metadata !== undefined && { metadata }),
    ...(headers !== undefined && { http_headers: headers }),
    ...(retryDelay > 0 && { retry_delay_ms: retryDelay }),
  };
  return Object.keys(result).length === 0 ? undefined : result;
}

/** The parts that a violation may have, as the plugin wrote them; the executor completes and shortens them. */
function violationOf(written: unknown): JsonObject {
  const given = typeof written === "object" && written !== null ? (written as Record<string, unknown>) : {};
  const fields: [string, JsonValue][] = violationFields.flatMap((key) => {
    const value = key === "http_headers" ? responseHeaders(given[key]) : given[key];
    return isJsonValue(value) ? [[key, value]] : [];
  });
  return Object.fromEntries(fields);
}

const violationFields = [
  "reason",
  "description",
  "code",
  "violation_code",
  "details",
  "mcp_error_code",
  "http_status_code",
  "http_headers",
];

function edited(proposed: unknown, payload: JsonObject, writable: readonly string[]): JsonValue | undefined {
  if (typeof proposed !== "object" || proposed === null || Array.isArray(proposed)) return malformed;
  const fields = proposed as Readonly<Record<string, unknown>>;
  const changes: [string, JsonValue][] = [];
  for (const key of new Set([...writable, ...Object.keys(fields)])) {
    const value = fields[key];
    if (value === undefined || value === payload[key]) continue;
    if (!isJsonValue(value)) {
      if (writable.includes(key)) return malformed;
    } else if (!sameJson(payload[key], value)) changes.push([key, value]);
  }
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}
