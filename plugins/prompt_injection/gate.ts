import { literalSet } from "plugins-adapter/framework";
import { words } from "./lexicon.ts";
import { rules } from "./rules.ts";

/**
 * Concepts one of which takes part in every rule: of each rule the part with the fewest words, for what has few words is
 * rare in texts that mean no harm.
 */
export const gateConcepts: ReadonlySet<string> = rarest();

function rarest(): Set<string> {
  const count = new Map<string, number>();
  for (const { concept, text } of words) count.set(concept, (count.get(concept) ?? 0) + 1 / text.length ** 2);
  const weight = (concepts: readonly string[]) =>
    concepts.reduce((sum, concept) => sum + (count.get(concept) ?? 0), 0);
  return new Set(
    rules.flatMap(({ anchor, needs }) =>
      [[anchor], ...needs.map((need) => need.concepts)].reduce((best, each) =>
        weight(each) < weight(best) ? each : best,
      ),
    ),
  );
}

const telling = literalSet({
  words: words.filter(({ concept }) => gateConcepts.has(concept)).map(({ text }) => text),
});

/** Whether a text in normal form can score at all. Telling which rules hold takes ten times as long as this. */
export function isTelling(text: string): boolean {
  return telling.has(text);
}
