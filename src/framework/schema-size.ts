import type { JsonObject, JsonValue } from "./json.ts";
import { isPlainObject } from "./json-check.ts";

/** Values of a schema with its references followed. */
const most = 10_000;

/**
 * Why a JSON Schema would take too long to check by; undefined if it does not. References that lead to others multiply
 * what is checked, and ones in a circle have no end.
 */
export function oversizedSchema(schema: JsonObject): string | undefined {
  const sizes = new Map<string, number>();
  const open = new Set<string>();
  let circle = false;

  function sizeOf(value: JsonValue): number {
    if (typeof value !== "object" || value === null) return 1;
    let size = 1;
    for (const [key, member] of Object.entries(value) as [string, JsonValue][]) {
      const isReference = key === "$ref" && typeof member === "string";
      size += isReference ? sizeOfReference(member) : sizeOf(member);
      if (circle || size > most) return size;
    }
    return size;
  }

  function sizeOfReference(reference: string): number {
    const known = sizes.get(reference);
    if (known !== undefined) return known;
    if (open.has(reference)) circle = true;
    if (circle) return 1;
    open.add(reference);
    const target = resolve(schema, reference);
    const size = target === undefined ? 1 : sizeOf(target);
    open.delete(reference);
    sizes.set(reference, size);
    return size;
  }

  const size = sizeOf(schema);
  if (circle) return "references in a circle";
  return size > most ? `more than ${most} values, with references followed` : undefined;
}

/** What a JSON pointer in a fragment leads to (RFC 6901); undefined for another reference, and where there is nothing. */
function resolve(schema: JsonObject, reference: string): JsonValue | undefined {
  if (reference === "#") return schema;
  if (!reference.startsWith("#/")) return undefined;
  let at: JsonValue | undefined = schema;
  for (const part of reference.slice(2).split("/")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(at)) at = at[Number(key)];
    else if (isPlainObject(at) && Object.hasOwn(at, key)) at = (at as JsonObject)[key];
    else return undefined;
  }
  return at;
}
