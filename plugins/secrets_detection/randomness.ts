import { isDigit, isHexDigit, isLetter, isLower, isUpper } from "./characters.ts";

/** Bits of Shannon entropy per character, from the text's own frequencies. */
export function entropyOf(text: string): number {
  counts.fill(0);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index) & 0x7f;
    counts[code] = (counts[code] as number) + 1;
  }
  let bits = 0;
  for (const count of counts) {
    if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
  }
  return bits;
}

const counts = new Uint16Array(128);

/** Whether a text stands for a secret without being one: examples of documentation, fillers, rows of characters. */
export function isPlaceholder(text: string): boolean {
  const lower = text.toLowerCase();
  return words.some((word) => lower.includes(word)) || hasRow(lower);
}

const words = [
  "example",
  "xxxx",
  "****",
  "....",
  "your_",
  "your-",
  "yourtoken",
  "yourapi",
  "yourkey",
  "yourpass",
  "yoursecret",
  "placeholder",
  "changeme",
  "change_me",
  "change-me",
  "redacted",
  "replace_me",
  "replaceme",
  "replace-with",
  "insert_",
  "<",
];

/** Ten characters that follow each other, as in `0123456789` or `abcdefghij`, or twelve that are the same. */
function hasRow(text: string): boolean {
  let up = 1;
  let same = 1;
  for (let index = 1; index < text.length; index++) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1);
    up = step === 1 ? up + 1 : 1;
    same = step === 0 ? same + 1 : 1;
    if (up === 10 || same === 12) return true;
  }
  return false;
}

/** Whether half of a text is rows of characters that follow each other (`123456789abcd1234`): typed, not drawn. */
export function isTyped(text: string): boolean {
  let up = 1;
  let inRows = 0;
  for (let index = 1; index < text.length; index++) {
    up = text.charCodeAt(index) - text.charCodeAt(index - 1) === 1 ? up + 1 : 1;
    if (up >= shortRow) inRows += up === shortRow ? shortRow : 1;
  }
  return inRows * 2 >= text.length;
}

/** Four characters drawn at random follow each other in one place of 50,000 at most. */
const shortRow = 4;

/**
 * Whether a text looks drawn at random: no word, name, path, version or number, which is what stands most often where
 * secrets stand. Sixteen characters at least.
 */
export function looksRandom(text: string): boolean {
  if (text.length < 16) return false;
  const kinds = kindsOf(text);
  if (kinds.other > 0 || kinds.digits === text.length) return false;
  if (kinds.hex + kinds.marks === text.length) return looksLikeHex(text, kinds);
  const entropy = entropyOf(text);
  if (entropy < (text.length < 24 ? 3 : 3.3)) return false;
  if (kinds.marks > text.length / 4) return false;
  if (kinds.digits === 0) return commonPairs(text) < (kinds.switches > text.length / 6 ? 0.7 : 0.6);
  return kinds.switches >= 4 && commonPairs(text) < 0.78;
}

/** Whether a text is drawn from all that a keyboard has, as Django's and WordPress's keys are: no words, calls or paths. */
export function isDrawnFromAll(text: string): boolean {
  if (text.length < 32 || text.length > 256 || /\s|:\/\/|\(\)|\w\(\w/.test(text)) return false;
  const { digits, hex, marks: between, other, switches } = kindsOf(text);
  const few = text.length / 20;
  const letters = text.length - digits - between - other;
  return (
    digits >= few &&
    letters >= few &&
    between + other >= 2 * few &&
    hex < text.length * 0.8 &&
    switches >= 4 &&
    entropyOf(text) > 4 &&
    commonPairs(text) < 0.6
  );
}

interface Kinds {
  digits: number;
  hex: number;
  marks: number;
  other: number;
  /** How often digits, small and capital letters take turns, the capital that begins a word not counted. */
  switches: number;
}

function kindsOf(text: string): Kinds {
  const kinds: Kinds = { digits: 0, hex: 0, marks: 0, other: 0, switches: 0 };
  let last = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const kind = isDigit(code) ? 1 : isLower(code) ? 2 : isUpper(code) ? 3 : 0;
    if (isHexDigit(code)) kinds.hex++;
    if (kind === 1) kinds.digits++;
    if (kind === 0) {
      if (marks.includes(text.charAt(index))) kinds.marks++;
      else kinds.other++;
    }
    if (last !== 0 && kind !== 0 && kind !== last && !(last === 3 && kind === 2)) kinds.switches++;
    last = kind;
  }
  return kinds;
}

/** What stands in tokens beside letters and digits. */
const marks = "-_+/=.~:!@#$%^&*|?";

function looksLikeHex(text: string, { digits, marks: between }: Kinds): boolean {
  const letters = text.length - digits - between;
  return digits >= 2 && letters >= 2 && between <= 4 && entropyOf(text) >= 2.6;
}

/** Share of neighbouring letters that are often neighbours in English: 0.9 of words, 0.4 of letters drawn at random. */
function commonPairs(text: string): number {
  let all = 0;
  let common = 0;
  for (let index = 1; index < text.length; index++) {
    const first = text.charCodeAt(index - 1);
    const second = text.charCodeAt(index);
    if (!isLetter(first) || !isLetter(second)) continue;
    all++;
    common += pairs[((first | 0x20) - 0x61) * 26 + (second | 0x20) - 0x61] as number;
  }
  return all < 4 ? 0 : common / all;
}

const pairs = new Uint8Array(26 * 26);
for (const pair of (
  "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea " +
  "ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie " +
  "wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab " +
  "gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du " +
  "ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys " +
  "ob mm fu ph og ms ye ud mb ip ub oi rl gu dr hr cc tw ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa " +
  "eq sy sl ps jo lf nv je nk kn gs dy hy ze ks xt bs ik dd pt rp sk xi oe oy ws lv dl rf eu dg wr xa yi nm eb js ev ap pi"
).split(" ")) {
  pairs[(pair.charCodeAt(0) - 0x61) * 26 + pair.charCodeAt(1) - 0x61] = 1;
}
