import type { HookOutcome, JsonObject, JsonValue } from "../framework/index.ts";
import { type JsonDocument, type JsonNode, none } from "../mcp/json/document.ts";
import { spliceValue } from "../mcp/json/splice.ts";
import type { LocatedMessage } from "../mcp/message.ts";
import { methodEntry } from "../mcp/methods.ts";
import type { ExchangeState } from "./exchange-state.ts";
import { mirroredArguments, mirroredName } from "./mirrored-headers.ts";
import { changedHeaders, headerDifference, mergeChanges, pluginHeaders } from "./plugin-headers.ts";
import { runHook } from "./run-hook.ts";
import type { HeaderChanges } from "./verdict.ts";
import { type WrittenEdit, writtenEdit } from "./written-edit.ts";

/** What the hooks of one message came to, and how it changes the text that is forwarded. */
export interface MessageResult extends WrittenEdit {
  readonly headers?: HeaderChanges;
  /** Name or URI as forwarded. */
  readonly subject: string;
  readonly metadata?: JsonObject;
}

type RequestMessage = LocatedMessage & { message: { kind: "request" } };

/** Name or URI that a request is about, as it stands in the message; empty when its method has none. */
export function requestSubject({ document, message }: RequestMessage): string {
  const field = methodEntry(message.method)?.subject;
  if (field === undefined || message.params === none) return "";
  const node = document.member(message.params, field);
  return node !== none && document.kind(node) === "string" ? document.text(node) : "";
}

/**
 * Runs the hook that a request's method has; undefined when it has none or no plugin wants it.
 * Payload fields are ContextForge's; what comes back is spliced into the original text.
 */
export async function runRequestHook(
  state: ExchangeState,
  located: RequestMessage,
): Promise<MessageResult | undefined> {
  const hook = methodEntry(located.message.method)?.requestHook;
  if (hook === undefined || !state.parts.hooks.wants(hook)) return undefined;
  switch (hook) {
    case "tool_pre_invoke":
      return runToolPreInvoke(state, located);
    case "prompt_pre_fetch":
      return runPromptPreFetch(state, located);
    case "resource_pre_fetch":
      return runResourcePreFetch(state, located);
  }
}

async function runToolPreInvoke(state: ExchangeState, located: RequestMessage): Promise<MessageResult> {
  const name = requestSubject(located);
  const given = argumentsOf(located);
  // A later message of a batch is judged with the headers that the earlier ones left.
  state.forwardedHeaders ??= pluginHeaders(state.requestHeaders);
  const headers = state.forwardedHeaders;
  const wrap = state.parts.settings.reference.wrap_arguments;
  const args = wrap ? { tool_name: name, tool_args: given, client_session_id: "replaceme" } : given;
  const outcome = await runHook(state, {
    hook: "tool_pre_invoke",
    payload: { name, args, headers },
    sizeHint: sizeOf(located),
  });
  if (!outcome.modified || !outcome.continue_processing) return { outcome, splices: [], subject: name };
  const { payload } = outcome;
  let changes = mirroredName(state.requestHeaders, name, payload.name);
  const written = writeParams(located, outcome, () => {
    const edited = wrap ? unwrapped(payload.args) : payload.args;
    changes = mergeChanges(changes, mirroredArguments(state.requestHeaders, given, edited));
    return { name: payload.name, arguments: edited };
  });
  changes = mergeChanges(changes, headerDifference(headers, payload.headers) ?? {});
  state.forwardedHeaders = changedHeaders(headers, changes);
  return { ...written, subject: payload.name, ...headersOf(changes) };
}

/** The reference adapter's wrapping: the tool's own arguments stand below `tool_args`. */
function unwrapped(args: JsonObject): JsonObject {
  const inner = args["tool_args"];
  if (inner !== null && typeof inner === "object" && !Array.isArray(inner)) return inner;
  throw new TypeError("tool_args is no object");
}

async function runPromptPreFetch(state: ExchangeState, located: RequestMessage): Promise<MessageResult> {
  const name = requestSubject(located);
  const args = argumentsOf(located) as Record<string, string>;
  const outcome = await runHook(state, {
    hook: "prompt_pre_fetch",
    payload: { prompt_id: name, name, args },
    sizeHint: sizeOf(located),
  });
  if (!outcome.modified || !outcome.continue_processing) return { outcome, splices: [], subject: name };
  return { ...writeParams(located, outcome, () => ({ arguments: outcome.payload.args })), subject: name };
}

async function runResourcePreFetch(state: ExchangeState, located: RequestMessage): Promise<MessageResult> {
  const uri = requestSubject(located);
  const outcome = await runHook(state, {
    hook: "resource_pre_fetch",
    payload: { uri, metadata: {} },
    sizeHint: sizeOf(located),
  });
  const { payload } = outcome;
  const metadata = Object.keys(payload.metadata).length > 0 ? { metadata: payload.metadata } : {};
  if (!outcome.continue_processing || payload.uri === uri) {
    return { outcome, splices: [], subject: uri, ...metadata };
  }
  return {
    ...writeParams(located, outcome, () => ({ uri: payload.uri })),
    subject: payload.uri,
    ...metadata,
    ...headersOf(mirroredName(state.requestHeaders, uri, payload.uri)),
  };
}

function headersOf(changes: HeaderChanges): { headers?: HeaderChanges } {
  return changes.set?.length || changes.remove?.length ? { headers: changes } : {};
}

function sizeOf({ document, node }: RequestMessage): number {
  return document.end(node) - document.start(node);
}

function argumentsOf({ document, message }: RequestMessage): JsonObject {
  const node = memberOf(document, message.params, "arguments");
  return node === none || document.kind(node) !== "object" ? {} : (document.value(node) as JsonObject);
}

function memberOf(document: JsonDocument, node: JsonNode, key: string): JsonNode {
  return node === none ? none : document.member(node, key);
}

/** Sets members of `params`; `arguments` is only added where there is something to add. */
function writeParams(
  { document, message: { params } }: RequestMessage,
  outcome: HookOutcome<unknown>,
  members: () => JsonObject,
): WrittenEdit {
  return writtenEdit(outcome, (splices) => {
    const wanted: Record<string, JsonValue> = { ...(document.value(params) as JsonObject), ...members() };
    const added = memberOf(document, params, "arguments") === none && wanted["arguments"];
    if (added && Object.keys(added).length === 0) delete wanted["arguments"];
    spliceValue(document, params, wanted, splices);
  });
}
