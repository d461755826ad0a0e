import { actionsWords } from "./lexicon-actions.ts";
import { extractionWords } from "./lexicon-extraction.ts";
import { hijackWords } from "./lexicon-hijack.ts";
import { languages } from "./lexicon-languages.ts";
import { overrideWords } from "./lexicon-override.ts";
import { personaWords } from "./lexicon-persona.ts";
import { personal } from "./lexicon-personal.ts";
import { structure } from "./lexicon-structure.ts";
import { normalized } from "./normalize.ts";

/**
 * Concept to words, divided by `|`. A star stands for any ending; words without it are whole words. White space matches any
 * white space.
 */
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
  ...[overrideWords, personaWords, extractionWords, actionsWords, hijackWords, personal].flatMap(wordsOf),
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
