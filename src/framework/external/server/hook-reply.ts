import type { PluginEntry } from "../../config/entry.ts";
import type { HookResult } from "../../hook-definition.ts";
import { builtinHooks } from "../../hooks.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import { isJsonObject } from "../../json-check.ts";
import { sameJson } from "../../json-equal.ts";
import type { HookName } from "../../payloads.ts";
import type { HookOutcome, PluginViolation } from "../../result.ts";
import { holdsInexactInteger } from "./exact-numbers.ts";
import { type CallContext, writeContext } from "./wire-context.ts";

/** The answer of `invoke_hook`, as ContextForge's clients read it: a result and what the plugin keeps, or an error. */
export interface HookReply {
  readonly plugin_name: string;
  readonly result?: JsonObject;
  readonly context?: JsonObject;
  readonly error?: JsonObject;
}

/** An error reply: the client's own `on_error` decides what comes of it. */
export function errorReply(plugin: string, message: string): HookReply {
  return {
    plugin_name: plugin,
    error: { message, plugin_name: plugin, code: "", details: {}, mcp_error_code: -32603 },
  };
}

/** Why a run has no result, if so: the plugin failed and nobody said to go on, or it was not run. */
function failureOf(entry: PluginEntry, outcome: HookOutcome<Record<string, unknown>>): string | undefined {
  const [execution] = outcome.executions;
  const { violation } = outcome;
  if (execution === undefined) return outcome.continue_processing ? undefined : violation?.description;
  if (execution.verdict === "allow" || execution.verdict === "deny") return undefined;
  const goesOn = entry.onError !== "fail" || entry.mode === "enforce_ignore_error";
  return goesOn ? undefined : (execution.violation?.description ?? `Plugin ${entry.name} failed`);
}

/**
 * Writes what a run came to. Denied: continue_processing false and the violation. Edited: the whole payload.
 * @param given  fields of the caller's payload
 * @param before the context before the run, if it held an inexact integer
 */
export function replyOf(
  entry: PluginEntry,
  hook: string,
  given: Readonly<Record<string, unknown>>,
  outcome: HookOutcome<Record<string, unknown>>,
  context: CallContext,
  before: JsonObject | undefined,
): HookReply {
  const failure = failureOf(entry, outcome);
  if (failure !== undefined) return errorReply(entry.name, failure);
  const payload = outcome.continue_processing
    ? outcome.modified
      ? writePayload(hook, given, outcome.payload)
      : null
    : writeRefusal(hook, outcome.violation);
  if (holdsInexactInteger(payload)) return errorReply(entry.name, inexact("payload that was edited"));
  let kept = writeContext(context);
  if (kept !== undefined && !isJsonObject(kept)) {
    return errorReply(entry.name, `Plugin ${entry.name} keeps something that is not JSON in its context`);
  }
  if (kept !== undefined && holdsInexactInteger(kept)) {
    if (!sameJson(kept, before)) return errorReply(entry.name, inexact("context that was changed"));
    // The caller keeps its own, exact one.
    kept = undefined;
  }
  return {
    plugin_name: entry.name,
    result: writeResult(outcome, payload),
    ...(kept !== undefined && { context: kept }),
  };
}

function inexact(what: string): string {
  return `An integer beyond 2^53 is in the ${what}, and cannot be returned exactly`;
}

/** All fields of cpex's PluginResult. */
function writeResult(
  outcome: HookOutcome<Record<string, unknown>>,
  modified_payload: JsonObject | null,
): JsonObject {
  const { continue_processing, violation, metadata, http_headers } = outcome;
  return {
    continue_processing,
    modified_payload,
    modified_extensions: null,
    violation: continue_processing || violation === undefined ? null : writeViolation(violation),
    metadata: continue_processing || Object.keys(metadata).length > 0 ? metadata : null,
    denial_metadata: null,
    http_headers: Object.keys(http_headers).length > 0 ? http_headers : null,
    retry_delay_ms: Math.round(outcome.retry_delay_ms),
    executions: [],
  };
}

function writeViolation(violation: PluginViolation): JsonObject {
  return {
    reason: violation.reason,
    description: violation.description,
    code: violation.code,
    details: violation.details,
    mcp_error_code: violation.mcp_error_code ?? null,
    http_status_code: violation.http_status_code ?? null,
    http_headers: violation.http_headers ?? null,
  };
}

/**
 * The payload as cpex's model of it: with the field that may be null there, without those that only exist here. Of hooks
 * whose plugins answer with something else, that.
 */
function writePayload(
  hook: string,
  given: Readonly<Record<string, unknown>>,
  payload: Readonly<Record<string, unknown>>,
): JsonObject | null {
  const answer = resultOf(hook);
  if (answer !== undefined) return (payload[answer.field] ?? null) as JsonObject | null;
  const fields = Object.entries(payload).filter(
    ([field, value]) => value !== undefined && (Object.hasOwn(given, field) || !localFields.includes(field)),
  );
  const written = Object.fromEntries(fields) as Record<string, JsonValue>;
  if (hook === "tool_pre_invoke" && written["headers"] === undefined) written["headers"] = null;
  return written;
}

/** ContextForge's gateway reads a permission's answer and nothing else: without one it would go on. */
function writeRefusal(hook: string, violation: PluginViolation | undefined): JsonObject | null {
  const answer = resultOf(hook);
  return answer?.refusal === undefined || violation === undefined ? null : answer.refusal(violation);
}

function resultOf(hook: string): HookResult | undefined {
  return Object.hasOwn(builtinHooks, hook) ? builtinHooks[hook as HookName].result : undefined;
}

/** `name` of prompt payloads is filled in from `prompt_id`; `name` of tool payloads is always the caller's. */
const localFields: readonly string[] = ["name"];
