import { isAlphanumeric, isDigit, isSpace } from "../characters.ts";
import { type DigitChain, digitsOf, eachDigitChain, lengthOf } from "../digit-chains.ts";
import type { Detector } from "../finding.ts";
import type { PhoneNumbers } from "../phone-plans.ts";
import type { DigitGroup } from "../scan.ts";
import { describedAfter, ofCountry } from "./phone-national.ts";
import {
  bracketed,
  endsWord,
  extensionEnd,
  isQuiet,
  looksLikeIp,
  type Span,
  type SpanOfGroups,
  standsFree,
} from "./phone-shape.ts";

/**
 * Telephone numbers: international ones with `+` or `00` (ITU-T E.164, up to 15 digits) as long as numbers of their
 * country are, North American ones in every usual grouping, national ones of other countries where a leading 0 and the
 * grouping give them away, those of the countries that the operator names, and what a word behind it calls one. Anything
 * else needs a label, see `labelled.ts`.
 */
export function phoneDetector(numbers: PhoneNumbers): Detector {
  return (scan, found) => {
    const { text } = scan;
    eachDigitChain(scan, isPhoneSeparator, 3, { groups: 1, length: 7 }, (chain) => {
      const whole =
        international(text, chain, numbers) ??
        abroad(text, chain, numbers) ??
        national(text, chain) ??
        describedAfter(text, chain);
      if (whole !== undefined) {
        found.push({ type: "phone", start: whole.start, end: extensionEnd(text, whole.end) });
        return;
      }
      for (let from = 0; from < chain.length; from++) {
        const match = northAmerican(text, chain, from) ?? ofCountry(text, chain, from, numbers);
        if (match === undefined) continue;
        found.push({ type: "phone", start: match.start, end: extensionEnd(text, match.end) });
        from = match.to - 1;
      }
    });
  };
}

/** `+` and a country code. */
function international(text: string, chain: DigitChain, numbers: PhoneNumbers): Span | undefined {
  const first = chain[0] as DigitGroup;
  const plus = text.charCodeAt(first.start - 1) === 0x28 ? first.start - 2 : first.start - 1;
  if (text.charCodeAt(plus) !== 0x2b || isAlphanumeric(text.charCodeAt(plus - 1))) return undefined;
  if (text.charCodeAt(first.start) === 0x30) return undefined;
  const span = longest(text, chain, chain.length > 1 ? 8 : 9, 15, numbers);
  return span === undefined ? undefined : { start: plus, end: span.end };
}

/** `00` and a country code. */
function abroad(text: string, chain: DigitChain, numbers: PhoneNumbers): Span | undefined {
  const first = chain[0] as DigitGroup;
  if (chain.length < 2 || !text.startsWith("00", first.start) || !standsFree(text, first.start))
    return undefined;
  const third = text.charCodeAt(first.start + 2);
  const country = lengthOf(first) === 2 || (lengthOf(first) <= 5 && isDigit(third) && third !== 0x30);
  if (!country || !numbers.isPossible(digitsOf(text, chain, 0, Math.min(chain.length, 8)).slice(2)))
    return undefined;
  return fits(text, chain, 10, 17);
}

/** A trunk 0 and an area code, then groups as numbers are grouped. */
function national(text: string, chain: DigitChain): Span | undefined {
  const first = chain[0] as DigitGroup;
  const second = text.charCodeAt(first.start + 1);
  const size = lengthOf(first);
  if (text.charCodeAt(first.start) !== 0x30 || second === 0x30 || size < 2 || size > 5) return undefined;
  if (!standsFree(text, first.start) || looksLikeIp(text, chain)) return undefined;
  // The seconds of a time: "07:55:07.1234567".
  if (text.charAt(first.start - 1) === ":" && isDigit(text.charCodeAt(first.start - 2))) return undefined;
  const rest = chain.slice(1);
  const grouped = rest.length >= 2 && rest.every((group) => lengthOf(group) >= 2 && lengthOf(group) <= 4);
  const pair = rest.length === 1 && lengthOf(rest[0]) >= 6 && lengthOf(rest[0]) <= 8;
  return grouped || pair ? fits(text, chain, 9, 11) : undefined;
}

