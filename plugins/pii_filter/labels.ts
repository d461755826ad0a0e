import { isAsciiLetter, isDigit, isEuropeanLetter, isSpace } from "./characters.ts";
import type { PiiType } from "./finding.ts";

/** What the words before a value say the value is. `from` is where a month's name between the two begins, if any. */
export interface Label {
  readonly type: PiiType;
  readonly from?: number;
}

/**
 * The label that leads to position `at`: `SSN: `, `passport no. `, `"dateOfBirth":"`, `<iban>`. Looks back over at most
 * six words and 64 characters, and not past the end of a sentence or list item.
 */
export function labelBefore(text: string, at: number): Label | undefined {
  if (!mayEndHere(text, at)) return undefined;
  const nearest = wordBefore(text, at, at);
  if (nearest === undefined) return undefined;
  const month = isMonth(nearest.text) ? nearest.start : undefined;
  if (month === undefined && !fillers.has(nearest.text) && !phrases.has(nearest.text)) return undefined;

  const words = [nearest];
  while (words.length < maxWords) {
    const last = words[words.length - 1] as Word;
    const next = wordBefore(text, last.start, at, restarts.has(last.text));
    if (next === undefined) break;
    words.push(next);
  }
  for (const [index, word] of words.entries()) {
    const phrase = phrases.get(word.text)?.find((candidate) => endsWith(words, index, candidate));
    if (phrase !== undefined)
      return month === undefined ? { type: phrase.type } : { type: phrase.type, from: month };
    if (!fillers.has(word.text) && word.start !== month) return undefined;
  }
  return undefined;
}

/** Whether a word is the English name of a month or its usual short form, in lower case. */
export function isMonth(word: string): boolean {
  return word === "sept" || months.some((month) => month === word || month.slice(0, 3) === word);
}

const maxWords = 6;
const reach = 64;

const months = "january february march april may june july august september october november december".split(
  " ",
);

/** A label in words, the last one first. */
interface Phrase {
  readonly type: PiiType;
  readonly words: readonly string[];
}

const labels: Partial<Record<PiiType, string>> = {
  ssn: "ssn|social security|social sec|soc sec",
  bsn: "bsn|burgerservicenummer|sofinummer|citizen service|citizen id",
  national_id:
    "national id|national identification|national identity|identity number|identity card|id card|personal code|" +
    "personal number|personal identification|personal identity|tax id|tax identification|taxpayer|tin|fiscal code|" +
    "codice fiscale|steuer|steuernummer|identifikationsnummer|steueridentifikationsnummer|idnr|" +
    "sozialversicherungsnummer|svnr|rijksregisternummer|rijksregister|numéro national|nir|insee|sécurité sociale|" +
    "dni|nif|pps|ppsn|nhs|nino|national insurance|ni|personnummer|henkilötunnus|hetu|fødselsnummer|cpr|isikukood|" +
    "asmens kodas|pesel|rodné číslo|rodne cislo|cnp|egn|oib|jmbg|emšo|taj|amka|tc kimlik|kimlik|tckn|snils|inn|cpf|" +
    "rut|cuil|cuit|curp|sin|social insurance|itin|aadhaar|aadhar|rrn|resident registration|resident id|nric|tfn|" +
    "tax file|medicare|individual number|teudat zehut",
  date_of_birth: "dob|date of birth|birth date|birthdate|birthday|birth day|born|geboortedatum|geburtsdatum",
  passport: "passport|paspoort|reisepass|passeport|pasaporte",
  driver_license:
    "driver license|drivers license|driver licence|drivers licence|driving license|driving licence|" +
    "license number|licence number|license no|licence no|dl|dln",
  bank_account: "account|acct|iban|kontonummer|rekeningnummer|rekening",
  medical_record: "mrn|medical record|health record|patient id",
  credit_card: "card|cc|card number|kreditkarte|creditcard",
  phone:
    "phone|telephone|tel|mobile|cell|cellphone|fax|whatsapp|msisdn|call|" +
    "contact number|landline|hotline|telefon|telefono|telefoon|téléphone|dial|text me|reach me|reach us|reach him|" +
    "reach her|reach them|contact me|contact us|answering at|messages to|message to|sms to|sms",
  api_key: "api key|apikey|api token|access token|auth token|secret key|access key|client secret",
};

/** The labels by their last word. */
const phrases = new Map<string, Phrase[]>();
for (const [type, list] of Object.entries(labels)) {
  for (const label of list.split("|")) {
    const words = label.split(" ").reverse();
    const last = words[0] as string;
    phrases.set(last, [...(phrases.get(last) ?? []), { type: type as PiiType, words }]);
  }
}

