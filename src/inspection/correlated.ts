import { principalOf } from "../framework/principal.ts";
import { type JsonDocument, type JsonNode, none } from "../mcp/json/document.ts";
import { idKey, type Message } from "../mcp/message.ts";
import { methodEntry } from "../mcp/methods.ts";
import type { Scope, Side } from "../state/keys.ts";
import type { RequestRecord, TaskRecord } from "../state/record.ts";
import type { Call, ExchangeState } from "./exchange-state.ts";
import type { MaybePromise } from "./verdict.ts";

/**
 * What one exchange has to know of another: which request an answer is to that comes elsewhere, and which request a
 * task was started by. What is not known is undefined, and read in the strictest way. Of what is written only `openCalls`
 * is waited for.
 */

type ServerRequest = Extract<Message, { kind: "request" }>;

/** A server's request went to the client, whose answer comes in the body of another exchange. */
export function rememberServerRequest(
  state: ExchangeState,
  document: JsonDocument,
  request: ServerRequest,
): void {
  const { correlation } = state.parts;
  const asked = taskOf(document, request.params);
  const task = asked === undefined ? {} : { task: correlation.taskRef(scopeOf(state), "client", asked) };
  const id = idKey(document, request.id);
  const record = { method: request.method, ...(fetches(request.method) && task) };
  unawaited(state, correlation.rememberRequest(scopeOf(state), "server", id, record));
}

/** The server's request that a client answers under this id. */
export function takeServerRequest(state: ExchangeState, id: string): MaybePromise<RequestRecord | undefined> {
  return state.parts.correlation.takeRequest(scopeOf(state), "server", id);
}

/**
 * The exchange's calls may be answered, or answered again, on a stream that is resumed in another exchange. They are
 * kept when they were answered, too: a client chooses the ids, and would else have the answer to one call pass for that
 * to a later one.
 */
export function rememberCalls(state: ExchangeState): void {
  if (state.callsRemembered) return;
  const { correlation } = state.parts;
  const scope = scopeOf(state);
  state.callsRemembered = true;
  for (const { idKey: id, method, subject } of state.calls.values())
    unawaited(state, correlation.rememberRequest(scope, "client", id, { method, subject }));
}

/**
 * The exchange's calls go to the server. Waited for: the next exchange may send a call with the id of one, for servers to
 * send the answer to this one there.
 */
export function openCalls(state: ExchangeState): MaybePromise<unknown> {
  const { correlation } = state.parts;
  const scope = scopeOf(state);
  state.callsOpened = true;
  const opening = [...state.calls.values()].map((call) => {
    call.openRef = correlation.openRef(scope, call.idKey);
    return correlation.openRequest(call.openRef, state.context.request_id);
  });
  return opening.some((each) => each instanceof Promise) ? Promise.all(opening) : undefined;
}

/** Whether the answer that came here under the id of this call can only be that to it. */
export function isOwnAnswer(state: ExchangeState, call: Call): MaybePromise<boolean> {
  const { correlation } = state.parts;
  const openRef = call.openRef ?? correlation.openRef(scopeOf(state), call.idKey);
  const close = (isOwn: boolean): boolean => {
    if (isOwn) unawaited(state, correlation.closeRequest(openRef));
    return isOwn;
  };
  const alone = correlation.isOpenAlone(openRef, state.context.request_id);
  return alone instanceof Promise ? alone.then(close) : close(alone);
}

/** The server did not take the request: a client that has to log in first sends it again, under the same id. */
export function closeCalls(state: ExchangeState): void {
  if (!state.callsOpened) return;
  for (const call of state.calls.values()) {
    call.isOwn = isOwnAnswer(state, call);
    // Whoever asks for it meets the fault; nobody may.
    if (call.isOwn instanceof Promise) call.isOwn.catch(() => {});
  }
}

/** The client's call that an answer with this id is to, where it comes on a resumed stream. */
export function findCall(state: ExchangeState, id: string): MaybePromise<RequestRecord | undefined> {
  return state.parts.correlation.findRequest(scopeOf(state), "client", id);
}

/**
 * The request that started the task which a message is about; undefined where it is about none or that is not known.
 * @param host whose task it is
 */
export function startOfTask(
  state: ExchangeState,
  host: Side,
  document: JsonDocument,
  holder: JsonNode,
): MaybePromise<TaskRecord | undefined> {
  const task = taskOf(document, holder);
  if (task === undefined) return undefined;
  const { correlation } = state.parts;
  return correlation.findTask(correlation.taskRef(scopeOf(state), host, task));
}

/** A result tells that a task was started. @param host whose task it is */
export function rememberTask(
  state: ExchangeState,
  host: Side,
  document: JsonDocument,
  result: JsonNode,
  { method, subject }: TaskRecord,
): void {
  const inner = document.member(result, "task");
  const holder = inner === none ? result : inner;
  const task = taskOf(document, holder);
  if (task === undefined) return;
  const ttl = document.member(holder, "ttl");
  const ttlMs = ttl === none ? undefined : document.value(ttl);
  const { correlation } = state.parts;
  const ref = correlation.taskRef(scopeOf(state), host, task);
  const record = { method, ...(subject !== undefined && { subject }) };
  unawaited(state, correlation.rememberTask(ref, record, typeof ttlMs === "number" ? ttlMs : undefined));
}

/** The client's task that a request of the server asks about, by what was kept of that request. */
export function startOfClientTask(
  state: ExchangeState,
  { task }: RequestRecord,
): MaybePromise<TaskRecord | undefined> {
  return task === undefined ? undefined : state.parts.correlation.findTask(task);
}

/** Whether an answer to this method may be that of the request which started a task. */
export function fetches(method: string): boolean {
  return methodEntry(method)?.fetches === true;
}

/** Lets a writing go on by itself. */
export function unawaited({ parts }: ExchangeState, writing: MaybePromise<void>): void {
  if (writing instanceof Promise) writing.catch((error: unknown) => parts.observer.faulted(error));
}

function taskOf(document: JsonDocument, holder: JsonNode): string | undefined {
  const node = document.member(holder, "taskId");
  return node === none || document.kind(node) !== "string" ? undefined : document.text(node);
}

/**
 * A session is the client's word: who the client is counts beside it. The server that a preset knows of does not: it is
 * told by the method, which answers and streams do not have.
 */
function scopeOf({ context, parts }: ExchangeState): Scope {
  const { server_id } = parts.settings.identity;
  return {
    server: server_id === undefined ? undefined : context.server_id,
    session: context.session_id,
    principal: principalOf(context.user, context.tenant_id),
  };
}