/** Area code, exchange and line (3-3-4), with or without a leading 1; in one piece only where the plan allows the number. */
function northAmerican(text: string, chain: DigitChain, from: number): SpanOfGroups | undefined {
  const lead = isTrunkOne(text, chain[from]) ? 1 : 0;
  const area = chain[from + lead] as DigitGroup | undefined;
  const line = chain[from + lead + 2];
  if (area === undefined || text.charCodeAt(area.start) < 0x32) return undefined;
  const free = standsFree(text, chain[from]?.start as number);
  if (lengthOf(area) === 3 && lengthOf(chain[from + lead + 1]) === 3 && lengthOf(line) === 4) {
    const end = (line as DigitGroup).end;
    const before = text.charCodeAt((chain[from] as DigitGroup).start - 1);
    // "252.227-7013" is a clause of a regulation, as every licence of software has it.
    if (text.charAt(area.end) === "." && text.charAt(end - 5) !== ".") return undefined;
    if (!free || (from > 0 && !isSpace(before) && before !== 0x28) || !endsWord(text, end)) return undefined;
    return { start: bracketed(text, chain[from] as DigitGroup), end, to: from + lead + 3 };
  }
  const single = chain.length === lead + 1 && lengthOf(area) === 10;
  if (
    !single ||
    !free ||
    !endsWord(text, area.end) ||
    !inPlan(text.slice(area.start, area.end)) ||
    !isQuiet(text, chain[0] as DigitGroup, area)
  ) {
    return undefined;
  }
  return { start: (chain[from] as DigitGroup).start, end: area.end, to: from + lead + 1 };
}

function isTrunkOne(text: string, group: DigitGroup | undefined): boolean {
  return group !== undefined && lengthOf(group) === 1 && text.charCodeAt(group.start) === 0x31;
}

/** Area and exchange begin with 2-9 and do not end in 11; the area's middle digit is not 9. */
function inPlan(digits: string): boolean {
  const exchange = digits.charCodeAt(3);
  const isPlanned =
    digits[1] !== "9" && exchange >= 0x32 && digits.slice(1, 3) !== "11" && digits.slice(4, 6) !== "11";
  return isPlanned && !integerLimits.has(digits);
}

/** Numbers of programs: the ends of integers of 32 bits. */
const integerLimits: ReadonlySet<string> = new Set(["2147483647", "2147483648", "4294967295", "4294967296"]);

/** The longest possible number of `least` to `most` digits that the groups from the first on make. */
function longest(
  text: string,
  chain: DigitChain,
  least: number,
  most: number,
  numbers: PhoneNumbers,
): Span | undefined {
  let digits = "";
  let end = -1;
  for (const group of chain) {
    // The 0 of "+44 (0)20" is dialled at home only.
    const trunk =
      lengthOf(group) === 1 && text.charAt(group.start - 1) === "(" && text.charAt(group.end) === ")";
    if (!trunk) digits += text.slice(group.start, Math.min(group.end, group.start + most + 1));
    if (digits.length > most) break;
    if (digits.length >= least && numbers.isPossible(digits)) end = group.end;
  }
  const start = (chain[0] as DigitGroup).start;
  return end !== -1 && endsWord(text, end) ? { start, end } : undefined;
}

/** The whole chain, if its digits are that many. */
function fits(text: string, chain: DigitChain, least: number, most: number): Span | undefined {
  if (chain.length > 8) return undefined;
  const digits = digitsOf(text, chain, 0, chain.length).length;
  const end = (chain[chain.length - 1] as DigitGroup).end;
  if (digits < least || digits > most || !endsWord(text, end)) return undefined;
  return { start: bracketed(text, chain[0] as DigitGroup), end };
}

function isPhoneSeparator(code: number): boolean {
  return code === 0x20 || code === 0x2d || code === 0x2e || code === 0x28 || code === 0x29 || code === 0x2f;
}
