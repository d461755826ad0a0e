import { isJsonObject } from "./json-check.ts";
import { responseHeaders } from "./plugin-answer.ts";
import type { PluginViolation } from "./result.ts";

const maxText = 4000;
const maxCode = 200;

/**
 * Makes a whole violation of what a plugin wrote for one. A deny stays a deny however badly its violation is formed:
 * parts that are not what they should be are left out.
 */
export function normaliseViolation(input: unknown, plugin: string): PluginViolation {
  const given = typeof input === "object" && input !== null ? (input as Record<string, unknown>) : {};
  const reason = text(given["reason"], maxText);
  const description = text(given["description"], maxText);
  const violation: PluginViolation = {
    reason: reason ?? description ?? "Denied by plugin",
    description: description ?? reason ?? `Plugin ${plugin} denied the message`,
    code: text(given["code"], maxCode) ?? text(given["violation_code"], maxCode) ?? "PLUGIN_DENIED",
    details: isJsonObject(given["details"]) ? given["details"] : {},
    plugin_name: plugin,
  };
  const { mcp_error_code, http_status_code, http_headers } = given;
  if (Number.isSafeInteger(mcp_error_code)) violation.mcp_error_code = mcp_error_code as number;
  if (isErrorStatus(http_status_code)) violation.http_status_code = http_status_code;
  const headers = responseHeaders(http_headers);
  if (headers !== undefined) violation.http_headers = headers;
  return violation;
}

/** A plugin threw, or answered with something that is no result. `errorClass` is all that is told of the error. */
export function errorViolation(plugin: string, errorClass: string, message?: string): PluginViolation {
  return {
    reason: "Plugin error",
    description: `Plugin ${plugin} failed: ${errorClass}${message === undefined ? "" : `: ${message.slice(0, maxText)}`}`,
    code: "PLUGIN_ERROR",
    details: { error: errorClass },
    plugin_name: plugin,
  };
}

/** A plugin did not answer in its own time, or in what the message had left. */
export function timeoutViolation(plugin: string, limitMs: number): PluginViolation {
  return {
    reason: "Plugin timeout",
    description: `Plugin ${plugin} did not answer in time`,
    code: "PLUGIN_TIMEOUT",
    details: { timeout_ms: Math.round(limitMs) },
    plugin_name: plugin,
  };
}

/** Violations of the executor itself, before or between plugins. */
export function executorViolation(
  code: "PAYLOAD_TOO_LARGE" | "EXCHANGE_ABORTED" | "PLUGINS_STOPPED",
  description: string,
): PluginViolation {
  const reason = {
    PAYLOAD_TOO_LARGE: "Payload too large",
    EXCHANGE_ABORTED: "Exchange ended",
    PLUGINS_STOPPED: "Plugins stopped",
  };
  return { reason: reason[code], description, code, details: {} };
}

function text(value: unknown, length: number): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  const short = value.length > length ? `${value.slice(0, length)}…` : value;
  // Through UTF-8 and back: a lone surrogate, cut or given, would not survive the wire.
  return Buffer.from(short).toString();
}

function isErrorStatus(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 400 && (value as number) <= 599;
}
