import { ownScan, type Scan } from "./scan.ts";

/**
 * Texts that a plugin looks for.
 * @property words      found inside longer words too; empty ones are never found
 * @property ignoreCase whether ASCII letters match in either case. Case beyond ASCII is the plugin's: words and texts in
 *                      lower case.
 */
export interface Literals {
  readonly words: readonly string[];
  readonly ignoreCase?: boolean;
}

/** Told of each place where a word stands: its number in `words`, and the span in code units, `end` exclusive. */
export type LiteralVisit = (word: number, start: number, end: number) => void;

/**
 * Finds the words of a list in texts, in time linear in the text, however many words there are and whatever both hold;
 * `each` takes time for every place besides. The sets of all plugins of a manager read a text once between them.
 */
export interface LiteralSet {
  /** Whether any of the words occurs. */
  has(text: string): boolean;
  /** Calls back with every place where a word occurs, overlapping ones too, in order of their ends. */
  each(text: string, visit: LiteralVisit): void;
}

/** A set whose reading may be done by a scan that others use as well. */
export interface BoundSet extends LiteralSet {
  readonly literals: Literals;
  /** Reads with `scan` from now on, which knows this set's words by `bit`. */
  bind(scan: Scan, bit: number): void;
  /** Drops what its scan keeps of the texts that were read. */
  release(): void;
}

/** A set for itself; a plugin's environment makes those that share. The automaton is built when first needed. */
export function literalSet(literals: Literals): LiteralSet {
  return boundSet(literals);
}

export function boundSet(literals: Literals): BoundSet {
  let bit = 1;
  let scan: Scan | undefined;
  const bound = (): Scan => {
    scan ??= ownScan(literals);
    return scan;
  };
  return {
    literals,
    has: (text) => (bound().bitsIn(text) & bit) !== 0,
    each(text, visit) {
      const reader = bound();
      if ((reader.bitsIn(text) & bit) !== 0) reader.each(text, bit, visit);
    },
    bind(shared, by) {
      scan = shared;
      bit = by;
    },
    release: () => scan?.release(),
  };
}
