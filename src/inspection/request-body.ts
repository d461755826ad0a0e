import type { HookOutcome } from "../framework/index.ts";
import { contradiction, revisionOf } from "../mcp/headers.ts";
import type { JsonDocument, JsonNode } from "../mcp/json/document.ts";
import { readJson } from "../mcp/json/reader.ts";
import { applySplices, type Splice } from "../mcp/json/splice.ts";
import { idKey, type LocatedMessage, type Message, readMessage } from "../mcp/message.ts";
import { authDecisionOf, decisionOf, problemDecision, weightier } from "./decision.ts";
import {
  httpRefusalOf,
  ownRefusal,
  type Refusal,
  refusalBody,
  refusalOf,
  refuseRequest,
  rpcCodes,
} from "./denials.ts";
import { type Call, type ExchangeState, startBudget } from "./exchange-state.ts";
import { applyPreset } from "./identity.ts";
import { checkConnection, checkPermission } from "./permission.ts";
import { isEditable, mergeChanges } from "./plugin-headers.ts";
import { requestSubject, runRequestHook } from "./request-hooks.ts";
import { jsonLimits, jsonStrictness, messageStrictness } from "./strictness.ts";
import { tell } from "./tell.ts";
import { takingTurns } from "./turns.ts";
import type { BodyVerdict, Decision, HeaderChanges } from "./verdict.ts";

/**
 * Inspects a request's whole body: read strictly, each message classified, its hooks run, edits spliced into the
 * original bytes. Never throws for anything a client can send.
 */
export async function inspectRequestBody(state: ExchangeState, body: Uint8Array): Promise<BodyVerdict> {
  const { settings } = state.parts;
  startBudget(state);
  if (body.length === 0) return { kind: "pass" };
  const reading = readJson(
    body,
    jsonLimits(settings, settings.limits.request_body_bytes),
    jsonStrictness(settings),
  );
  if (!reading.ok) {
    const { code } = reading.problem;
    const tooLarge = code === "size";
    return refuse(
      state,
      ownRefusal(code, `the body is not acceptable JSON: ${code}`, rpcCodes.parse, tooLarge ? 413 : 400),
    );
  }
  const { document } = reading;
  const located = locate(state, document);
  if (!Array.isArray(located)) return located.verdict;
  return inspectMessages(state, document, located, body);
}

type Refused = { readonly verdict: BodyVerdict };

/** The body's messages, or why it is refused. A batch only where the revision of the request has batches. */
function locate(state: ExchangeState, document: JsonDocument): LocatedMessage[] | Refused {
  const { settings } = state.parts;
  const nodes: JsonNode[] = [];
  if (document.kind(document.root) === "array") {
    const { batches } = settings.strict;
    const allowed =
      batches === "inspect" || (batches === "by_revision" && revisionOf(state.requestHeaders).batches);
    if (!allowed || document.size(document.root) === 0) {
      return {
        verdict: refuse(
          state,
          ownRefusal("batch", "batches are not part of this revision", rpcCodes.invalidRequest),
        ),
      };
    }
    state.batched = true;
    document.eachElement(document.root, (element) => nodes.push(element));
  } else {
    nodes.push(document.root);
  }
  const strict = messageStrictness(settings);
  const located: LocatedMessage[] = [];
  for (const node of nodes) {
    const read = readMessage(document, node, strict);
    if (!read.ok) {
      const { code, rpcCode, id } = read.problem;
      return {
        verdict: refuse(state, ownRefusal(code, `the message is not acceptable: ${code}`, rpcCode), id),
      };
    }
    located.push({ document, node, message: read.message });
  }
  if (hasRepeatedId(document, located)) {
    const refusal = ownRefusal("duplicate_id", "two requests have the same id", rpcCodes.invalidRequest);
    return { verdict: refuse(state, refusal) };
  }
  if (settings.strict.header_mismatch) {
    const problem = contradiction(state.requestHeaders, located);
    if (problem) {
      const id = rawIdOf(document, located[0]?.message);
      return {
        verdict: refuse(state, ownRefusal("header_mismatch", problem, rpcCodes.headerMismatch), id),
      };
    }
  }
  return located;
}

/** Two requests of one id: their answers could not be told apart, nor whose policy applies to which. */
function hasRepeatedId(document: JsonDocument, located: readonly LocatedMessage[]): boolean {
  const ids = located.flatMap(({ message }) =>
    message.kind === "request" ? [idKey(document, message.id)] : [],
  );
  return new Set(ids).size < ids.length;
}

