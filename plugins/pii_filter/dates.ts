import { isAlphanumeric, isDigit, isEuropeanLetter, isSpace } from "./characters.ts";
import { eachDigitChain, lengthOf } from "./digit-chains.ts";
import type { Detector } from "./finding.ts";
import { isMonth } from "./labels.ts";

/** Dates as US forms write them, MM/DD/YYYY or MM-DD-YYYY of the years 1900 to 2099, which the filter takes for dates of birth. */
export const detectDates: Detector = (scan, found) => {
  const { text } = scan;
  eachDigitChain(scan, isDateSeparator, 1, { groups: 3, length: 10 }, (chain) => {
    const [month, day, year] = chain;
    if (month === undefined || day === undefined || year === undefined || chain.length !== 3) return;
    if (lengthOf(month) !== 2 || lengthOf(day) !== 2 || lengthOf(year) !== 4) return;
    if (isAlphanumeric(text.charCodeAt(month.start - 1)) || isAlphanumeric(text.charCodeAt(year.end))) return;
    const inRange =
      isWithin(text.slice(month.start, month.end), 1, 12) &&
      isWithin(text.slice(day.start, day.end), 1, 31) &&
      isWithin(text.slice(year.start, year.end), 1900, 2099);
    if (inRange) found.push({ type: "date_of_birth", start: month.start, end: year.end });
  });
};

/**
 * End of a date that begins at `start`: digits in three parts, or a day, a month's name and a year.
 * @param afterMonth the month's name stands before `start`, so a day and a year are left
 */
export function isDateAt(text: string, start: number, afterMonth: boolean): number | undefined {
  const first = numberEnd(text, start);
  if (first - start > 4) return undefined;
  let index = first;
  if (!afterMonth) {
    index = gapEnd(text, index, "/.-");
    const word = wordEnd(text, index);
    const second = word > index ? word : numberEnd(text, index);
    if (second === index || second - index > (word > index ? 9 : 2)) return undefined;
    if (word > index && !isMonth(text.slice(index, word).toLowerCase())) return undefined;
    index = second;
  }
  index = gapEnd(text, index, "/.-,stndrh");
  const end = numberEnd(text, index);
  const size = end - index;
  const complete = first - start === 4 ? size >= 1 && size <= 2 : size === 2 || size === 4;
  return complete && !isAlphanumeric(text.charCodeAt(end)) ? end : undefined;
}

function isWithin(digits: string, least: number, most: number): boolean {
  return Number(digits) >= least && Number(digits) <= most;
}

function numberEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

function wordEnd(text: string, start: number): number {
  let end = start;
  while (end - start < 12 && isEuropeanLetter(text.charCodeAt(end))) end++;
  return end;
}

/** Skips up to four separators; the letters of ordinals (1st) count as such where they are among `marks`. */
function gapEnd(text: string, start: number, marks: string): number {
  let end = start;
  while (
    end - start < 4 &&
    end < text.length &&
    (isSpace(text.charCodeAt(end)) || marks.includes(text.charAt(end)))
  )
    end++;
  return end;
}

function isDateSeparator(code: number): boolean {
  return code === 0x2f || code === 0x2d;
}
