import type { Mark, Marks } from "./marks.ts";
import { type Category, type Near, type Rule, rules } from "./rules.ts";

/** What a text was found to be, and why. */
export interface Verdict {
  readonly score: number;
  readonly reasons: readonly Category[];
}

/**
 * What counts.
 * @property answered   the text comes from a server
 * @property categories those that count; all when left out
 */
export interface Judging {
  readonly answered: boolean;
  readonly categories?: ReadonlySet<string> | undefined;
}

/** Features belong together when they stand in one window of this many stretches. */
const stretch = 500;
const stretches = 4;

/** Adds up the best score of each category, in the stretch of the text where that is most. */
export function judge(marks: Marks, { answered, categories }: Judging): Verdict {
  const scores = new Map<number, Map<Category, number>>();
  for (const rule of rules) {
    if (categories !== undefined && !categories.has(rule.category)) continue;
    const score = answered ? rule.answered : rule.asked;
    if (score === 0) continue;
    let done = -1;
    for (const mark of marks.of(rule.anchor)) {
      const at = Math.floor(mark.start / stretch);
      if (at === done) continue;
      if (!holds(rule, mark, marks)) continue;
      done = at;
      const here = scores.get(at) ?? new Map<Category, number>();
      scores.set(at, here);
      here.set(rule.category, Math.max(score, here.get(rule.category) ?? 0));
    }
  }
  return best(scores);
}

function best(scores: ReadonlyMap<number, ReadonlyMap<Category, number>>): Verdict {
  let verdict: Verdict = { score: 0, reasons: [] };
  for (const at of scores.keys()) {
    const sums = new Map<Category, number>();
    for (let next = at; next < at + stretches; next++) {
      for (const [category, score] of scores.get(next) ?? [])
        sums.set(category, Math.max(score, sums.get(category) ?? 0));
    }
    const score = [...sums.values()].reduce((sum, each) => sum + each, 0);
    if (score > verdict.score) verdict = { score, reasons: [...sums.keys()].sort() };
  }
  return verdict;
}

function holds(rule: Rule, mark: Mark, marks: Marks): boolean {
  if (rule.atStart === true && !beginsSentence(marks.text, mark.start)) return false;
  const sentence = rule.loose === true ? undefined : marks.sentence(mark.start);
  return (
    rule.needs.every((need) => stands(need, mark, marks, sentence)) &&
    !rule.unless.some((need) => stands(need, mark, marks, sentence))
  );
}

function stands(
  { concepts, before, after }: Near,
  mark: Mark,
  marks: Marks,
  sentence: number | undefined,
): boolean {
  return concepts.some((concept) => {
    const isHere = (found: Mark | undefined) =>
      found !== undefined && (sentence === undefined || marks.sentence(found.start) === sentence);
    return (
      (after > 0 && isHere(marks.within(concept, mark.end, mark.end + after))) ||
      (before > 0 && isHere(marks.within(concept, Math.max(0, mark.start - before), mark.start)))
    );
  });
}

/** Behind the start, an end of a sentence, a colon, a bullet or an opening; "please" and adverbs may stand between. */
function beginsSentence(text: string, start: number): boolean {
  const before = text
    .slice(Math.max(0, start - 40), start)
    .replace(
      /(?:please|kindly|then|and|also|additionally|seamlessly|ensure that you|make sure to|remember to|be sure to|don't forget to|don't hesitate to)[, ]*$/,
      "",
    );
  return /(?:^|[.!?:;\n"'`*>()\]|#/\u3002-])\s*$/.test(before.trimEnd() === "" && start > 40 ? "x" : before);
}
