/** What hides in a text: the texts that a model, or a program before it, would read out of it. */
import { isUtf8 } from "node:buffer";
import { type LiteralSet, literalSet } from "plugins-adapter/framework";
import { isTelling } from "./gate.ts";
import { asLetters, type Hints, hintsOf } from "./hints.ts";
import { normalized } from "./normalize.ts";

/**
 * One way to read a text.
 * @property text   in normal form
 * @property loose  words have no spaces between them
 * @property hidden it had to be decoded
 */
export interface View {
  readonly text: string;
  readonly loose: boolean;
  readonly hidden: boolean;
}

/** Shows every view of a text; code units of decoded texts are taken from `budget`. @returns false when that ran out */
export function eachView(
  text: string,
  depth: number,
  budget: { left: number },
  show: (view: View) => void,
): boolean {
  return read(text, depth, false);

  function read(source: string, levels: number, hidden: boolean): boolean {
    const first = hintsOf(source);
    const plain = first.escapes ? unescaped(source) : source;
    const hints = plain === source ? first : hintsOf(plain);
    if (plain !== source && !take(plain)) return false;
    show({ text: normalized(shoutsApart(plain)), loose: false, hidden });
    for (const reshaped of respelled(plain, hints)) {
      if (!take(reshaped.text)) return false;
      show({ ...reshaped, text: normalized(reshaped.text), hidden: true });
    }
    if (levels === 0) return true;
    if (!hints.ascii) {
      const spelled = invisible(plain);
      if (spelled !== "" && !(take(spelled) && read(spelled, levels - 1, true))) return false;
    }
    for (const part of encoded(plain, hints)) {
      if (!take(part) || !read(part, levels - 1, true)) return false;
    }
    return true;
  }

  function take(of: string): boolean {
    budget.left -= of.length;
    return budget.left >= 0;
  }
}

/** Percent escapes, character references and backslash escapes in their places. */
function unescaped(text: string): string {
  let plain = text;
  if (plain.includes("%"))
    plain = plain.replace(
      /(?:%[0-9a-fA-F]{2})+/g,
      (run) => bytesText(Buffer.from(run.replaceAll("%", ""), "hex")) ?? run,
    );
  if (plain.includes("&")) {
    plain = plain.replace(
      /&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|quot|amp|apos|nbsp));/g,
      (all, hex: string, decimal: string, name: string) =>
        name === undefined
          ? pointText(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16), all)
          : (entities[name] as string),
    );
  }
  if (plain.includes("\\")) {
    plain = plain.replace(
      /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrt]))/g,
      (all, unit: string, byte: string) =>
        unit === undefined && byte === undefined ? " " : pointText(Number.parseInt(unit ?? byte, 16), all),
    );
  }
  return plain;
}

const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  amp: "&",
  apos: "'",
  nbsp: " ",
};

function pointText(point: number, otherwise: string): string {
  return point > 0x10ffff ? otherwise : String.fromCodePoint(point);
}

/** A full stop where a sentence turns into capitals, and behind them: that is where somebody else speaks. */
function shoutsApart(text: string): string {
  return text.replace(/(?<=[a-z?] )(?=[A-Z]{2,20} [A-Z]{2,20} [A-Z]{2,20})/g, ". ");
}

/** Digits for letters, letters apart, ROT13, backwards: what a reader sees through. */
function* respelled(text: string, hints: Hints): Generator<{ text: string; loose: boolean }> {
  if (isTelling(hints.digits))
    yield { text: asLetters(around(text, tellingWords(text, hints))), loose: false };
  if (hints.apart) yield { text: lettersApart(text), loose: true };
  if (turnedWords.has(text)) yield { text: rot13(around(text, placesOf(turnedWords, text))), loose: false };
  if (backwardWords.has(text)) {
    yield {
      text: Array.from(around(text, placesOf(backwardWords, text)))
        .reverse()
        .join(""),
      loose: false,
    };
  }
}

function tellingWords(text: string, { mixed }: Hints): number[] {
  const places: number[] = [];
  for (let index = 0; index < mixed.length; index += 2) {
    const word = text.slice(mixed[index], mixed[index + 1]);
    if (isTelling(asLetters(word).toLowerCase())) places.push(mixed[index] as number);
  }
  return places;
}

