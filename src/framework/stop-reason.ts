import type { Unanswered } from "./timeout.ts";

/**
 * The reason that a plugin's `context.signal` fires with: a DOMException named `TimeoutError` when the plugin took too
 * long, as of `AbortSignal.timeout`, and one named `AbortError` when its answer is wanted no more.
 */
export function stopReason(end: Unanswered): DOMException {
  return end === "timed_out"
    ? new DOMException("the plugin did not answer in time", "TimeoutError")
    : new DOMException("the plugin's answer is not wanted any more", "AbortError");
}

/** Whether a signal fired because the plugin's time was up. */
export function ranOutOfTime(signal: AbortSignal): boolean {
  return signal.aborted && (signal.reason as { readonly name?: unknown } | null)?.name === "TimeoutError";
}
