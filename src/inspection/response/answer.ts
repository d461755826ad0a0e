import type { Splice } from "../../mcp/json/splice.ts";
import { idKeyOf } from "../../mcp/message.ts";
import type { PartHook } from "../../mcp/parts.ts";
import { decisionOf, problemDecision } from "../decision.ts";
import { type Refusal, refusalOf, refuseRequest } from "../denials/denials.ts";
import type { Call, ExchangeState } from "../exchange-state.ts";
import { gatherHeaders } from "../headers/gather-headers.ts";
import { violationOf } from "../hooks/outcomes.ts";
import type { WrittenEdit } from "../hooks/written-edit.ts";
import { tell } from "../tell.ts";
import type { Decision, HttpDenial } from "../verdict.ts";

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

/** What the decision and the denial of a message are told about. */
export interface About {
  readonly method: string | undefined;
  readonly subject: string | undefined;
  /** The id that the decision is told with. */
  readonly toldId: string | undefined;
  /** The id to deny it under. */
  readonly rawId: string | undefined;
  readonly isCall: boolean;
}

/** What the hooks of a server's message came to, told to the observer. */
export function judged(
  state: ExchangeState,
  { outcome, splices }: WrittenEdit,
  { method, subject, toldId, rawId, isCall }: About,
): ServerMessageVerdict {
  gatherHeaders(state, outcome);
  const decision = decisionOf(outcome, method, subject);
  tell(state, decision, outcome, toldId);
  if (outcome.continue_processing) return { kind: "pass", splices, decision };
  const violation = violationOf(outcome);
  const refusal = refusalOf(violation, state.parts.settings);
  return { kind: "deny", refusal, rawId, isCall, decision };
}

/** Which hooks some plugin runs on. */
export function wantsOf({ parts: { hooks } }: ExchangeState): (hook: PartHook) => boolean {
  return (hook) => hooks.wants(hook);
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
  return calls.size === 0 || calls.has(idKeyOf(rawId));
}

/** The id to answer under when the message itself has none that can be read: that of the only request there is. */
export function onlyCallId(state: ExchangeState): string | undefined {
  return onlyCall(state)?.rawId;
}

/** The exchange's request, where it has just one. */
export function onlyCall({ calls }: ExchangeState): Call | undefined {
  const [call] = calls.size === 1 ? calls.values() : [];
  return call;
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
