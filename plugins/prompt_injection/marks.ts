import { type LiteralSet, literalSet } from "plugins-adapter/framework";
import { type Word, words } from "./lexicon.ts";

/** A place where a word of a concept stands, in code units of the text. */
export interface Mark {
  readonly start: number;
  readonly end: number;
}

/** The words of all concepts in a text, in normal form. */
export interface Marks {
  readonly text: string;
  /** In order of their ends. */
  of(concept: string): readonly Mark[];
  /** Whether a word of the concept lies within a span. */
  within(concept: string, from: number, to: number): Mark | undefined;
  /** The number of the sentence in which a place lies. */
  sentence(at: number): number;
}

const byText = new Map<string, Word[]>();
for (const word of words) byText.set(word.text, [...(byText.get(word.text) ?? []), word]);
const texts = [...byText.keys()];
const meanings = [...byText.values()];
let set: LiteralSet | undefined;

/** Reads a text once. `loose` counts words inside of longer ones: for texts without spaces. */
export function marksOf(text: string, loose = false): Marks {
  set ??= literalSet({ words: texts });
  const found = new Map<string, Mark[]>();
  set.each(text, (index, start, end) => {
    for (const word of meanings[index] as Word[]) {
      if (!loose && !word.loose && !standsAlone(text, word, start, end)) continue;
      const mark = { start, end };
      const marks = found.get(word.concept);
      if (marks === undefined) found.set(word.concept, [mark]);
      else marks.push(mark);
    }
  });
  const ends = sentenceEnds(text);
  return {
    text,
    of: (concept) => found.get(concept) ?? [],
    within: (concept, from, to) => withinOf(found.get(concept) ?? [], from, to),
    sentence: (at) => firstAbove(ends.length, (index) => (ends[index] as number) >= at),
  };
}

function standsAlone(text: string, word: Word, start: number, end: number): boolean {
  if (isLetter(text.charCodeAt(start)) && isLetter(text.charCodeAt(start - 1))) return false;
  return word.open || !isLetter(text.charCodeAt(end - 1)) || !isLetter(text.charCodeAt(end));
}

/** Letters and digits of alphabets that write words apart. */
function isLetter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0xc0 && code <= 0x52f && code !== 0xd7 && code !== 0xf7) ||
    (code >= 0x1e00 && code <= 0x1fff)
  );
}

function withinOf(marks: readonly Mark[], from: number, to: number): Mark | undefined {
  for (
    let index = firstAbove(marks.length, (at) => (marks[at] as Mark).end > from);
    index < marks.length;
    index++
  ) {
    const mark = marks[index] as Mark;
    if (mark.end > to) return undefined;
    if (mark.start >= from) return mark;
  }
  return undefined;
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

/** The first of `count` numbers for which a test that stays true once it is true holds; `count` when none does. */
function firstAbove(count: number, isAbove: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isAbove(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
