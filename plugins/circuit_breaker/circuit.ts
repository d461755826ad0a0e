/** When a circuit opens, and for how long. Times in milliseconds. */
export interface CircuitLimits {
  readonly errorRate: number;
  readonly windowMs: number;
  readonly minCalls: number;
  readonly consecutiveFailures: number;
  readonly cooldownMs: number;
}

/** What a call is told. `probe`: it is the one that tries whether the tool works again. */
export type Admission =
  | { readonly kind: "closed" | "probe" }
  | { readonly kind: "open" | "probing"; readonly retryMs: number };

/** Of the calls in the window, and what follows from them. */
export interface CircuitReading {
  readonly calls: number;
  readonly failures: number;
  readonly consecutive: number;
  /** Milliseconds until the circuit lets a call through again; 0: it is not open. */
  readonly openMs: number;
  readonly halfOpen: boolean;
}

export interface Circuit {
  admit(now: number): Admission;
  /** @returns how it stands after it, and whether it has opened by it */
  ended(failed: boolean, probe: boolean, now: number): CircuitReading & { readonly opened: boolean };
}

/** The window is counted by parts of its time, so that a circuit's size does not depend on the number of calls. */
const parts = 30;

interface Part {
  readonly number: number;
  calls: number;
  failures: number;
}

export function createCircuit(limits: CircuitLimits): Circuit {
  const partMs = limits.windowMs / parts;
  let window: Part[] = [];
  let consecutive = 0;
  /** Set while it is open. */
  let openUntil: number | undefined;
  /** When the probe began that is under way. */
  let probeSince: number | undefined;

  function settle(now: number): void {
    const first = Math.floor(now / partMs) - parts;
    window = window.filter(({ number }) => number > first);
  }

  function count(failed: boolean, now: number): void {
    const number = Math.floor(now / partMs);
    let part = window.at(-1);
    if (part?.number !== number) {
      part = { number, calls: 0, failures: 0 };
      window.push(part);
    }
    part.calls++;
    if (failed) part.failures++;
    consecutive = failed ? consecutive + 1 : 0;
  }

  function open(now: number): void {
    openUntil = now + limits.cooldownMs;
    probeSince = undefined;
  }

  function sums(): { calls: number; failures: number } {
    let calls = 0;
    let failures = 0;
    for (const part of window) {
      calls += part.calls;
      failures += part.failures;
    }
    return { calls, failures };
  }

  return {
    admit(now) {
      if (probeSince !== undefined) {
        const leftMs = probeSince + limits.cooldownMs - now;
        if (leftMs > 0) return { kind: "probing", retryMs: Math.min(1000, leftMs) };
        // It has got no answer: as good as a failure.
        open(now);
      }
      if (openUntil === undefined) return { kind: "closed" };
      if (now < openUntil) return { kind: "open", retryMs: openUntil - now };
      openUntil = undefined;
      probeSince = now;
      return { kind: "probe" };
    },
    ended(failed, probe, now) {
      settle(now);
      count(failed, now);
      const { calls, failures } = sums();
      const isProbe = probe && probeSince !== undefined;
      let opened = false;
      if (isProbe && !failed) {
        // What the window holds is of before: it must not open the circuit again at once.
        probeSince = undefined;
        window = [];
      } else if (isProbe) {
        open(now);
        opened = true;
      } else if (openUntil === undefined && probeSince === undefined) {
        const tooMany = calls >= limits.minCalls && failures / calls >= limits.errorRate;
        // A call that went well is no reason to open.
        opened = failed && (tooMany || consecutive >= limits.consecutiveFailures);
        if (opened) open(now);
      }
      const openMs = openUntil === undefined ? 0 : Math.max(0, openUntil - now);
      return { calls, failures, consecutive, openMs, halfOpen: probeSince !== undefined, opened };
    },
  };
}
