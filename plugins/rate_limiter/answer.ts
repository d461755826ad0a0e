import type {
  BudgetAnswer,
  BudgetReading,
  BudgetUse,
  JsonObject,
  PluginResult,
} from "plugins-adapter/framework";
import type { RateLimiterConfig } from "./config.ts";

/** Of the budgets that a call was counted in, the one that says most, and what the headers tell of it. */
interface Strictest {
  readonly use: BudgetUse;
  readonly reading: BudgetReading;
}

/** What a call that may pass is answered with. */
export function allowed(
  { readings }: BudgetAnswer,
  uses: readonly BudgetUse[],
  headers: RateLimiterConfig["headers"],
): PluginResult<never> | undefined {
  if (headers !== "always") return undefined;
  const least = strictest(readings, uses, (a, b) => a.remaining - b.remaining || b.resetMs - a.resetMs);
  return least && { http_headers: rateHeaders(least, least.reading.resetMs) };
}

/** ContextForge's denial, with the name of the limit that was exceeded. */
export function exceeded(
  { readings }: BudgetAnswer,
  uses: readonly BudgetUse[],
  headers: RateLimiterConfig["headers"],
  who: JsonObject,
): PluginResult<never> {
  const longest = strictest(readings, uses, (a, b) => b.retryMs - a.retryMs);
  if (longest === undefined) throw new Error("a call that no budget counts is allowed");
  const { retryMs } = longest.reading;
  const shown = (wanted: boolean) =>
    readings
      .map((reading, index) => ({ reading, name: uses[index]?.budget.name ?? "" }))
      .filter(({ reading }) => reading.retryMs > 0 === wanted)
      .map(({ reading, name }) => ({
        limit: name,
        limited: true,
        remaining: reading.remaining,
        reset_in: inSeconds(wanted ? reading.retryMs : reading.resetMs),
      }));
  const others = shown(false);
  const retryAfter = { "Retry-After": String(Math.max(1, inSeconds(retryMs))) };
  return {
    continue_processing: false,
    violation: {
      reason: "Rate limit exceeded",
      description: "Rate limit exceeded",
      code: "RATE_LIMIT",
      http_status_code: 429,
      details: {
        limited: true,
        remaining: longest.reading.remaining,
        reset_in: inSeconds(retryMs),
        ...who,
        dimensions: { violated: shown(true), ...(others.length > 0 && { allowed: others }) },
      },
      ...(headers !== "never" && { http_headers: { ...rateHeaders(longest, retryMs), ...retryAfter } }),
    },
  };
}

/** The call cannot be counted on its server, as nobody says which that is. */
export function noServer(): PluginResult<never> {
  const error =
    "by_user_per_server needs a server_id: 1 to 128 letters, digits, hyphens, underscores, periods";
  return {
    continue_processing: false,
    violation: {
      reason: "Rate limit context unavailable",
      description: error,
      code: "RATE_LIMIT_CONTEXT_MISSING",
      http_status_code: 503,
      details: { field: "server_id", error },
    },
  };
}

/** Redis is away, and what is not counted does not pass. */
export function unavailable(): PluginResult<never> {
  return {
    continue_processing: false,
    violation: {
      reason: "Rate limiter backend unavailable",
      description: "Rate limiter backend unavailable; failing closed per fail_mode=closed",
      code: "BACKEND_UNAVAILABLE",
      http_status_code: 503,
      http_headers: { "Retry-After": "1" },
      details: {},
    },
  };
}

function strictest(
  readings: readonly BudgetReading[],
  uses: readonly BudgetUse[],
  compare: (a: BudgetReading, b: BudgetReading) => number,
): Strictest | undefined {
  let found: Strictest | undefined;
  for (let at = 0; at < readings.length; at++) {
    const reading = readings[at];
    const use = uses[at];
    if (reading === undefined || use === undefined) continue;
    if (found === undefined || compare(reading, found.reading) < 0) found = { use, reading };
  }
  return found;
}

function rateHeaders({ use, reading }: Strictest, resetMs: number): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(use.budget.limit.count),
    "X-RateLimit-Remaining": String(reading.remaining),
    "X-RateLimit-Reset": String(inSeconds(Date.now() + resetMs)),
  };
}

function inSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
