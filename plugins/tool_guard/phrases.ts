/**
 * Phrases over words: classes of words one after the other in a sentence, each at most so many words behind the last.
 * All phrases read a text together, in one pass: time is linear in the words.
 */

/**
 * @property steps  classes of words, in their order
 * @property within most words from one step to the next; default 6
 * @property unless no match in a sentence where one of these came before the last step
 */
export interface Phrase<R> {
  readonly result: R;
  readonly steps: readonly ReadonlySet<string>[];
  readonly within?: number;
  readonly unless?: ReadonlySet<string>;
}

/** Finds which phrases occur. */
export type PhraseReader<R> = (words: readonly string[], found: (result: R) => void) => void;

export function phraseReader<R>(phrases: readonly Phrase<R>[]): PhraseReader<R> {
  const byWord = new Map<string, { phrase: number; step: number }[]>();
  const guards = new Map<string, number[]>();
  phrases.forEach(({ steps, unless = [] }, phrase) => {
    steps.forEach((step, index) => {
      for (const word of step) {
        const entries = byWord.get(word) ?? [];
        // Later steps first: one word is not two steps of a phrase.
        entries.unshift({ phrase, step: index });
        byWord.set(word, entries);
      }
    });
    for (const word of unless) guards.set(word, [...(guards.get(word) ?? []), phrase]);
  });
  const offsets: number[] = [];
  let size = 0;
  for (const { steps } of phrases) {
    offsets.push(size);
    size += steps.length;
  }
  return (words, found) => {
    // Where each step was reached last; the latest place allows all that an earlier one would.
    const reached = new Int32Array(size).fill(-1);
    const guarded = new Int32Array(phrases.length).fill(-1);
    const told = new Uint8Array(phrases.length);
    let sentence = 0;
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as string;
      if (word === ".") {
        sentence = at + 1;
        continue;
      }
      for (const { phrase, step } of byWord.get(word) ?? []) {
        const offset = offsets[phrase] as number;
        const { steps, within = 6, result } = phrases[phrase] as Phrase<R>;
        if (step > 0) {
          const before = reached[offset + step - 1] as number;
          if (before < sentence || at - before > within) continue;
        }
        reached[offset + step] = at;
        const isLast = step === steps.length - 1;
        if (!isLast || told[phrase] !== 0 || (guarded[phrase] as number) >= sentence) continue;
        told[phrase] = 1;
        found(result);
      }
      for (const phrase of guards.get(word) ?? []) guarded[phrase] = at;
    }
  };
}

/** Words of a text; `verb+` also stands for its forms (`steal+`: steals, stealing; irregular ones are written out). */
export function classOf(...texts: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of texts)
    for (const entry of text.split(/\s+/)) {
      if (entry === "") continue;
      if (!entry.endsWith("+")) {
        words.add(entry);
        continue;
      }
      const verb = entry.slice(0, -1);
      const stem = verb.endsWith("e") ? verb.slice(0, -1) : verb;
      const last = verb.at(-1) ?? "";
      for (const form of [
        verb,
        `${verb}s`,
        `${verb}es`,
        `${stem}ed`,
        `${stem}ing`,
        `${stem}er`,
        `${stem}ers`,
      ])
        words.add(form);
      for (const form of [`${verb}${last}ed`, `${verb}${last}ing`, `${verb}${last}er`]) words.add(form);
      if (last === "y")
        for (const form of [`${stem.slice(0, -1)}ies`, `${stem.slice(0, -1)}ied`]) words.add(form);
    }
  return words;
}
