import type { HookOutcome, JsonObject, JsonValue } from "../framework/index.ts";
import { type JsonDocument, type JsonNode, none } from "../mcp/json/document.ts";
import { type Splice, spliceValue } from "../mcp/json/splice.ts";
import type { LocatedMessage } from "../mcp/message.ts";
import { methodEntry } from "../mcp/methods.ts";
import { type ExchangeState, headerValue, hookOptions } from "./exchange-state.ts";
import { headerDifference, pluginHeaders } from "./plugin-headers.ts";
import type { HeaderChanges } from "./verdict.ts";

/** What the hooks of one message came to, and how it changes the text that is forwarded. */
export interface MessageResult {
  readonly outcome: HookOutcome<unknown>;
  readonly splices: readonly Splice[];
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
  const headers = pluginHeaders(state.requestHeaders);
  const wrap = state.parts.settings.reference.wrap_arguments;
  const args = wrap ? { tool_name: name, tool_args: given, client_session_id: "replaceme" } : given;
  const outcome = await state.parts.hooks.invokeHook(
    "tool_pre_invoke",
    { name, args, headers },
    state.context,
    hookOptions(state, located.document.end(located.node) - located.document.start(located.node)),
  );
  if (!outcome.modified) return { outcome, splices: [], subject: name };
  const { payload } = outcome;
  const edited = wrap ? unwrapped(payload.args, given) : payload.args;
  const changes = headerDifference(headers, payload.headers);
  return {
    outcome,
    splices: spliceParams(located, { name: payload.name, arguments: edited }, Object.keys(edited).length > 0),
    subject: payload.name,
    ...withMirroredName(state, name, payload.name, changes),
  };
}

/** The reference adapter's wrapping: the tool's own arguments stand below `tool_args`. */
function unwrapped(args: JsonObject, given: JsonObject): JsonObject {
  const inner = args["tool_args"];
  return inner !== null && typeof inner === "object" && !Array.isArray(inner) ? inner : given;
}

async function runPromptPreFetch(state: ExchangeState, located: RequestMessage): Promise<MessageResult> {
  const name = requestSubject(located);
  const args = argumentsOf(located) as Record<string, string>;
  const outcome = await state.parts.hooks.invokeHook(
    "prompt_pre_fetch",
    { prompt_id: name, name, args },
    state.context,
    hookOptions(state, located.document.end(located.node) - located.document.start(located.node)),
  );
  if (!outcome.modified) return { outcome, splices: [], subject: name };
  const edited = outcome.payload.args;
  return {
    outcome,
    splices: spliceParams(located, { arguments: edited }, Object.keys(edited).length > 0),
    subject: name,
  };
}

async function runResourcePreFetch(state: ExchangeState, located: RequestMessage): Promise<MessageResult> {
  const uri = requestSubject(located);
  const outcome = await state.parts.hooks.invokeHook(
    "resource_pre_fetch",
    { uri, metadata: {} },
    state.context,
    hookOptions(state, located.document.end(located.node) - located.document.start(located.node)),
  );
  const { payload } = outcome;
  const metadata = Object.keys(payload.metadata).length > 0 ? { metadata: payload.metadata } : {};
  if (!outcome.modified || payload.uri === uri) return { outcome, splices: [], subject: uri, ...metadata };
  return {
    outcome,
    splices: spliceParams(located, { uri: payload.uri }, false),
    subject: payload.uri,
    ...metadata,
    ...withMirroredName(state, uri, payload.uri, undefined),
  };
}

function argumentsOf({ document, message }: RequestMessage): JsonObject {
  const node = memberOf(document, message.params, "arguments");
  return node === none || document.kind(node) !== "object" ? {} : (document.value(node) as JsonObject);
}

function memberOf(document: JsonDocument, node: JsonNode, key: string): JsonNode {
  return node === none ? none : document.member(node, key);
}

/** Splices that set members of `params`; `arguments` is only added where there is something to add. */
function spliceParams(located: RequestMessage, members: JsonObject, addArguments: boolean): Splice[] {
  const { document, message } = located;
  const wanted: Record<string, JsonValue> = { ...(document.value(message.params) as JsonObject), ...members };
  const had = memberOf(document, message.params, "arguments") !== none;
  if (!had && !addArguments) delete wanted["arguments"];
  const splices: Splice[] = [];
  spliceValue(document, message.params, wanted, splices);
  return splices;
}

/** Revision 2026-07-28 mirrors the name in `Mcp-Name`; servers refuse a header that contradicts the body. */
function withMirroredName(
  state: ExchangeState,
  before: string,
  after: string,
  changes: HeaderChanges | undefined,
): { headers?: HeaderChanges } {
  const mirrored = before !== after && headerValue(state.requestHeaders, "mcp-name") !== undefined;
  if (!mirrored) return changes ? { headers: changes } : {};
  const set = [...(changes?.set ?? []), ["mcp-name", encodeHeaderValue(after)] as const];
  return { headers: { ...changes, set } };
}

/** MCP 2026-07-28, header values: text outside visible ASCII travels as `=?base64?…?=`. */
function encodeHeaderValue(text: string): string {
  const plain = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith("=?");
  return plain ? text : `=?base64?${Buffer.from(text, "utf8").toString("base64")}?=`;
}
