import type { Marks, Places } from "./marks.ts";
import type { Category, Near, Rule } from "./rule.ts";
import { rules } from "./rules.ts";

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

/** Told of a rule that holds, and where its anchor stands. */
export type OnHit = (rule: Rule, start: number) => void;

/** Features belong together when they stand in one window of this many stretches. */
const stretch = 500;
const stretches = 4;

/** Adds up the best score of each category, in the stretch of the text where that is most. */
export function judge(marks: Marks, { answered, categories }: Judging, onHit?: OnHit): Verdict {
  const scores = new Map<number, Map<Category, number>>();
  for (const rule of rules) {
    if (categories !== undefined && !categories.has(rule.category)) continue;
    const score = answered ? rule.answered : rule.asked;
    if (score === 0) continue;
    eachPlace(rule, marks, (start) => {
      const at = Math.floor(start / stretch);
      const here = scores.get(at) ?? new Map<Category, number>();
      scores.set(at, here);
      here.set(rule.category, Math.max(score, here.get(rule.category) ?? 0));
      onHit?.(rule, start);
    });
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

/** A need with the places of its words, and how far each list was read: anchors come in order, so no place is asked twice. */
interface Sought {
  readonly near: Near;
  readonly places: readonly Places[];
  readonly behind: number[];
  readonly ahead: number[];
}

function sought(near: Near, marks: Marks): Sought {
  const places = near.concepts.map((concept) => marks.of(concept)).filter(({ count }) => count > 0);
  return { near, places, behind: places.map(() => 0), ahead: places.map(() => 0) };
}

/** Where a rule holds, at most once in a stretch. */
function eachPlace(rule: Rule, marks: Marks, visit: (start: number) => void): void {
  const anchors = marks.of(rule.anchor);
  if (anchors.count === 0) return;
  const needs = rule.needs.map((need) => sought(need, marks));
  if (needs.some(({ places }) => places.length === 0)) return;
  const unless = rule.unless.map((each) => sought(each, marks));
  let done = -1;
  for (let index = 0; index < anchors.count; index++) {
    const start = anchors.starts[index] as number;
    const at = Math.floor(start / stretch);
    if (at === done) continue;
    if (rule.atStart === true && !beginsSentence(marks.text, start, behindAdverbs)) continue;
    if (rule.ordered === true && !isOrder(marks.text, start)) continue;
    const end = anchors.ends[index] as number;
    const sentence = rule.loose === true ? -1 : (anchors.sentences[index] as number);
    if (!needs.every((need) => stands(need, start, end, sentence))) continue;
    if (unless.some((each) => stands(each, start, end, sentence))) continue;
    done = at;
    visit(start);
  }
}

function stands(
  { near, places, behind, ahead }: Sought,
  start: number,
  end: number,
  sentence: number,
): boolean {
  for (let index = 0; index < places.length; index++) {
    const list = places[index] as Places;
    if (near.after > 0) {
      const from = firstEndAbove(list, end, ahead[index] as number);
      ahead[index] = from;
      if (stretchHolds(list, from, end, end + near.after, sentence)) return true;
    }
    if (near.before > 0) {
      const low = Math.max(0, start - near.before);
      const from = firstEndAbove(list, low, behind[index] as number);
      behind[index] = from;
      if (stretchHolds(list, from, low, start, sentence)) return true;
    }
  }
  return false;
}

/** The first place that ends behind a position. `hint` is where the search before this one ended, near by. */
function firstEndAbove({ ends, count }: Places, position: number, hint: number): number {
  let index = hint;
  while (index > 0 && (ends[index - 1] as number) > position) index--;
  while (index < count && (ends[index] as number) <= position) index++;
  return index;
}

function stretchHolds(
  { starts, ends, sentences, count }: Places,
  from: number,
  low: number,
  high: number,
  sentence: number,
): boolean {
  for (let index = from; index < count && (ends[index] as number) <= high; index++) {
    if ((starts[index] as number) < low) continue;
    if (sentence < 0 || sentences[index] === sentence) return true;
  }
  return false;
}

/** Behind the start, an end of a sentence, a colon, a bullet or an opening; "please" and adverbs may stand between. */
function beginsSentence(text: string, start: number, lead: RegExp): boolean {
  const before = text.slice(Math.max(0, start - 48), start).replace(lead, "");
  if (start > 48 && /^[\s,]*$/.test(before)) return false;
  return /(?:^|[.!?:;=~\n"'`*>()[\]|#/\u3002-])\s*$/.test(before);
}

/** An imperative, or what somebody is asked to do. */
function isOrder(text: string, start: number): boolean {
  return (
    behindAsked.test(text.slice(Math.max(0, start - 48), start)) || beginsSentence(text, start, behindDuties)
  );
}

const adverbs =
  "please|kindly|then|and|also|now|next|first|additionally|seamlessly|ensure that you|make sure to|remember to|be sure to|don't forget to|don't hesitate to";
const duties =
  "you must|you should|you will|you have to|you need to|you are to|you can|you may|must|should|will|shall|i want you to|i need you to|i would like you to|i'd like you to|we need you to|need you to|can you|could you|would you|will you|to|instead|just|simply|immediately|actually|so|but|or|let's|always|never|only|sudo|as well as|exactly|thanks|great|hello|hi|okay|ok|oh|anyway|ai|assistant|chatgpt|i|may|again|urgently|therefore|i command you to|i order you to";
const asked =
  "please|kindly|you must|you should|you have to|you need to|you are to|i want you to|i need you to|need you to|i would like you to|i'd like you to|can you|could you|would you|will you|i command you to|i order you to";
const behindAdverbs = new RegExp(`(?:(?:^|(?<=[^a-z']))(?:${adverbs})[, ]+)+$`);
const behindDuties = new RegExp(`(?:(?:^|(?<=[^a-z']))(?:${adverbs}|${duties})[, ]+)+$`);
const behindAsked = new RegExp(
  `(?:^|[^a-z'])(?:${asked})[, ]+(?:(?:${adverbs}|just|simply|only|always|instead)[, ]+)*$`,
);
