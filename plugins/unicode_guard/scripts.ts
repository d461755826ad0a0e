import type { Finding } from "./classes.ts";

/** Letters of other alphabets and the Latin ones that they look like. */
const cyrillic = letters(
  "а a е e о o р p с c у y х x і i ј j ѕ s ԁ d ԛ q ԝ w һ h ӏ l к k м m т t в b н h г r А A В B Е E К K М M Н H О O Р P С C Т T Х X У Y І I Ј J Ѕ S",
);
const greek = letters(
  "ο o α a ν v ι i κ k ρ p υ u τ t χ x η n Α A Β B Ε E Ζ Z Η H Ι I Κ K Μ M Ν N Ο O Ρ P Τ T Υ Y Χ X",
);
const others = letters("ա w ո n ս u օ o հ h ց g Ꭺ A Ᏼ B Ꭼ E Ꮋ H Ꮶ K Ꮇ M Ꭲ T Ꮪ S ꓐ B ꓑ P ꓓ D ꓔ T ꓖ G");
const lookalikes = new Map([...cyrillic, ...greek, ...others]);
const likeLatin = new Set([...cyrillic].map(([, latin]) => latin));

const word = /[\p{L}\p{M}]+/gu;
const latin = /\p{Script=Latin}/u;
const foreign = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u;

/**
 * Words that mix Latin with letters of another alphabet that look Latin, or the other way round, so that they read as
 * another word than they are. Letters that look like no other pass: `Δt`, `kΩ`, `µm`; so does one Greek letter at an end
 * of a word (`TNFα`), and words of several scripts with anything between them.
 */
export function mixedWords(text: string): Finding[] {
  if (!foreign.test(text) || !latin.test(text)) return [];
  const findings: Finding[] = [];
  for (const { 0: of, index } of text.matchAll(word)) {
    if (latin.test(of) && foreign.test(of) && isDisguised(of))
      findings.push({ of: "mixed_scripts", start: index, end: index + of.length });
  }
  return findings;
}

function isDisguised(of: string): boolean {
  const chars = [...of];
  const strangers = chars.filter((char) => foreign.test(char));
  const natives = chars.filter((char) => latin.test(char));
  if (
    strangers.length === 1 &&
    greek.has(strangers[0] as string) &&
    (strangers[0] === chars[0] || strangers[0] === chars.at(-1))
  )
    return false;
  if (strangers.every((char) => lookalikes.has(char))) return true;
  return (
    natives.every((char) => likeLatin.has(char)) &&
    strangers.some((char) => /\p{Script=Cyrillic}/u.test(char))
  );
}

/** The same word in the letters that it pretends to be written in, where that is Latin. */
export function latinOf(of: string): string {
  return Array.from(of, (char) => lookalikes.get(char) ?? char).join("");
}

function letters(pairs: string): Map<string, string> {
  const each = pairs.split(" ");
  return new Map(
    each.flatMap((char, index): [string, string][] =>
      index % 2 === 0 ? [[char, each[index + 1] as string]] : [],
    ),
  );
}
