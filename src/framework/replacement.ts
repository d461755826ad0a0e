import { compilePattern, type Pattern, type PatternMatch } from "./pattern.ts";

/** Makes the text that stands in the place of a match. */
export type Replacement = (match: PatternMatch) => string;

/** A replacement, or why its text is none. */
export type ReplacementReading =
  | { readonly ok: true; readonly replacement: Replacement }
  | { readonly ok: false; readonly message: string };

/**
 * Reads a replacement as Python's `re.sub` does: `\1` to `\99`, `\g<1>`, `\g<name>` and `\g<0>` stand for groups, a group
 * that took no part for nothing; `\n \r \t \a \f \v \b \\` and octal escapes for their characters. A backslash before
 * any other letter is an error, before anything else itself. `$` and `&` mean themselves.
 */
export function readReplacement(template: string, pattern: Pattern): ReplacementReading {
  const parts: (string | number)[] = [];
  let literal = "";
  let index = 0;
  while (index < template.length) {
    const slash = template.indexOf("\\", index);
    if (slash === -1) break;
    literal += template.slice(index, slash);
    const read = readEscape(template, slash, pattern);
    if (!read.ok) return read;
    if (typeof read.part === "number") {
      if (literal !== "") parts.push(literal);
      parts.push(read.part);
      literal = "";
    } else {
      literal += read.part;
    }
    index = read.end;
  }
  literal += template.slice(index);
  if (literal !== "") parts.push(literal);
  const fixed = parts.every((part) => typeof part === "string") ? parts.join("") : undefined;
  if (fixed !== undefined) return { ok: true, replacement: () => fixed };
  return {
    ok: true,
    replacement: ({ groups }) =>
      parts.map((part) => (typeof part === "number" ? (groups[part] ?? "") : part)).join(""),
  };
}

/** A pattern and what stands in the place of its matches. */
export interface ReplacementRule {
  readonly pattern: Pattern;
  readonly replacement: Replacement;
}

/** `part` is which of the two texts was wrong. */
export type RuleReading =
  | { readonly ok: true; readonly rule: ReplacementRule }
  | { readonly ok: false; readonly part: "search" | "replace"; readonly message: string };

/** Reads a search pattern and what its matches are replaced by. */
export function readReplacementRule(
  search: string,
  replace: string,
  options: { readonly ignoreCase?: boolean } = {},
): RuleReading {
  const compiled = compilePattern(search, options);
  if (!compiled.ok) return { ok: false, part: "search", message: compiled.message };
  const { pattern } = compiled;
  const read = readReplacement(replace, pattern);
  if (!read.ok) return { ok: false, part: "replace", message: read.message };
  return { ok: true, rule: { pattern, replacement: read.replacement } };
}

/** The same for texts that were checked before. Throws where they are wrong after all. */
export function replacementRule(
  search: string,
  replace: string,
  options: { readonly ignoreCase?: boolean } = {},
): ReplacementRule {
  const reading = readReplacementRule(search, replace, options);
  if (!reading.ok) throw new Error(reading.message);
  return reading.rule;
}

/** A text that would grow beyond this many code units is not made. */
const longestText = 16 * 1024 * 1024;

/**
 * Makes replacements one after the other, each in the text that the ones before it left.
 * @param deadline of `performance.now()`
 * @returns undefined when the deadline passed, or the text grew beyond 16 Mi code units
 */
export function replaceMatches(
  source: string,
  rules: readonly ReplacementRule[],
  deadline: number,
): string | undefined {
  let text = source;
  for (const { pattern, replacement } of rules) {
    if (!pattern.test(text)) continue;
    let replaced = "";
    let last = 0;
    const complete = pattern.eachMatch(text, deadline, (match) => {
      replaced += text.slice(last, match.start) + replacement(match);
      last = match.end;
      return replaced.length <= longestText;
    });
    if (!complete) return undefined;
    text = replaced + text.slice(last);
  }
  return text;
}

type Escape =
  | { readonly ok: true; readonly part: string | number; readonly end: number }
  | { readonly ok: false; readonly message: string };

const characters: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  a: "\x07",
  f: "\f",
  v: "\v",
  b: "\b",
  "\\": "\\",
};

function readEscape(template: string, slash: number, pattern: Pattern): Escape {
  const next = template.charAt(slash + 1);
  if (next === "") return { ok: false, message: "ends in a single backslash" };
  if (next === "g") return readNamed(template, slash, pattern);
  if (isDigit(next)) return readNumbered(template, slash, pattern);
  const character = characters[next];
  if (character !== undefined) return { ok: true, part: character, end: slash + 2 };
  if (/^[A-Za-z]$/.test(next)) return { ok: false, message: `unknown escape \\${next}` };
  return { ok: true, part: `\\${next}`, end: slash + 2 };
}

function readNamed(template: string, slash: number, pattern: Pattern): Escape {
  const close = template.indexOf(">", slash);
  if (template.charAt(slash + 2) !== "<" || close === -1) return { ok: false, message: "\\g without <name>" };
  const name = template.slice(slash + 3, close);
  const group = /^\d+$/.test(name) ? Number(name) : pattern.names.get(name);
  if (group === undefined) return { ok: false, message: `the pattern has no group named "${name}"` };
  return grouped(group, close + 1, pattern);
}

/** As in Python: a leading 0 or three octal digits are a character, else one or two digits are a group. */
function readNumbered(template: string, slash: number, pattern: Pattern): Escape {
  const digits = template.slice(slash + 1, slash + 4);
  const octal = digits.startsWith("0") ? /^0[0-7]{0,2}/.exec(digits) : /^[0-3][0-7]{2}/.exec(digits);
  if (octal !== null) {
    const [code] = octal;
    return { ok: true, part: String.fromCharCode(Number.parseInt(code, 8)), end: slash + 1 + code.length };
  }
  const size = isDigit(digits.charAt(1)) ? 2 : 1;
  return grouped(Number(digits.slice(0, size)), slash + 1 + size, pattern);
}

function grouped(group: number, end: number, pattern: Pattern): Escape {
  return group <= pattern.groupCount
    ? { ok: true, part: group, end }
    : { ok: false, message: `the pattern has no group ${group}` };
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}
