import { isTelling } from "./gate.ts";
import { marksOf } from "./marks.ts";
import type { Category } from "./rule.ts";
import { type Judging, judge, type Verdict } from "./score.ts";
import { eachView } from "./views.ts";

/** @property complete false when a limit ended the reading */
export interface Detection extends Verdict {
  readonly complete: boolean;
}

/** Judges a text by the worst of what can be read in it. */
export function detect(text: string, depth: number, budget: { left: number }, judging: Judging): Detection {
  let worst: Verdict = { score: 0, reasons: [] };
  const complete = eachView(text, depth, budget, (view) => {
    if (!isTelling(view.text)) return;
    const verdict = judge(marksOf(view.text, view.loose), judging);
    if (verdict.score > worst.score) worst = view.hidden ? obfuscated(verdict, judging) : verdict;
  });
  return { ...worst, complete };
}

/** An order that somebody took the trouble to hide is none the better for it. */
function obfuscated(verdict: Verdict, { categories }: Judging): Verdict {
  if (verdict.score < 3 || categories?.has("obfuscation") === false) return verdict;
  const reasons: Category[] = [...verdict.reasons, "obfuscation"];
  return { score: verdict.score + 2, reasons: reasons.sort() };
}
