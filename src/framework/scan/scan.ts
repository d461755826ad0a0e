import { type Automaton, automatonOf, type Entry } from "./automaton.ts";
import type { Literals, LiteralVisit } from "./literal-set.ts";
import { readEnds } from "./read.ts";
import { createReadings, type Reading, type Readings } from "./readings.ts";

/** One automaton for the words of one or several sets, each of which has a bit. */
export interface Scan {
  /** The bits of the sets of which a word occurs in the text. */
  bitsIn(text: string): number;
  /** The places of one set's words. */
  each(text: string, bit: number, visit: LiteralVisit): void;
  /** Drops what is kept of the texts that were read. */
  release(): void;
}

/** The scan of one set. It keeps nothing: nobody else asks for the same text. */
export function ownScan(literals: Literals): Scan {
  return scanOf(entriesOf(literals, 1), literals.ignoreCase === true, undefined);
}

/** The scan of several sets, alike in `ignoreCase`. What it read it knows until `release`. */
export function commonScan(sets: readonly Literals[], bits: readonly number[], ignoreCase: boolean): Scan {
  const entries = sets.flatMap((literals, index) => entriesOf(literals, bits[index] as number));
  return scanOf(entries, ignoreCase, sets.length > 1 ? createReadings() : undefined);
}

function entriesOf({ words }: Literals, bit: number): Entry[] {
  return words.map((word, index) => ({ word, bit, index }));
}

function scanOf(entries: readonly Entry[], ignoreCase: boolean, readings: Readings | undefined): Scan {
  const automaton = automatonOf(entries, ignoreCase);
  const readingOf = (text: string): Reading => {
    const known = readings?.of(text);
    if (known !== undefined) return known;
    const reading = read(automaton, text);
    readings?.keep(text, reading);
    return reading;
  };
  return {
    bitsIn: (text) => readingOf(text).bits,
    each(text, bit, visit) {
      const { ends } = readingOf(text);
      if (ends !== undefined) for (const piece of ends) tell(automaton, piece, bit, visit);
      else readEnds(automaton, text, (piece) => tell(automaton, piece, bit, visit));
    },
    release: () => readings?.clear(),
  };
}

/** Numbers that one reading keeps at most: 1 MiB. A text with more words than that is read again for each set. */
const maxKept = 1 << 18;

function read(automaton: Automaton, text: string): Reading {
  let bits = 0;
  let kept = 0;
  const ends: Int32Array[] = [];
  readEnds(automaton, text, (piece) => {
    for (let at = 1; at < piece.length; at += 2) bits |= automaton.bits[piece[at] as number] as number;
    kept += piece.length;
    if (kept <= maxKept) ends.push(piece);
  });
  if (bits === 0) return nothing;
  return kept <= maxKept ? { bits, ends } : { bits };
}

const nothing: Reading = { bits: 0, ends: [] };

/** The longest word that ends at a place comes first. */
function tell(automaton: Automaton, piece: Int32Array, bit: number, visit: LiteralVisit): void {
  const { ends, endsFrom, nextEnd, bits } = automaton;
  for (let at = 0; at < piece.length; at += 2) {
    const end = piece[at] as number;
    const state = piece[at + 1] as number;
    if (((bits[state] as number) & bit) === 0) continue;
    for (let from = state; from !== 0; from = nextEnd[from] as number) {
      for (let each = endsFrom[from] as number; each < (endsFrom[from + 1] as number); each++) {
        const entry = ends[each] as Entry;
        if (entry.bit === bit) visit(entry.index, end - entry.word.length, end);
      }
    }
  }
}
