import type { HookOutcome, JsonObject, PluginViolation } from "../../framework/index.ts";

/** Several hook runs of one message as one outcome: the first deny decides, the rest adds up. The payload is the last. */
export function mergeOutcomes(outcomes: readonly HookOutcome<unknown>[]): HookOutcome<unknown> {
  const first = outcomes[0];
  if (first !== undefined && outcomes.length === 1) return first;
  const denied = outcomes.find((outcome) => !outcome.continue_processing);
  // Not spread into arguments: of a hundred thousand the stack has no room.
  const metadata: JsonObject = {};
  const http_headers: Record<string, string> = {};
  let retry_delay_ms = 0;
  let answer: HookOutcome<unknown>["answer"];
  for (const outcome of outcomes) {
    Object.assign(metadata, outcome.metadata);
    Object.assign(http_headers, outcome.http_headers);
    answer = outcome.answer ?? (outcome.modified ? undefined : answer);
    retry_delay_ms = Math.max(retry_delay_ms, outcome.retry_delay_ms);
  }
  return {
    continue_processing: denied === undefined,
    payload: outcomes.at(-1)?.payload,
    modified: outcomes.some((outcome) => outcome.modified),
    ...(denied?.violation && { violation: denied.violation }),
    ...(answer && !denied && { answer }),
    metadata,
    http_headers,
    retry_delay_ms,
    executions: outcomes.flatMap((outcome) => outcome.executions),
  };
}

/** Why a denied outcome is denied. */
export function violationOf({ violation }: Pick<HookOutcome<unknown>, "violation">): PluginViolation {
  if (!violation) throw new Error("a denied outcome has a violation");
  return violation;
}
