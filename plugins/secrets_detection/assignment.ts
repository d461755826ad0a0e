import { isAlphanumeric, isLetter, isSpace } from "./characters.ts";
import type { RunEnds } from "./run-ends.ts";

/**
 * A name and the value that it is given, as programs, configuration files, shells, JSON, YAML and XML write it.
 * @property name   the whole name, `GITHUB_TOKEN` or `clientSecret`
 * @property start  of the value, without quotes; `end` is exclusive
 * @property quoted whether quotes stand around the value
 */
export interface Assignment {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

const longestName = 80;
const longestValue = 1024;
/** What may stand between a name and its value: brackets, an operator, a type, the word "value", line ends in markup. */
const longestGap = 64;

/** Start of the name that a position lies in. */
export function nameStart(text: string, at: number): number {
  let start = at;
  while (at - start < longestName && isNamePart(text.charCodeAt(start - 1))) start--;
  return start;
}

/** End of the name that a position lies in. */
export function nameEnd(text: string, at: number): number {
  let end = at;
  while (end - at < longestName && isNamePart(text.charCodeAt(end))) end++;
  return end;
}

function isNamePart(code: number): boolean {
  return isAlphanumeric(code) || code === 0x5f || code === 0x2d || code === 0x2e;
}

/** What is assigned to the name from `from` to `to`, if anything is. */
export function assignmentOf(text: string, from: number, to: number, endOf: RunEnds): Assignment | undefined {
  const value = valueStart(text, from, to);
  if (value === undefined) return undefined;
  const name = text.slice(from, to);
  const first = text.charAt(value);
  const escaped = first === "\\" && quotes.includes(text.charAt(value + 1));
  if (escaped || quotes.includes(first)) {
    const start = value + (escaped ? 2 : 1);
    const end = quotedEnd(text, start, text.charAt(start - 1), escaped);
    return end === undefined ? undefined : { name, start, end, quoted: true };
  }
  if (text.charAt(value - 1) === ">") {
    const length = text.slice(value, value + longestValue).indexOf("<");
    const end = value + length;
    if (length > 0 && text.startsWith(`</${name}>`, end)) return { name, start: value, end, quoted: true };
  }
  let end = endOf(bare, value);
  if (end - value > longestValue) return undefined;
  while (end > value && ".,:!?".includes(text.charAt(end - 1))) end--;
  return end > value ? { name, start: value, end, quoted: false } : undefined;
}

const quotes = "\"'`";

function quotedEnd(text: string, from: number, quote: string, escaped: boolean): number | undefined {
  for (let index = from; index - from < longestValue && index < text.length; index++) {
    const char = text.charAt(index);
    if (char === quote) return escaped && text.charAt(index - 1) === "\\" ? index - 1 : index;
    if (char === "\n") return undefined;
  }
  return undefined;
}

/** All but quotes, brackets, blanks and other marks of programs and markup. */
const bare = new Uint8Array(128).fill(1, 0x21, 0x7f);
for (const char of "\"'`,;<>(){}[]|\\&") bare[char.charCodeAt(0)] = 0;

/** Position behind the operator after a name, or undefined when there is none. */
function valueStart(text: string, from: number, to: number): number | undefined {
  let index = to;
  let closed = false;
  while (index - to < 4 && isCloser(text.charCodeAt(index))) {
    closed ||= quotes.includes(text.charAt(index));
    index++;
  }
  const option = index === to && text.charAt(from) === "-";
  const spaces = skipSpaces(text, index, 8);
  // `--token abc` and `-p abc`: nothing but a blank between them.
  if (option && spaces > index && !"=:-".includes(text.charAt(spaces))) return spaces;
  index = skipWords(text, spaces, closed || spaces > index);
  // `set("TOKEN", "…")` gives a value, `["token", "…"]` is a list.
  const argument = closed && text.charAt(from - 2) === "(";
  const operator = operatorEnd(text, index, argument);
  if (operator === undefined || operator - to > longestGap) return undefined;
  let value = skipSpaces(text, operator, 40);
  // `name: TOKEN` and below it `value: …`, `["TOKEN"] = …`
  const word = skipWords(text, value, true);
  if (word > value) {
    const second = operatorEnd(text, word, false);
    if (second !== undefined) value = skipSpaces(text, second, 8);
  }
  const newline = text.slice(operator, value).includes("\n");
  if (newline && text.charAt(operator - 1) !== ">" && word === value) return undefined;
  return value < text.length ? value : undefined;
}

function isCloser(code: number): boolean {
  return code === 0x22 || code === 0x27 || code === 0x60 || code === 0x5d || code === 0x29 || code === 0x5c;
}

function skipSpaces(text: string, from: number, most: number): number {
  let index = from;
  while (index - from < most && isSpace(text.charCodeAt(index))) index++;
  return index;
}

/** Words between a name and its operator: types, and what says that a value follows. */
function skipWords(text: string, from: number, apart: boolean): number {
  if (!apart || !isLetter(text.charCodeAt(from))) return from;
  let end = from;
  while (end - from < 12 && isLetter(text.charCodeAt(end))) end++;
  return fillers.has(text.slice(from, end).toLowerCase()) ? skipSpaces(text, end, 8) : from;
}

const fillers: ReadonlySet<string> = new Set([
  "string",
  "str",
  "value",
  "default",
  "data",
  "is",
  "var",
  "char",
  "text",
]);

/** `=`, `:`, `:=`, `=>`, `->`, `?=`, `.=`, `||=`, `>` of markup, `%3D` and, between arguments of a call, a comma. */
function operatorEnd(text: string, from: number, argument: boolean): number | undefined {
  if (text.startsWith("%3D", from) || text.startsWith("%3d", from)) return from + 3;
  let index = from;
  while (index - from < 5 && "=:><?.+|-".includes(text.charAt(index)) && index < text.length) index++;
  if (index === from) return argument && text.charAt(index) === "," ? index + 1 : undefined;
  const operator = text.slice(from, index);
  return operator.includes("=") || operator.includes(":") || operator.endsWith(">") ? index : undefined;
}
