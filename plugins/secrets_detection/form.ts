import { isAlphanumeric, isHexDigit, isLetter } from "./characters.ts";
import { type RunEnds, runEnds } from "./run-ends.ts";

/**
 * The form of a token in a small part of the notation of regular expressions, all of which is matched in one pass:
 * characters that mean themselves, `\` before those that do not, sets (`[0-9a-f]`, `\d`, `\w`), counts (`{36}`, `{10,80}`,
 * `{20,}`) on sets, and `(one|other)` or `(one)?` of characters. A set takes as much as it can and gives nothing back, so what
 * follows it must begin with something that is not in it, or the set must have a fixed count.
 */
export type FormSource = string;

/** One way to write a token: characters of sets, with counts. */
export interface Form {
  /** Longest run of characters that mean themselves: what a text is searched for. */
  readonly anchor: string;
  /** What stands before the anchor, the last part first; and behind it. */
  readonly before: readonly Part[];
  readonly after: readonly Part[];
}

interface Part {
  readonly has: Uint8Array;
  readonly least: number;
  readonly most: number;
}

/** Where a token stands, `end` exclusive; `body` is where it begins to differ from others of its kind. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly body: number;
}

/** Longest token; what is longer is no token. */
const unbounded = 4096;

/** The forms that a source stands for: one for each of its alternatives. */
export function formsOf(source: FormSource): Form[] {
  return expand(source).map((plain) => formOf(parse(plain)));
}

/** The same, with anchors that are long enough to look for. */
export function soughtForms(source: FormSource): Form[] {
  return formsOf(source).flatMap(withLongAnchor);
}

/** Shorter anchors stand everywhere: scanning 256 KB of prose took 2.5 ms with them instead of 0.6. */
const shortestAnchor = 3;

/** A short anchor is made longer by each of the characters that may stand next to it, on the side that has fewer. */
function withLongAnchor(form: Form): Form[] {
  const { anchor } = form;
  if (anchor.length >= shortestAnchor) return [form];
  const behind = charactersOf(form.after[0]);
  const ahead = charactersOf(form.before[0]);
  if (behind.length === 0 && ahead.length === 0) return [form];
  const forward = ahead.length === 0 || (behind.length > 0 && behind.length <= ahead.length);
  return (forward ? behind : ahead).flatMap((char) =>
    withLongAnchor(
      forward
        ? { ...form, anchor: anchor + char, after: withoutOne(form.after) }
        : { ...form, anchor: char + anchor, before: withoutOne(form.before) },
    ),
  );
}

/** The characters of a part that must be there. */
function charactersOf(part: Part | undefined): string[] {
  if (part === undefined || part.least === 0) return [];
  return [...part.has.keys()].filter((code) => part.has[code] === 1).map((code) => String.fromCharCode(code));
}

function withoutOne([next, ...rest]: readonly Part[]): readonly Part[] {
  if (next === undefined || next.most === 1) return rest;
  return [{ ...next, least: next.least - 1, most: next.most - 1 }, ...rest];
}

/** Parts that may be longer are read with `runEnds`. */
const longPart = 64;

/** The token whose anchor begins at `at`, if there is one that stands by itself. */
export function matchForm(form: Form, text: string, at: number, endOf: RunEnds): Span | undefined {
  if (form.before.length === 0 && !beginsHere(text, at)) return undefined;
  if (!text.startsWith(form.anchor, at)) return undefined;
  const body = at + form.anchor.length;
  let end = body;
  for (const { has, least, most } of form.after) {
    const from = end;
    if (most > longPart) end = Math.min(endOf(has, end), from + most);
    else while (end - from < most && has[text.charCodeAt(end)] === 1) end++;
    if (end - from < least) return undefined;
  }
  let start = at;
  for (const { has, least, most } of form.before) {
    const from = start;
    while (from - start < most && has[text.charCodeAt(start - 1)] === 1) start--;
    if (from - start < least) return undefined;
  }
  if (!beginsHere(text, start) || !endsHere(form, text, end) || isFileName(text, start, end))
    return undefined;
  if (isBare(form.anchor) && isInBase64(text, start, end)) return undefined;
  return { start, end, body: form.after.length === 0 ? start : body };
}

/** Whether the form fits the whole of a text. */
export function fitsForm(form: Form, text: string): boolean {
  const at = text.indexOf(form.anchor);
  if (at === -1) return false;
  const span = matchForm(form, text, at, runEnds(text));
  return span !== undefined && span.start === 0 && span.end === text.length;
}

