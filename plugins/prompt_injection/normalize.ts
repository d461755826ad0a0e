import { foldText } from "plugins-adapter/framework";

/**
 * The form in which texts are compared: what a reader sees (`foldText`), in lower case, without accents, letters of other
 * alphabets that stand inside Latin words as the Latin letters they look like, apostrophes and quotes plain, and white
 * space as one space, or as one line feed where a line is empty.
 */
export function normalized(text: string): string {
  const folded = foldText(text).text;
  if (isAscii(folded)) return squeezed(folded);
  return squeezed(withoutLookalikes(folded.replace(/[^\0-\x7f]+/g, plainRun)));
}

/** Run by run: most texts that are not ASCII hold a few quotes and accents, and each step here copies what it is given. */
function plainRun(run: string): string {
  if (run.length > longestKnown) return plainOf(run);
  const seen = known.get(run);
  if (seen !== undefined) return seen;
  if (known.size >= mostKnown) known.clear();
  const plain = plainOf(run);
  known.set(run, plain);
  return plain;
}

/** Quotes, dashes and accented letters come again and again: 100 KB of mails take a third of the time. */
const known = new Map<string, string>();
const longestKnown = 4;
const mostKnown = 4096;

function plainOf(run: string): string {
  return foldText(run.normalize("NFKC"))
    .text.toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .replace(/[\u2018\u2019\u02bc\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e]/g, '"');
}

/** Lower case for ASCII, and white space as said above. */
function squeezed(text: string): string {
  const wide = !isAscii(text);
  const units = wide ? new Uint16Array(text.length) : new Uint8Array(text.length);
  let length = 0;
  let feeds = 0;
  let spaced = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) {
      if (code === 0x0a) feeds++;
      spaced = true;
      continue;
    }
    if (spaced) units[length++] = feeds > 1 ? 0x0a : 0x20;
    spaced = false;
    feeds = 0;
    units[length++] = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
  }
  const bytes = Buffer.from(units.buffer, 0, length * units.BYTES_PER_ELEMENT);
  return bytes.toString(wide ? "utf16le" : "latin1");
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

const lookalikes = new Map<string, string>(
  [
    "аaвbсcԁdеeҽeғfһhнhіiїiјjкkқkӏlмmоoрpԛqгrѕsтtуyүyѵvԝwхxҳxԍg",
    "αaβbεeηnιiκkνvοoρpτtυuχxωwγyσoςs",
    "աwոnսuօoտsհhյjցgեeքp",
    "ꭺaᏼbꮯcꭰdꭼe",
    "ɑaɡgıiɩiʟlɴnʀrꜱsʏyøołlđdħhŧt",
  ].flatMap((pairs) => {
    const chars = [...pairs];
    return chars.flatMap((char, index): [string, string][] =>
      index % 2 === 0 ? [[char, chars[index + 1] as string]] : [],
    );
  }),
);

function withoutLookalikes(text: string): string {
  if (!/[a-z][^\0-\x7f]|[^\0-\x7f][a-z]/.test(text)) return text;
  return text.replace(/\p{L}+/gu, (word) => {
    if (!/[a-z]/.test(word) || /^[a-z]+$/.test(word)) return word;
    return Array.from(word, (char) => lookalikes.get(char) ?? char).join("");
  });
}
