import { blockedRequest } from "../../mcp/denial.ts";
import { revisionOf } from "../../mcp/headers.ts";
import { type JsonDocument, type JsonNode, none } from "../../mcp/json/document.ts";
import { readJson } from "../../mcp/json/reader.ts";
import { applySplices, type Splice } from "../../mcp/json/splice.ts";
import { idKeyOf, type MessageReading, readMessage } from "../../mcp/message.ts";
import type { StreamEvent } from "../../mcp/sse/event.ts";
import { emptyEventData, endedByBlankLine, replaceEventData } from "../../mcp/sse/replace-data.ts";
import { weightier } from "../decision.ts";
import { ownRefusal, type Refusal, refusalBody, rpcCodes } from "../denials/denials.ts";
import { deniedAnswer } from "../denials/denied-answer.ts";
import { refusedMessage } from "../denials/refused-message.ts";
import type { ExchangeState } from "../exchange-state.ts";
import type { Steps } from "../steps.ts";
import { jsonLimits, jsonStrictness, messageStrictness } from "../strictness.ts";
import { takingTurns } from "../turns.ts";
import type { Decision } from "../verdict.ts";
import { mayAnswer, onlyCallId, refused, type ServerMessageVerdict } from "./answer.ts";
import { staysAtOrigin } from "./redirect.ts";
import { inspectServerMessage } from "./server-message.ts";

/** What is forwarded in an event's place. */
export interface InspectedEvent {
  readonly bytes: Uint8Array;
  readonly decision?: Decision;
  /** The stream must not go on. */
  readonly stop?: Refusal;
}

type Denied = Extract<ServerMessageVerdict, { kind: "deny" }>;

const nothing = new Uint8Array(0);

/** Inspects one event of a stream. The verdict comes at once where no hook has to run. */
export function* inspectEvent(state: ExchangeState, event: StreamEvent): Steps<InspectedEvent> {
  // Clients that know the mark drop it as well; for those that don't, the first event would be another one than ours.
  if (event.byteOrderMark) return { bytes: nothing };
  const { data } = event;
  if (data === undefined || data.length === 0) return { bytes: event.raw };
  const { settings } = state.parts;
  const reading = readJson(data, jsonLimits(settings, settings.limits.event_bytes), jsonStrictness(settings));
  if (!reading.ok) {
    const { code } = reading.problem;
    if (event.event === "endpoint" && code === "syntax") return inspectEndpoint(state, event, data);
    const refusal = ownRefusal(code, `an event's data is not acceptable JSON: ${code}`, rpcCodes.parse);
    const { kind, id } = refusedMessage(settings, data);
    // What was cut off in the middle is not closed: clients that drop it may still resume the stream.
    const cut = code === "syntax" ? { ...event, complete: true } : event;
    // A call of the server is refused for itself: the client's own request still gets its answer.
    return kind === "call"
      ? denied(state, cut, refused(state, refusal, id, true), undefined)
      : denied(state, cut, refused(state, refusal, undefined), onlyCallId(state));
  }
  const { document } = reading;
  if (document.kind(document.root) === "array") return yield* inspectBatch(state, event, document, data);
  const verdict = yield* inspectServerMessage(state, document, document.root, false);
  return verdict.kind === "deny"
    ? denied(state, event, verdict, onlyCallId(state))
    : edited(event, data, verdict.splices, verdict.decision);
}

/** HTTP+SSE of 2024-11-05 begins with the URI that its client has to POST to: no message, and none may leave the origin. */
function inspectEndpoint(state: ExchangeState, event: StreamEvent, uri: Uint8Array): InspectedEvent {
  const refused = state.parts.settings.strict.http_sse || !staysAtOrigin(state, Buffer.from(uri).toString());
  return refused ? { bytes: nothing, stop: httpSse } : { bytes: event.raw };
}

const httpSse = ownRefusal(
  "http_sse",
  "the transport of 2024-11-05 is not accepted",
  rpcCodes.invalidRequest,
);

/**
 * Events that end a stream properly: clients see an error for each of their requests that has no answer yet, not a
 * reset. Without an id to answer under there are none, since an error without one costs clients their session.
 */
export function errorEvents({ calls }: ExchangeState, refusal: Refusal): Uint8Array {
  const unanswered = [...calls.values()].filter(({ answered }) => !answered);
  const events = unanswered.flatMap(({ rawId }) => [
    Buffer.from("event: message\ndata: "),
    refusalBody(refusal, rawId),
    Buffer.from("\n\n"),
  ]);
  return Buffer.concat(events);
}

