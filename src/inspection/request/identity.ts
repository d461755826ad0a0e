import type { GlobalContext, JsonObject, JsonValue } from "../../framework/index.ts";
import type { AdapterSettings } from "../../settings/adapter.ts";
import type { IdentitySource } from "../../settings/identity.ts";
import { type ExchangeState, headerValue, headerValues } from "../exchange-state.ts";
import type { RequestHead } from "../verdict.ts";

/**
 * Fills user, tenant and server of the context from the sources that the config names, and from no other: headers are
 * the client's to write unless the operator's gateway sets them. The session is the client's in any case.
 * @returns true where such a header is repeated: one of the values is then the client's, and nobody knows which
 */
export function resolveIdentity(
  context: GlobalContext,
  head: RequestHead,
  settings: AdapterSettings,
): boolean {
  const { user, tenant_id, server_id } = settings.identity;
  const userValue = user && read(user, head);
  if (userValue !== undefined) context.user = userValue;
  const tenant = tenant_id && readText(tenant_id, head);
  if (tenant !== undefined) context.tenant_id = tenant;
  const server = server_id && readText(server_id, head);
  if (server !== undefined) context.server_id = server;
  const [session, ...more] = headerValues(head.headers, "mcp-session-id");
  if (session !== undefined && more.length === 0) context.session_id = session;
  return [user, tenant_id, server_id].some(
    (source) =>
      source && "header" in source && headerValues(head.headers, source.header.toLowerCase()).length > 1,
  );
}

/**
 * Kuadrant's router names the server in `x-mcp-servername` beside `x-mcp-method`. It is believed where the method
 * agrees with the body: the router strips both headers from clients and sets them together.
 */
export function applyPreset(state: ExchangeState, method: string): void {
  const { identity } = state.parts.settings;
  if (identity.preset !== "kuadrant" || identity.server_id) return;
  const methods = headerValues(state.requestHeaders, "x-mcp-method");
  const [server, ...more] = headerValues(state.requestHeaders, "x-mcp-servername");
  if (methods.length !== 1 || methods[0] !== method || more.length > 0) return;
  if (server !== undefined) state.context.server_id = server;
}

function readText(source: IdentitySource, head: RequestHead): string | undefined {
  const value = read(source, head);
  return typeof value === "string" ? value : undefined;
}

function read(source: IdentitySource, head: RequestHead): string | JsonObject | undefined {
  if ("header" in source) return headerValue(head.headers, source.header.toLowerCase());
  if ("attribute" in source) return usable(own(head.attributes(), source.attribute));
  let value = own(head.metadata(), source.metadata.namespace);
  for (const key of source.metadata.path) value = own(value, key);
  return usable(value);
}

function own(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function usable(value: JsonValue | undefined): string | JsonObject | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
}
