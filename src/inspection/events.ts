import { blockedRequest } from "../mcp/denial.ts";
import { readJson } from "../mcp/json/reader.ts";
import { applySplices } from "../mcp/json/splice.ts";
import type { StreamEvent } from "../mcp/sse/event.ts";
import { emptyEventData, replaceEventData } from "../mcp/sse/replace-data.ts";
import { createEventSplitter } from "../mcp/sse/splitter.ts";
import { inspectServerMessage, onlyCallId, refused, type ServerMessageVerdict } from "./answer.ts";
import { ownRefusal, type Refusal, refusalBody, rpcCodes } from "./denials.ts";
import { type ExchangeState, startBudget } from "./exchange-state.ts";
import { jsonLimits, jsonStrictness } from "./strictness.ts";
import type { Decision, EventsVerdict } from "./verdict.ts";

type Denied = Extract<ServerMessageVerdict, { kind: "deny" }>;

/** The inspection of one event stream: pieces in, bytes to forward out, in order, an event held only for its own verdict. */
export interface EventsInspection {
  push(piece: Uint8Array, end: boolean): Promise<EventsVerdict>;
}

const nothing = new Uint8Array(0);

export function createEventsInspection(state: ExchangeState): EventsInspection {
  const splitter = createEventSplitter({ maxEventBytes: state.parts.settings.limits.event_bytes });
  let stopped = false;

  /** An event that can't be held can't be inspected: the stream ends with an error that clients understand. */
  function stop(out: Uint8Array[]): EventsVerdict {
    stopped = true;
    const refusal = ownRefusal(
      "event_too_large",
      "an event of the stream is too large",
      rpcCodes.invalidRequest,
    );
    const { decision } = refused(state, refusal, onlyCallId(state));
    out.push(errorEvent(refusal, onlyCallId(state)));
    return { bytes: Buffer.concat(out), end: true, ...(decision && { decision }) };
  }

  return {
    async push(piece, end) {
      if (stopped) return { bytes: nothing, end: true };
      startBudget(state);
      const { events, overflow } = splitter.push(piece);
      const fragment = end && !overflow ? splitter.end() : undefined;
      const out: Uint8Array[] = [];
      let decision: Decision | undefined;
      for (const event of fragment ? [...events, fragment] : events) {
        const inspected = await inspectEvent(state, event);
        out.push(inspected.bytes);
        decision = inspected.decision ?? decision;
      }
      if (overflow) return stop(out);
      return { bytes: joined(out, piece), ...(decision && { decision }) };
    },
  };
}

/** The one event that ends a stream properly: clients see an error for their request, not a reset. */
export function errorEvent(refusal: Refusal, rawId: string | undefined): Uint8Array {
  return Buffer.concat([
    Buffer.from("event: message\ndata: "),
    refusalBody(refusal, rawId),
    Buffer.from("\n\n"),
  ]);
}

interface InspectedEvent {
  readonly bytes: Uint8Array;
  readonly decision?: Decision;
}

async function inspectEvent(state: ExchangeState, event: StreamEvent): Promise<InspectedEvent> {
  // Clients that know the mark drop it as well; for those that don't, the first event would be another one than ours.
  if (event.byteOrderMark) return { bytes: nothing };
  const { data } = event;
  if (data === undefined || data.length === 0) return { bytes: event.raw };
  const { settings } = state.parts;
  const reading = readJson(data, jsonLimits(settings, settings.limits.event_bytes), jsonStrictness(settings));
  if (!reading.ok) {
    const { code } = reading.problem;
    const refusal = ownRefusal(code, `an event's data is not acceptable JSON: ${code}`, rpcCodes.parse);
    return denied(event, refused(state, refusal, onlyCallId(state)), onlyCallId(state));
  }
  const { document } = reading;
  const batch = document.kind(document.root) === "array";
  if (batch && !state.batched && state.requestSeen) {
    const refusal = ownRefusal("batch", "an event holds a batch", rpcCodes.invalidRequest);
    return denied(event, refused(state, refusal, onlyCallId(state)), onlyCallId(state));
  }
  const nodes: number[] = [];
  if (batch) document.eachElement(document.root, (element) => nodes.push(element));
  else nodes.push(document.root);
  const splices = [];
  let decision: Decision | undefined;
  for (const node of nodes) {
    const verdict = await inspectServerMessage(state, document, node, false);
    if (verdict.kind === "deny") return denied(event, verdict, onlyCallId(state));
    splices.push(...verdict.splices);
    decision = verdict.decision ?? decision;
  }
  const bytes = splices.length === 0 ? event.raw : replaceEventData(event, applySplices(data, splices));
  return { bytes, ...(decision && { decision }) };
}

/**
 * Replaced in place, `id:` and `event:` lines kept: an answer by an error, a request of the server by one that the
 * client refuses by itself; what has no id to answer under stays as an event without data.
 */
function denied(event: StreamEvent, verdict: Denied, fallbackId: string | undefined): InspectedEvent {
  const { refusal, rawId, isCall, decision } = verdict;
  const id = isCall ? rawId : (rawId ?? fallbackId);
  if (id === undefined) return { bytes: emptyEventData(event), decision };
  const data = isCall ? blockedRequest(id) : refusalBody(refusal, id);
  return { bytes: replaceEventData(event, data), decision };
}

/** The piece itself when it came out as it went in, so that an unmodified frame is not copied. */
function joined(out: readonly Uint8Array[], piece: Uint8Array): Uint8Array {
  const bytes = out.length === 1 ? (out[0] as Uint8Array) : Buffer.concat(out);
  return bytes.length === piece.length && Buffer.compare(bytes, piece) === 0 ? piece : bytes;
}
