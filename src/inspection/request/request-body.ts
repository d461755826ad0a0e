import { revisionOf } from "../../mcp/headers.ts";
import { readJson } from "../../mcp/json/reader.ts";
import { applySplices, type Splice } from "../../mcp/json/splice.ts";
import type { LocatedMessage } from "../../mcp/message.ts";
import { openCalls } from "../correlated.ts";
import { problemDecision, weightier } from "../decision.ts";
import { ownRefusal, type Refusal, refusalBody, refuseRequest, rpcCodes } from "../denials/denials.ts";
import { dropped, refusedMessage, refuseMessage } from "../denials/refused-message.ts";
import { type ExchangeState, startBudget } from "../exchange-state.ts";
import { mergeChanges } from "../headers/plugin-headers.ts";
import { type Steps, waitFor } from "../steps.ts";
import { jsonLimits, jsonStrictness } from "../strictness.ts";
import { takingTurns } from "../turns.ts";
import type { BodyVerdict, Decision, HeaderChanges, RequestVerdict } from "../verdict.ts";
import { serveAnswer } from "./answered-call.ts";
import { inspectClientMessage } from "./client-message.ts";
import { readClientMessages } from "./client-messages.ts";
import { inspectConnection } from "./connection.ts";
import { applyPreset } from "./identity.ts";
import { isBodiless, readsResponses } from "./request-head.ts";

/**
 * Inspects a request's whole body: read strictly, each message classified, its hooks run, edits spliced into the
 * original bytes. Never throws for anything a client can send.
 */
export function* inspectRequestBody(state: ExchangeState, body: Uint8Array): Steps<RequestVerdict> {
  const { settings } = state.parts;
  if (isBodiless(state)) return refuseStrayBody(state, body);
  startBudget(state);
  if (body.length === 0) return { kind: "pass" };
  const reading = readJson(
    body,
    jsonLimits(settings, settings.limits.request_body_bytes),
    jsonStrictness(settings),
  );
  if (!reading.ok) {
    const { code } = reading.problem;
    const refusal =
      body.length > settings.limits.request_body_bytes
        ? ownRefusal(
            "request_too_large",
            "the request body is too large to inspect",
            rpcCodes.invalidRequest,
            413,
          )
        : ownRefusal(code, `the body is not acceptable JSON: ${code}`, rpcCodes.parse);
    const cause = beyondLimit.has(code) ? "limit" : "malformed";
    return refuseMessage(state, refusal, refusedMessage(settings, body), cause);
  }
  const { document } = reading;
  const located = readClientMessages(state, document);
  return Array.isArray(located) ? yield* inspectMessages(state, located, body) : located.verdict;
}

const beyondLimit: ReadonlySet<string> = new Set(["size", "depth"]);

/** Runs the hooks of every message; a batch is refused whole if a request or notification of it is denied. */
function* inspectMessages(
  state: ExchangeState,
  located: readonly LocatedMessage[],
  body: Uint8Array,
): Steps<RequestVerdict> {
  const splices: Splice[] = [];
  let headers: HeaderChanges | undefined;
  const asks = located.some(({ message }) => message.kind === "request");
  const connected =
    !asks && state.parts.hooks.wants("http_auth_check_permission")
      ? yield* inspectConnection(state)
      : undefined;
  if (connected?.kind === "deny") return connected;
  let decision = connected?.decision;
  const turn = takingTurns(state.end);
  for (const one of located) {
    const pause = turn();
    if (pause !== undefined) yield pause;
    // The headers speak of one message.
    if (located.length === 1 && one.message.kind === "request") applyPreset(state, one.message.method);
    const verdict = yield* inspectClientMessage(state, one);
    decision = weightier(decision, verdict.decision);
    if (verdict.kind === "answer") return yield* serveAnswer(state, verdict);
    if (verdict.kind === "deny") return denied(state, located, one, verdict.refusal, decision);
    for (const splice of verdict.splices) splices.push(splice);
    if (verdict.headers) headers = mergeChanges(headers, verdict.headers);
  }
  state.requestSeen = true;
  if (asks && readsResponses(state)) yield* waitFor(openCalls(state));
  const decided = decision && { decision };
  if (splices.length === 0 && !headers) return { kind: "pass", ...decided };
  return {
    kind: "replace",
    body: applySplices(body, splices),
    ...(headers && { headers, headersRequired: true }),
    ...decided,
  };
}

/** The answer in place of a body one of whose messages is denied. */
function denied(
  state: ExchangeState,
  located: readonly LocatedMessage[],
  { document, message: culprit }: LocatedMessage,
  refusal: Refusal,
  decision: Decision | undefined,
): BodyVerdict {
  const { settings } = state.parts;
  const gathered = state.responseHeaders;
  const told = decision ?? problemDecision(refusal.code);
  const requests = located.flatMap(({ message }) => (message.kind === "request" ? [message] : []));
  if (requests.length === 0)
    return { kind: "deny", denial: dropped(refusal, settings, gathered), decision: told };
  if (!state.batched && culprit.kind === "request") {
    const asToolResult =
      settings.denial.tool_errors === "result" && culprit.method === "tools/call"
        ? { revision: revisionOf(state.requestHeaders).name }
        : undefined;
    const denial = refuseRequest(refusal, document.source(culprit.id), settings, { asToolResult, gathered });
    return { kind: "deny", denial, decision: told };
  }
  const other = ownRefusal("batch_denied", "another message of the batch was denied", refusal.rpcCode);
  const answers = requests.map((message) =>
    refusalBody(message === culprit ? refusal : other, document.source(message.id)),
  );
  const denial = refuseRequest(refusal, undefined, settings, { gathered });
  return { kind: "deny", denial: { ...denial, body: joinArray(answers) }, decision: told };
}

/** A body where no MCP server reads one (GET, DELETE): empty passes, anything else can only be meant to hide. */
function refuseStrayBody(state: ExchangeState, body: Uint8Array): BodyVerdict {
  if (body.length === 0) return { kind: "pass" };
  const refusal = ownRefusal("stray_body", "this method takes no body", rpcCodes.invalidRequest);
  return refuseMessage(state, refusal, { kind: "unknown", id: undefined }, "malformed");
}

function joinArray(bodies: readonly Uint8Array[]): Uint8Array {
  const parts = bodies.flatMap((body, index) => (index === 0 ? [body] : [Buffer.from(","), body]));
  return Buffer.concat([Buffer.from("["), ...parts, Buffer.from("]")]);
}
