import type { HookOutcome, JsonObject, JsonValue } from "../../framework/index.ts";
import { none } from "../../mcp/json/document.ts";
import type { LocatedMessage } from "../../mcp/message.ts";
import { methodEntry } from "../../mcp/methods.ts";
import type { Part } from "../../mcp/parts.ts";
import { isObject, memberOf } from "../../mcp/twin/same-json.ts";
import type { ExchangeState } from "../exchange-state.ts";
import { mirroredArguments, mirroredName } from "../headers/mirrored-headers.ts";
import { changedHeaders, headerDifference, mergeChanges, pluginHeaders } from "../headers/plugin-headers.ts";
import { answerableAt } from "../request/answerable.ts";
import { type Steps, waitFor } from "../steps.ts";
import type { HeaderChanges } from "../verdict.ts";
import type { Step } from "./parts.ts";
import { runHook } from "./run-hook.ts";
import { faultyEdit } from "./written-edit.ts";

/** What a hook with a payload of its own came to on a request: its params afterwards, and what goes with them. */
export interface OwnStep extends Step {
  readonly headers?: HeaderChanges;
  /** Name or URI as forwarded. */
  readonly subject: string;
  readonly metadata?: JsonObject;
  /** Of which server a plugin may answer it. */
  readonly answerable?: () => string | undefined;
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
 * Runs a hook of ContextForge's on a request's params; undefined for a part that goes to another hook.
 * @param sizeHint length of the message's source text in bytes
 */
export function* runRequestHook(
  state: ExchangeState,
  { hook }: Part,
  params: JsonValue,
  sizeHint: number,
): Steps<OwnStep | undefined> {
  if (!isObject(params)) return undefined;
  const request = { state, params, sizeHint };
  switch (hook) {
    case "tool_pre_invoke":
      return yield* runToolPreInvoke(request);
    case "prompt_pre_fetch":
      return yield* runPromptPreFetch(request);
    case "resource_pre_fetch":
      return yield* runResourcePreFetch(request);
    default:
      return undefined;
  }
}

interface Request {
  readonly state: ExchangeState;
  readonly params: JsonObject;
  readonly sizeHint: number;
}

function* runToolPreInvoke({ state, params, sizeHint }: Request): Steps<OwnStep> {
  const name = textOf(params, "name");
  const given = argumentsOf(params);
  // A later message of a batch is judged with the headers that the earlier ones left.
  state.forwardedHeaders ??= pluginHeaders(state.requestHeaders);
  const headers = state.forwardedHeaders;
  const wrap = state.parts.settings.reference.wrap_arguments;
  const args = wrap ? { tool_name: name, tool_args: given, client_session_id: "replaceme" } : given;
  const payload = { name, args, headers };
  const answerable = () => answerableAt(state, params);
  const outcome = yield* waitFor(runHook(state, { hook: "tool_pre_invoke", payload, sizeHint, answerable }));
  if (!outcome.modified || !outcome.continue_processing)
    return { outcome, value: params, subject: name, answerable };
  const after = outcome.payload;
  return edited(outcome, params, name, () => {
    const args = wrap ? unwrapped(after.args) : after.args;
    let changes = mirroredName(state.requestHeaders, name, after.name);
    changes = mergeChanges(changes, mirroredArguments(state.requestHeaders, given, args));
    changes = mergeChanges(changes, headerDifference(headers, after.headers) ?? {});
    state.forwardedHeaders = changedHeaders(headers, changes);
    const value = withMembers(params, { name: after.name, arguments: args });
    return { value, subject: after.name, answerable, ...headersOf(changes) };
  });
}

function* runPromptPreFetch({ state, params, sizeHint }: Request): Steps<OwnStep> {
  const name = textOf(params, "name");
  const args = argumentsOf(params) as Record<string, string>;
  const payload = { prompt_id: name, name, args };
  const outcome = yield* waitFor(runHook(state, { hook: "prompt_pre_fetch", payload, sizeHint }));
  if (!outcome.modified || !outcome.continue_processing) return { outcome, value: params, subject: name };
  const value = withMembers(params, { arguments: outcome.payload.args });
  return { outcome, value, subject: name };
}

function* runResourcePreFetch({ state, params, sizeHint }: Request): Steps<OwnStep> {
  const uri = textOf(params, "uri");
  const payload = { uri, metadata: {} };
  const outcome = yield* waitFor(runHook(state, { hook: "resource_pre_fetch", payload, sizeHint }));
  const after = outcome.payload;
  const kept = Object.keys(after.metadata).length > 0 ? { metadata: after.metadata } : {};
  if (!outcome.continue_processing) return { outcome, value: params, subject: uri, ...kept };
  const added = fetchHeaders(state, after.metadata);
  if (after.uri === uri) return { outcome, value: params, subject: uri, ...kept, ...headersOf(added) };
  const moved = mirroredName(state.requestHeaders, uri, after.uri);
  return {
    outcome,
    value: withMembers(params, { uri: after.uri }),
    subject: after.uri,
    ...kept,
    ...headersOf(added.set === undefined ? moved : mergeChanges(moved, added)),
  };
}

/** ContextForge's way to set headers of a fetch: `headers` of the metadata, an object of texts. None is taken away so. */
function fetchHeaders(state: ExchangeState, metadata: JsonObject): HeaderChanges {
  const given = memberOf(metadata, "headers");
  if (!isObject(given)) return {};
  state.forwardedHeaders ??= pluginHeaders(state.requestHeaders);
  const before = state.forwardedHeaders;
  const texts = Object.entries(given).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const changes = headerDifference(before, { ...before, ...Object.fromEntries(texts) }) ?? {};
  state.forwardedHeaders = changedHeaders(before, changes);
  return changes;
}

/** What `make` throws says that the edit cannot be made: the plugin's fault, so the message is denied. */
function edited(
  outcome: HookOutcome<unknown>,
  params: JsonObject,
  subject: string,
  make: () => Omit<OwnStep, "outcome">,
): OwnStep {
  try {
    return { outcome, ...make() };
  } catch (error) {
    return { outcome: faultyEdit(outcome, error), value: params, subject };
  }
}

/** The reference adapter's wrapping: the tool's own arguments stand below `tool_args`. */
function unwrapped(args: JsonObject): JsonObject {
  const inner = args["tool_args"];
  if (inner !== null && typeof inner === "object" && !Array.isArray(inner)) return inner;
  throw new TypeError("tool_args is no object");
}

function headersOf(changes: HeaderChanges): { headers?: HeaderChanges } {
  return changes.set?.length || changes.remove?.length ? { headers: changes } : {};
}

function textOf(params: JsonObject, key: string): string {
  const value = memberOf(params, key);
  return typeof value === "string" ? value : "";
}

function argumentsOf(params: JsonObject): JsonObject {
  const value = memberOf(params, "arguments");
  return isObject(value) ? value : {};
}

/** Sets members of params; `arguments` is only added where there is something to add. */
function withMembers(params: JsonObject, members: JsonObject): JsonObject {
  const { arguments: args, ...others } = members;
  const absent = memberOf(params, "arguments") === undefined;
  if (args === undefined || (absent && isObject(args) && Object.keys(args).length === 0))
    return { ...params, ...others };
  return { ...params, ...others, arguments: args };
}
