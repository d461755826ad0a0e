import { problemDecision } from "./decision.ts";
import { ownRefusal, rpcCodes } from "./denials/denials.ts";
import type { ExchangeState } from "./exchange-state.ts";
import { refuseExchange } from "./response/answer.ts";
import { errorEvents } from "./response/event.ts";
import { tell } from "./tell.ts";
import type {
  BodyVerdict,
  Decision,
  EventsVerdict,
  HttpDenial,
  MaybePromise,
  RequestPlan,
  ResponsePlan,
} from "./verdict.ts";

/**
 * The one place where a fault of our own becomes a verdict: whatever is thrown while a message is inspected, the
 * message does not go on. Plugins' faults never get here; the executor turns them into violations.
 */

const refusal = ownRefusal("inspection_failed", "the message could not be inspected", rpcCodes.internal, 500);

/** For the plan of a request or a response: at once where the plan is. */
export function failedHead<P extends RequestPlan | ResponsePlan>(
  state: ExchangeState,
  plan: () => MaybePromise<P>,
): MaybePromise<P | Extract<RequestPlan, { kind: "deny" }>> {
  const failed = (error: unknown) => ({ kind: "deny" as const, ...denial(state, error) });
  try {
    const made = plan();
    return made instanceof Promise ? made.catch(failed) : made;
  } catch (error) {
    return failed(error);
  }
}

/** A verdict on a body; whatever goes wrong is a denial. */
export async function failedBody(
  state: ExchangeState,
  inspect: () => MaybePromise<BodyVerdict>,
): Promise<BodyVerdict> {
  try {
    return await inspect();
  } catch (error) {
    return { kind: "deny", ...denial(state, error) };
  }
}

/**
 * A verdict on a piece of an event stream; whatever goes wrong ends it with errors in the rest's place.
 * @param judged the events of the piece that had their verdict
 */
export async function failedEvents(
  state: ExchangeState,
  inspect: () => Promise<EventsVerdict>,
  judged: () => Uint8Array,
): Promise<EventsVerdict> {
  try {
    return await inspect();
  } catch (error) {
    const { decision } = denial(state, error);
    return { bytes: Buffer.concat([judged(), errorEvents(state, refusal)]), end: true, decision };
  }
}

function denial(state: ExchangeState, error: unknown): { denial: HttpDenial; decision: Decision } {
  const decision = problemDecision(refusal.code);
  // An inspection that is cut off by the exchange's end is no fault, and nobody gets its verdict.
  if (!state.abort.signal.aborted) {
    state.parts.observer.faulted(error);
    tell(state, decision);
  }
  return { denial: refuseExchange(state, refusal), decision };
}
