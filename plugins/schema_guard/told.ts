import type { JsonObject } from "plugins-adapter/framework";
import type { Fault, Place } from "./json-schema/run.ts";

/** What is wrong with a call or a result, before anybody decides what becomes of it. */
export interface Wrong {
  readonly code:
    | "SCHEMA_GUARD_ARGS"
    | "SCHEMA_GUARD_RESULT"
    | "SCHEMA_GUARD_HEADERS"
    | "SCHEMA_GUARD_UNUSABLE"
    | "SCHEMA_GUARD_UNKNOWN_TOOL"
    | "SCHEMA_GUARD_LIMIT_EXCEEDED"
    | "SCHEMA_GUARD_UNAVAILABLE";
  readonly description: string;
  readonly details: JsonObject;
  readonly http_status_code?: number;
  readonly mcp_error_code?: number;
}

/** Names that are told: a name is whoever wrote the document's text, and would be read by a model. */
const plain = /^[\w.$@-]{1,64}$/;
const mostKeys = 32;

/** Faults as a denial tells them: places, keywords and names, no values. */
export function told(faults: readonly Fault[]): JsonObject[] {
  return faults.map(({ place, keyword, missing }) => ({
    path: pathOf(place),
    keyword,
    ...(missing !== undefined && { missing: shown(missing) }),
  }));
}

/** The first of them, for who reads no details. */
export function inWords(errors: readonly JsonObject[]): string {
  const words = errors
    .slice(0, 3)
    .map(({ path, keyword, missing }) =>
      `${path}${missing === undefined ? "" : `/${missing}`} ${keyword}`.trim(),
    );
  return errors.length > 3 ? `${words.join(", ")}, …` : words.join(", ");
}

/** A JSON pointer, `*` for names that are not plain, its end only where it is long. */
function pathOf(place: Place | undefined): string {
  const keys: string[] = [];
  for (let at = place; at !== undefined; at = at.outer) {
    if (keys.length === mostKeys) {
      keys.push("…");
      break;
    }
    keys.push(typeof at.key === "number" ? String(at.key) : shown(at.key));
  }
  return keys
    .map((key) => `/${key}`)
    .reverse()
    .join("");
}

function shown(name: string): string {
  return plain.test(name) ? name : "*";
}
