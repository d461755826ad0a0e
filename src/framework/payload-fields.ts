import { z } from "zod";
import type { JsonObject, JsonValue } from "./json.ts";
import { isJsonObject, isJsonValue, isStringRecord } from "./json-check.ts";

/**
 * Checks that keep the value itself: zod's own `json` and `record` copy, drop a key named `__proto__` (which a message
 * may well carry), and cost six times the parsing.
 */
export const json = z.unknown().refine(isJsonValue, "not JSON data") as unknown as z.ZodType<JsonValue>;

export const jsonObject = z
  .unknown()
  .refine(isJsonObject, "not a JSON object")
  .meta({ type: "object" }) as unknown as z.ZodType<JsonObject>;

export const strings = z
  .unknown()
  .refine(isStringRecord, "not an object of strings")
  .meta({ type: "object", additionalProperties: { type: "string" } }) as unknown as z.ZodType<
  Record<string, string>
>;
