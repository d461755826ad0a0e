import { isDigit } from "./characters.ts";

/** A run of digits in a text, `end` exclusive. */
export interface DigitGroup {
  readonly start: number;
  readonly end: number;
}

/** A text, and where its digits are: most detectors need not look at the rest. */
export interface Scan {
  readonly text: string;
  readonly groups: readonly DigitGroup[];
}

/** Looks through a text once for what the detectors start from. */
export function scanOf(text: string): Scan {
  const groups: DigitGroup[] = [];
  for (let index = 0; index < text.length; index++) {
    if (!isDigit(text.charCodeAt(index))) continue;
    const start = index;
    while (isDigit(text.charCodeAt(index))) index++;
    groups.push({ start, end: index });
  }
  return { text, groups };
}
