/** How a call ended, as far as the server's condition shows. `unclear`: whoever called gave up. */
export type CallEnd = "answered" | "failed" | "unclear";

/**
 * Counts failures in a row. Closed: calls pass. Open: none does until the timeout is over. Half-open: one passes, and
 * decides; an unclear end leaves the decision to the next.
 */
export interface CircuitBreaker {
  /** Whether a call may be made now; if so, {@link CircuitBreaker.ended} must follow. */
  enter(): boolean;
  ended(end: CallEnd): void;
}

export function createCircuitBreaker(
  options: { readonly threshold: number; readonly timeoutMs: number },
  now: () => number,
): CircuitBreaker {
  let failures = 0;
  let openUntil: number | undefined;
  let probing = false;

  return {
    enter() {
      if (openUntil === undefined) return true;
      if (probing || now() < openUntil) return false;
      probing = true;
      return true;
    },
    ended(end) {
      probing = false;
      if (end === "unclear") return;
      if (end === "answered") {
        failures = 0;
        openUntil = undefined;
        return;
      }
      failures++;
      if (failures >= options.threshold) openUntil = now() + options.timeoutMs;
    },
  };
}
