import { english } from "./lexicon-english.ts";
import { languages } from "./lexicon-languages.ts";
import { structure } from "./lexicon-structure.ts";
import { normalized } from "./normalize.ts";

/** Concept to words, divided by `|`. */
export type Lexicon = Readonly<Record<string, string>>;

/**
 * A word of a concept.
 * @property text  in normal form
 * @property open  a longer word counts too
 * @property loose it counts inside of words: its script has no spaces, or prefixes of one letter
 */
export interface Word {
  readonly concept: string;
  readonly text: string;
  readonly open: boolean;
  readonly loose: boolean;
}

/** Every word of every language. */
export const words: readonly Word[] = [
  ...wordsOf(english),
  ...languages.flatMap((lexicon) => wordsOf(lexicon)),
  ...Object.entries(structure).flatMap(([concept, list]) =>
    list.map((text): Word => ({ concept, text, open: true, loose: false })),
  ),
];

function wordsOf(lexicon: Lexicon): Word[] {
  return Object.entries(lexicon).flatMap(([concept, list]) =>
    list
      .split("|")
      .map((entry) => entry.replace(/\s+/g, " ").replace(/^ | $/g, ""))
      .filter((entry) => entry !== "")
      .map((entry) => {
        const open = entry.endsWith("*");
        const text = normalized(open ? entry.slice(0, -1) : entry);
        return {
          concept,
          text,
          open,
          loose: !/^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\P{L}]*$/u.test(text),
        };
      }),
  );
}
