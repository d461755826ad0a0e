import { z } from "zod";
import type {
  HttpAuthCheckPermissionPayload,
  HttpAuthResolveUserPayload,
  HttpPostRequestPayload,
  HttpPreRequestPayload,
  PermissionDecision,
  ResolvedUser,
} from "./http-payloads.ts";
import type { MessageHookName } from "./message-hooks.ts";
import type { MessagePayload } from "./message-payload.ts";
import { json, jsonObject, strings } from "./payload-fields.ts";

/**
 * The payloads that hooks hand to plugins. The schemas are the single source: types, validation of
 * what plugins return, and reference documentation come from them. Field names are ContextForge's.
 */

/** A `tools/call` request before it is forwarded. `args` is `params.arguments`. */
export const toolPreInvokePayload = z.object({
  name: z.string().describe("The tool's name."),
  args: jsonObject.default({}).describe("`params.arguments`."),
  headers: strings
    .optional()
    .describe("Headers of the request, lower case; repeated ones joined by a comma. Edits reach the server."),
});
export type ToolPreInvokePayload = z.output<typeof toolPreInvokePayload>;

/** The answer to a `tools/call`. `result` is the whole CallToolResult, or the JSON-RPC error object. */
export const toolPostInvokePayload = z.object({
  name: z.string().describe("The tool's name; empty where the request is not known."),
  result: json.describe("The whole CallToolResult, or the JSON-RPC error object."),
});
export type ToolPostInvokePayload = z.output<typeof toolPostInvokePayload>;

const promptId = z.string().describe("The prompt's name; empty where the request is not known.");
const promptName = z.string().optional().describe("The same, under ContextForge's older name.");

/** A `prompts/get` request. `prompt_id` is ContextForge's present name of the field, `name` its older one; both hold the same. */
export const promptPreFetchPayload = z.object({
  prompt_id: promptId,
  name: promptName,
  args: strings.default({}).describe("`params.arguments`."),
});
export type PromptPreFetchPayload = z.output<typeof promptPreFetchPayload>;

/** The answer to a `prompts/get`. `result` is the whole GetPromptResult, or the JSON-RPC error object. */
export const promptPostFetchPayload = z.object({
  prompt_id: promptId,
  name: promptName,
  result: json.describe("The whole GetPromptResult, or the JSON-RPC error object."),
});
export type PromptPostFetchPayload = z.output<typeof promptPostFetchPayload>;

/** A `resources/read` request. */
export const resourcePreFetchPayload = z.object({
  uri: z.string().describe("The resource's URI."),
  metadata: jsonObject
    .default({})
    .describe(
      "Kept for `resource_post_fetch`; empty at first. What stands in its `headers` is set on the request.",
    ),
});
export type ResourcePreFetchPayload = z.output<typeof resourcePreFetchPayload>;

/**
 * One entry of a `resources/read` result's `contents[]` (`{uri, mimeType, text | blob, _meta}`); what the result
 * carries beside its contents, and a JSON-RPC error object, arrive in an invocation of their own.
 * `metadata` is what the pre hook's plugins left in the payload's metadata.
 */
export const resourcePostFetchPayload = z.object({
  uri: z.string().describe("The entry's URI, else the one that was asked for."),
  content: json.describe(
    "One entry of `contents[]`, or what stands beside them, or the JSON-RPC error object.",
  ),
  metadata: jsonObject.optional().describe("What plugins left in the pre hook's metadata."),
});
export type ResourcePostFetchPayload = z.output<typeof resourcePostFetchPayload>;

/** Hook name → payload type, for the hooks this package defines. */
export interface HookPayloads extends Record<MessageHookName, MessagePayload> {
  tool_pre_invoke: ToolPreInvokePayload;
  tool_post_invoke: ToolPostInvokePayload;
  prompt_pre_fetch: PromptPreFetchPayload;
  prompt_post_fetch: PromptPostFetchPayload;
  resource_pre_fetch: ResourcePreFetchPayload;
  resource_post_fetch: ResourcePostFetchPayload;
  http_pre_request: HttpPreRequestPayload;
  http_post_request: HttpPostRequestPayload;
  http_auth_resolve_user: HttpAuthResolveUserPayload;
  http_auth_check_permission: HttpAuthCheckPermissionPayload;
}
export type HookName = keyof HookPayloads;

/** What plugins of some hooks answer with as `modified_payload`, in the payload's place (ContextForge's forms). */
interface HookAnswers {
  http_pre_request: Record<string, string>;
  http_post_request: Record<string, string>;
  http_auth_resolve_user: ResolvedUser;
  http_auth_check_permission: PermissionDecision;
}

/** What a hook's `modified_payload` may be. */
export type HookEdit<H extends HookName> =
  | HookPayloads[H]
  | (H extends keyof HookAnswers ? HookAnswers[H] : never);
