import { z } from "zod";
import type { JsonObject, JsonValue } from "./json.ts";
import { isJsonObject, isJsonValue, isStringRecord } from "./json-check.ts";

/**
 * The payloads that hooks hand to plugins. The schemas are the single source: types, validation of
 * what plugins return, and reference documentation come from them. Field names are ContextForge's.
 */

/**
 * Checks that keep the value itself: zod's own `json` and `record` copy, drop a key named `__proto__` (which a message
 * may well carry), and cost six times the parsing.
 */
const json = z.unknown().refine(isJsonValue, "not JSON data") as unknown as z.ZodType<JsonValue>;
const jsonObject = z
  .unknown()
  .refine(isJsonObject, "not a JSON object")
  .meta({ type: "object" }) as unknown as z.ZodType<JsonObject>;
const strings = z
  .unknown()
  .refine(isStringRecord, "not an object of strings")
  .meta({ type: "object", additionalProperties: { type: "string" } }) as unknown as z.ZodType<
  Record<string, string>
>;

/** A `tools/call` request before it is forwarded. `args` is `params.arguments`. */
export const toolPreInvokePayload = z.object({
  name: z.string(),
  args: jsonObject.default({}),
  headers: strings.optional(),
});
export type ToolPreInvokePayload = z.output<typeof toolPreInvokePayload>;

/** The answer to a `tools/call`. `result` is the whole CallToolResult, or the JSON-RPC error object. */
export const toolPostInvokePayload = z.object({ name: z.string(), result: json });
export type ToolPostInvokePayload = z.output<typeof toolPostInvokePayload>;

/** A `prompts/get` request. `prompt_id` is ContextForge's present name of the field, `name` its older one; both hold the same. */
export const promptPreFetchPayload = z.object({
  prompt_id: z.string(),
  name: z.string().optional(),
  args: strings.default({}),
});
export type PromptPreFetchPayload = z.output<typeof promptPreFetchPayload>;

/** The answer to a `prompts/get`. `result` is the whole GetPromptResult, or the JSON-RPC error object. */
export const promptPostFetchPayload = z.object({
  prompt_id: z.string(),
  name: z.string().optional(),
  result: json,
});
export type PromptPostFetchPayload = z.output<typeof promptPostFetchPayload>;

/** A `resources/read` request. */
export const resourcePreFetchPayload = z.object({ uri: z.string(), metadata: jsonObject.default({}) });
export type ResourcePreFetchPayload = z.output<typeof resourcePreFetchPayload>;

/**
 * One entry of a `resources/read` result's `contents[]` (`{uri, mimeType, text | blob, _meta}`); what the result
 * carries beside its contents, and a JSON-RPC error object, arrive in an invocation of their own.
 * `metadata` is what the pre hook's plugins left in the payload's metadata.
 */
export const resourcePostFetchPayload = z.object({
  uri: z.string(),
  content: json,
  metadata: jsonObject.optional(),
});
export type ResourcePostFetchPayload = z.output<typeof resourcePostFetchPayload>;

/** Hook name → payload type, for the hooks this package defines. */
export interface HookPayloads {
  tool_pre_invoke: ToolPreInvokePayload;
  tool_post_invoke: ToolPostInvokePayload;
  prompt_pre_fetch: PromptPreFetchPayload;
  prompt_post_fetch: PromptPostFetchPayload;
  resource_pre_fetch: ResourcePreFetchPayload;
  resource_post_fetch: ResourcePostFetchPayload;
}
export type HookName = keyof HookPayloads;
