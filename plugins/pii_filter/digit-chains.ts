import { isDigit } from "./characters.ts";

/** A run of digits in a text, `end` exclusive. */
export interface DigitGroup {
  readonly start: number;
  readonly end: number;
}

/** Groups of digits with nothing but short separators between them. */
export type DigitChain = readonly DigitGroup[];

/**
 * Calls back with each chain of digit groups, the longest possible each time.
 * @param isSeparator  which code units may stand between two groups
 * @param maxSeparator how many of them in a row
 */
export function eachDigitChain(
  text: string,
  isSeparator: (code: number) => boolean,
  maxSeparator: number,
  visit: (chain: DigitChain) => void,
): void {
  let groups: DigitGroup[] = [];
  let index = 0;
  while (index < text.length) {
    if (!isDigit(text.charCodeAt(index))) {
      index++;
      continue;
    }
    const start = index;
    while (isDigit(text.charCodeAt(index))) index++;
    groups.push({ start, end: index });
    let next = index;
    while (next - index < maxSeparator && isSeparator(text.charCodeAt(next))) next++;
    if (next > index && isDigit(text.charCodeAt(next))) {
      index = next;
    } else {
      visit(groups);
      groups = [];
    }
  }
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
