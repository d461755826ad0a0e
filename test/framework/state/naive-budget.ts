/** Budgets as one would explain them: every use that was allowed, with its time, and whole numbers throughout. */
import type { BudgetLimit } from "../../../src/framework/index.ts";

interface Use {
  /** Milliseconds, whole. */
  readonly at: number;
  readonly units: number;
}

export interface NaiveBudget {
  readonly uses: readonly Use[];
  /** Whether so much is there. Changes nothing. */
  fits(now: number, units: number): boolean;
  add(now: number, units: number): void;
  remaining(now: number): number;
}

export function naiveBudget({ algorithm, count, windowMs }: BudgetLimit): NaiveBudget {
  const uses: Use[] = [];

  /** Used parts of a unit, `windowMs` parts each. */
  function used(now: number): number {
    if (algorithm === "token_bucket") {
      let level = 0;
      let at = 0;
      for (const use of [...uses, { at: now, units: 0 }]) {
        level = Math.max(0, level - (use.at - at) * count) + use.units * windowMs;
        at = use.at;
      }
      return level;
    }
    let start = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (const use of uses) {
      if (algorithm === "sliding_window") {
        const part = windowMs / 64;
        const end = Math.ceil(use.at / part) * part + windowMs;
        if (end > now) sum += use.units;
      } else {
        if (use.at - start >= windowMs) {
          start = use.at;
          sum = 0;
        }
        sum += use.units;
      }
    }
    return algorithm === "fixed_window" && now - start >= windowMs ? 0 : sum * windowMs;
  }

  return {
    uses,
    fits: (now, units) => used(now) + units * windowMs <= count * windowMs,
    add: (at, units) => void uses.push({ at, units }),
    remaining: (now) => Math.floor((count * windowMs - used(now)) / windowMs),
  };
}
