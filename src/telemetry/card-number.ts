import { mask } from "./secret-mark.ts";

/** ISO/IEC 7812: how many digits cards have whose number begins with this one. */
const lengths: Readonly<Record<string, readonly number[]>> = {
  "2": [16],
  "3": [14, 15, 16],
  "4": [13, 16, 19],
  "5": [16],
  "6": [16, 17, 18, 19],
};

/** A run of digits, alone or in groups. It ends where the next character is neither, so that none is read twice. */
const digitRuns = /(?<![\w.])\d(?:[ -]?\d){12,}/g;

/** Masks payment card numbers: of a card's length, with a right check digit, and not a part of a longer number. */
export function maskCardNumbers(text: string): string {
  if (text.length < 13) return text;
  return text.replace(digitRuns, maskInRun);
}

function maskInRun(run: string): string {
  let masked = "";
  let from = 0;
  for (let start = 0; start < run.length; start++) {
    const startsGroup = start === 0 || !isDigit(run, start - 1);
    const end = startsGroup ? cardEnd(run, start) : -1;
    if (end < 0) continue;
    masked += run.slice(from, start) + mask;
    from = end;
    start = end - 1;
  }
  return masked + run.slice(from);
}

/** Where the card number that begins here ends, or -1. It begins and ends with a group of digits. */
function cardEnd(run: string, start: number): number {
  const possible = lengths[run[start] ?? ""];
  if (possible === undefined) return -1;
  let digits = "";
  let found = -1;
  for (let at = start; at < run.length && digits.length < 19; at++) {
    if (!isDigit(run, at)) continue;
    digits += run[at];
    if (possible.includes(digits.length) && !isDigit(run, at + 1) && passesLuhn(digits)) found = at + 1;
  }
  return found;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 0x30;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
