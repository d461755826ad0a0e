/**
 * What one look at every character tells about disguises.
 * @property ascii   nothing beyond ASCII
 * @property escapes percent escapes, character references or backslash escapes may stand in it
 * @property runs    of letters and digits, long enough for base64 or hexadecimal
 * @property pairs   of digits, or bytes of bits, with a space between them
 * @property digits  the words in which digits or signs stand beside letters, as letters, in lower case
 * @property mixed   where those words begin and end, by turns
 * @property apart   many letters stand by themselves
 */
export interface Hints {
  readonly ascii: boolean;
  readonly escapes: boolean;
  readonly runs: boolean;
  readonly pairs: boolean;
  readonly digits: string;
  readonly mixed: readonly number[];
  readonly apart: boolean;
}

/** Kinds of ASCII characters, as bits. */
const letter = 1;
const digit = 2;
const code = 4;
const escaping = 8;
const leet = 16;
const kinds = new Uint8Array(128);
for (let unit = 0; unit < 128; unit++) {
  const char = String.fromCharCode(unit);
  kinds[unit] =
    (/[a-zA-Z]/.test(char) ? letter | code : 0) |
    (/[0-9]/.test(char) ? digit | code : 0) |
    (/[+/_-]/.test(char) ? code : 0) |
    (/[%&\\]/.test(char) ? escaping : 0) |
    (/[0134578@$]/.test(char) ? leet : 0);
}

const shortestWord = 3;
const longestWord = 40;
const shortestRun = 16;
const fewestPairs = 8;
const fewestApart = 6;

export function hintsOf(text: string): Hints {
  let ascii = true;
  let seen = 0;
  let run = 0;
  let longest = 0;
  let pairs = 0;
  let digits = "";
  const mixed: number[] = [];
  let word = 0;
  let wordKinds = 0;
  let binary = 0;
  let single = 0;
  let singles = 0;
  let before = 0;
  let beforeThat = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) ascii = false;
    const kind = unit > 0x7f ? letter : (kinds[unit] as number);
    seen |= kind;
    if ((kind & code) !== 0) run++;
    else {
      // pairs and bytes of digits with a space between them
      if (run === 2 || run === 8) binary++;
      else binary = 0;
      if (binary > pairs) pairs = binary;
      run = 0;
    }
    if (run > longest) longest = run;
    if ((kind & (letter | leet)) !== 0) wordKinds |= kind;
    else {
      if (wordKinds > leet && (wordKinds & letter) !== 0) mix(word, index);
      word = index + 1;
      wordKinds = 0;
    }
    if ((before & letter) !== 0 && (beforeThat & (letter | digit)) === 0 && (kind & (letter | digit)) === 0) {
      single++;
      if (single > singles) singles = single;
    } else if ((kind & before & letter) !== 0) single = 0;
    beforeThat = before;
    before = kind;
  }
  if (wordKinds > leet && (wordKinds & letter) !== 0) mix(word, text.length);
  return {
    ascii,
    escapes: (seen & escaping) !== 0,
    runs: longest >= shortestRun,
    pairs: pairs >= fewestPairs,
    digits,
    mixed,
    apart: singles >= fewestApart,
  };

  function mix(from: number, to: number): void {
    if (to - from < shortestWord || to - from >= longestWord) return;
    digits += `${asLetters(text.slice(from, to)).toLowerCase()} `;
    mixed.push(from, to);
  }
}

/** The letters that digits and signs stand for, in words that have letters too. */
export function asLetters(text: string): string {
  return text.replace(/[a-zA-Z0134578@$]+/g, (word) =>
    /[a-zA-Z]/.test(word) ? word.replace(/[0134578@$]/g, (char) => letters[char] ?? char) : word,
  );
}

const letters: Readonly<Record<string, string>> = {
  ...{ 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", 8: "b" },
  ...{ "@": "a", $: "s" },
};
