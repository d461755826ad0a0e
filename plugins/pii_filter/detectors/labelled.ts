import { passesLuhn } from "plugins-adapter/framework";
import { isAlphanumeric, isAsciiLetter, isDigit, isSpace } from "../characters.ts";
import { isDateAt } from "../dates.ts";
import type { Detector, Finding, PiiType } from "../finding.ts";
import { isIbanAt } from "../iban.ts";
import { type Label, labelBefore } from "../labels.ts";
import type { DigitGroup } from "../scan.ts";
import type { NationalIds } from "./national-id.ts";
import { isSsn } from "./ssn.ts";

/**
 * Values that only a label before them gives away (`Passport No: AB123456`), of the types in `enabled`. The finding is
 * the value without its label.
 */
export function labelledDetector(enabled: ReadonlySet<PiiType>, ids: NationalIds): Detector {
  const eachToken = enabled.has("api_key") ? eachWord : eachWordWithDigit;
  return ({ text, groups }, found) => {
    let past = 0;
    eachToken(text, groups, (start) => {
      if (start < past) return;
      const label = labelBefore(text, start);
      if (label === undefined || !enabled.has(label.type)) return;
      const end = label.type === "national_id" ? ids.endAt(text, start) : valueEnd(label, text, start);
      if (end === undefined) return;
      found.push(findingOf(text, label, start, end));
      past = end;
    });
  };
}

type EachToken = (text: string, groups: readonly DigitGroup[], visit: (start: number) => void) => void;

const eachWordWithDigit: EachToken = (text, groups, visit) => {
  let past = 0;
  for (const group of groups) {
    if (group.start < past) continue;
    let start = group.start;
    while (isAlphanumeric(text.charCodeAt(start - 1))) start--;
    past = group.end;
    while (isAlphanumeric(text.charCodeAt(past))) past++;
    visit(start);
  }
};

const eachWord: EachToken = (text, _groups, visit) => {
  for (let index = 0; index < text.length; index++) {
    if (!isAlphanumeric(text.charCodeAt(index))) continue;
    visit(index);
    while (isAlphanumeric(text.charCodeAt(index))) index++;
  }
};

function findingOf(text: string, label: Label, start: number, end: number): Finding {
  let first = label.from ?? start;
  while (label.type === "phone" && (text.charAt(first - 1) === "(" || text.charAt(first - 1) === "+"))
    first--;
  return { type: label.type, start: first, end };
}

function valueEnd(label: Label, text: string, start: number): number | undefined {
  switch (label.type) {
    case "bsn":
      return digitsEnd(text, start, 9, 9, " .-");
    case "ssn":
      return checked(text, start, digitsEnd(text, start, 9, 9, " .-"), isSsn);
    case "bank_account":
      return isIbanAt(text, start, false) ?? digitsEnd(text, start, 8, 17, " -");
    case "phone":
      return digitsEnd(text, start, 7, 15, " .-/()");
    case "credit_card":
      return checked(text, start, digitsEnd(text, start, 12, 19, " -"), passesLuhn);
    case "passport":
      return codeEnd(text, start, 6, 9, "");
    case "medical_record":
      return codeEnd(text, start, 6, 12, "-");
    case "driver_license":
      return codeEnd(text, start, 5, 20, "-");
    case "date_of_birth":
      return isDateAt(text, start, label.from !== undefined);
    case "api_key":
      return keyEnd(text, start);
    default:
      return undefined;
  }
}

/** End of `least` to `most` digits, the longest such, with up to two of the separators between them. */
function digitsEnd(
  text: string,
  start: number,
  least: number,
  most: number,
  separators: string,
): number | undefined {
  let digits = 0;
  let end: number | undefined;
  let index = start;
  while (isDigit(text.charCodeAt(index)) && digits < most) {
    while (isDigit(text.charCodeAt(index)) && digits <= most) {
      digits++;
      index++;
    }
    if (digits >= least && digits <= most && !isAlphanumeric(text.charCodeAt(index))) end = index;
    const gap = index;
    while (index - gap < 2 && index < text.length && separators.includes(text.charAt(index))) index++;
  }
  return end;
}

function checked(
  text: string,
  start: number,
  end: number | undefined,
  isValid: (digits: string) => boolean,
): number | undefined {
  if (end === undefined) return undefined;
  let digits = "";
  for (let index = start; index < end; index++) {
    if (isDigit(text.charCodeAt(index))) digits += text[index];
  }
  return isValid(digits) ? end : undefined;
}

/** End of a code of letters and digits, at least one digit among them, that has `least` to `most` of them. */
function codeEnd(
  text: string,
  start: number,
  least: number,
  most: number,
  joiners: string,
): number | undefined {
  let length = 0;
  let digits = 0;
  let index = start;
  for (; length <= most; index++) {
    const code = text.charCodeAt(index);
    if (isDigit(code)) digits++;
    if (isDigit(code) || isAsciiLetter(code)) length++;
    else if (
      index >= text.length ||
      !joiners.includes(text.charAt(index)) ||
      !isAlphanumeric(text.charCodeAt(index + 1))
    )
      break;
    if (joiners === "" && !isAlphanumeric(code)) break;
  }
  return length >= least && length <= most && digits > 0 ? index : undefined;
}

const shortestKey = 16;
const longestKey = 512;

/** End of a key or token: 16 or more characters without a gap, some of them digits or signs. */
function keyEnd(text: string, start: number): number | undefined {
  let index = start;
  let plain = true;
  while (index - start < longestKey) {
    const code = text.charCodeAt(index);
    if (
      Number.isNaN(code) ||
      isSpace(code) ||
      !(isAlphanumeric(code) || "-_.~+/=".includes(text.charAt(index)))
    )
      break;
    plain &&= isAsciiLetter(code);
    index++;
  }
  return index - start >= shortestKey && !plain ? index : undefined;
}
