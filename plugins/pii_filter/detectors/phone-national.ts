import { isAsciiLetter, isEuropeanLetter, isSpace } from "../characters.ts";
import { type DigitChain, digitsOf, lengthOf } from "../digit-chains.ts";
import type { PhoneNumbers } from "../phone-plans.ts";
import type { DigitGroup } from "../scan.ts";
import {
  bracketed,
  endsWord,
  isQuiet,
  looksLikeIp,
  type Span,
  type SpanOfGroups,
  standsFree,
} from "./phone-shape.ts";

const leastDigits = 7;
const mostDigits = 15;
const mostGroups = 6;

/** The longest number that begins with group `from` and that the plan of one of the operator's countries has. */
export function ofCountry(
  text: string,
  chain: DigitChain,
  from: number,
  numbers: PhoneNumbers,
): SpanOfGroups | undefined {
  const first = chain[from] as DigitGroup;
  const before = text.charCodeAt(first.start - 1);
  if (!standsFree(text, first.start) || (from > 0 && !isSpace(before) && before !== 0x28)) return undefined;
  if (looksLikeIp(text, chain) || looksLikeDate(text, chain)) return undefined;
  let digits = "";
  let longest: SpanOfGroups | undefined;
  for (let to = from + 1; to <= chain.length && to - from <= mostGroups; to++) {
    const last = chain[to - 1] as DigitGroup;
    if (lengthOf(last) > mostDigits) break;
    digits += text.slice(last.start, last.end);
    if (digits.length > mostDigits) break;
    if (digits.length < leastDigits || !endsWord(text, last.end) || !numbers.isNational(digits)) continue;
    if (to - from === 1 && (chain.length > 1 || !isQuiet(text, first, last))) continue;
    longest = { start: bracketed(text, first), end: last.end, to };
  }
  return longest;
}

/** Year, month and day, or the other way round. */
function looksLikeDate(text: string, chain: DigitChain): boolean {
  if (chain.length !== 3) return false;
  const [first, second = 0, third] = chain.map(lengthOf);
  if (second > 2) return false;
  const gap = text.charCodeAt((chain[0] as DigitGroup).end);
  return !isSpace(gap) && (first === 4 || third === 4 || (first === 2 && third === 2));
}

/** What stands behind a number in signatures and address books: `781 1704 office`, `(37) 788-063-Fax`. */
const describers: ReadonlySet<string> = new Set("office mobile cell fax landline phone tel".split(" "));

/**
 * The whole chain, where such a word follows it and ends the line, sentence or entry: "2 000 000 mobile users" speaks of
 * something else.
 */
export function describedAfter(text: string, chain: DigitChain): Span | undefined {
  const first = chain[0] as DigitGroup;
  const { end } = chain[chain.length - 1] as DigitGroup;
  let from = end;
  while (from - end < 3 && from < text.length && " -([".includes(text.charAt(from))) from++;
  if (from === end || chain.length > mostGroups || !isAsciiLetter(text.charCodeAt(from))) return undefined;
  let to = from;
  while (to - from < 10 && isEuropeanLetter(text.charCodeAt(to))) to++;
  if (!describers.has(text.slice(from, to).toLowerCase())) return undefined;
  if (to < text.length && !'\n\r,;.)]\\|<"'.includes(text.charAt(to))) return undefined;
  const digits = digitsOf(text, chain, 0, chain.length).length;
  if (digits < leastDigits || digits > mostDigits || !standsFree(text, first.start)) return undefined;
  return { start: bracketed(text, first), end };
}
