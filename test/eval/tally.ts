/** Counts of right and wrong, and what can be said of them. */

/** How rows of one kind came out. */
export interface Tally {
  positives: number;
  found: number;
  negatives: number;
  /** Negatives that were flagged. */
  falsePositives: number;
  microseconds: number;
}

export interface Interval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export function newTally(): Tally {
  return { positives: 0, found: 0, negatives: 0, falsePositives: 0, microseconds: 0 };
}

/** Adds one row's outcome. */
export function count(tally: Tally, label: 0 | 1, flagged: boolean, microseconds: number): void {
  tally.microseconds += microseconds;
  if (label === 1) {
    tally.positives++;
    if (flagged) tally.found++;
  } else {
    tally.negatives++;
    if (flagged) tally.falsePositives++;
  }
}

export function sum(tallies: Iterable<Tally>): Tally {
  const total = newTally();
  for (const tally of tallies) {
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
  }
  return total;
}

/** A share with its 95 % interval (Wilson's score interval, which holds near 0 and 1 too); undefined of nothing. */
export function shareOf(part: number, whole: number): Interval | undefined {
  if (whole === 0) return undefined;
  const z = 1.959964;
  const share = part / whole;
  const middle = (share + (z * z) / (2 * whole)) / (1 + (z * z) / whole);
  const half =
    (z * Math.sqrt((share * (1 - share)) / whole + (z * z) / (4 * whole * whole))) / (1 + (z * z) / whole);
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** `0.912 (0.890–0.931)`; a dash of nothing. */
export function shareText(interval: Interval | undefined): string {
  if (interval === undefined) return "–";
  const digits = (value: number) => value.toFixed(3);
  return `${digits(interval.share)} (${digits(interval.low)}–${digits(interval.high)})`;
}
