import type { JsonObject, JsonValue } from "./json.ts";

/** Containers nested deeper than this are refused everywhere in the framework. */
export const maxJsonDepth = 1024;

/** More values than any message within the size limits holds; stops graphs whose parts refer to each other. */
const maxJsonNodes = 4_000_000;

/**
 * Whether a value is what `JSON.parse` could have made: plain objects and arrays, finite numbers, no `undefined`,
 * no cycles, at most {@link maxJsonDepth} levels.
 */
export function isJsonValue(value: unknown): value is JsonValue {
  return check(value, 0, { nodes: 0 });
}

/** {@link isJsonValue} for an object that is not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isPlainObject(value) && isJsonValue(value);
}

/** An object with string values only, as HTTP headers and prompt arguments are. */
export function isStringRecord(value: unknown): value is Record<string, string> {
  return isPlainObject(value) && Object.values(value).every((entry) => typeof entry === "string");
}

/** An object literal, or one without prototype; not an array, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function check(value: unknown, depth: number, count: { nodes: number }): boolean {
  if (++count.nodes > maxJsonNodes) return false;
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth >= maxJsonDepth) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (!check(value[index], depth + 1, count)) return false;
    }
    return true;
  }
  if (!isPlainObject(value)) return false;
  for (const key of Object.keys(value)) {
    if (!check(value[key], depth + 1, count)) return false;
  }
  return true;
}
