import type { BudgetLimit } from "./plugin-state.ts";

/**
 * One key's counter, and the three ways it counts. src/state/budget-script.ts does the same in Redis, on the same
 * numbers; test/peers/redis compares the two.
 */
export interface Counter {
  used: number;
  /** When the fixed window began, or the token bucket was looked at last. Milliseconds. */
  at: number;
  /** Of the sliding window, oldest first: number of a part of time, and the units used in it. */
  readonly slots: number[];
}

/** The sliding window counts by parts of its time, so that a counter has a bounded size however large the count is. */
export const slotsAWindow = 64;

/** What falls below the full amount by rounding only. */
const slack = 1e-9;

export function newCounter(): Counter {
  return { used: 0, at: 0, slots: [] };
}

/** The same use, for another key. */
export function copyCounter({ used, at, slots }: Counter): Counter {
  return { used, at, slots: [...slots] };
}

/** Lets go what counts no more at this time. After it, `used` is what counts. */
export function settle(counter: Counter, { algorithm, count, windowMs }: BudgetLimit, now: number): void {
  if (counter.used === 0) return;
  switch (algorithm) {
    case "fixed_window":
      if (now - counter.at >= windowMs) counter.used = 0;
      return;
    case "sliding_window": {
      const { slots } = counter;
      const lastGone = now / (windowMs / slotsAWindow) - slotsAWindow;
      let gone = 0;
      while (gone < slots.length && (slots[gone] as number) <= lastGone) {
        counter.used -= slots[gone + 1] as number;
        gone += 2;
      }
      if (gone > 0) slots.splice(0, gone);
      if (slots.length === 0) counter.used = 0;
      return;
    }
    case "token_bucket":
      counter.used = Math.max(0, counter.used - ((now - counter.at) * count) / windowMs);
      counter.at = now;
  }
}

/** Whether so much is left. The counter is settled. */
export function fits({ used }: Counter, { count }: BudgetLimit, units: number): boolean {
  return used + units <= count + slack;
}

/** Counts a use. The counter is settled. */
export function add(
  counter: Counter,
  { algorithm, windowMs }: BudgetLimit,
  units: number,
  now: number,
): void {
  if (algorithm === "sliding_window") {
    const slot = Math.ceil(now / (windowMs / slotsAWindow));
    const { slots } = counter;
    if (slots.at(-2) === slot) slots[slots.length - 1] = (slots.at(-1) as number) + units;
    else slots.push(slot, units);
  } else if (algorithm === "token_bucket" || counter.used === 0) {
    counter.at = now;
  }
  counter.used += units;
}

export function remaining({ used }: Counter, { count }: BudgetLimit): number {
  return Math.max(0, Math.floor(count - used + slack));
}

/** See `BudgetReading.resetMs`. The counter is settled. */
export function resetIn(counter: Counter, limit: BudgetLimit, now: number): number {
  if (counter.used === 0) return 0;
  switch (limit.algorithm) {
    case "fixed_window":
      return counter.at + limit.windowMs - now;
    case "sliding_window":
      return slotEnd(counter.slots[0] as number, limit) - now;
    case "token_bucket":
      return (counter.used * limit.windowMs) / limit.count;
  }
}

/** Milliseconds until so much will be there. The counter is settled. */
export function retryIn(counter: Counter, limit: BudgetLimit, units: number, now: number): number {
  if (fits(counter, limit, units)) return 0;
  // More than there ever is.
  if (units > limit.count) return limit.windowMs;
  switch (limit.algorithm) {
    case "fixed_window":
      return counter.at + limit.windowMs - now;
    case "sliding_window": {
      let used = counter.used;
      for (let at = 0; at < counter.slots.length; at += 2) {
        used -= counter.slots[at + 1] as number;
        if (used + units <= limit.count + slack) return slotEnd(counter.slots[at] as number, limit) - now;
      }
      return limit.windowMs;
    }
    case "token_bucket":
      return ((counter.used + units - limit.count) * limit.windowMs) / limit.count;
  }
}

function slotEnd(slot: number, { windowMs }: BudgetLimit): number {
  return (slot + slotsAWindow) * (windowMs / slotsAWindow);
}
