import { isAlphanumeric, isAsciiLetter, isDigit } from "../characters.ts";
import type { Finding } from "../finding.ts";
import { eachForm, type FormMatch, type FormTree, formTree } from "../national/forms.ts";
import type { Scheme } from "../national/scheme.ts";
import type { Scan } from "../scan.ts";

/** Personal numbers of the countries that are chosen. */
export interface NationalIds {
  /** Finds those that show by their form and check digits. */
  detect(scan: Scan, found: Finding[]): void;
  /** End of the longest that begins at `start`, behind a label. */
  endAt(text: string, start: number): number | undefined;
}

export function nationalIds(schemes: readonly Scheme[]): NationalIds {
  const tree = formTree(schemes);
  return {
    detect({ text, groups }, found) {
      let past = 0;
      for (const group of groups) {
        if (group.start < past) continue;
        let start = group.start;
        while (start > past && isAlphanumeric(text.charCodeAt(start - 1))) start--;
        past = group.end;
        while (isAlphanumeric(text.charCodeAt(past))) past++;
        for (const from of [start, lettersBefore(text, start)]) {
          const end = from === undefined ? undefined : endAlone(tree, text, from);
          if (from === undefined || end === undefined) continue;
          found.push({ type: "national_id", start: from, end });
          past = end;
          break;
        }
      }
    },
    endAt(text, start) {
      let longest: number | undefined;
      eachForm(tree, text, start, ({ end, tree: { alone, labelled }, code }) => {
        const isRight = (scheme: Scheme) => scheme.isRight(code);
        if (!isWord(text.charCodeAt(end)) && (alone.some(isRight) || labelled.some(isRight))) longest = end;
      });
      return longest;
    },
  };
}

/** Start of one or two letters before a run of digits, with one sign between: `AB 12 34 56 C`, `X-1234567-L`. */
function lettersBefore(text: string, start: number): number | undefined {
  const sign = text.charAt(start - 1);
  if (sign !== " " && sign !== "-") return undefined;
  let first = start - 1;
  while (start - first <= 3 && isAsciiLetter(text.charCodeAt(first - 1))) first--;
  return first < start - 1 && start - first <= 3 ? first : undefined;
}

function endAlone(tree: FormTree, text: string, start: number): number | undefined {
  const code = text.charCodeAt(start - 1);
  if (isWord(code) || (isJoiner(code) && isAlphanumeric(text.charCodeAt(start - 2)))) return undefined;
  const afterNumber = code === 0x20 && isDigit(text.charCodeAt(start - 2));
  let longest: number | undefined;
  eachForm(tree, text, start, (match) => {
    if (match.tree.alone.length === 0 || !standsAlone(text, start, match, afterNumber)) return;
    if (match.tree.alone.some((scheme) => scheme.isRight(match.code))) longest = match.end;
  });
  return longest;
}

/** Not part of a longer code, or with spaces of a row of numbers, and in capitals. */
function standsAlone(
  text: string,
  start: number,
  { end, hasSpace }: FormMatch,
  afterNumber: boolean,
): boolean {
  const code = text.charCodeAt(end);
  const next = text.charCodeAt(end + 1);
  if (isWord(code) || (isJoiner(code) && isAlphanumeric(next))) return false;
  if (hasSpace && (afterNumber || (code === 0x20 && isDigit(next)))) return false;
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x61 && unit <= 0x7a) return false;
  }
  return true;
}

function isWord(code: number): boolean {
  return isAlphanumeric(code) || code === 0x5f || code >= 0xc0;
}

/** `-`, `.`, `/`, `+`, `@`, `:`. */
function isJoiner(code: number): boolean {
  return code === 0x2d || code === 0x2e || code === 0x2f || code === 0x2b || code === 0x40 || code === 0x3a;
}
