import { isAlphanumeric, isDigit } from "../characters.ts";
import { eachDigitChain, lengthOf } from "../digit-chains.ts";
import type { Detector } from "../finding.ts";
import { isMonth } from "../labels.ts";
import type { DigitGroup } from "../scan.ts";

/**
 * Dates of a day, a month and a year from 1900 to 2099, whoever's they are: `1980-03-12`, `3/12/1980`, `12.3.1980`,
 * `12 March 1980`, `March 12th, 1980`, `12-Mar-1980`. Years, weekdays and times alone are none.
 */
export const detectFullDates: Detector = (scan, found) => {
  const { text, groups } = scan;
  eachDigitChain(scan, isDateSeparator, 1, { groups: 3, length: 8 }, ([a, b, c, ...more]) => {
    if (a === undefined || b === undefined || c === undefined || more.length > 0) return;
    const isAlike = text.charCodeAt(a.end) === text.charCodeAt(b.end);
    const free = !isAlphanumeric(text.charCodeAt(a.start - 1)) && endsDate(text, c.end);
    if (isAlike && free && isDate(read(text, a), read(text, b), read(text, c)))
      found.push({ type: "date", start: a.start, end: c.end });
  });
  for (const year of groups) {
    if (lengthOf(year) !== 4 || !isYear(read(text, year)) || !endsDate(text, year.end)) continue;
    const from = Math.max(0, year.start - longestLead);
    const match = lead.exec(text.slice(from, year.start));
    if (match === null) continue;
    const [whole, dayFirst, monthAfter, monthFirst, dayAfter] = match;
    if (!isMonth((monthAfter ?? monthFirst ?? "").toLowerCase())) continue;
    if (!isWithin(Number(dayFirst ?? dayAfter), 1, 31)) continue;
    const start = year.start - whole.length;
    if (!isAlphanumeric(text.charCodeAt(start - 1))) found.push({ type: "date", start, end: year.end });
  }
};

/** What stands before the year, in a slice of `longestLead` characters: day and month, or month and day. */
const lead =
  /(?:(\d{1,2})(?:st|nd|rd|th|\.)?[ -](?:of )?([a-z]{3,9})\.?,?[ -]|([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? )$/i;
const longestLead = 24;

function isDate(a: number, b: number, c: number): boolean {
  if (isYear(a)) return isWithin(b, 1, 12) && isWithin(c, 1, 31);
  return isYear(c) && isWithin(a, 1, 31) && isWithin(b, 1, 31) && (a <= 12 || b <= 12);
}

/** A time may follow at once, as in `1980-03-12T00:00`. */
function endsDate(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  return !isAlphanumeric(code) || (code === 0x54 && isDigit(text.charCodeAt(end + 1)));
}

function isYear(value: number): boolean {
  return isWithin(value, 1900, 2099);
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

/** What is longer than a year is no part of a date. */
function read(text: string, { start, end }: DigitGroup): number {
  return end - start > 4 ? Number.NaN : Number(text.slice(start, end));
}

function isDateSeparator(code: number): boolean {
  return code === 0x2f || code === 0x2d || code === 0x2e;
}