/** Words that stand between a label and its value. */
const fillers: ReadonlySet<string> = new Set(
  "is was are no nr num number numbers nummer id code value the my at on it its thats this s as to me us our his her their".split(
    " ",
  ),
);

/** Words that begin a sentence which answers the one before: "Your date of birth? It's …". */
const restarts: ReadonlySet<string> = new Set(["it", "its", "thats", "this"]);

/**
 * Whether the letters before a position can be the last of a label, a month or a filler: a look at three characters
 * instead of a search for words, which took most of the time in records full of numbers.
 */
function mayEndHere(text: string, at: number): boolean {
  let end = at;
  while (end > 0 && at - end < longestGap && !isEuropeanLetter(text.charCodeAt(end - 1))) end--;
  const last = text.charCodeAt(end - 1);
  if (!isEuropeanLetter(last)) return false;
  const second = text.charCodeAt(end - 2);
  const third = text.charCodeAt(end - 3);
  return endings[endingOf(last) * 32 * 32 + endingOf(second) * 32 + endingOf(third)] === 1;
}

/** Number of a letter from 1 on; 0 for all else. */
function endingOf(code: number): number {
  return isAsciiLetter(code) ? (code | 0x20) - 0x60 : 0;
}

/** By the last three letters of a word, last first. What is before a shorter word can be anything. */
const endings = new Uint8Array(32 * 32 * 32);
for (const word of [
  ...phrases.keys(),
  ...fillers,
  ...months,
  ...months.map((month) => month.slice(0, 3)),
  "sept",
]) {
  const [last = 0, second, third] = [...word].reverse().map((letter) => endingOf(letter.charCodeAt(0)));
  for (let b = second ?? 0; b <= (second ?? 31); b++) {
    for (let c = third ?? 0; c <= (third ?? 31); c++) endings[last * 32 * 32 + b * 32 + c] = 1;
  }
}
// Beyond ASCII, and at apostrophes, the search decides.
for (let b = 0; b < 32; b++) for (let c = 0; c < 32; c++) endings[b * 32 + c] = 1;
for (let a = 0; a < 32; a++) for (let c = 0; c < 32; c++) endings[a * 32 * 32 + c] = 1;
for (let a = 0; a < 32; a++) for (let b = 0; b < 32; b++) endings[a * 32 * 32 + b * 32] = 1;

interface Word {
  readonly text: string;
  readonly start: number;
}

function endsWith(words: readonly Word[], index: number, phrase: Phrase): boolean {
  return phrase.words.every((word, offset) => words[index + offset]?.text === word);
}

/**
 * The word before a gap of separators that ends at `from`; undefined where something ends the look-back.
 * @param isRestart the word behind the gap speaks of what the last sentence was about
 */
function wordBefore(text: string, from: number, at: number, isRestart = false): Word | undefined {
  let end = from;
  let lines = 0;
  while (end > 0 && from - end < longestGap) {
    const code = text.charCodeAt(end - 1);
    if (code === 0x0a && ++lines > 1) return undefined;
    if (code === 0x2e && !isRestart && !isAbbreviation(text, end - 1)) return undefined;
    if (!isSpace(code) && code !== 0x2e && !gapMarks.includes(text.charAt(end - 1))) break;
    end--;
  }
  const start = wordStart(text, end);
  if (start === end || at - start > reach || isDigit(text.charCodeAt(start - 1))) return undefined;
  const word = text.slice(start, end).toLowerCase();
  return { text: word.includes("'") ? word.replaceAll("'", "") : word, start };
}

const longestGap = 8;
const longestWord = 32;

/** What stands between words of a label, or between it and a value, in prose, JSON, YAML, XML and URLs. */
const gapMarks = "\"'`:=#-_()[]<>|/\\*+?";

/** "No." and "tel." go on, a sentence's end does not. */
function isAbbreviation(text: string, dot: number): boolean {
  const length = dot - wordStart(text, dot);
  return length > 0 && length <= 4;
}

/** Start of the word that ends at `end`, or of its last part where it is camelCase; `end` when no word ends there. */
function wordStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < longestWord) {
    const code = text.charCodeAt(start - 1);
    const apostrophe = code === 0x27 && start < end && isAsciiLetter(text.charCodeAt(start - 2));
    if (!isEuropeanLetter(code) && !apostrophe) break;
    start--;
    const before = text.charCodeAt(start - 1);
    if (code >= 0x41 && code <= 0x5a && before >= 0x61 && before <= 0x7a) break;
  }
  return start;
}
