import type { HookOutcome } from "../framework/index.ts";
import type { Decision } from "./verdict.ts";

/** What a hook outcome means for one message, in the words of logs, metrics and dynamic metadata. */
export function decisionOf(outcome: HookOutcome<unknown>, method?: string, subject?: string): Decision {
  const about = {
    ...(method && { method: method.slice(0, longestName) }),
    ...(subject && { name: tellable(subject) }),
    ...(outcome.retry_delay_ms > 0 && { retry_delay_ms: outcome.retry_delay_ms }),
  };
  if (!outcome.continue_processing) {
    const { violation } = outcome;
    return {
      ...about,
      verdict: "deny",
      action: "denied",
      ...(violation?.plugin_name !== undefined && { plugin: violation.plugin_name }),
      ...(violation && { code: violation.code }),
    };
  }
  if (outcome.answer)
    return { ...about, verdict: "allow", action: "answered", plugin: outcome.answer.plugin };
  const recorded = outcome.executions.find((execution) => execution.verdict !== "allow");
  if (recorded && !outcome.modified) {
    return {
      ...about,
      verdict: recorded.verdict === "deny" ? "deny" : "error",
      action: "recorded",
      plugin: recorded.plugin,
      ...(recorded.violation && { code: recorded.violation.code }),
    };
  }
  return { ...about, verdict: "allow", action: outcome.modified ? "modified" : "allowed" };
}

/** The same of a hook that changes nothing of the message: what it edits is its own answer (a user, a permission). */
export function authDecisionOf(outcome: HookOutcome<unknown>, method?: string, subject?: string): Decision {
  return decisionOf({ ...outcome, modified: false }, method, subject);
}

/** A refusal that no plugin asked for. */
export function problemDecision(code: string): Decision {
  return { verdict: "error", action: "denied", code };
}

/**
 * Of two decisions on one frame the one to tell: a denial rather than an answer of a plugin, that rather than what was only
 * recorded, that rather than an edit.
 * It carries the longer of both delays.
 */
export function weightier(first: Decision | undefined, second: Decision | undefined): Decision | undefined {
  if (!first || !second) return first ?? second;
  const heavier = weight[second.action] > weight[first.action] ? second : first;
  const delay = Math.max(first.retry_delay_ms ?? 0, second.retry_delay_ms ?? 0);
  return delay > (heavier.retry_delay_ms ?? 0) ? { ...heavier, retry_delay_ms: delay } : heavier;
}

const weight = { allowed: 0, modified: 1, recorded: 2, answered: 3, denied: 4 } as const;

/** Longest name, or method, that is told, characters: a client chooses it. */
const longestName = 256;

/** A URI's scheme, and what stands before the `@` of its authority (RFC 3986 section 3.2.1). */
const userinfo = /^([a-z][a-z0-9+.-]{0,63}:\/\/)[^/?#]*@/i;

/** What of a name is told: a URI's userinfo and query may hold secrets, and stay out of logs, metadata and audit. */
function tellable(subject: string): string {
  const start = subject.replace(userinfo, "$1").slice(0, longestName);
  const end = start.search(/[?#]/);
  return end < 0 ? start : start.slice(0, end);
}
