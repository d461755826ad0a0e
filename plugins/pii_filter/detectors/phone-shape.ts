import { isAlphanumeric, isDigit, isSpace } from "../characters.ts";
import { type DigitChain, lengthOf } from "../digit-chains.ts";
import type { DigitGroup } from "../scan.ts";

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A number among the groups of a chain; `to` is the index after its last group. */
export interface SpanOfGroups extends Span {
  readonly to: number;
}

/** Ten digits in one piece are an id more often than not where something is joined to them, and as a number in JSON. */
export function isQuiet(text: string, first: DigitGroup, last: DigitGroup): boolean {
  const joiners = "-/._#:=@&%";
  if (joiners.includes(text.charAt(first.start - 1)) && first.start > 0) return false;
  if (last.end < text.length && "-/_:=@%".includes(text.charAt(last.end))) return false;
  let before = first.start - 1;
  while (first.start - before < 8 && isSpace(text.charCodeAt(before))) before--;
  return !(text.charAt(before) === ":" && text.charAt(before - 1) === '"');
}

export function bracketed(text: string, group: DigitGroup): number {
  return text.charAt(group.start - 1) === "(" ? group.start - 1 : group.start;
}

export function looksLikeIp(text: string, chain: DigitChain): boolean {
  return chain.length === 4 && chain.every((group) => lengthOf(group) <= 3 || text.charAt(group.end) === ".");
}

export function standsFree(text: string, start: number): boolean {
  const code = text.charCodeAt(start - 1);
  return !isAlphanumeric(code) && code !== 0x5f;
}

/** A letter right after the digits makes them part of a code, but for an extension's `x`. */
export function endsWord(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  return (!isAlphanumeric(code) && code !== 0x5f) || extensionEnd(text, end) > end;
}

/** End of `x123`, `ext. 123` or `#123` after a number; `from` when there is none. */
export function extensionEnd(text: string, from: number): number {
  let index = from;
  while (index - from < 2 && isSpace(text.charCodeAt(index))) index++;
  const marker = ["extension", "ext.", "ext", "x", "#"].find(
    (word) => text.slice(index, index + word.length).toLowerCase() === word,
  );
  if (marker === undefined) return from;
  index += marker.length;
  if (isSpace(text.charCodeAt(index))) index++;
  const digits = index;
  while (index - digits < 6 && isDigit(text.charCodeAt(index))) index++;
  return index > digits && !isAlphanumeric(text.charCodeAt(index)) ? index : from;
}
