import type { JsonValue } from "../../framework/index.ts";
import { none } from "../../mcp/json/document.ts";
import { replaceNode, type Splice } from "../../mcp/json/splice.ts";
import { idKey, type LocatedMessage, type Message } from "../../mcp/message.ts";
import { answerParts, callParts, type Part } from "../../mcp/parts.ts";
import { clientAnswerHooks } from "../../mcp/shapes.ts";
import { fetches, rememberTask, startOfClientTask, startOfTask, takeServerRequest } from "../correlated.ts";
import { authDecisionOf, decisionOf, weightier } from "../decision.ts";
import { type Refusal, refusalBody, refusalOf } from "../denials/denials.ts";
import { opening } from "../denials/refused-message.ts";
import type { Call, ExchangeState } from "../exchange-state.ts";
import { gatherHeaders } from "../headers/gather-headers.ts";
import { mergeChanges } from "../headers/plugin-headers.ts";
import { violationOf } from "../hooks/outcomes.ts";
import { runParts } from "../hooks/parts.ts";
import { type OwnStep, requestSubject, runRequestHook } from "../hooks/request-hooks.ts";
import { runResultHook } from "../hooks/result-hooks.ts";
import type { WrittenEdit } from "../hooks/written-edit.ts";
import { wantsOf } from "../response/answer.ts";
import { type Steps, waitFor } from "../steps.ts";
import { tell } from "../tell.ts";
import type { Decision, HeaderChanges } from "../verdict.ts";
import { keepable, type ReadAnswer, readGivenAnswer } from "./answerable.ts";
import { checkPermission } from "./permission.ts";

/** What an inspected message of a client becomes. */
export type ClientMessageVerdict =
  | {
      readonly kind: "pass";
      readonly splices: readonly Splice[];
      readonly headers?: HeaderChanges;
      readonly decision?: Decision;
    }
  | { readonly kind: "deny"; readonly refusal: Refusal; readonly decision: Decision }
  | {
      /** A plugin has answered the request. */
      readonly kind: "answer";
      readonly call: Call;
      readonly answer: ReadAnswer;
      readonly decision: Decision;
    };

/**
 * Inspects one message of a request body: its parts run their hooks, a request's permission is asked for first. A
 * denied answer to the server goes on as an error. The verdict comes at once where nobody has to be asked.
 */
export function inspectClientMessage(
  state: ExchangeState,
  located: LocatedMessage,
): Steps<ClientMessageVerdict> {
  const { message } = located;
  switch (message.kind) {
    case "request":
      return inspectRequest(state, { ...located, message });
    case "notification":
      return inspectNotification(state, { ...located, message });
    case "result":
    case "error":
      return inspectAnswer(state, { ...located, message });
  }
}

type Located<K extends Message["kind"]> = LocatedMessage & {
  readonly message: Extract<Message, { kind: K }>;
};

const passed: ClientMessageVerdict = { kind: "pass", splices: [] };

function* inspectRequest(state: ExchangeState, request: Located<"request">): Steps<ClientMessageVerdict> {
  const { document, message } = request;
  const { method } = message;
  const call: Call = {
    idKey: idKey(document, message.id),
    rawId: document.source(message.id),
    method,
    subject: requestSubject(request),
  };
  // Before its hooks: should the inspection fail, the client is told under this id.
  state.calls.set(call.idKey, call);
  const asked = checkPermission(state, method);
  const permitted = asked && (yield* waitFor(asked));
  const checked = permitted && authDecisionOf(permitted, method, call.subject);
  if (permitted && checked) {
    gatherHeaders(state, permitted);
    if (checked.action !== "allowed") tell(state, checked, permitted, call.rawId);
    if (!permitted.continue_processing) return denied(state, permitted, checked);
  }
  const startedBy = fetches(method)
    ? yield* waitFor(startOfTask(state, "server", document, message.params))
    : undefined;
  if (startedBy) state.calls.set(call.idKey, { ...call, startedBy });
  const result = yield* runCallHooks(state, request);
  if (!result) {
    // Nobody else decides on the message.
    if (checked?.action === "allowed") tell(state, checked, permitted, call.rawId);
    return checked ? { ...passed, decision: checked } : passed;
  }
  const { subject = call.subject, metadata } = result.own ?? {};
  const known: Call = { ...call, ...(startedBy && { startedBy }), subject, ...(metadata && { metadata }) };
  if (result.own?.answerable) known.keepable = keepable(result.own.answerable, result.outcome);
  state.calls.set(call.idKey, known);
  gatherHeaders(state, result.outcome);
  const { answer, outcome } = readGivenAnswer(state, call.rawId, result.outcome);
  const decided = decisionOf(outcome, method, subject);
  tell(state, decided, outcome, call.rawId);
  if (!outcome.continue_processing) return denied(state, outcome, decided);
  const decision = weightier(checked, decided) ?? decided;
  if (answer) return { kind: "answer", call: known, answer, decision };
  const { splices, headers } = result;
  return { kind: "pass", splices, decision, ...(headers && { headers }) };
}

