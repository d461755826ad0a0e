import { isPlainObject } from "./json-check.ts";

/**
 * Copies JSON data through and through; several times faster than `structuredClone`, and a key named `__proto__` stays
 * a key. What is neither a plain object nor an array is shared. The depth is the caller's to bound.
 */
export function copyJson<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyJson) as T;
  if (!isPlainObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (key === "__proto__") Object.defineProperty(copy, key, { value: copyJson(value[key]), ...ordinary });
    else copy[key] = copyJson(value[key]);
  }
  return copy as T;
}

const ordinary = { enumerable: true, writable: true, configurable: true } as const;
