import type { JsonValue, PluginViolation } from "../../framework/index.ts";
import { denialMessage, rpcErrorBody, toolErrorResult } from "../../mcp/denial.ts";
import type { AdapterSettings } from "../../settings/adapter.ts";
import { isEditable } from "../headers/plugin-headers.ts";
import type { Headers, HttpDenial } from "../verdict.ts";

/** JSON-RPC's own codes, and MCP 2026-07-28's HeaderMismatch. */
export const rpcCodes = {
  parse: -32700,
  invalidRequest: -32600,
  internal: -32603,
  headerMismatch: -32020,
} as const;

/** Why something is refused, in the shape that every denial form is made from. */
export interface Refusal {
  /** JSON-RPC error code. */
  readonly rpcCode: number;
  readonly message: string;
  /** A short word for logs, metrics and `data.code`. */
  readonly code: string;
  readonly plugin?: string;
  /** A plugin asked for it, or failed; else the adapter itself refuses. */
  readonly byPlugin?: true;
  readonly data?: JsonValue;
  readonly httpStatus?: number;
  readonly httpHeaders?: Headers;
}

/** A plugin's violation as a refusal: `reason -- description`, its own code or the configured one. */
export function refusalOf(violation: PluginViolation, settings: AdapterSettings): Refusal {
  const { denial, compat } = settings;
  const data = {
    ...(violation.plugin_name !== undefined && { plugin: violation.plugin_name }),
    code: violation.code,
    ...(denial.details && { details: violation.details }),
  };
  return {
    rpcCode: violation.mcp_error_code ?? denial.code,
    message: denialMessage(violation),
    code: violation.code,
    byPlugin: true,
    ...(violation.plugin_name !== undefined && { plugin: violation.plugin_name }),
    ...(compat !== "reference" && { data }),
    httpStatus: denial.http_status === "by_violation" ? (statusOf(violation) ?? 200) : 200,
    httpHeaders: Object.entries(violation.http_headers ?? {})
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name, value]) => isEditable(name, value)),
  };
}

/** A refusal of the adapter itself: malformed, contradictory, too large, or not to be inspected. */
export function ownRefusal(code: string, message: string, rpcCode: number, httpStatus = 400): Refusal {
  return { rpcCode, message, code, data: { code }, httpStatus };
}

/** JSON-RPC error text; `rawId` as it stood in the request, or undefined where it could not be read. */
export function refusalBody(refusal: Refusal, rawId: string | undefined): Uint8Array {
  const { rpcCode, message, data } = refusal;
  return rpcErrorBody(rawId, { code: rpcCode, message, ...(data !== undefined && { data }) });
}

/** What a denial carries beside the refusal. */
export interface DenialExtras {
  /** Answer with a tool result of this revision instead of an error. */
  readonly asToolResult?: { readonly revision: string | undefined } | undefined;
  /** Headers that plugins want on the exchange's response. */
  readonly gathered?: Iterable<readonly [name: string, value: string]>;
}

/** The answer to a refused request, as an HTTP response of our own. */
export function refuseRequest(
  refusal: Refusal,
  rawId: string | undefined,
  settings: AdapterSettings,
  { asToolResult, gathered }: DenialExtras = {},
): HttpDenial {
  const body =
    asToolResult && rawId !== undefined
      ? toolErrorResult(rawId, refusal.message, asToolResult.revision)
      : refusalBody(refusal, rawId);
  return {
    status: refusal.httpStatus ?? 200,
    headers: denialHeaders(settings, refusal, gathered),
    body,
    details: `plugins_adapter:${refusal.code}`,
  };
}

/**
 * Headers of a denial: of one name the violation's own counts rather than a gathered one, and none of them can replace
 * the mark of every denial. The reference adapter spells that mark `True`.
 */
export function denialHeaders(
  settings: AdapterSettings,
  refusal: Refusal,
  gathered: Iterable<readonly [name: string, value: string]> = [],
): Headers {
  return [
    ...new Map([
      ...gathered,
      ...(refusal.httpHeaders ?? []),
      ["content-type", "application/json"],
      ["x-mcp-denied", settings.compat === "reference" ? "True" : "true"],
    ]),
  ];
}

/**
 * A violation of an HTTP message that has no id to answer under: its status says what happened, whatever
 * `denial.http_status` says of messages. `status`: where the violation names none; failures of plugins are a 500.
 */
export function httpRefusalOf(
  violation: PluginViolation,
  settings: AdapterSettings,
  status: number,
): Refusal {
  const refusal = refusalOf(violation, settings);
  const httpStatus = statusOf(violation) ?? (failures.has(violation.code) ? 500 : status);
  const headers = refusal.httpHeaders ?? [];
  // RFC 9110 §15.5.2: a 401 says how to authenticate.
  if (httpStatus !== 401 || headers.some(([name]) => name === "www-authenticate"))
    return { ...refusal, httpStatus };
  return { ...refusal, httpStatus, httpHeaders: [...headers, ["www-authenticate", "Bearer"]] };
}

const failures = new Set(["PLUGIN_ERROR", "PLUGIN_TIMEOUT", "PLUGINS_STOPPED", "EXCHANGE_ABORTED"]);

/**
 * HTTP status of a violation: its own if it is an error status, else ContextForge's table by code, with the codes of our
 * own plugins beside theirs.
 */
function statusOf(violation: PluginViolation): number | undefined {
  const own = violation.http_status_code;
  if (own !== undefined && own >= 400 && own <= 599) return own;
  return statusByCode.get(violation.code);
}

const statusByCode: ReadonlyMap<string, number> = new Map([
  ["RATE_LIMIT", 429],
  ["INVALID_URI", 400],
  ["PROTOCOL_BLOCKED", 403],
  ["DOMAIN_BLOCKED", 403],
  ["BLOCKED_CONTENT", 403],
  ["BLOCKED", 403],
  ["deny", 403],
  ["CONTENT_TOO_LARGE", 413],
  ["PAYLOAD_TOO_LARGE", 413],
  ["CONTENT_MODERATION", 422],
  ["PII_DETECTED", 422],
  ["PII_DETECTED_IN_PROMPT_RESULT", 422],
  ["PII_DETECTED_IN_TOOL_ARGS", 422],
  ["PII_DETECTED_IN_TOOL_RESULT", 422],
  ["PII_DETECTED_IN_RESOURCE_REQUEST", 422],
  ["PII_DETECTED_IN_RESOURCE_CONTENT", 422],
  ["PII_LIMIT_EXCEEDED", 422],
  ["SENSITIVE_CONTENT", 422],
  ["PROHIBITED_CONTENT", 422],
  ["MODERATION_ERROR", 503],
  ["INVALID_TOKEN", 401],
  ["API_KEY_REVOKED", 401],
  ["AUTH_REQUIRED", 401],
  ["ACCOUNT_DISABLED", 401],
  ["PERMISSION_DENIED", 403],
  ["EXECUTION_ERROR", 500],
  ["PROCESSING_ERROR", 500],
]);
