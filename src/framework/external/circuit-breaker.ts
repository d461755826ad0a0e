/** How a call ended, as far as the server's condition shows. `unclear`: whoever called gave up. */
export type CallEnd = "answered" | "failed" | "unclear";

/**
 * Counts failures in a row. Closed: calls pass. Open: none does until the timeout is over. Half-open: one passes, and
 * decides; an unclear end leaves the decision to the next. Calls that began before it opened decide nothing any more.
 */
export interface CircuitBreaker {
  /** Whether a call would be refused now. */
  refuses(): boolean;
  /** Begins a call, whose end has to be told; undefined if it may not be made now. */
  enter(): ((end: CallEnd) => void) | undefined;
}

export function createCircuitBreaker(
  options: { readonly threshold: number; readonly timeoutMs: number },
  now: () => number,
): CircuitBreaker {
  let failures = 0;
  let openUntil: number | undefined;
  let probing = false;

  const refuses = () => openUntil !== undefined && (probing || now() < openUntil);

  function failed(): void {
    failures++;
    if (failures >= options.threshold) openUntil = now() + options.timeoutMs;
  }

  function close(): void {
    failures = 0;
    openUntil = undefined;
  }

  /** The one call that passes half-open. */
  function probeEnded(end: CallEnd): void {
    probing = false;
    if (end === "answered") close();
    else if (end === "failed") failed();
  }

  function callEnded(end: CallEnd): void {
    if (openUntil !== undefined) return;
    if (end === "answered") failures = 0;
    else if (end === "failed") failed();
  }

  return {
    refuses,
    enter() {
      if (refuses()) return undefined;
      if (openUntil === undefined) return callEnded;
      probing = true;
      return probeEnded;
    },
  };
}
