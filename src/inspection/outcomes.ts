import type { HookOutcome, JsonObject } from "../framework/index.ts";

/** Several hook runs of one message as one outcome: the first deny decides, the rest adds up. The payload is the last. */
export function mergeOutcomes(outcomes: readonly HookOutcome<unknown>[]): HookOutcome<unknown> {
  const first = outcomes[0];
  if (first !== undefined && outcomes.length === 1) return first;
  const denied = outcomes.find((outcome) => !outcome.continue_processing);
  const metadata: JsonObject = Object.assign({}, ...outcomes.map((outcome) => outcome.metadata));
  return {
    continue_processing: denied === undefined,
    payload: outcomes.at(-1)?.payload,
    modified: outcomes.some((outcome) => outcome.modified),
    ...(denied?.violation && { violation: denied.violation }),
    metadata,
    http_headers: Object.assign({}, ...outcomes.map((outcome) => outcome.http_headers)),
    retry_delay_ms: Math.max(0, ...outcomes.map((outcome) => outcome.retry_delay_ms)),
    executions: outcomes.flatMap((outcome) => outcome.executions),
  };
}
