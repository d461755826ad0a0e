import { canonicalEvents } from "../mcp/sse/canonical.ts";
import { createEventSplitter } from "../mcp/sse/splitter.ts";
import { onlyCallId, refused } from "./answer.ts";
import { weightier } from "./decision.ts";
import { ownRefusal, rpcCodes } from "./denials.ts";
import { errorEvents, inspectEvent } from "./event.ts";
import { type ExchangeState, startBudget } from "./exchange-state.ts";
import { takingTurns } from "./turns.ts";
import type { Decision, EmitEvents, EventsVerdict } from "./verdict.ts";

/** The inspection of one event stream: pieces in, bytes to forward out, in order. */
export interface EventsInspection {
  /**
   * Takes the next piece. With `emit` an event is held only for its own verdict, and has the plugins' budget to
   * itself; without, the whole piece is answered at once and shares one budget.
   */
  push(piece: Uint8Array, end: boolean, emit?: EmitEvents): Promise<EventsVerdict>;
}

const nothing = new Uint8Array(0);

export function createEventsInspection(state: ExchangeState): EventsInspection {
  const splitter = createEventSplitter({ maxEventBytes: state.parts.settings.limits.event_bytes });
  const canonical = canonicalEvents();
  let stopped = false;

  async function inspect(piece: Uint8Array, end: boolean, emit?: EmitEvents): Promise<EventsVerdict> {
    startBudget(state);
    const { events, overflow } = splitter.push(piece);
    const fragment = end && !overflow ? splitter.end() : undefined;
    let out: Uint8Array[] = [];
    let decision: Decision | undefined;
    const turn = takingTurns(state.abort.signal);
    for (const event of fragment ? [...events, fragment] : events) {
      if (emit) startBudget(state);
      const pending = inspectEvent(state, canonical(event));
      if (pending instanceof Promise && emit && out.length > 0) {
        // Awaited below; should `emit` throw, nobody else would take its rejection.
        pending.catch(() => {});
        emit(Buffer.concat(out), decision);
        out = [];
        decision = undefined;
      }
      const inspected = await pending;
      const pause = turn();
      if (pause !== undefined) await pause;
      out.push(inspected.bytes);
      decision = weightier(decision, inspected.decision);
    }
    if (overflow) return tooLarge(out);
    return { bytes: joined(out, piece), ...(decision && { decision }) };
  }

  /** An event that can't be held can't be inspected: the stream ends with an error that clients understand. */
  function tooLarge(out: readonly Uint8Array[]): EventsVerdict {
    stopped = true;
    const text = "an event of the stream is too large";
    const refusal = ownRefusal("event_too_large", text, rpcCodes.invalidRequest);
    const { decision } = refused(state, refusal, onlyCallId(state));
    return { bytes: Buffer.concat([...out, errorEvents(state, refusal)]), end: true, decision };
  }

  return {
    async push(piece, end, emit) {
      if (stopped) return { bytes: nothing, end: true };
      try {
        return await inspect(piece, end, emit);
      } catch (error) {
        // What was split off is lost, so nothing that follows may go on.
        stopped = true;
        throw error;
      }
    },
  };
}

/** The piece itself when it came out as it went in, so that an unmodified frame is not copied. */
function joined(out: readonly Uint8Array[], piece: Uint8Array): Uint8Array {
  const bytes = out.length === 1 ? (out[0] as Uint8Array) : Buffer.concat(out);
  return bytes.length === piece.length && Buffer.compare(bytes, piece) === 0 ? piece : bytes;
}