function* inspectNotification(
  state: ExchangeState,
  located: Located<"notification">,
): Steps<ClientMessageVerdict> {
  const { document, node, message } = located;
  const result = yield* runCallHooks(state, located);
  if (!result) return passed;
  const { outcome, splices } = result;
  gatherHeaders(state, outcome);
  const decision = decisionOf(outcome, message.method);
  tell(state, decision, outcome);
  if (outcome.continue_processing) return { kind: "pass", splices, decision };
  if (message.method !== opening) return denied(state, outcome, decision);
  const text = `{"jsonrpc":"2.0","method":"${opening}"}`;
  return { kind: "pass", splices: [replaceNode(document, node, text)], decision };
}

/** Without a session to look it up in, an answer's request is not known: its shape then says who sees it. */
function* inspectAnswer(
  state: ExchangeState,
  { document, node, message }: Located<"result" | "error">,
): Steps<ClientMessageVerdict> {
  const wants = wantsOf(state);
  if (!clientAnswerHooks.some(wants)) return passed;
  const { kind } = message;
  const root = kind === "result" ? message.result : message.error;
  const asked = yield* waitFor(takeServerRequest(state, idKey(document, message.id)));
  const startedBy = asked && (yield* waitFor(startOfClientTask(state, asked)));
  const answer = { kind, node: root, method: asked?.method, startedBy: startedBy?.method };
  const parts = answerParts(document, answer, "client", wants);
  if (kind === "result" && asked && !fetches(asked.method))
    rememberTask(state, "client", document, root, { method: asked.method });
  if (parts.length === 0) return passed;
  const sizeHint = document.end(node) - document.start(node);
  // An error need not say what it is about.
  const rawId = message.id === none ? undefined : document.source(message.id);
  const { outcome, splices } = yield* runParts(state, {
    document,
    node,
    member: kind,
    root,
    parts,
    rawId,
    run: (part, value) => runResultHook(state, part, value, undefined, sizeHint),
  });
  gatherHeaders(state, outcome);
  const decision = decisionOf(outcome, asked?.method);
  tell(state, decision, outcome, rawId);
  if (outcome.continue_processing) return { kind: "pass", splices, decision };
  const { refusal } = denied(state, outcome, decision);
  const error = Buffer.from(refusalBody(refusal, rawId)).toString();
  return { kind: "pass", splices: [replaceNode(document, node, error)], decision };
}

/** Runs the hooks of a request or notification; undefined where there are none. */
function* runCallHooks(
  state: ExchangeState,
  { document, node, message }: Located<"request" | "notification">,
): Steps<CallResult | undefined> {
  const { params } = message;
  const parts = callParts(document, message, "client", wantsOf(state));
  if (parts.length === 0) return undefined;
  const sizeHint = document.end(node) - document.start(node);
  let headers: HeaderChanges | undefined;
  let own: OwnStep | undefined;
  const run = function* (part: Part, value: JsonValue) {
    const step = yield* runRequestHook(state, part, value, sizeHint);
    if (step === undefined) return yield* runResultHook(state, part, value, undefined, sizeHint);
    own = step;
    if (step.headers) headers = mergeChanges(headers, step.headers);
    return step;
  };
  const rawId = message.kind === "request" ? document.source(message.id) : undefined;
  const edit = yield* runParts(state, { document, node, member: "params", root: params, parts, rawId, run });
  return { ...edit, ...(headers && { headers }), ...(own && { own }) };
}

/** What the hooks of a request came to, and how it changes what is forwarded. */
interface CallResult extends WrittenEdit {
  readonly headers?: HeaderChanges;
  /** Where a hook of the method's own ran. */
  readonly own?: OwnStep;
}

function denied(
  state: ExchangeState,
  outcome: WrittenEdit["outcome"],
  decision: Decision,
): Extract<ClientMessageVerdict, { kind: "deny" }> {
  return { kind: "deny", refusal: refusalOf(violationOf(outcome), state.parts.settings), decision };
}
