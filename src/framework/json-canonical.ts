import type { JsonValue } from "./json.ts";

/**
 * One text for each JSON value, whatever the order of members: as RFC 8785 has it, members stand in the order of their
 * names' UTF-16 code units, and there is no white space.
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as JsonValue)}`);
  return `{${members.join(",")}}`;
}
