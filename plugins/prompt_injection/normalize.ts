import { foldText } from "plugins-adapter/framework";

/**
 * The form in which texts are compared: what a reader sees (`foldText`), in lower case, without accents, letters of other
 * alphabets that stand inside Latin words as the Latin letters they look like, apostrophes and quotes plain, and white
 * space as one space, or as one line feed where a line is empty. One pass with a table of all code units.
 */
export function normalized(text: string): string {
  return isAscii(text) ? normalAscii(text) : normalWide(text.normalize("NFKC"));
}

/** What a code unit becomes: another, or one of these. */
const unknown = 0;
const dropped = 1;
/** More or less than one code unit, which `longerForms` knows. */
const longer = 2;
/** A mark that is no accent: it goes where it stands on a digit, as in keycaps. */
const mark = 3;
const forms = new Uint16Array(0x10000);
for (let code = 0; code < 0x80; code++) {
  const upper = code >= 0x41 && code <= 0x5a;
  forms[code] = upper ? code | 0x20 : isSpace(code) || (code >= 0x20 && code < 0x7f) ? code : dropped;
}
const longerForms = new Map<string, string>();
const mostLonger = 8192;

function normalAscii(text: string): string {
  const units = new Uint8Array(text.length);
  let length = 0;
  let feeds = 0;
  let spaced = false;
  for (let index = 0; index < text.length; index++) {
    const unit = forms[text.charCodeAt(index)] as number;
    if (isSpace(unit)) {
      if (unit === 0x0a) feeds++;
      spaced = true;
    } else if (unit !== dropped) {
      if (spaced) units[length++] = feeds > 1 ? 0x0a : 0x20;
      spaced = false;
      feeds = 0;
      units[length++] = unit;
    }
  }
  return Buffer.from(units.buffer, 0, length).toString("latin1");
}

/** What was written, and of the word at its end where it begins and whether it has Latin and other letters. */
interface Output {
  units: Uint16Array;
  length: number;
  word: number;
  latin: boolean;
  alien: boolean;
  spaced: boolean;
  feeds: number;
}

function normalWide(source: string): string {
  const output: Output = {
    units: new Uint16Array(source.length + 64),
    ...{ length: 0, word: 0, feeds: 0 },
    ...{ latin: false, alien: false, spaced: false },
  };
  for (let index = 0; index < source.length; index++) {
    const code = source.charCodeAt(index);
    let form = forms[code] as number;
    if (form === unknown) {
      form = formOf(code);
      forms[code] = form;
    }
    if (form > mark) put(output, form);
    else if (form === mark) {
      const before = output.length === 0 ? 0 : (output.units[output.length - 1] as number);
      if (before < 0x30 || before > 0x39) put(output, code);
    } else if (form === longer) {
      const pair = (code & 0xfc00) === 0xd800 && index + 1 < source.length;
      const known = longerForm(source.slice(index, index + (pair ? 2 : 1)));
      if (pair) index++;
      const needed = output.length + known.length + source.length - index + 2;
      if (needed > output.units.length) grow(output, needed);
      for (let each = 0; each < known.length; each++) put(output, known.charCodeAt(each));
    }
  }
  endWord(output);
  return Buffer.from(output.units.buffer, 0, output.length * 2).toString("utf16le");
}

function put(output: Output, unit: number): void {
  if (isSpace(unit)) {
    if (unit === 0x0a) output.feeds++;
    output.spaced = true;
    return;
  }
  const latin = unit >= 0x61 && unit <= 0x7a;
  if (output.spaced || (!latin && unit < 0x80)) {
    endWord(output);
    if (output.spaced) output.units[output.length++] = output.feeds > 1 ? 0x0a : 0x20;
    output.spaced = false;
    output.feeds = 0;
    output.word = output.length;
    output.latin = false;
    output.alien = false;
  }
  if (latin) output.latin = true;
  else if (unit > 0x7f) output.alien = true;
  output.units[output.length++] = unit;
}

function endWord({ units, length, word, latin, alien }: Output): void {
  if (!latin || !alien) return;
  for (let index = word; index < length; index++) {
    const looks = lookalikes[units[index] as number] as number;
    if (looks !== 0) units[index] = looks;
  }
}

function grow(output: Output, needed: number): void {
  const units = new Uint16Array(needed * 2);
  units.set(output.units.subarray(0, output.length));
  output.units = units;
}

function formOf(code: number): number {
  if (code >= 0xd800 && code <= 0xdfff) return longer;
  const char = String.fromCharCode(code);
  const plain = plainOf(char);
  if (plain === "") return dropped;
  if (plain.length > 1) return longer;
  return /^\p{M}$/u.test(char) ? mark : plain.charCodeAt(0);
}

function longerForm(char: string): string {
  const known = longerForms.get(char);
  if (known !== undefined) return known;
  if (longerForms.size >= mostLonger) longerForms.clear();
  const plain = plainOf(char);
  longerForms.set(char, plain);
  return plain;
}

function plainOf(char: string): string {
  return foldText(foldText(char).text.normalize("NFKC"))
    .text.toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .replace(/[\u2018\u2019\u02bc\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e]/g, '"');
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** In the compiled class of characters: twice as fast as a loop. */
function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

const lookalikes = new Uint16Array(0x10000);
for (const pairs of [
  "аaвbсcԁdеeҽeғfһhнhіiїiјjкkқkӏlмmоoрpԛqгrѕsтtуyүyѵvԝwхxҳxԍg",
  "αaβbεeηnιiκkνvοoρpτtυuχxωwγyσoςs",
  "աwոnսuօoտsհhյjցgեeքp",
  "ꭺaᏼbꮯcꭰdꭼe",
  "ɑaɡgıiɩiʟlɴnʀrꜱsʏyøołlđdħhŧt",
]) {
  for (let index = 0; index < pairs.length; index += 2) {
    lookalikes[pairs.charCodeAt(index)] = pairs.charCodeAt(index + 1);
  }
}
