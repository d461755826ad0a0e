import type { HookDefinition } from "./hook-definition.ts";
import {
  httpAuthCheckPermissionPayload,
  httpAuthResolveUserPayload,
  httpPostRequestPayload,
  httpPreRequestPayload,
  type PermissionDecision,
  permissionDecision,
  type ResolvedUser,
  resolvedUser,
} from "./http-payloads.ts";
import { strings } from "./payload-fields.ts";
import type { ViolationInput } from "./result.ts";

/** ContextForge's hooks on the HTTP request that messages come in. What its plugins answer is not the payload. */
export const httpHooks = {
  http_pre_request: {
    name: "http_pre_request",
    family: "other",
    summary:
      "Headers of a request, before anybody is authenticated. Every exchange, those without a body too.",
    payload: httpPreRequestPayload,
    writable: ["headers"],
    result: { schema: strings, field: "headers", merges: true, about: "headers to add or to replace" },
  },
  http_post_request: {
    name: "http_post_request",
    family: "other",
    summary: "Headers of a response, before any of it goes to the client; of denials too.",
    payload: httpPostRequestPayload,
    writable: ["response_headers"],
    result: {
      schema: strings,
      field: "response_headers",
      merges: true,
      about: "headers to add or to replace",
    },
  },
  http_auth_resolve_user: {
    name: "http_auth_resolve_user",
    aliases: ["auth_pre_check"],
    family: "other",
    summary: "Who sends a request that may carry MCP; after `http_pre_request`.",
    payload: httpAuthResolveUserPayload,
    writable: ["user"],
    result: { schema: resolvedUser, field: "user", about: "the user, `{email, …}`", denies: inactiveUser },
  },
  http_auth_check_permission: {
    name: "http_auth_check_permission",
    aliases: ["auth_post_check"],
    family: "other",
    summary:
      "Whether the user may send a message: each request of a body, before the hook of its method. Where there is none, whether the user may connect: GET streams, DELETE, notifications, answers.",
    payload: httpAuthCheckPermissionPayload,
    writable: ["decision"],
    result: {
      schema: permissionDecision,
      field: "decision",
      about: "`{granted, reason?}`",
      denies: refusedPermission,
      refusal: ({ description }) => ({ granted: false, reason: description }),
    },
  },
} satisfies Record<string, HookDefinition>;

/** As ContextForge refuses an account that a plugin resolves and that is switched off. */
function inactiveUser(user: unknown): ViolationInput | undefined {
  if ((user as ResolvedUser)["is_active"] !== false) return undefined;
  return {
    reason: "Account disabled",
    description: "The account is not active",
    code: "ACCOUNT_DISABLED",
    http_status_code: 401,
  };
}

function refusedPermission(decision: unknown): ViolationInput | undefined {
  const { granted, reason } = decision as PermissionDecision;
  if (granted) return undefined;
  return {
    reason: "Permission denied",
    description: reason ?? "The user may not do this",
    code: "PERMISSION_DENIED",
  };
}
