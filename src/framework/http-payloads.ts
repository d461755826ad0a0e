import { z } from "zod";
import type { JsonObject } from "./json.ts";
import { isJsonObject } from "./json-check.ts";
import { jsonObject, strings } from "./payload-fields.ts";

/**
 * Payloads of the hooks on HTTP requests, and what plugins answer to them: not the payload but headers, a user or a
 * decision. Field names are ContextForge's; `user` and `decision` are added, for plugins that come later.
 */

const client = {
  client_host: z
    .string()
    .optional()
    .describe("Address that the request came from, as Envoy's `source.address` has it."),
  client_port: z.int().optional().describe("Its port."),
};

/** A request, before anybody is authenticated. Headers are lower case, repeated ones joined by a comma. */
export const httpPreRequestPayload = z.object({
  path: z.string().describe("Path of the request without its query; empty where the request was not seen."),
  method: z.string().describe("HTTP method; empty where the request was not seen."),
  ...client,
  headers: strings.describe("Headers of the request, lower case; repeated ones joined by a comma."),
});
export type HttpPreRequestPayload = z.output<typeof httpPreRequestPayload>;

/** A response whose headers came in. `headers` are the request's, as they were forwarded. */
export const httpPostRequestPayload = httpPreRequestPayload.extend({
  response_headers: strings.optional().describe("Headers of the response, like the request's."),
  status_code: z.int().optional().describe("HTTP status of the response."),
});
export type HttpPostRequestPayload = z.output<typeof httpPostRequestPayload>;

/** A user as a plugin resolves it: `email` and whatever else is known (`is_admin`, `is_active`, `full_name`, `team_id`). */
export type ResolvedUser = JsonObject & { email: string };

export const resolvedUser = z
  .unknown()
  .refine(isUser, "not a JSON object with an email")
  .meta({
    type: "object",
    properties: { email: { type: "string" } },
    required: ["email"],
  }) as unknown as z.ZodType<ResolvedUser>;

function isUser(value: unknown): boolean {
  return isJsonObject(value) && typeof value["email"] === "string" && value["email"] !== "";
}

/** Who sends a request that may carry MCP, as its headers say. */
export const httpAuthResolveUserPayload = z.object({
  credentials: jsonObject
    .optional()
    .describe("`{scheme, credentials}` of a bearer token in `authorization`; absent for other schemes."),
  headers: strings.describe("Headers of the request, with what plugins on `http_pre_request` changed."),
  ...client,
  user: resolvedUser.optional().describe("The user that a plugin before this one has resolved."),
});
export type HttpAuthResolveUserPayload = z.output<typeof httpAuthResolveUserPayload>;

/** What a plugin says of a permission. */
export const permissionDecision = z.object({ granted: z.boolean(), reason: z.string().nullish() });
export type PermissionDecision = z.output<typeof permissionDecision>;

/** The permission that one message needs. */
export const httpAuthCheckPermissionPayload = z.object({
  user_email: z.string().describe("The user's email or name; empty for an unknown user."),
  permission: z.string().describe("What the message needs, such as `tools.execute`."),
  resource_type: z.string().optional().describe("`tool`, `prompt` or `resource`; absent for other messages."),
  team_id: z.string().optional().describe("The user's `team_id`, else the tenant."),
  is_admin: z.boolean().default(false).describe("Whether the resolved user has `is_admin: true`."),
  auth_method: z
    .string()
    .optional()
    .describe("`auth_method` of the metadata that plugins on `http_auth_resolve_user` answered with."),
  client_host: client.client_host,
  user_agent: z.string().optional().describe("The `user-agent` header."),
  decision: permissionDecision.optional().describe("What a plugin before this one has said."),
});
export type HttpAuthCheckPermissionPayload = z.output<typeof httpAuthCheckPermissionPayload>;
