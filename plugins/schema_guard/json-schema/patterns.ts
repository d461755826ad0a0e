import { compilePattern, type Pattern } from "plugins-adapter/framework";
import { re2Source } from "./ecma-pattern.ts";
import { unusable } from "./unusable.ts";

/** Expressions of a schema, made when they are first asked. */
export interface PatternTable {
  /** Throws `UnusableSchema` for one that does not run in linear time. */
  matches(spent: Spent, source: string, text: string): boolean;
}

interface Spent {
  stepsLeft: number;
}

const longestPattern = 4000;

export function patternTable(): PatternTable {
  const known = new Map<string, Pattern>();

  function make(spent: Spent, source: string): Pattern {
    if (source.length > longestPattern) unusable("a pattern of it is too long");
    const reading = compilePattern(re2Source(source));
    if (!reading.ok) unusable("a pattern of it is none that runs in linear time");
    const { pattern } = reading;
    // Making it takes about as long as 20 steps for each of its instructions.
    spent.stepsLeft -= 20 * pattern.size;
    known.set(source, pattern);
    return pattern;
  }

  return {
    matches(spent, source, text) {
      const pattern = known.get(source) ?? make(spent, source);
      spent.stepsLeft -= 2 + Math.ceil((text.length * Math.min(pattern.size, 1000)) / 64);
      if (spent.stepsLeft < 0) unusable("max_steps");
      return pattern.test(text);
    },
  };
}
