/** Alphabets of domain names; characters of all of them (digits, hyphens) have none. */
const scripts = [
  "Latin",
  "Cyrillic",
  "Greek",
  "Armenian",
  "Cherokee",
  "Georgian",
  "Hebrew",
  "Arabic",
  "Devanagari",
  "Thai",
  "Han",
  "Hiragana",
  "Katakana",
  "Hangul",
  "Bopomofo",
].map((name) => ({ name, of: new RegExp(`\\p{Script=${name}}`, "u") }));

/** What is written together: Japanese, Korean and Chinese with Latin (UTS 39, "highly restrictive"). */
const together = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Latin", "Han", "Hangul"],
  ["Latin", "Han", "Bopomofo"],
];

/** Letters of other alphabets that look like a Latin one in every font, each followed by that. */
const twins = pairsOf("аaеeоoрpсcуyхxіiјjѕsԁdԛqԝwһhӏl" + "αaοoνvρpιiυu" + "оoօoհhսuոnցgհh" + "ɑaɡgıiᴄcᴏoꜱs");
/** Those that recall one at a glance. */
const likenesses = pairsOf("кkмmтtвbнh" + "βbεeηnκkτtχxγyωw" + "աwգqնuեt" + "ɩiłløođdħhŧtƅbʏyʀr");

/**
 * A label that mixes alphabets that nobody writes together, or that is Latin to the eye and not to the machine.
 * @param latinEnding whether the domain's ending is Latin: a Russian name below `.рф` pretends nothing
 */
export function isDisguised(label: string, latinEnding: boolean): boolean {
  const used = new Set<string>();
  let letters = 0;
  let alike = 0;
  for (const character of label.normalize("NFC")) {
    if (!/[\p{L}\p{M}]/u.test(character)) continue;
    letters++;
    if (twins.has(character)) alike++;
    used.add(scripts.find(({ of }) => of.test(character))?.name ?? "other");
  }
  if (letters === 0) return false;
  if (used.size > 1 && !together.some((group) => [...used].every((name) => group.includes(name))))
    return true;
  return latinEnding && !used.has("Latin") && alike === letters;
}

/** A label as it looks at a glance: accents, look-alikes and digits in the place of letters are read as what they recall. */
export function skeletonOf(label: string): string {
  const plain = Array.from(
    label.normalize("NFKD").replace(/\p{M}/gu, ""),
    (character) => twins.get(character) ?? likenesses.get(character) ?? character,
  );
  return plain
    .join("")
    .replace(/[0-9$|!]/g, (mark) => digits[mark] ?? mark)
    .replace(/rn/g, "m")
    .replace(/vv/g, "w")
    .replace(/[i|]/g, "l");
}

const digits: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "l",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  $: "s",
  "|": "l",
  "!": "l",
};

function pairsOf(text: string): ReadonlyMap<string, string> {
  const characters = [...text];
  const pairs = new Map<string, string>();
  for (let index = 0; index < characters.length; index += 2)
    pairs.set(characters[index] as string, characters[index + 1] as string);
  return pairs;
}
