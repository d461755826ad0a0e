import { problemDecision } from "./decision.ts";
import { ownRefusal, rpcCodes } from "./denials/denials.ts";
import type { ExchangeState } from "./exchange-state.ts";
import { refuseExchange } from "./response/answer.ts";
import { errorEvents } from "./response/event.ts";
import type { Steps } from "./steps.ts";
import { tell } from "./tell.ts";
import type {
  BodyVerdict,
  Decision,
  EventsVerdict,
  HttpDenial,
  RequestPlan,
  RequestVerdict,
  ResponsePlan,
} from "./verdict.ts";

/**
 * The one place where a fault of our own becomes a verdict: whatever is thrown while a message is inspected, the
 * message does not go on. Plugins' faults never get here; the executor turns them into violations.
 */

const refusal = ownRefusal("inspection_failed", "the message could not be inspected", rpcCodes.internal, 500);

/** For the plan of a request or a response, or the verdict on a body: whatever goes wrong is a denial. */
export function* orDenial<V extends RequestPlan | ResponsePlan | RequestVerdict>(
  state: ExchangeState,
  steps: Steps<V>,
): Steps<V | Denied> {
  try {
    return yield* steps;
  } catch (error) {
    return { kind: "deny", ...denial(state, error) };
  }
}

type Denied = Extract<BodyVerdict, { kind: "deny" }>;

/**
 * A verdict on a piece of an event stream; whatever goes wrong ends it with errors in the rest's place.
 * @param judged the events of the piece that had their verdict
 */
export function* orErrors(
  state: ExchangeState,
  steps: Steps<EventsVerdict>,
  judged: () => Uint8Array,
): Steps<EventsVerdict> {
  try {
    return yield* steps;
  } catch (error) {
    const { decision } = denial(state, error);
    return { bytes: Buffer.concat([judged(), errorEvents(state, refusal)]), end: true, decision };
  }
}

function denial(state: ExchangeState, error: unknown): { denial: HttpDenial; decision: Decision } {
  const decision = problemDecision(refusal.code);
  // An inspection that is cut off by the exchange's end is no fault, and nobody gets its verdict.
  if (!state.end.aborted) {
    state.parts.observer.faulted(error);
    tell(state, decision);
  }
  return { denial: refuseExchange(state, refusal), decision };
}
