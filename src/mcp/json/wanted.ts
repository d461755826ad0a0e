import type { JsonObject, JsonValue } from "../../framework/json.ts";

// Deeper than any message that the reader admits under a sane setting, and no danger to the stack.
const maxDepth = 512;
// Data that refers to one object from many places is small in memory and exponential as text. A character weighs one.
const maxWeight = 64 * 1024 * 1024;
const valueWeight = 16;

/**
 * Throws unless `value`, which a plugin may have built, can be walked and written as JSON text at bounded cost: a
 * RangeError where it is nested or large beyond the limits of `spliceValue`, a TypeError where it is no JSON data.
 */
export function admitWanted(value: JsonValue): void {
  if (isAbsent(value)) throw new TypeError(`a ${typeof value} is no JSON value`);
  weigh(value, 0, { left: maxWeight });
}

/** An own member of a wanted object, `undefined` where `JSON.stringify` would leave it out. */
export function wantedMember(object: JsonObject, key: string): JsonValue | undefined {
  if (!Object.prototype.propertyIsEnumerable.call(object, key)) return undefined;
  const value = object[key];
  return isAbsent(value) ? undefined : value;
}

/** The keys under which `wantedMember` finds something. */
export function wantedKeys(object: JsonObject): string[] {
  return Object.keys(object).filter((key) => !isAbsent(object[key]));
}

/** An element of a wanted array, null where `JSON.stringify` would write null for want of a value. */
export function wantedElement(array: readonly JsonValue[], index: number): JsonValue {
  const value = array[index];
  return value === undefined || isAbsent(value) ? null : value;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "function" || typeof value === "symbol";
}

function weigh(value: unknown, depth: number, budget: { left: number }): void {
  budget.left -= typeof value === "string" ? value.length + valueWeight : valueWeight;
  if (budget.left < 0) throw new RangeError("wanted JSON value is too large");
  if (typeof value === "bigint") throw new TypeError("a bigint is no JSON value");
  if (typeof value !== "object" || value === null) return;
  if (depth === maxDepth)
    throw new RangeError(`wanted JSON value is nested deeper than ${maxDepth} or cyclic`);
  if (Array.isArray(value) ? hasToJson(value) : !isPlainObject(value)) {
    throw new TypeError("only plain objects and arrays are JSON values");
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) weigh(value[index], depth + 1, budget);
    return;
  }
  for (const key of Object.keys(value)) {
    budget.left -= key.length;
    weigh((value as Record<string, unknown>)[key], depth + 1, budget);
  }
}

/** Dates, maps, buffers and the like have no members that say what they are. */
function isPlainObject(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object Object]" && !hasToJson(value);
}

/** An object that writes itself otherwise than it reads could not be compared with what is there. */
function hasToJson(value: object): boolean {
  return typeof (value as { toJSON?: unknown }).toJSON === "function";
}