function placesOf(set: LiteralSet, text: string): number[] {
  const places: number[] = [];
  set.each(text, (_, start) => places.push(start));
  return places;
}

/** Code units around a place that are read besides. */
const reach = 400;

/** The parts of a text around some places, which come in order: all else would be read for a second time. */
function around(text: string, places: readonly number[]): string {
  const parts: string[] = [];
  let from = 0;
  let to = 0;
  for (const place of places) {
    if (place - reach > to) {
      if (to > from) parts.push(text.slice(from, to));
      from = place - reach;
    }
    to = Math.min(text.length, place + reach);
  }
  if (to > from) parts.push(text.slice(Math.max(0, from), to));
  return parts.join("\n\n");
}

/** What letters spell that stand by themselves, without what is between them. */
function lettersApart(text: string): string {
  return Array.from(text.matchAll(/(?:(?<![\p{L}\p{N}])\p{L}(?:[ .\-_*·]{1,4}|\n)){6,}\p{L}?/gu), ([run]) =>
    run.replace(/[^\p{L}]/gu, ""),
  ).join(". ");
}

/** Words by which texts in ROT13, and texts written backwards, are known. */
const known = ["instruction", "previous", "disregard", "prompt", "password", "secret", "ignore"];
const turnedWords = literalSet({ words: known.map(rot13), ignoreCase: true });
const backwardWords = literalSet({
  words: known.map((word) => [...word].reverse().join("")),
  ignoreCase: true,
});

function rot13(text: string): string {
  return text.replace(/[a-zA-Z]/g, (char) => {
    const code = char.charCodeAt(0);
    const first = code < 0x61 ? 0x41 : 0x61;
    return String.fromCharCode(((code - first + 13) % 26) + first);
  });
}

/** What tag characters and variation selectors spell; nothing where there are few. */
function invisible(text: string): string {
  if (!/\udb40|[\ufe00-\ufe0f]/.test(text)) return "";
  let tags = "";
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0) as number;
    if (point >= 0xe0020 && point <= 0xe007e) tags += String.fromCharCode(point - 0xe0000);
    else if (point >= 0xfe00 && point <= 0xfe0f) bytes.push(point - 0xfe00);
    else if (point >= 0xe0100 && point <= 0xe01ef) bytes.push(point - 0xe0100 + 16);
  }
  const selected = bytes.length >= 8 ? (bytesText(Buffer.from(bytes)) ?? "") : "";
  return tags.length + selected.length < 8 ? "" : `${tags}\n${selected}`;
}

/** Texts that stand in base64, hexadecimal or binary. */
function* encoded(text: string, { runs, pairs }: Hints): Generator<string> {
  if (runs) yield* encodedRuns(text);
  if (pairs) yield* encodedPairs(text);
}

function* encodedRuns(text: string): Generator<string> {
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{16,}/g)) {
    const bytes = Buffer.from(run, "base64");
    const decoded = bytesText(bytes);
    if (decoded !== undefined) yield decoded;
    if (/^[0-9a-fA-F]+$/.test(run)) {
      const fromHex = bytesText(Buffer.from(run, "hex"));
      if (fromHex !== undefined) yield fromHex;
    }
  }
}

function* encodedPairs(text: string): Generator<string> {
  for (const [run] of text.matchAll(/(?:[0-9a-fA-F]{2}[ :,]){8,}[0-9a-fA-F]{2}/g)) {
    const decoded = bytesText(Buffer.from(run.replace(/[ :,]/g, ""), "hex"));
    if (decoded !== undefined) yield decoded;
  }
  for (const [run] of text.matchAll(/(?:[01]{8} ?){8,}/g)) {
    const bits = run.replaceAll(" ", "");
    const bytes = Array.from({ length: Math.floor(bits.length / 8) }, (_, index) =>
      Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2),
    );
    const decoded = bytesText(Buffer.from(bytes));
    if (decoded !== undefined) yield decoded;
  }
}

/** Bytes as text, when that is what they are. */
function bytesText(bytes: Buffer): string | undefined {
  if (bytes.length === 0 || !isUtf8(bytes)) return undefined;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return undefined;
  }
  return bytes.toString("utf8");
}
