import { isAlphanumeric, isAsciiLetter, isDigit, isSpace } from "../characters.ts";
import { isDateAt } from "../dates.ts";
import type { Detector, Finding, PiiType } from "../finding.ts";
import { isIbanAt } from "../iban.ts";
import { type Label, labelBefore } from "../labels.ts";
import { passesLuhn } from "./card.ts";
import { isSsn } from "./ssn.ts";

/**
 * Values that only a label before them gives away (`Passport No: AB123456`), of the types in `enabled`. The finding is
 * the value without its label.
 */
export function labelledDetector(enabled: ReadonlySet<PiiType>): Detector {
  const everyWord = enabled.has("api_key");
  return (text, found) => {
    let index = 0;
    while (index < text.length) {
      if (!isAlphanumeric(text.charCodeAt(index))) {
        index++;
        continue;
      }
      const start = index;
      let hasDigit = false;
      while (isAlphanumeric(text.charCodeAt(index))) {
        hasDigit ||= isDigit(text.charCodeAt(index));
        index++;
      }
      if (!hasDigit && !(everyWord && start > 0)) continue;
      const label = labelBefore(text, start);
      if (label === undefined || !enabled.has(label.type)) continue;
      const end = valueEnd(label, text, start);
      if (end === undefined) continue;
      found.push(findingOf(text, label, start, end));
      index = Math.max(index, end);
    }
  };
}

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