/** Runs the hooks of every message; a batch is refused whole if one of its elements is denied. */
async function inspectMessages(
  state: ExchangeState,
  document: JsonDocument,
  located: readonly LocatedMessage[],
  body: Uint8Array,
): Promise<BodyVerdict> {
  const splices: Splice[] = [];
  let headers: HeaderChanges | undefined;
  const asks = located.some(({ message }) => message.kind === "request");
  const connected =
    !asks && state.parts.hooks.wants("http_auth_check_permission")
      ? await inspectConnection(state)
      : undefined;
  if (connected?.kind === "deny") return connected;
  let decision = connected?.decision;
  const turn = takingTurns(state.abort.signal);
  for (const one of located) {
    const { message } = one;
    if (message.kind !== "request") continue;
    const pause = turn();
    if (pause !== undefined) await pause;
    const request = { ...one, message };
    // The headers speak of one message.
    if (located.length === 1) applyPreset(state, message.method);
    const call: Call = {
      idKey: idKey(document, message.id),
      rawId: document.source(message.id),
      method: message.method,
      subject: requestSubject(request),
    };
    // Before its hook: should the inspection fail, the client is told under this id.
    const index = state.calls.push(call) - 1;
    const asked = checkPermission(state, message.method);
    const permitted = asked && (await asked);
    const checked = permitted && authDecisionOf(permitted, message.method, call.subject);
    if (permitted && checked) {
      gatherHeaders(state, permitted);
      if (checked.action !== "allowed") tell(state, checked, permitted, call.rawId);
      if (!permitted.continue_processing) return denied(state, located, request, permitted, checked);
      decision = weightier(decision, checked);
    }
    const result = await runRequestHook(state, request);
    if (!result) {
      // Nobody else decides on the message.
      if (checked?.action === "allowed") tell(state, checked, permitted, call.rawId);
      continue;
    }
    const { subject, metadata } = result;
    state.calls[index] = { ...call, subject, ...(metadata && { metadata }) };
    gatherHeaders(state, result.outcome);
    const decided = decisionOf(result.outcome, message.method, subject);
    tell(state, decided, result.outcome, call.rawId);
    if (!result.outcome.continue_processing) return denied(state, located, request, result.outcome, decided);
    decision = weightier(decision, decided);
    for (const splice of result.splices) splices.push(splice);
    if (result.headers) headers = mergeChanges(headers, result.headers);
  }
  state.requestSeen = true;
  const decided = decision && { decision };
  if (splices.length === 0 && !headers) return { kind: "pass", ...decided };
  return {
    kind: "replace",
    body: applySplices(body, splices),
    ...(headers && { headers, headersRequired: true }),
    ...decided,
  };
}

/** Notifications and a client's answers need no permission of their own, but nobody sends them who may not connect. */
async function inspectConnection(state: ExchangeState): Promise<Exclude<BodyVerdict, { kind: "replace" }>> {
  const outcome = await checkConnection(state);
  gatherHeaders(state, outcome);
  const decision = authDecisionOf(outcome);
  if (decision.action !== "allowed") tell(state, decision, outcome);
  if (outcome.continue_processing)
    return { kind: "pass", ...(decision.action !== "allowed" && { decision }) };
  const { violation } = outcome;
  if (!violation) throw new Error("a denied outcome has a violation");
  const { settings } = state.parts;
  const refusal = httpRefusalOf(violation, settings, 403);
  const denial = refuseRequest(refusal, undefined, settings, { gathered: state.responseHeaders });
  return { kind: "deny", denial, decision };
}

function denied(
  state: ExchangeState,
  located: readonly LocatedMessage[],
  request: LocatedMessage & { message: { kind: "request" } },
  outcome: HookOutcome<unknown>,
  decision: Decision,
): BodyVerdict {
  const { settings } = state.parts;
  const { document } = request;
  const violation = outcome.violation;
  if (!violation) throw new Error("a denied outcome has a violation");
  const refusal = refusalOf(violation, settings);
  const gathered = state.responseHeaders;
  if (!state.batched) {
    const asToolResult =
      settings.denial.tool_errors === "result" && request.message.method === "tools/call"
        ? { revision: revisionOf(state.requestHeaders).name }
        : undefined;
    const rawId = document.source(request.message.id);
    const denial = refuseRequest(refusal, rawId, settings, { asToolResult, gathered });
    return { kind: "deny", denial, decision };
  }
  const other = ownRefusal("batch_denied", "another message of the batch was denied", refusal.rpcCode);
  const answers = located.flatMap(({ message }) =>
    message.kind === "request"
      ? [refusalBody(message === request.message ? refusal : other, document.source(message.id))]
      : [],
  );
  const denial = refuseRequest(refusal, undefined, settings, { gathered });
  return { kind: "deny", denial: { ...denial, body: joinArray(answers) }, decision };
}

/** A body where no MCP server reads one (GET, DELETE): empty passes, anything else can only be meant to hide. */
export function refuseStrayBody(state: ExchangeState, body: Uint8Array): BodyVerdict {
  if (body.length === 0) return { kind: "pass" };
  return refuse(state, ownRefusal("stray_body", "this method takes no body", rpcCodes.invalidRequest));
}

function joinArray(bodies: readonly Uint8Array[]): Uint8Array {
  const parts = bodies.flatMap((body, index) => (index === 0 ? [body] : [Buffer.from(","), body]));
  return Buffer.concat([Buffer.from("["), ...parts, Buffer.from("]")]);
}

function refuse(state: ExchangeState, refusal: Refusal, rawId?: string): BodyVerdict {
  const decision = problemDecision(refusal.code);
  tell(state, decision);
  return { kind: "deny", denial: refuseRequest(refusal, rawId, state.parts.settings), decision };
}

function rawIdOf(document: JsonDocument, message: Message | undefined): string | undefined {
  return message?.kind === "request" ? document.source(message.id) : undefined;
}

/** Headers that plugins want on the exchange's response, denied or not. Framing headers are Envoy's and stay. */
export function gatherHeaders(
  state: Pick<ExchangeState, "responseHeaders">,
  outcome: HookOutcome<unknown>,
): void {
  for (const [key, value] of Object.entries(outcome.http_headers)) {
    const name = key.toLowerCase();
    if (isEditable(name, value)) state.responseHeaders.set(name, value);
  }
}
