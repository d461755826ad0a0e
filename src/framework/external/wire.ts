import { withoutAnswer } from "../answering.ts";
import type { PluginContext } from "../context.ts";
import type { JsonObject } from "../json.ts";
import { isJsonObject, isPlainObject } from "../json-check.ts";
import { sameJson } from "../json-equal.ts";
import { parseJson } from "../parse-json.ts";
import { ExternalPluginError, ExternalServerError } from "./errors.ts";
import { hasRepeatedKey } from "./repeated-keys.ts";

/** How a server is asked: one tool for all hooks (ContextForge since 0.9), or one tool per hook, named like it. */
export type Dialect = "invoke_hook" | "tool_per_hook";

/** A PluginContext as it goes to the server. */
export interface SentContext {
  readonly state: JsonObject;
  readonly metadata: JsonObject;
  readonly global_context: JsonObject;
}

export interface ToolCall {
  readonly tool: string;
  readonly args: Record<string, unknown>;
}

export interface Reply {
  /** A PluginResult, unchecked: the executor reads it as it reads any plugin's. */
  readonly result: Record<string, unknown>;
  /** The context after the call; absent when the plugin left all of it empty. */
  readonly context: Record<string, unknown> | undefined;
}

/** Most characters that a context may come back with: it is kept for the exchange. */
const longestContext = 1_000_000;

export function toolCall(
  dialect: Dialect,
  hook: string,
  plugin: string,
  payload: unknown,
  context: SentContext,
): ToolCall {
  const args = { plugin_name: plugin, payload, context };
  return dialect === "invoke_hook"
    ? { tool: "invoke_hook", args: { hook_type: hook, ...args } }
    : { tool: hook, args };
}

/** A copy of a context, as the server may see it. Fields that are not set are left out: there is no null for them. */
export function sentContext(context: PluginContext): SentContext {
  const { state, metadata, global_context } = structuredClone({
    state: context.state,
    metadata: context.metadata,
    global_context: context.global_context,
  });
  return { state, metadata, global_context: { ...global_context } as JsonObject };
}

/**
 * Reads the text of an answer: `{plugin_name?, result | error, context?}`, or the bare result that ContextForge 0.6
 * answered with. Throws {@link ExternalPluginError} for an error, {@link ExternalServerError} for what is no answer.
 */
export function readReply(text: string, plugin: string): Reply {
  const reply = parsed(text);
  if (!isPlainObject(reply)) throw new ExternalServerError("the server's answer is no object");
  // Of the reply and its result: what decides stands there.
  if (hasRepeatedKey(text, 2)) throw new ExternalServerError("the server's answer has a key twice");
  const { error, result, context, plugin_name } = reply;
  if (error !== undefined && error !== null) throw new ExternalPluginError("the server reported an error");
  if (typeof plugin_name === "string" && plugin_name !== plugin)
    throw new ExternalServerError("the server's answer is another plugin's");
  if (isPlainObject(result)) {
    if (!isResult(result)) throw new ExternalServerError("the server's answer holds no result");
    if (context !== undefined && context !== null && !isPlainObject(context))
      throw new ExternalServerError("the context of the server's answer is no object");
    return { result: withoutAnswer(result), context: isPlainObject(context) ? context : undefined };
  }
  if (!Object.hasOwn(reply, "result") && typeof reply["continue_processing"] === "boolean")
    return { result: withoutAnswer(reply), context: undefined };
  throw new ExternalServerError("the server's answer holds no result");
}

const resultKeys = [
  "continue_processing",
  "modified_payload",
  "violation",
  "metadata",
  "http_headers",
  "retry_delay_ms",
];

/** Nothing at all means: go on. Something else than a PluginResult does not. */
function isResult(result: Record<string, unknown>): boolean {
  return Object.keys(result).length === 0 || resultKeys.some((key) => Object.hasOwn(result, key));
}

/**
 * Takes over what the plugin wrote to its state and metadata, and to the global state, as ContextForge does (global
 * metadata is not taken). Only what differs from what was sent is written: others may have written meanwhile.
 */
export function takeContext(
  returned: Record<string, unknown> | undefined,
  sent: SentContext,
  context: PluginContext,
): void {
  if (returned === undefined) return;
  const global = isPlainObject(returned["global_context"]) ? returned["global_context"] : {};
  const parts = [
    [returned["state"], sent.state, context.state],
    [returned["metadata"], sent.metadata, context.metadata],
    [global["state"], sent.global_context["state"] as JsonObject, context.global_context.state],
  ] as const;
  const size = JSON.stringify(parts.map(([after]) => after)).length;
  if (size > longestContext) throw new ExternalServerError("the context of the server's answer is too large");
  // Nested deeper, none of those that share the global state could send it on.
  if (parts.some(([after]) => isPlainObject(after) && !isJsonObject(after)))
    throw new ExternalServerError("the context of the server's answer is nested too deep");
  for (const [after, before, target] of parts) if (isJsonObject(after)) takeOver(after, before, target);
}

function takeOver(after: JsonObject, before: JsonObject, target: JsonObject): void {
  for (const [key, value] of Object.entries(after)) {
    if (Object.hasOwn(before, key) && sameJson(before[key], value)) continue;
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) delete target[key];
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new ExternalServerError("the text of the server's answer is no JSON");
  }
}
