import { foldText, originOf } from "plugins-adapter/framework";
import { profaneWords } from "./profane-words.ts";

/** A word of a text, in code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds profane words, in order. Takes time linear in the text. */
export type ProfanityFinder = (text: string) => Span[];

/** @param more words beside the built-in ones; @param allowed words that are none. Letter case does not matter. */
export function profanityFinder(more: readonly string[], allowed: readonly string[]): ProfanityFinder {
  const none = new Set(allowed.map(lower));
  const words = new Set([...profaneWords, ...more.map(lower)].filter((word) => !none.has(word)));
  // `fuuuck`: compared without repetitions, where a letter stands three times.
  const short = new Set([...words].map(once));
  const starred = new Map<number, string[]>();
  for (const word of words) starred.set(word.length, [...(starred.get(word.length) ?? []), word]);

  const isProfane = (raw: string): boolean => {
    const written = raw.toLowerCase();
    if (none.has(written)) return false;
    if (words.has(written)) return true;
    if (written.includes("*"))
      return (starred.get(written.length) ?? []).some((word) => isHidden(written, word));
    if (/(.)\1\1/u.test(written) && short.has(once(written))) return true;
    const plain = spelledOut(written);
    return plain !== written && !none.has(plain) && words.has(plain);
  };
  const isOneOf = (raw: string): Span | undefined => {
    if (raw.length < shortest || raw.length > longest) return undefined;
    if (isProfane(raw)) return { start: 0, end: raw.length };
    // `!` and `$` may be letters, or what ends a sentence and begins a price.
    const start = raw.length - raw.replace(/^[^\p{L}\p{N}]+/u, "").length;
    const end = raw.replace(/[^\p{L}\p{N}]+$/u, "").length;
    if (end - start < shortest || (start === 0 && end === raw.length)) return undefined;
    return isProfane(raw.slice(start, end)) ? { start, end } : undefined;
  };

  return (text) => {
    const folded = foldText(text);
    const found: Span[] = [];
    const add = (start: number, end: number) =>
      found.push({ start: originOf(folded, start), end: originOf(folded, end) });
    let letters: Span[] = [];
    const endLetters = () => {
      // `f u c k`, `f.u.c.k`
      const spelled = letters.map(({ start }) => folded.text[start]).join("");
      if (letters.length >= shortest && letters.length <= longest && isProfane(spelled))
        add((letters[0] as Span).start, (letters[letters.length - 1] as Span).end);
      letters = [];
    };
    for (const word of wordsOf(folded.text)) {
      const last = letters[letters.length - 1];
      if (word.end - word.start === 1) {
        if (last !== undefined && word.start - last.end !== 1) endLetters();
        letters.push(word);
        continue;
      }
      endLetters();
      if (word.end - word.start > longest) continue;
      const span = isOneOf(folded.text.slice(word.start, word.end));
      if (span !== undefined) add(word.start + span.start, word.start + span.end);
    }
    endLetters();
    return found;
  };
}

const shortest = 3;
const longest = 40;

/** Runs of letters, digits and the signs that stand for letters. */
function* wordsOf(text: string): Generator<Span> {
  const pattern = /[\p{L}\p{N}\p{M}@$!|*]+/gu;
  for (const match of text.matchAll(pattern))
    yield { start: match.index, end: match.index + match[0].length };
}

/** Digits and signs that are written for letters. */
const lookAlikes: Readonly<Record<string, string>> = {
  "@": "a",
  "4": "a",
  "3": "e",
  "1": "i",
  "!": "i",
  "|": "i",
  "0": "o",
  $: "s",
  "5": "s",
  "7": "t",
};

function spelledOut(word: string): string {
  return word.replace(/[@4310!|$57]/g, (sign) => lookAlikes[sign] ?? sign);
}

function once(word: string): string {
  return word.replace(/(.)\1+/gu, "$1");
}

/** Whether stars hide letters of the word, and leave its first one and another. */
function isHidden(starred: string, word: string): boolean {
  let shown = 0;
  for (let index = 0; index < word.length; index++) {
    if (starred[index] === "*") continue;
    if (starred[index] !== word[index]) return false;
    shown++;
  }
  return shown >= 2 && starred[0] !== "*";
}

function lower(word: string): string {
  return foldText(word).text.toLowerCase();
}