/** Events held batches in 2025-03-26. Each message is inspected; one denied denies the event. */
function* inspectBatch(
  state: ExchangeState,
  event: StreamEvent,
  document: JsonDocument,
  data: Uint8Array,
): Steps<InspectedEvent> {
  const nodes: JsonNode[] = [];
  document.eachElement(document.root, (element) => nodes.push(element));
  if (!mayBatch(state)) {
    const refusal = ownRefusal("batch", "an event holds a batch", rpcCodes.invalidRequest);
    // One error, as no client of such a revision reads several.
    const fallback = onlyCallId(state);
    const verdict = refused(state, refusal, undefined);
    return fallback === undefined
      ? deniedBatch(state, event, document, nodes, verdict)
      : denied(state, event, verdict, fallback);
  }
  const splices: Splice[] = [];
  let decision: Decision | undefined;
  const turn = takingTurns(state.end);
  for (const node of nodes) {
    const verdict = yield* inspectServerMessage(state, document, node, false);
    const pause = turn();
    if (pause !== undefined) yield pause;
    if (verdict.kind === "deny") return deniedBatch(state, event, document, nodes, verdict);
    for (const splice of verdict.splices) splices.push(splice);
    decision = weightier(decision, verdict.decision);
  }
  return edited(event, data, splices, decision);
}

function mayBatch({ batched, requestSeen, requestHeaders, parts }: ExchangeState): boolean {
  const { batches } = parts.settings.strict;
  if (batched || !requestSeen || batches === "inspect") return true;
  return batches === "by_revision" && revisionOf(requestHeaders).batches;
}

function edited(
  event: StreamEvent,
  data: Uint8Array,
  splices: readonly Splice[],
  decision: Decision | undefined,
): InspectedEvent {
  const bytes = splices.length === 0 ? event.raw : replaceEventData(event, applySplices(data, splices));
  return { bytes, ...(decision && { decision }) };
}

/**
 * Replaced in place, `id:` and `event:` lines kept: an answer by an error, a request of the server by one that the
 * client refuses by itself; what has no id to answer under stays as an event without data.
 */
function denied(
  state: ExchangeState,
  event: StreamEvent,
  verdict: Denied,
  fallbackId: string | undefined,
): InspectedEvent {
  const { refusal, rawId, isCall, decision } = verdict;
  const id = isCall ? rawId : (rawId ?? fallbackId);
  if (id === undefined) return { bytes: emptyEventData(event), decision };
  const call = isCall ? undefined : state.calls.get(idKeyOf(id));
  if (call) call.answered = true;
  const data = isCall ? blockedRequest(id) : deniedAnswer(state, refusal, id);
  return { bytes: placed(event, data), decision };
}

/** The event with other data, where clients see it: most of them drop an event that no blank line ends. */
function placed(event: StreamEvent, data: string | Uint8Array): Uint8Array {
  const bytes = replaceEventData(event, data);
  return event.complete ? bytes : endedByBlankLine(bytes);
}

/** As for single messages, each message of the batch in its own place; what has no id is left out. */
function deniedBatch(
  state: ExchangeState,
  event: StreamEvent,
  document: JsonDocument,
  nodes: readonly JsonNode[],
  { refusal, decision }: Denied,
): InspectedEvent {
  const strict = messageStrictness(state.parts.settings);
  const messages = nodes.flatMap((node) => {
    const { id, isCall } = nameOf(document, readMessage(document, node, strict));
    if (id === undefined) return [];
    if (isCall) return [blockedRequest(id)];
    return mayAnswer(state, id) ? [deniedAnswer(state, refusal, id)] : [];
  });
  if (messages.length === 0) return { bytes: emptyEventData(event), decision };
  const texts = messages.map((message) => Buffer.from(message).toString());
  return { bytes: placed(event, `[${texts.join(",")}]`), decision };
}

/** The source text of a message's id, if it has one, and whose it is. */
function nameOf(document: JsonDocument, read: MessageReading): { id: string | undefined; isCall: boolean } {
  if (!read.ok) return { id: read.problem.id, isCall: read.problem.isCall };
  const { message } = read;
  if (message.kind === "notification") return { id: undefined, isCall: true };
  const named = message.id !== none && document.kind(message.id) !== "null";
  return { id: named ? document.source(message.id) : undefined, isCall: message.kind === "request" };
}
