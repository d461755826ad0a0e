/** Other spellings of a string's source text, quotes included. */
import type { Random } from "../random.ts";

/** A key's text with one of its letters spelled otherwise. */
function respelled(random: Random, key: string, spell: (letter: string) => string): string {
  const inner = key.slice(1, -1);
  if (inner.length === 0 || inner.includes("\\")) return key;
  const at = random.below(inner.length);
  return `"${inner.slice(0, at)}${spell(inner[at] as string)}${inner.slice(at + 1)}"`;
}

const hex = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
/** With one letter as an escape. */
export function escaped(random: Random, key: string): string {
  return respelled(random, key, (letter) =>
    random.percent(30) ? hex(letter).toUpperCase().replace("U", "u") : hex(letter),
  );
}

/** With one letter in another case, or one that folds to it. */
export function folded(random: Random, key: string): string {
  return respelled(random, key, (letter) => {
    if (letter === "s" && random.percent(60)) return random.percent(50) ? "\u017f" : "\\u017f";
    if (letter === "k" && random.percent(60)) return "\u212a";
    if (letter === "i" && random.percent(20)) return random.pick(["\u0130", "\u0131"]);
    return letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
  });
}

/** A key that some reader could take for another one. */
export function near(random: Random, key: string): string {
  const inner = key.slice(1, -1);
  return random.pick([
    () => folded(random, key),
    () => folded(random, folded(random, key)),
    () => `"${inner}\\u0000"`,
    () => `"${inner}\\u0000x"`,
    () => `"\\u0000${inner}"`,
    () => `"${inner} "`,
    () => `" ${inner}"`,
    () => `"${inner}\\ud800"`,
    () => `"${inner}\u200b"`,
    () => `"\ufeff${inner}"`,
    () => `"${inner.toUpperCase()}"`,
    () => `"_${inner}"`,
    () => `"${inner.replace(/e/, "e\u0301")}"`,
  ])();
}
