import type { Evidence } from "./evidence.ts";
import { readExpression } from "./reading.ts";
import { sharedTokens } from "./shared-tokens.ts";
import { endOfQuoted, type Token, tokensOf } from "./tokens.ts";

/**
 * Whether a text, put where applications put values into a statement, says more than a value: an injection. It is put after
 * `=`, where numbers stand, and between each of the marks that it has; where what follows its literal reads as SQL, and
 * does something to the statement, the text has left its place. Prose that does so by chance does not read as SQL.
 * @param isStatement the text is one by itself: marks and comments in it have their own meaning
 * @returns where it was put, undefined where no place makes it one
 */
export function injectionIn(text: string, isStatement = false): "number" | "text" | "statement" | undefined {
  if (!hasMeans(text)) return undefined;
  for (const quote of ["'", '"']) {
    for (const backslash of text.includes("\\") ? [false, true] : [false]) {
      const end = endOfQuoted(text, 0, quote, backslash);
      if (end > text.length) continue;
      for (const double of quote === '"' || text.includes('"') ? [true, false] : [true]) {
        const found = readExpression(tokensOf(text, { backslash, double }, end), {
          operand: false,
          closing: quote,
        });
        if (found !== undefined && leavesText(found, text, quote, isStatement)) return "text";
      }
    }
  }
  for (const double of text.includes('"') ? [true, false] : [true]) {
    const tokens = sharedTokens(text, { backslash: true, double });
    const value = readExpression(tokens(), { operand: true });
    if (value !== undefined && leavesNumber(value, text)) return "number";
    // the value may be empty, or stand before what was sent
    const rest = readExpression(tokens(), { operand: false });
    if (rest !== undefined && leavesNumber(rest, text)) return "number";
    const query = readExpression(tokens(), { operand: true, query: true });
    if (
      query !== undefined &&
      (query.orConstant || query.idle || (query.attack && (query.call || query.stacked)))
    )
      return "statement";
  }
  return undefined;
}

/** A cheap look before the thorough one: an injection needs a mark or bracket or comparison beside a word or another mark. */
function hasMeans(text: string): boolean {
  if (text.length < 3) return false;
  return /['"`;=<>()#|&]|--|\/\*|\b(?:or|and|union|order|group|having|limit|like|rlike|between|procedure|waitfor)\b/i.test(
    text,
  );
}

/** Between marks: whatever follows the mark that ends the text is out of place, if only it does something. */
function leavesText(found: Evidence, text: string, quote: string, isStatement: boolean): boolean {
  const ended = found.cut || (found.openString && lastMark(text, quote));
  const does =
    found.boolean ||
    found.constants ||
    found.union ||
    found.stacked ||
    found.attack ||
    found.subquery ||
    found.clause;
  if (isStatement) return ended && does && found.whole;
  if (ended && does) return true;
  if (ended && found.call && found.probe) return true;
  if (found.cut && isShort(found.remark, text)) return true;
  return (
    found.union ||
    found.stacked ||
    found.constants ||
    found.attack ||
    (found.subquery && found.probe) ||
    (found.closed > 0 && found.boolean && found.call)
  );
}

/** As a number: a condition that no column is part of, another query, a statement; an expression alone may be meant. */
function leavesNumber(found: Evidence, _text: string): boolean {
  if (found.union || found.stacked || found.subquery || found.idle) return true;
  if (found.constants && (found.boolean || found.closed > 0)) return true;
  if (found.attack && (found.call || found.clause)) return true;
  if (found.bare && (found.compared || found.call)) return true;
  if (found.closed > 0 && found.boolean && (found.call || found.compared)) return true;
  if (found.clause && (found.cut || found.closed > 0 || found.call)) return true;
  return found.call && found.probe && (found.closed > 0 || found.cut);
}

function lastMark(text: string, quote: string): boolean {
  return text.includes(quote);
}

/** Comments after an injection say little; a dash in prose is followed by a sentence. */
function isShort(remark: Token | undefined, text: string): boolean {
  if (remark === undefined) return false;
  const words = text
    .slice(remark.start, remark.start + 60)
    .split(/[^A-Za-z]+/)
    .filter((word) => word.length > 1);
  return remark.end - remark.start < 60 && words.length < 2;
}
