import { isPlainObject, maxJsonDepth } from "./json-check.ts";

/**
 * Freezes JSON data through and through, so that a plugin cannot change what others see: writing to it throws in
 * strict code. Costs about a quarter of parsing the same data. What is neither a plain object nor an array stays as it is.
 * @returns false if it is nested deeper than {@link maxJsonDepth}; it is then frozen in part
 */
export function deepFreeze(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth >= maxJsonDepth) return false;
  if (Array.isArray(value)) {
    Object.freeze(value);
    for (let index = 0; index < value.length; index++) {
      if (!deepFreeze(value[index], depth + 1)) return false;
    }
    return true;
  }
  if (!isPlainObject(value)) return true;
  Object.freeze(value);
  for (const key of Object.keys(value)) {
    if (!deepFreeze(value[key], depth + 1)) return false;
  }
  return true;
}
