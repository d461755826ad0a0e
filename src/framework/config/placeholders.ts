import { type Expression, readJinja, readShell } from "./template.ts";

/**
 * A file's text with every template replaced by a word of the same length that YAML reads as plain text wherever it
 * stands, so that templates need no quotes, values cannot bring YAML of their own, and lines and columns stay right.
 */
export interface MaskedText {
  readonly text: string;
  readonly expressions: readonly Expression[];
  /** Stands at both ends of each word: a private-use character that the file itself does not have. */
  readonly mark: string;
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Two digits of an index are what fits in the shortest template, `${X}`. */
const mostTemplates = digits.length ** 2;
const escapeBody = "$";
/** Of one template; keeps the search for its end short. */
const mostCharacters = 4096;

/** Undefined when the file holds more templates than can be told apart (3,844), or every private-use character. */
export function maskPlaceholders(source: string): MaskedText | undefined {
  const mark = unusedCharacter(source);
  if (mark === undefined) return undefined;
  const expressions: Expression[] = [];
  const parts: string[] = [];
  let copied = 0;
  let lineEnd = -1;
  for (let at = source.search(/[${]/); at !== -1 && at < source.length; ) {
    if (lineEnd < at) lineEnd = endOfLine(source, at);
    const found = templateAt(source, at, Math.min(lineEnd, at + mostCharacters));
    if (found === undefined) {
      at = nextOpening(source, at + 1);
      continue;
    }
    parts.push(source.slice(copied, at));
    if (found.expression === undefined) parts.push(mark + escapeBody + mark);
    else {
      const index = expressions.push(found.expression) - 1;
      if (index >= mostTemplates) return undefined;
      const body = `${digits[Math.floor(index / digits.length)]}${digits[index % digits.length]}`;
      parts.push(mark + body.padEnd(found.length - 2, "_") + mark);
    }
    copied = at + found.length;
    at = nextOpening(source, copied);
  }
  parts.push(source.slice(copied));
  return { text: parts.join(""), expressions, mark };
}

/** The text of a file that has no templates. Undefined when it holds every private-use character. */
export function unmasked(source: string): MaskedText | undefined {
  const mark = unusedCharacter(source);
  return mark === undefined ? undefined : { text: source, expressions: [], mark };
}

/** A scalar's text cut at its templates: literal pieces as strings, templates as expressions. */
export function splitMasked(text: string, masked: MaskedText): (string | Expression)[] {
  const pieces: (string | Expression)[] = [];
  const parts = text.split(masked.mark);
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) {
      if (part !== "") pieces.push(part);
    } else if (part === escapeBody) pieces.push("${");
    else {
      const expression =
        masked.expressions[digits.indexOf(part[0] ?? "") * digits.length + digits.indexOf(part[1] ?? "")];
      if (expression !== undefined) pieces.push(expression);
    }
  }
  return pieces;
}

interface FoundTemplate {
  /** Absent for an escape `$${` that no brace closes: a literal `${`. */
  readonly expression?: Expression;
  readonly length: number;
}

function templateAt(source: string, at: number, lineEnd: number): FoundTemplate | undefined {
  if (source.startsWith("$${", at)) {
    const end = indexBefore(source, "}", at + 3, lineEnd);
    // Its closing brace is masked with it, or it would end a flow mapping around it.
    return end === -1
      ? { length: 3 }
      : { expression: { kind: "text", text: source.slice(at + 1, end + 1) }, length: end + 1 - at };
  }
  if (source.startsWith("${", at) && source[at + 2] !== "{") {
    const end = indexBefore(source, "}", at + 2, lineEnd);
    if (end === -1 || end === at + 2) return undefined;
    return { expression: readShell(source.slice(at + 2, end)), length: end + 1 - at };
  }
  if (source.startsWith("{{", at)) {
    const end = endOfJinja(source, at + 2, lineEnd);
    return end === -1
      ? undefined
      : { expression: readJinja(source.slice(at + 2, end)), length: end + 2 - at };
  }
  for (const [open, close] of [
    ["{%", "%}"],
    ["{#", "#}"],
  ] as const) {
    if (!source.startsWith(open, at)) continue;
    const end = indexBefore(source, close, at + 2, lineEnd);
    if (end === -1) return undefined;
    return { expression: { kind: "unsupported", source: source.slice(at, end + 2) }, length: end + 2 - at };
  }
  return undefined;
}

/** The place of the closing `}}` on the line, quoted strings skipped; a quote without an end is no string. */
function endOfJinja(source: string, from: number, lineEnd: number): number {
  for (let at = from; at < lineEnd; at++) {
    const char = source[at];
    if (char === "'" || char === '"') {
      const end = indexBefore(source, char, at + 1, lineEnd);
      if (end !== -1) at = end;
    } else if (char === "}" && source[at + 1] === "}") return at;
  }
  return -1;
}

function indexBefore(source: string, text: string, from: number, end: number): number {
  const index = source.slice(from, end).indexOf(text);
  return index === -1 ? -1 : from + index;
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end === -1 ? source.length : end;
}

function nextOpening(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    const char = source[at];
    if (char === "$" || char === "{") return at;
  }
  return -1;
}

function unusedCharacter(source: string): string | undefined {
  for (let code = 0xe000; code <= 0xf8ff; code++) {
    const char = String.fromCharCode(code);
    if (!source.includes(char)) return char;
  }
  return undefined;
}
