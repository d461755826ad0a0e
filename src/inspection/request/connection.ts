import { authDecisionOf } from "../decision.ts";
import { httpRefusalOf, refuseRequest } from "../denials/denials.ts";
import type { ExchangeState } from "../exchange-state.ts";
import { gatherHeaders } from "../headers/gather-headers.ts";
import { violationOf } from "../hooks/outcomes.ts";
import { type Steps, waitFor } from "../steps.ts";
import { tell } from "../tell.ts";
import type { BodyVerdict } from "../verdict.ts";
import { checkConnection } from "./permission.ts";

/** Notifications and a client's answers need no permission of their own, but nobody sends them who may not connect. */
export function* inspectConnection(state: ExchangeState): Steps<Exclude<BodyVerdict, { kind: "replace" }>> {
  const outcome = yield* waitFor(checkConnection(state));
  gatherHeaders(state, outcome);
  const decision = authDecisionOf(outcome);
  if (decision.action !== "allowed") tell(state, decision, outcome);
  if (outcome.continue_processing)
    return { kind: "pass", ...(decision.action !== "allowed" && { decision }) };
  const violation = violationOf(outcome);
  const { settings } = state.parts;
  const refusal = httpRefusalOf(violation, settings, 403);
  const denial = refuseRequest(refusal, undefined, settings, { gathered: state.responseHeaders });
  return { kind: "deny", denial, decision };
}
