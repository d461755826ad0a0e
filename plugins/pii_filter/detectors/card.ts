import { passesLuhn } from "plugins-adapter/framework";
import { isAsciiLetter, isDigit, isSpace } from "../characters.ts";
import { type DigitChain, digitsOf, eachDigitChain, lengthOf } from "../digit-chains.ts";
import type { Detector } from "../finding.ts";

/**
 * Payment cards: an issuer's prefix and length (ISO/IEC 7812), and the Luhn check. The digits may stand in groups, and
 * among other numbers: then only in the groupings that are printed on cards, or in one piece. Between two groups the
 * line may break, once: a column of numbers is no card.
 */
export const detectCards: Detector = (scan, found) => {
  const { text } = scan;
  eachDigitChain(scan, isCardSeparator, 3, { groups: 1, length: 12 }, (chain) => {
    let from = 0;
    while (from < chain.length) {
      const to = standsAlone(text, chain, from) ? cardFrom(text, chain, from) : from;
      if (to > from) {
        found.push({ type: "credit_card", start: startOf(chain, from), end: endOf(chain, to) });
        from = to;
      } else {
        from++;
      }
    }
  });
};

/** Whether digits without separators are a card number. */
function isCardNumber(digits: string): boolean {
  return hasIssuer(digits) && passesLuhn(digits);
}

const layouts: readonly (readonly number[])[] = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
  [4, 4, 4, 3],
  [4, 4, 4, 1],
];

/** Index after the last group of the longest card that begins with group `from`; `from` when there is none. */
function cardFrom(text: string, chain: DigitChain, from: number): number {
  const isWhole = from === 0 && chain.length <= 19 && lineBreaks(text, chain, 0, chain.length) === 0;
  if (isWhole && isCardEnd(text, chain, chain.length)) {
    const whole = digitsOf(text, chain, 0, chain.length);
    if (isCardNumber(whole)) return chain.length;
  }
  for (const layout of layouts) {
    const to = from + layout.length;
    const fits = layout.every((size, offset) => lengthOf(chain[from + offset]) === size);
    if (!fits || !isCardEnd(text, chain, to) || lineBreaks(text, chain, from, to) > 1) continue;
    if (isCardNumber(digitsOf(text, chain, from, to))) return to;
  }
  const single = lengthOf(chain[from]);
  const fits = single >= 12 && single <= 19 && isCardEnd(text, chain, from + 1);
  return fits && isCardNumber(digitsOf(text, chain, from, from + 1)) ? from + 1 : from;
}

/**
 * Letters may lead to a card ("PAN4111…"), but not those of a longer code of letters and digits such as a hash. The
 * digits after a decimal point are no card either.
 */
function standsAlone(text: string, chain: DigitChain, from: number): boolean {
  const start = startOf(chain, from);
  if (text.charAt(start - 1) === "." && isDigit(text.charCodeAt(start - 2))) return false;
  let index = start - 1;
  while (start - index <= 16 && isAsciiLetter(text.charCodeAt(index))) index--;
  return index === start - 1 || !isDigit(text.charCodeAt(index));
}

function isCardEnd(text: string, chain: DigitChain, to: number): boolean {
  return !isAsciiLetter(text.charCodeAt(endOf(chain, to)));
}

function isCardSeparator(code: number): boolean {
  return isSpace(code) || code === 0x2d;
}

/** Line ends between groups `from` and `to` (exclusive). */
function lineBreaks(text: string, chain: DigitChain, from: number, to: number): number {
  let count = 0;
  for (let index = startOf(chain, from); index < endOf(chain, to); index++) {
    const code = text.charCodeAt(index);
    const isCrOfCrlf = code === 0x0d && text.charCodeAt(index + 1) === 0x0a;
    if (code >= 0x0a && code <= 0x0d && !isCrOfCrlf) count++;
  }
  return count;
}

function startOf(chain: DigitChain, from: number): number {
  return (chain[from] as { start: number }).start;
}

function endOf(chain: DigitChain, to: number): number {
  return (chain[to - 1] as { end: number }).end;
}

/** First and last value of a prefix, and the lengths that go with it. */
type Issuer = readonly [first: number, last: number, lengths: readonly number[]];

const sixteenToNineteen = [16, 17, 18, 19];
const maestroLengths = [12, 13, 14, 15, 16, 17, 18, 19];

/** By number of prefix digits. */
const issuers: readonly (readonly [size: number, ranges: readonly Issuer[]])[] = [
  [1, [[4, 4, [13, 16, 19]]]], // Visa
  [
    2,
    [
      [34, 34, [15]], // American Express
      [37, 37, [15]],
      [36, 36, [14, 15, 16, 17, 18, 19]], // Diners Club
      [38, 39, [14, 15, 16, 17, 18, 19]],
      [51, 55, [16]], // Mastercard
      [62, 62, sixteenToNineteen], // UnionPay
      [65, 65, sixteenToNineteen], // Discover
      [81, 81, sixteenToNineteen], // UnionPay, RuPay
    ],
  ],
  [
    3,
    [
      [300, 305, [14, 16, 17, 18, 19]], // Diners Club
      [309, 309, [14, 16, 17, 18, 19]],
      [508, 508, [16]], // RuPay
      [606, 608, [16]],
      [644, 649, sixteenToNineteen], // Discover
    ],
  ],
  [
    4,
    [
      [1800, 1800, [15]], // JCB
      [2131, 2131, [15]],
      [2200, 2204, sixteenToNineteen], // Mir
      [2221, 2720, [16]], // Mastercard
      [3528, 3589, sixteenToNineteen], // JCB
      [5018, 5018, maestroLengths],
      [5020, 5020, maestroLengths],
      [5038, 5038, maestroLengths],
      [5060, 5061, sixteenToNineteen], // Verve
      [5612, 5612, maestroLengths],
      [5893, 5893, maestroLengths],
      [6011, 6011, sixteenToNineteen], // Discover
      [6304, 6304, maestroLengths],
      [6390, 6390, maestroLengths],
      [6759, 6759, maestroLengths],
      [6761, 6763, maestroLengths],
      [9792, 9792, [16]], // Troy
    ],
  ],
];

function hasIssuer(digits: string): boolean {
  if (digits.length < 12 || digits.length > 19) return false;
  for (const [size, ranges] of issuers) {
    const prefix = Number(digits.slice(0, size));
    for (const [first, last, lengths] of ranges) {
      if (prefix >= first && prefix <= last && lengths.includes(digits.length)) return true;
    }
  }
  return false;
}
