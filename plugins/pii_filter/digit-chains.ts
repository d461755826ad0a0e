import type { DigitGroup, Scan } from "./scan.ts";

/** Groups of digits with nothing but short separators between them. */
export type DigitChain = readonly DigitGroup[];

/**
 * Which chains are looked at. What is shorter is passed over without being made: of numbers in prose and records that is
 * nearly all, and making them took half of the time.
 * @property groups least number of groups
 * @property length least length from the first digit to the last
 */
export interface LeastChain {
  readonly groups: number;
  readonly length: number;
}

/**
 * Calls back with each chain of digit groups, the longest possible each time.
 * @param isSeparator  which code units may stand between two groups
 * @param maxSeparator how many of them in a row
 */
export function eachDigitChain(
  { text, groups }: Scan,
  isSeparator: (code: number) => boolean,
  maxSeparator: number,
  least: LeastChain,
  visit: (chain: DigitChain) => void,
): void {
  let from = 0;
  for (let index = 0; index < groups.length; index++) {
    const end = (groups[index] as DigitGroup).end;
    const next = groups[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    if (next - end <= maxSeparator && isGap(text, end, next, isSeparator)) continue;
    const isLong = end - (groups[from] as DigitGroup).start >= least.length;
    if (isLong && index - from + 1 >= least.groups) visit(groups.slice(from, index + 1));
    from = index + 1;
  }
}

function isGap(text: string, from: number, to: number, isSeparator: (code: number) => boolean): boolean {
  for (let index = from; index < to; index++) {
    if (!isSeparator(text.charCodeAt(index))) return false;
  }
  return true;
}

/** The digits of groups `from` to `to` (exclusive) of a chain. */
export function digitsOf(text: string, chain: DigitChain, from: number, to: number): string {
  let digits = "";
  for (const group of chain.slice(from, to)) digits += text.slice(group.start, group.end);
  return digits;
}

export function lengthOf(group: DigitGroup | undefined): number {
  return group === undefined ? 0 : group.end - group.start;
}
