import { type LiteralSet, literalSet } from "plugins-adapter/framework";
import { type Word, words } from "./lexicon.ts";

/** Where words of one concept stand, in code units of the text and in order of their ends, and in which sentence. */
export interface Places {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly sentences: readonly number[];
  readonly count: number;
}

/** The words of all concepts in a text, in normal form. */
export interface Marks {
  readonly text: string;
  of(concept: string): Places;
}

/** Words of neighbouring alphabets, which a text that has none of their letters need not be searched for. */
interface Alphabet {
  readonly letters: RegExp | undefined;
  readonly meanings: readonly (readonly Word[])[];
  readonly set: LiteralSet;
}

/** Where alphabets begin: ASCII, others that write words apart, from Hebrew to Thai, Chinese and the like. */
const alphabets: readonly Alphabet[] = [
  alphabetOf(0, 0x80, undefined),
  alphabetOf(0x80, 0x590, /[\x80-\u058f]/),
  alphabetOf(0x590, 0x2e80, /[\u0590-\u2e7f]/),
  alphabetOf(0x2e80, 0x10000, /[\u2e80-\uffff]/),
];

/** The words whose highest code unit lies between two: one automaton for all of them would be wide, and slow with it. */
function alphabetOf(from: number, to: number, letters: RegExp | undefined): Alphabet {
  const byText = new Map<string, Word[]>();
  for (const word of words) {
    const highest = Math.max(
      ...Array.from({ length: word.text.length }, (_, at) => word.text.charCodeAt(at)),
    );
    if (highest >= from && highest < to) byText.set(word.text, [...(byText.get(word.text) ?? []), word]);
  }
  return { letters, meanings: [...byText.values()], set: literalSet({ words: [...byText.keys()] }) };
}

interface Gathered extends Places {
  starts: number[];
  ends: number[];
  sentences: number[];
  count: number;
}

const none: Places = { starts: [], ends: [], sentences: [], count: 0 };

/** Reads a text once. `loose` counts words inside of longer ones: for texts without spaces. */
export function marksOf(text: string, loose = false): Marks {
  const found = new Map<string, Gathered>();
  const stops = sentenceEnds(text);
  let read = 0;
  for (const { letters, meanings, set } of alphabets) {
    if (letters !== undefined && !letters.test(text)) continue;
    read++;
    let next = 0;
    set.each(text, (index, start, end) => {
      while (next < stops.length && (stops[next] as number) < end) next++;
      let sentence = next;
      while (sentence > 0 && (stops[sentence - 1] as number) >= start) sentence--;
      for (const word of meanings[index] as readonly Word[]) {
        if (!loose && !word.loose && !standsAlone(text, word, start, end)) continue;
        let places = found.get(word.concept);
        if (places === undefined) {
          places = { starts: [], ends: [], sentences: [], count: 0 };
          found.set(word.concept, places);
        }
        places.starts.push(start);
        places.ends.push(end);
        places.sentences.push(sentence);
        places.count++;
      }
    });
  }
  if (read > 1) for (const places of found.values()) sortByEnd(places);
  return { text, of: (concept) => found.get(concept) ?? none };
}

/** What several alphabets brought stands one behind the other. */
function sortByEnd(places: Gathered): void {
  const { starts, ends, sentences } = places;
  if (ends.every((end, index) => index === 0 || (ends[index - 1] as number) <= end)) return;
  const order = ends.map((_, index) => index).sort((a, b) => (ends[a] as number) - (ends[b] as number));
  places.starts = order.map((index) => starts[index] as number);
  places.ends = order.map((index) => ends[index] as number);
  places.sentences = order.map((index) => sentences[index] as number);
}

function standsAlone(text: string, word: Word, start: number, end: number): boolean {
  // "@" counts between the halves of an address, and names of options and variables are no words
  if (word.text === "@") return isLetter(text.charCodeAt(start - 1)) && isLetter(text.charCodeAt(end));
  if (
    text.charCodeAt(start - 1) === 0x2d &&
    isLetter(text.charCodeAt(start)) &&
    !isLetter(text.charCodeAt(start - 2))
  )
    return false;
  if (isLetter(text.charCodeAt(start)) && isLetter(text.charCodeAt(start - 1))) return false;
  return word.open || !isLetter(text.charCodeAt(end - 1)) || !isLetter(text.charCodeAt(end));
}

/** Letters and digits of alphabets that write words apart, and what ties them to names in code. */
function isLetter(code: number): boolean {
  return (
    code === 0x5f ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0xc0 && code <= 0x52f && code !== 0xd7 && code !== 0xf7) ||
    (code >= 0x1e00 && code <= 0x1fff)
  );
}

function sentenceEnds(text: string): number[] {
  const ends: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const wide = code === 0x3002 || code === 0xff01 || code === 0xff1f || code === 0x0a || code === 0x0964;
    if (wide || ((code === 0x2e || code === 0x21 || code === 0x3f) && !isLetter(text.charCodeAt(index + 1))))
      ends.push(index);
  }
  return ends;
}
