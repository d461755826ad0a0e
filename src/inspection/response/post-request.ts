import type { HookOutcome, HttpPostRequestPayload } from "../../framework/index.ts";
import { contentType } from "../../mcp/content-type.ts";
import { decisionOf, problemDecision, weightier } from "../decision.ts";
import { httpRefusalOf, ownRefusal, rpcCodes } from "../denials/denials.ts";
import { type ExchangeState, headerValue, startBudget, startDenialBudget } from "../exchange-state.ts";
import { gatherHeaders } from "../headers/gather-headers.ts";
import { boundedEdits, tooManyEdits } from "../headers/header-edits.ts";
import {
  changedHeaders,
  changedList,
  headerDifference,
  mergeChanges,
  pluginHeaders,
} from "../headers/plugin-headers.ts";
import { violationOf } from "../hooks/outcomes.ts";
import { runHook } from "../hooks/run-hook.ts";
import { mustCheckConnection } from "../request/permission.ts";
import { permitConnection, requestLine } from "../request/request-http-hooks.ts";
import { type Steps, waitFor } from "../steps.ts";
import { tell } from "../tell.ts";
import type { HeaderChanges, HttpDenial, ResponseHead, ResponsePlan } from "../verdict.ts";
import { refuseExchange } from "./answer.ts";

/**
 * Runs `http_post_request` on a response's headers, once what the inspection itself does to them is known. Its edits go
 * out with them; a deny withholds the response.
 */
export function* afterResponseHead(
  state: ExchangeState,
  head: ResponseHead,
  plan: ResponsePlan,
): Steps<ResponsePlan> {
  if (plan.kind === "deny") return plan;
  if (mustCheckConnection(state, contentType(head.headers ?? []) === "event_stream"))
    return yield* permitStream(state, head, plan);
  if (!state.parts.hooks.wants("http_post_request")) return plan;
  if (head.headers === undefined) return unseen(state);
  return yield* judge(state, head, plan);
}

/** The server opens an event stream that the client did not ask for: whether it may connect is asked now. */
function* permitStream(state: ExchangeState, head: ResponseHead, plan: ResponsePlan): Steps<ResponsePlan> {
  startBudget(state);
  const permitted = yield* permitConnection(state);
  if (permitted.ok) return yield* afterResponseHead(state, head, plan);
  const { refusal, decision } = permitted;
  return { kind: "deny", denial: refuseExchange(state, refusal), decision };
}

/**
 * Runs `http_post_request` on an answer of the adapter's own: plugins see every response that a client gets. It stays a
 * denial whatever they say or do, so that nothing of theirs can fail it.
 */
export function* afterDenial(state: ExchangeState, denial: HttpDenial): Steps<HttpDenial> {
  const { parts, postEdits } = state;
  if (!readsDenials(state)) return denial;
  if (postEdits !== undefined) return withHeaders(denial, postEdits);
  try {
    startDenialBudget(state);
    const before = pluginHeaders(denial.headers);
    const outcome = yield* ask(state, before, denial.status, "application/json");
    const gathered = ownHeaders(outcome);
    const changes = headerDifference(before, outcome.payload.response_headers) ?? {};
    const bounded = outcome.continue_processing && boundedEdits(changes, parts.settings);
    return withHeaders(denial, bounded ? mergeChanges(gathered, changes) : gathered);
  } catch (error) {
    if (!state.end.aborted) parts.observer.faulted(error);
    return denial;
  }
}

/** Whether plugins want to see answers of the adapter's own. Never throws: what is denied is to stay so. */
export function readsDenials({ parts: { hooks } }: ExchangeState): boolean {
  try {
    return hooks.wants("http_post_request");
  } catch {
    return false;
  }
}

function* judge(
  state: ExchangeState,
  head: ResponseHead,
  plan: Exclude<ResponsePlan, { kind: "deny" }>,
): Steps<ResponsePlan> {
  const { settings } = state.parts;
  startBudget(state);
  const before = changedHeaders(pluginHeaders(head.headers), plan.headers ?? {});
  const status = Number(headerValue(head.headers, ":status"));
  const ran = yield* ask(state, before, status, bareContentType(before["content-type"]));
  const changes = headerDifference(before, ran.payload.response_headers) ?? {};
  const outcome = ran.continue_processing && !boundedEdits(changes, settings) ? tooManyEdits(ran) : ran;
  const decision = decisionOf(outcome);
  if (decision.action !== "allowed") tell(state, decision, outcome);
  gatherHeaders(state, outcome);
  if (!outcome.continue_processing) {
    const violation = violationOf(outcome);
    state.postEdits = {};
    const refusal = httpRefusalOf(violation, settings, 403);
    return { kind: "deny", denial: refuseExchange(state, refusal), decision };
  }
  keep(state, changes);
  const headers = mergeChanges(mergeChanges(plan.headers, ownHeaders(outcome)), changes);
  const told = decision.action === "allowed" ? plan.decision : weightier(plan.decision, decision);
  return { ...plan, headers, ...(told && { decision: told }) };
}

function* ask(
  state: ExchangeState,
  response_headers: Record<string, string>,
  status: number,
  type: string | undefined,
): Steps<HookOutcome<HttpPostRequestPayload>> {
  const headers = state.forwardedHeaders ?? pluginHeaders(state.requestHeaders);
  const payload = {
    ...requestLine(state),
    ...state.client,
    headers: { ...headers },
    response_headers: { ...response_headers },
    ...(Number.isInteger(status) && { status_code: status }),
  };
  const { context } = state;
  const { content_type } = context;
  if (type === undefined) delete context.content_type;
  else context.content_type = type;
  try {
    const sizeHint = Number.POSITIVE_INFINITY;
    return yield* waitFor(runHook(state, { hook: "http_post_request", payload, sizeHint }));
  } finally {
    // What reads the body has a reading of its own of what the body is.
    if (content_type === undefined) delete context.content_type;
    else context.content_type = content_type;
  }
}

/** Later parts of the response set the headers that plugins have asked for once more: as they are after the edits. */
function keep(state: ExchangeState, changes: HeaderChanges): void {
  state.postEdits = changes;
  for (const name of changes.remove ?? []) state.responseHeaders.delete(name);
  for (const [name, value] of changes.set ?? [])
    if (state.responseHeaders.has(name)) state.responseHeaders.set(name, value);
}

/** The `http_headers` of an outcome, as changes. */
function ownHeaders(outcome: HookOutcome<unknown>): HeaderChanges {
  const state = { responseHeaders: new Map<string, string>() };
  gatherHeaders(state, outcome);
  return { set: [...state.responseHeaders] };
}

/** A denial keeps its mark and its content type: neither is a plugin's to change. */
function withHeaders(denial: HttpDenial, changes: HeaderChanges): HttpDenial {
  return { ...denial, headers: changedList(denial.headers, changes) };
}

function unseen(state: ExchangeState): ResponsePlan {
  state.parts.observer.unfit("response");
  const decision = problemDecision(headersUnseen.code);
  tell(state, decision);
  return { kind: "deny", denial: refuseExchange(state, headersUnseen), decision };
}

const headersUnseen = ownRefusal(
  "response_headers_not_sent",
  "the gateway's ext_proc processing mode does not let the adapter read response headers",
  rpcCodes.internal,
  500,
);

function bareContentType(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const kind = contentType([["content-type", value]]);
  if (kind === "json") return "application/json";
  return kind === "event_stream" ? "text/event-stream" : value.split(";", 1)[0]?.trim().toLowerCase();
}
