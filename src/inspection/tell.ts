import type { HookOutcome } from "../framework/index.ts";
import type { ExchangeState } from "./exchange-state.ts";
import type { Decision } from "./verdict.ts";

const noRuns = [] as const;

/**
 * Tells the observer of a decision.
 * @param outcome of the plugins, where they were asked
 * @param rawId   of the message, as it stood in the source
 */
export function tell(
  { parts, context, requestHeaders, leg, bodyModes }: ExchangeState,
  decision: Decision,
  outcome?: HookOutcome<unknown>,
  rawId?: string,
): void {
  parts.observer.decided(decision, {
    context,
    requestHeaders,
    leg,
    bodyMode: leg === "request" ? bodyModes.request : bodyModes.response,
    rawId,
    executions: outcome?.executions ?? noRuns,
    violation: outcome?.violation,
  });
}
