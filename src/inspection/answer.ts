import { type JsonDocument, type JsonNode, none } from "../mcp/json/document.ts";
import type { Splice } from "../mcp/json/splice.ts";
import { idKey, readMessage } from "../mcp/message.ts";
import { decisionOf, problemDecision } from "./decision.ts";
import { ownRefusal, type Refusal, refusalOf, refuseRequest, rpcCodes } from "./denials.ts";
import { type Call, type ExchangeState, isHttpError } from "./exchange-state.ts";
import { gatherHeaders } from "./request-body.ts";
import { type Answer, answerHooks, runAnswerHooks } from "./result-hooks.ts";
import { messageStrictness } from "./strictness.ts";
import { tell } from "./tell.ts";
import type { Decision, HttpDenial, MaybePromise } from "./verdict.ts";

/** What an inspected message from the server becomes. `rawId` is the id to deny it under, if it has one. */
export type ServerMessageVerdict =
  | { readonly kind: "pass"; readonly splices: readonly Splice[]; readonly decision?: Decision }
  | {
      readonly kind: "deny";
      readonly refusal: Refusal;
      readonly rawId: string | undefined;
      /** The message is, or would be, a request or notification of the server: `rawId` is the server's then. */
      readonly isCall: boolean;
      readonly decision: Decision;
    };

/**
 * Inspects one message that a server sent, on any leg. Answers run their result hooks; requests and notifications of
 * the server pass, strictly read. The verdict comes at once where no hook has to run.
 * @param onlyAnswers the leg carries nothing but answers (a JSON body that answers a request)
 */
export function inspectServerMessage(
  state: ExchangeState,
  document: JsonDocument,
  node: JsonNode,
  onlyAnswers: boolean,
): MaybePromise<ServerMessageVerdict> {
  const read = readMessage(document, node, messageStrictness(state.parts.settings));
  if (!read.ok) {
    const { code, rpcCode, id, isCall } = read.problem;
    const refusal = ownRefusal(code, `the server's message is not acceptable: ${code}`, rpcCode);
    const usable = id !== undefined && (isCall || mayAnswer(state, id));
    return refused(state, refusal, usable ? id : undefined, isCall);
  }
  const { message } = read;
  if (message.kind === "request" || message.kind === "notification") {
    if (!onlyAnswers) return { kind: "pass", splices: [] };
    return refused(
      state,
      ownRefusal("no_answer", "the server sent no answer", rpcCodes.invalidRequest),
      undefined,
    );
  }
  const call = callOf(state, document, message.id);
  const nameless = message.id === none || document.kind(message.id) === "null";
  // Errors under an HTTP error status have ids of the server's own making ("server-error" in Python's SDK).
  const anyones = message.kind === "error" && (nameless || isHttpError(state));
  if (state.calls.length > 0 && !call && !anyones) {
    return refused(
      state,
      // Not under its own id: the client may have a call of that id elsewhere.
      ownRefusal("foreign_id", "the answer is to another request", rpcCodes.invalidRequest),
      undefined,
    );
  }
  const answered = message.kind === "result" ? message.result : message.error;
  const answer = { document, kind: message.kind, node: answered, call };
  const hooks = answerHooks(state, answer);
  if (hooks.length === 0) {
    if (call) call.answered = true;
    return { kind: "pass", splices: [] };
  }
  return inspectAnswer(state, answer, hooks, nameless ? undefined : document.source(message.id));
}

/**
 * Inspects a JSON object that stands in the place of an answer under an HTTP error status and is no message
 * (`{"error":"invalid_token"}`): plugins see it as they see an error object.
 */
export function inspectErrorBody(
  state: ExchangeState,
  document: JsonDocument,
): MaybePromise<ServerMessageVerdict> {
  const call = state.calls.length === 1 ? state.calls[0] : undefined;
  const answer: Answer = { document, kind: "error", node: document.root, call };
  const hooks = answerHooks(state, answer);
  return hooks.length === 0
    ? { kind: "pass", splices: [] }
    : inspectAnswer(state, answer, hooks, onlyCallId(state));
}

async function inspectAnswer(
  state: ExchangeState,
  answer: Answer,
  hooks: ReturnType<typeof answerHooks>,
  rawId: string | undefined,
): Promise<ServerMessageVerdict> {
  const { call } = answer;
  const result = await runAnswerHooks(state, answer, hooks);
  if (call) call.answered = true;
  gatherHeaders(state, result.outcome);
  const decision = decisionOf(result.outcome, call?.method, call?.subject);
  tell(state, decision, result.outcome, call?.rawId);
  if (result.outcome.continue_processing) return { kind: "pass", splices: result.splices, decision };
  const { violation } = result.outcome;
  if (!violation) throw new Error("a denied outcome has a violation");
  const refusal = refusalOf(violation, state.parts.settings);
  return { kind: "deny", refusal, rawId, isCall: false, decision };
}

/** A refusal as a verdict, told to the observer. */
export function refused(
  state: ExchangeState,
  refusal: Refusal,
  rawId: string | undefined,
  isCall = false,
): Extract<ServerMessageVerdict, { kind: "deny" }> {
  const decision = problemDecision(refusal.code);
  tell(state, decision);
  return { kind: "deny", refusal, rawId, isCall, decision };
}

/** Whether an answer under this id is one to a request of the exchange, as far as its requests are known. */
export function mayAnswer({ calls }: ExchangeState, rawId: string): boolean {
  return calls.length === 0 || calls.some((call) => call.rawId === rawId);
}

/** The id to answer under when the message itself has none that can be read: that of the only request there is. */
export function onlyCallId(state: ExchangeState): string | undefined {
  return state.calls.length === 1 ? state.calls[0]?.rawId : undefined;
}

/**
 * Answers the client in the server's place. Where the request's id is known the status is 200: any other one costs
 * some clients their session.
 */
export function refuseExchange(state: ExchangeState, refusal: Refusal): HttpDenial {
  const rawId = onlyCallId(state);
  const known = rawId === undefined ? refusal : { ...refusal, httpStatus: 200 };
  return refuseRequest(known, rawId, state.parts.settings, { gathered: state.responseHeaders });
}

function callOf(state: ExchangeState, document: JsonDocument, id: JsonNode): Call | undefined {
  if (id === none) return undefined;
  const key = idKey(document, id);
  return state.calls.find((call) => call.idKey === key);
}
