import type { HookOutcome, HttpAuthCheckPermissionPayload } from "../../framework/index.ts";
import { awaitsEvents, type ExchangeState, headerValue } from "../exchange-state.ts";
import { runHook } from "../hooks/run-hook.ts";
import type { MaybePromise } from "../verdict.ts";

/** What a message needs, in ContextForge's names. */
export interface Permission {
  readonly permission: string;
  readonly resource_type?: "tool" | "prompt" | "resource";
}

/**
 * The permission that ContextForge asks for before a method. A method that it does not know it takes for a tool's name,
 * so that is what is asked for; `servers.use` is what it asks of whoever connects at all.
 */
export function permissionOf(method: string): Permission {
  return permissions.get(method) ?? { permission: "tools.execute" };
}

const tools = { permission: "tools.read", resource_type: "tool" } as const;
const prompts = { permission: "prompts.read", resource_type: "prompt" } as const;
const resources = { permission: "resources.read", resource_type: "resource" } as const;
const servers = { permission: "servers.use" } as const;
const system = { permission: "admin.system_config" } as const;

const permissions: ReadonlyMap<string, Permission> = new Map<string, Permission>([
  ["initialize", servers],
  ["server/discover", servers],
  ["ping", servers],
  ["subscriptions/listen", servers],
  ["tools/list", tools],
  ["tools/call", { permission: "tools.execute", resource_type: "tool" }],
  ["prompts/list", prompts],
  ["prompts/get", prompts],
  ["resources/list", resources],
  ["resources/templates/list", resources],
  ["resources/read", resources],
  ["resources/subscribe", resources],
  ["resources/unsubscribe", resources],
  ["resources/directory/read", resources],
  ["completion/complete", { permission: "tools.read" }],
  ["roots/list", system],
  ["logging/setLevel", system],
]);

/**
 * Asks the plugins of `http_auth_check_permission` whether the user may send a request of this method; undefined where
 * there are none. A plugin that grants does no more than not to refuse: there are no other rules that it could override.
 */
export function checkPermission(
  state: ExchangeState,
  method: string,
): MaybePromise<HookOutcome<HttpAuthCheckPermissionPayload>> | undefined {
  return state.parts.hooks.wants("http_auth_check_permission") ? ask(state, permissionOf(method)) : undefined;
}

/**
 * Asks the same plugins whether the client may connect, where there is no request of MCP to ask about: a GET for an event
 * stream, the end of a session, a body of notifications or answers.
 */
export function checkConnection(
  state: ExchangeState,
): MaybePromise<HookOutcome<HttpAuthCheckPermissionPayload>> {
  state.connectionAsked = true;
  return ask(state, servers);
}

/** Whether the connection has to be asked about: by the request, or as its response opens a stream all the same. */
export function mustCheckConnection(state: ExchangeState, opensStream = awaitsEvents(state)): boolean {
  const { exempt, connectionAsked, requestHeaders, parts } = state;
  if (exempt || connectionAsked || !parts.hooks.wants("http_auth_check_permission")) return false;
  const method = headerValue(requestHeaders, ":method");
  return method === "DELETE" || (method === "GET" && opensStream);
}

function ask(
  state: ExchangeState,
  permission: Permission,
): MaybePromise<HookOutcome<HttpAuthCheckPermissionPayload>> {
  const payload = { ...userFacts(state), ...permission, ...connectionFacts(state) };
  return runHook(state, {
    hook: "http_auth_check_permission",
    payload,
    sizeHint: Number.POSITIVE_INFINITY,
  });
}

function userFacts({ context: { user, tenant_id } }: ExchangeState) {
  if (user === undefined || typeof user === "string") {
    return {
      user_email: user ?? "",
      is_admin: false,
      ...(tenant_id !== undefined && { team_id: tenant_id }),
    };
  }
  const name = [user["email"], user["user_id"]].find((value) => typeof value === "string");
  const team = typeof user["team_id"] === "string" ? user["team_id"] : tenant_id;
  return {
    user_email: typeof name === "string" ? name : "",
    is_admin: user["is_admin"] === true,
    ...(team !== undefined && { team_id: team }),
  };
}

function connectionFacts({ authMethod, client: { client_host }, requestHeaders }: ExchangeState) {
  const agent = headerValue(requestHeaders, "user-agent");
  return {
    ...(authMethod !== undefined && { auth_method: authMethod }),
    ...(client_host !== undefined && { client_host }),
    ...(agent !== undefined && { user_agent: agent }),
  };
}
