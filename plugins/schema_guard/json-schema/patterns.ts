import { compilePattern, type Pattern } from "plugins-adapter/framework";
import { re2Source } from "./ecma-pattern.ts";
import { expandedSize } from "./pattern-size.ts";
import { unusable } from "./unusable.ts";

/** Expressions of a schema, made when they are first asked. */
export interface PatternTable {
  /** Throws `UnusableSchema` for one that does not run in linear time. */
  matches(spent: Spent, source: string, text: string): boolean;
  /** Instructions of all that were made, each about 500 bytes. */
  size(): number;
}

interface Spent {
  stepsLeft: number;
}

const longestPattern = 4000;
/** Of all expressions of a schema together. */
const mostInstructions = 20_000;
/** Making an instruction takes about 2.5 µs, one instruction for one character 8 ns, a step 60 ns. */
const stepsToMake = 40;
const matchedInAStep = 16;

export function patternTable(): PatternTable {
  const known = new Map<string, Pattern>();
  let size = 0;

  function spend(spent: Spent, steps: number): void {
    spent.stepsLeft -= steps;
    if (spent.stepsLeft < 0) unusable("max_steps");
  }

  function make(spent: Spent, source: string): Pattern {
    if (source.length > longestPattern) unusable("a pattern of it is too long");
    const translated = re2Source(source);
    const expected = expandedSize(translated);
    if (size + expected > mostInstructions) unusable("its patterns are too large");
    spend(spent, stepsToMake * expected);
    const reading = compilePattern(translated);
    if (!reading.ok) unusable("a pattern of it is none that runs in linear time");
    const { pattern } = reading;
    size += pattern.size;
    known.set(source, pattern);
    return pattern;
  }

  return {
    matches(spent, source, text) {
      const pattern = known.get(source) ?? make(spent, source);
      spend(spent, 2 + Math.ceil((text.length * pattern.size) / matchedInAStep));
      return pattern.test(text);
    },
    size: () => size,
  };
}