/** A letter, digit or underscore before a token makes it part of something longer, unless it ends an escape: `\n`, `%3D`, `\u003d`. */
export function beginsHere(text: string, start: number): boolean {
  if (text.charCodeAt(start - 1) === 0x5f) return false;
  if (!isAlphanumeric(text.charCodeAt(start - 1))) return true;
  if (text.charCodeAt(start - 2) === 0x5c) return "nrtbfv".includes(text.charAt(start - 1));
  if (!isHexDigit(text.charCodeAt(start - 1)) || !isHexDigit(text.charCodeAt(start - 2))) return false;
  return text.charAt(start - 3) === "%" || text.slice(start - 6, start - 4) === "\\u";
}

function endsHere({ after }: Form, text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  return !isAlphanumeric(code) && after.at(-1)?.has[code] !== 1;
}

/** Behind a dot or slash and before an ending: `ico-7a38….png`. */
function isFileName(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  return (before === "." || before === "/") && text.charAt(end) === "." && isLetter(text.charCodeAt(end + 1));
}

/** Anchors of letters and digits alone occur in base64 by chance. */
function isBare(anchor: string): boolean {
  for (let index = 0; index < anchor.length; index++) {
    if (!isAlphanumeric(anchor.charCodeAt(index))) return false;
  }
  return true;
}

/** Joined by `+` or `/` to more letters and digits. A URL's path has its slashes, too, but not on both sides of one part. */
function isInBase64(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  const after = text.charCodeAt(end);
  const leads = (before === 0x2b || before === 0x2f) && isAlphanumeric(text.charCodeAt(start - 2));
  const follows = (after === 0x2b || after === 0x2f) && isAlphanumeric(text.charCodeAt(end + 1));
  return before === 0x2b || after === 0x2b ? leads || follows : leads && follows;
}

/** Alternatives written out. */
function expand(source: string): string[] {
  const open = /(?<!\\)\(([^()]*)\)(\??)/.exec(source);
  if (open === null) return [source];
  const [whole, inner = "", optional] = open;
  const choices = inner.split("|");
  if (optional === "?") choices.push("");
  return choices.flatMap((choice) =>
    expand(source.slice(0, open.index) + choice + source.slice(open.index + whole.length)),
  );
}

interface ParsedPart extends Part {
  /** The character, where the part is one that means itself. */
  readonly literal?: string;
}

function parse(source: string): ParsedPart[] {
  const parts: ParsedPart[] = [];
  let index = 0;
  while (index < source.length) {
    const [token] = /^(?:\[[^\]]*\]|\\.|.)/.exec(source.slice(index)) ?? [""];
    index += token.length;
    const [count, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(source.slice(index)) ?? [""];
    index += count.length;
    const isSet = token.startsWith("[") || token === "\\d" || token === "\\w";
    const has = isSet ? setOf(token.startsWith("[") ? token.slice(1, -1) : token) : setOf(token);
    if (!isSet && count === "") {
      parts.push({ has, least: 1, most: 1, literal: token.replace("\\", "") });
      continue;
    }
    const from = Number(least ?? 1);
    parts.push({ has, least: from, most: comma === "," ? Number(most === "" ? unbounded : most) : from });
  }
  return parts;
}

/** Bitmap of 128 characters; nothing beyond ASCII stands in a token. */
function setOf(members: string): Uint8Array {
  const has = new Uint8Array(128);
  const add = (from: number, to: number) => has.fill(1, from, to + 1);
  const pattern = /\\d|\\w|(\\.|[^\\])(?:-(\\.|[^\\\]]))?/g;
  for (const [whole, first = "", last] of members.matchAll(pattern)) {
    if (whole === "\\d" || whole === "\\w") add(0x30, 0x39);
    if (whole === "\\w") {
      add(0x41, 0x5a);
      add(0x61, 0x7a);
      add(0x5f, 0x5f);
    }
    if (first === "") continue;
    const from = first.charCodeAt(first.length - 1);
    add(from, last === undefined ? from : last.charCodeAt(last.length - 1));
  }
  return has;
}

function formOf(parts: readonly ParsedPart[]): Form {
  let best = { from: 0, to: 0 };
  for (let from = 0; from < parts.length; from++) {
    let to = from;
    while (parts[to]?.literal !== undefined) to++;
    if (to - from > best.to - best.from) best = { from, to };
    from = to;
  }
  return {
    anchor: parts
      .slice(best.from, best.to)
      .map(({ literal }) => literal)
      .join(""),
    before: parts.slice(0, best.from).reverse(),
    after: parts.slice(best.to),
  };
}
