import type { JsonProblemCode } from "./document.ts";

const quote = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;

/** The bytes of a scan as its string steps need them. */
export interface ScannedText {
  readonly bytes: Uint8Array;
  /** The same bytes four at a time, made for the first long string. */
  words: DataView | undefined;
  readonly refusesLoneSurrogates: boolean;
  /** Why the last string was refused. */
  problem: JsonProblemCode;
}

export function scannedText(bytes: Uint8Array, refusesLoneSurrogates: boolean): ScannedText {
  return { bytes, words: undefined, refusesLoneSurrogates, problem: "syntax" };
}

// Runs up to here end before words would pay: half of the keys and strings of messages are shorter.
const shortRun = 24;

/**
 * Index of the first byte from `from` that ends a run of plain characters: a quote, a backslash, a control character
 * (none may stand in a string, RFC 8259 section 7), or the end of the text.
 */
export function endOfPlainRun(text: ScannedText, from: number): number {
  const { bytes } = text;
  const { length } = bytes;
  const soon = Math.min(from + shortRun, length);
  let at = from;
  while (at < soon) {
    if (endsRun(bytes[at] as number)) return at;
    at += 1;
  }
  return at === length ? at : endOfLongRun(bytes, wordsOf(text), at);
}

/** The same, eight bytes a step: 0.2 ns a byte against 0.6 one by one. */
function endOfLongRun(bytes: Uint8Array, words: DataView, from: number): number {
  const last = bytes.length - 8;
  let at = from;
  // A loop that did more, were it only to return, would run at two thirds of the speed.
  while (at <= last) {
    const marks = marksOf(words.getInt32(at, true)) | marksOf(words.getInt32(at + 4, true));
    if (marks !== 0) break;
    at += 8;
  }
  return at <= last ? endOfNextRun(bytes, words, at) : endOfLastRun(bytes, at);
}

/** The same for runs between escapes, which are short: four bytes a step. */
function endOfNextRun(bytes: Uint8Array, words: DataView, from: number): number {
  const last = bytes.length - 4;
  let at = from;
  while (at <= last) {
    const marks = marksOf(words.getInt32(at, true));
    if (marks !== 0) return at + lowestByte(marks);
    at += 4;
  }
  return endOfLastRun(bytes, at);
}

/** The same for what is less than a step, at the end of the text. */
function endOfLastRun(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !endsRun(bytes[at] as number)) at += 1;
  return at;
}

function wordsOf(text: ScannedText): DataView {
  const { bytes } = text;
  text.words ??= new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return text.words;
}

/**
 * Marks bytes that end a run by their highest bit: the lowest of them surely, and others only above one. In
 * `(x - 0x01…) & ~x & 0x80…` the lowest bit set is that of the lowest byte of x that is 0; with 0x20…, of the lowest
 * below 0x20. The exclusive or makes quotes and backslashes 0.
 */
function marksOf(word: number): number {
  const ends = (word - 0x20202020) | ((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101);
  return ends & ~word & 0x80808080;
}

function lowestByte(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3;
}

function endsRun(byte: number): boolean {
  return byte === quote || byte === backslash || byte < firstPrintable;
}

/**
 * Goes on with a string from its first byte that is not plain. Returns one past the closing quote, or `~offset` after
 * naming its problem: of the byte that is no JSON, else of the first escaped surrogate without its other half, which
 * is legal JSON.
 */
export function endOfEscapedString(text: ScannedText, from: number): number {
  const { bytes } = text;
  const { length } = bytes;
  const words = wordsOf(text);
  text.problem = "syntax";
  let loneSurrogate = -1;
  let at = from;
  while (at + 1 < length && bytes[at] === backslash) {
    const escaped = bytes[at + 1] as number;
    if (escaped === 0x75) {
      const unit = hexUnit(bytes, at + 2);
      if (unit < 0) return ~at;
      if (unit >= 0xd800 && unit <= 0xdfff) {
        if (isHighSurrogate(unit) && isLowSurrogateEscape(bytes, at + 6)) at += 6;
        else if (loneSurrogate < 0) loneSurrogate = at;
      }
      at += 6;
    } else {
      if (shortEscapeByte(escaped) === 0) return ~at;
      at += 2;
    }
    at = endOfNextRun(bytes, words, at);
  }
  if (at >= length || bytes[at] !== quote) return ~at;
  if (loneSurrogate < 0 || !text.refusesLoneSurrogates) return at + 1;
  text.problem = "lone_surrogate";
  return ~loneSurrogate;
}

/** Whether a code unit is the first half of a pair. */
export function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

/** Whether the escape of a second half is at `at`. */
export function isLowSurrogateEscape(bytes: Uint8Array, at: number): boolean {
  if (at + 1 >= bytes.length || bytes[at] !== backslash || bytes[at + 1] !== 0x75) return false;
  const unit = hexUnit(bytes, at + 2);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** The code unit of four hexadecimal digits, or a negative number. */
export function hexUnit(bytes: Uint8Array, from: number): number {
  if (from + 4 > bytes.length) return -1;
  return (
    (hexDigit(bytes[from] as number) << 12) |
    (hexDigit(bytes[from + 1] as number) << 8) |
    (hexDigit(bytes[from + 2] as number) << 4) |
    hexDigit(bytes[from + 3] as number)
  );
}

/** -1 for what is none, which shifted or not makes the whole unit negative. */
function hexDigit(byte: number): number {
  return hexDigits[byte] as number;
}

const hexDigits = new Int8Array(256).fill(-1);
for (const [value, letter] of [..."0123456789abcdef"].entries()) {
  hexDigits[letter.charCodeAt(0)] = value;
  hexDigits[letter.toUpperCase().charCodeAt(0)] = value;
}

/** What `"` `\` `/` `b` `f` `n` `r` `t` stand for after the backslash; 0 for all others. */
export function shortEscapeByte(letter: number): number {
  switch (letter) {
    case quote:
    case backslash:
    case 0x2f:
      return letter;
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    default:
      return 0;
  }
}
