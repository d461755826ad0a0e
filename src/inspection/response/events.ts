import { canonicalEvents } from "../../mcp/sse/canonical.ts";
import { createEventSplitter } from "../../mcp/sse/splitter.ts";
import { weightier } from "../decision.ts";
import { ownRefusal, type Refusal, rpcCodes } from "../denials/denials.ts";
import { type ExchangeState, startBudget } from "../exchange-state.ts";
import { run, type Steps, waitFor } from "../steps.ts";
import { takingTurns } from "../turns.ts";
import type { Decision, EmitEvents, EventsFailure, EventsVerdict } from "../verdict.ts";
import { onlyCallId, refused } from "./answer.ts";
import { errorEvents, inspectEvent } from "./event.ts";

/** The inspection of one event stream: pieces in, bytes to forward out, in order. */
export interface EventsInspection {
  /**
   * Takes the next piece. With `emit` an event is held only for its own verdict, and has the plugins' budget to
   * itself; without, the whole piece is answered at once and shares one budget.
   */
  push(piece: Uint8Array, end: boolean, emit?: EmitEvents): Steps<EventsVerdict>;
  /** Events of the piece at hand that have their verdict and were not handed out; they are handed out with this. */
  judged(): Uint8Array;
  /** Gives the stream up, a piece at hand included. */
  fail(failure: EventsFailure): EventsVerdict;
}

const nothing = new Uint8Array(0);

/** An event that can't be held, or does not come, can't be inspected: the stream ends with errors that clients understand. */
const tooLarge = ownRefusal(
  "event_too_large",
  "an event of the stream is too large",
  rpcCodes.invalidRequest,
);
const failures: Readonly<Record<EventsFailure, Refusal>> = {
  event_timeout: ownRefusal(
    "event_timeout",
    "an event of the stream did not arrive in time",
    rpcCodes.invalidRequest,
  ),
  retired: ownRefusal(
    "retired",
    "the gateway's configuration changed, or it stops: the stream may be resumed",
    rpcCodes.internal,
  ),
  verdict_timeout: ownRefusal(
    "inspection_failed",
    "an event of the stream could not be inspected in time",
    rpcCodes.internal,
  ),
};

export function createEventsInspection(state: ExchangeState): EventsInspection {
  const splitter = createEventSplitter({ maxEventBytes: state.parts.settings.limits.event_bytes });
  const canonical = canonicalEvents();
  let stopped = false;
  let out: Uint8Array[] = [];

  function* inspect(piece: Uint8Array, end: boolean, emit?: EmitEvents): Steps<EventsVerdict> {
    startBudget(state);
    const { events, overflow } = splitter.push(piece);
    const fragment = end && !overflow ? splitter.end() : undefined;
    out = [];
    let decision: Decision | undefined;
    const turn = takingTurns(state.end);
    for (const event of fragment ? [...events, fragment] : events) {
      if (emit) startBudget(state);
      const pending = run(inspectEvent(state, canonical(event)));
      if (pending instanceof Promise && emit && out.length > 0) {
        // Awaited below; should `emit` throw, nobody else would take its rejection.
        pending.catch(() => {});
        emit(judged(), decision);
        decision = undefined;
      }
      const inspected = yield* waitFor(pending);
      const pause = turn();
      if (pause !== undefined) yield pause;
      if (stopped) return { bytes: nothing, end: true };
      if (inspected.stop) return stop(inspected.stop);
      out.push(inspected.bytes);
      decision = weightier(decision, inspected.decision);
    }
    if (overflow) return stop(tooLarge);
    const unfinished = splitter.unfinished();
    const bytes = joined(out, piece);
    out = [];
    return { bytes, ...(decision && { decision }), ...(unfinished && { unfinished }) };
  }

  function judged(): Uint8Array {
    const bytes = Buffer.concat(out);
    out = [];
    return bytes;
  }

  function stop(refusal: Refusal): EventsVerdict {
    stopped = true;
    const { decision } = refused(state, refusal, onlyCallId(state));
    return { bytes: Buffer.concat([judged(), errorEvents(state, refusal)]), end: true, decision };
  }

  return {
    *push(piece, end, emit) {
      if (stopped) return { bytes: nothing, end: true };
      try {
        return yield* inspect(piece, end, emit);
      } catch (error) {
        // What was split off is lost, so nothing that follows may go on.
        stopped = true;
        throw error;
      }
    },
    judged,
    fail: (failure) => (stopped ? { bytes: nothing, end: true } : stop(failures[failure])),
  };
}

/** The piece itself when it came out as it went in, so that an unmodified frame is not copied. */
function joined(out: readonly Uint8Array[], piece: Uint8Array): Uint8Array {
  const bytes = out.length === 1 ? (out[0] as Uint8Array) : Buffer.concat(out);
  return bytes.length === piece.length && Buffer.compare(bytes, piece) === 0 ? piece : bytes;
}
