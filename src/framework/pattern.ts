import { RE2JS, RE2JSException } from "re2js";

/** One match: its span in the text and its groups, the whole match first; a group that took no part is undefined. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** A regular expression in RE2's syntax: no look-around, no back-references, and no text makes one search more than linear. */
export interface Pattern {
  readonly source: string;
  /** Group names and their numbers. */
  readonly names: ReadonlyMap<string, number>;
  readonly groupCount: number;
  /** Instructions that it is made of: an upper bound of the work for each character of a text. */
  readonly size: number;
  /** Whether it matches anywhere; much faster than looking for the places. */
  test(text: string): boolean;
  /**
   * Calls back with each match from left to right, not overlapping, until `visit` returns false.
   * @returns false when `visit` did, or when `deadline` (of `performance.now()`) passed before the end. Each search is
   *          linear, but a text can be made to need as many long searches as it has characters.
   */
  eachMatch(text: string, deadline: number, visit: (match: PatternMatch) => unknown): boolean;
}

/** A pattern, or why its text is none. */
export type PatternReading =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly message: string };

/** Compiles a pattern of the operator's. `message` says what is wrong with it and names no other text. */
export function compilePattern(
  source: string,
  options: { readonly ignoreCase?: boolean } = {},
): PatternReading {
  try {
    return {
      ok: true,
      pattern: patternOf(source, RE2JS.compile(source, options.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)),
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { ok: false, message: error.message };
  }
}

/**
 * Compiles a pattern that the schema of a configuration has accepted.
 * @throws TypeError for any other
 */
export function acceptedPattern(source: string, options: { readonly ignoreCase?: boolean } = {}): Pattern {
  const reading = compilePattern(source, options);
  if (!reading.ok) throw new TypeError(reading.message);
  return reading.pattern;
}

function patternOf(source: string, compiled: RE2JS): Pattern {
  const groupCount = compiled.groupCount();
  return {
    source,
    names: new Map(Object.entries(compiled.namedGroups())),
    groupCount,
    size: compiled.programSize(),
    test: (text) => compiled.test(text),
    eachMatch(text, deadline, visit) {
      const matcher = compiled.matcher(text);
      while (matcher.find()) {
        const groups: (string | undefined)[] = [];
        for (let group = 0; group <= groupCount; group++) groups.push(matcher.group(group) ?? undefined);
        if (visit({ start: matcher.start(), end: matcher.end(), groups }) === false) return false;
        if (performance.now() > deadline) return false;
      }
      return true;
    },
  };
}
