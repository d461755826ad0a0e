import { foldText, type LiteralSet } from "plugins-adapter/framework";

/** What makes a text look like spam, and how much. */
export interface SpamReading {
  readonly score: number;
  readonly signs: readonly string[];
}

/** Sentences that sell, by what they promise or urge to. Each counts once a block. Lower case, single spaces. */
export const pitches: readonly string[] = [
  "click here",
  "click below",
  "click now",
  "act now",
  "act fast",
  "order now",
  "buy now",
  "call now",
  "apply now",
  "sign up free",
  "limited time",
  "limited offer",
  "offer expires",
  "while supplies last",
  "once in a lifetime",
  "special promotion",
  "exclusive deal",
  "100% free",
  "absolutely free",
  "free gift",
  "free trial",
  "risk free",
  "risk-free",
  "no obligation",
  "no credit check",
  "no questions asked",
  "money back",
  "satisfaction guaranteed",
  "guaranteed income",
  "guaranteed profit",
  "guaranteed results",
  "double your",
  "get rich",
  "make money",
  "earn money",
  "extra cash",
  "earn cash",
  "extra income",
  "work from home",
  "be your own boss",
  "financial freedom",
  "lowest price",
  "best price",
  "cheap meds",
  "online pharmacy",
  "without prescription",
  "lose weight",
  "weight loss",
  "you have won",
  "you've won",
  "you have been selected",
  "you've been selected",
  "you are a winner",
  "congratulations!",
  "claim your",
  "cash prize",
  "lottery winner",
  "casino bonus",
  "free spins",
  "consolidate debt",
  "this is not spam",
  "dear friend",
];

/** Characters of a block. A long page may say a sales word now and then; spam says several at once. */
const blockLength = 2000;

/**
 * The reading of the block that looks most like it. Takes time linear in the text.
 * @param literals finds `pitches`, in either letter case
 */
export function readSpam(text: string, literals: LiteralSet): SpamReading {
  const plain = foldText(text).text.replace(/\s+/g, " ");
  const said: { readonly pitch: number; readonly end: number }[] = [];
  literals.each(plain, (pitch, _start, end) => said.push({ pitch, end }));
  let most: SpamReading = { score: 0, signs: [] };
  let first = 0;
  for (let start = 0; start < plain.length; start += blockLength / 2) {
    const end = start + blockLength;
    while (first < said.length && (said[first]?.end ?? 0) <= start) first++;
    const inBlock = new Set<number>();
    for (let index = first; index < said.length && (said[index]?.end ?? 0) <= end; index++)
      inBlock.add(said[index]?.pitch ?? 0);
    const reading = readBlock(plain.slice(start, end), inBlock.size);
    if (reading.score > most.score) most = reading;
    if (end >= plain.length) break;
  }
  return most;
}

function readBlock(block: string, pitchCount: number): SpamReading {
  const signs: string[] = [];
  let score = 0;
  const add = (sign: string, points: number) => {
    if (points <= 0) return;
    signs.push(sign);
    score += points;
  };
  const { letters, capitals, exclamations, money } = countSigns(block);
  add("sales talk", Math.min(4, pitchCount));
  add("capitals", letters >= 30 && capitals / letters > 0.6 ? 1 : 0);
  add("exclamation", exclamations >= 5 || block.includes("!!!") ? 1 : 0);
  add("money signs", money >= 5 || block.includes("$$$") ? 1 : 0);
  add("repetition", isRepetition(block) ? 2 : 0);
  return { score, signs };
}

/** Capitals are those of the Latin alphabet: others have none, or use them otherwise. */
function countSigns(block: string) {
  const counts = { letters: 0, capitals: 0, exclamations: 0, money: 0 };
  for (let index = 0; index < block.length; index++) {
    const code = block.charCodeAt(index);
    if (code >= 0x41 && code <= 0x5a) counts.capitals++;
    if ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) counts.letters++;
    else if (code === 0x21) counts.exclamations++;
    else if (code === 0x24 || code === 0x20ac || code === 0xa3) counts.money++;
  }
  return counts;
}

const longestPeriod = 6;

/** Whether the same one to six words are said again and again, in prose: tables and JSON have their own repetition. */
function isRepetition(block: string): boolean {
  const words = block.toLowerCase().split(/[ .,!?]+/, 500);
  if (words.length < 20 || !words.every((word) => /^[\p{L}\p{N}'’-]*$/u.test(word))) return false;
  if (!words.some((word) => /\p{L}{3}/u.test(word))) return false;
  for (let period = 1; period <= longestPeriod; period++) {
    let same = 0;
    for (let index = period; index < words.length; index++)
      if (words[index] === words[index - period]) same++;
    if (same >= (words.length - period) * 0.9) return true;
  }
  return false;
}
