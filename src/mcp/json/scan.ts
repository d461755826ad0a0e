import type { JsonLimits, JsonProblemCode, JsonStrictness } from "./document.ts";
import { findDuplicateKey } from "./duplicate-keys.ts";
import { escapedKeySignature, keySignature } from "./key-signature.ts";
import { endOfDecimal, endOfExponent, isExponentMark, isFiniteNumber } from "./scan-number.ts";
import { endOfEscapedString, endOfPlainRun, scannedText } from "./scan-string.ts";
import type { Tape } from "./tape.ts";
import { cellsForScan, firstFreeCell, moreCells, tapeOf } from "./tape.ts";
import type { NodeForm } from "./tape-layout.ts";
import * as layout from "./tape-layout.ts";

const {
  arrayForm,
  cellsPerNode,
  endCell,
  escapedStringForm,
  falseForm,
  formMask,
  nextCell,
  nullForm,
  numberForm,
  objectForm,
  oneMember,
  plainStringForm,
  startCell,
  trueForm,
} = layout;

export type Scan =
  | { readonly ok: true; readonly tape: Tape }
  | { readonly ok: false; readonly code: JsonProblemCode; readonly offset: number };

const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Reads one JSON text (RFC 8259) from `from` to the end of `bytes`, which must be UTF-8, in one pass and without
 * recursion. Containers that are open form a chain on the tape itself.
 *
 * One long function, and never a byte from beyond the end: calls for each value, or V8's slow reads out of bounds
 * (which it keeps once a cut-off text has shown them), take half as long again.
 */
export function scanJson(bytes: Buffer, from: number, limits: JsonLimits, strict: JsonStrictness): Scan {
  const { length } = bytes;
  const { maxDepth } = limits;
  const text = scannedText(bytes, strict.loneSurrogates);
  let cells = cellsForScan();
  let used = firstFreeCell();
  const maxCells = used + limits.maxNodes * cellsPerNode;
  let escapedKeys = false;
  // The first cell of the innermost open container.
  let open = -1;
  let inObject = false;
  let depth = 0;
  let at = pastSpace(bytes, from);
  for (;;) {
    // A key and a value.
    if (used + 2 * cellsPerNode > cells.length) cells = moreCells(cells, used, at - from, length - from);
    if (inObject) {
      const start = at;
      if (at >= length || bytes[at] !== quote) return refused("syntax", at);
      at = endOfPlainRun(text, at + 1);
      const isPlain = at < length && bytes[at] === quote;
      if (isPlain) {
        at += 1;
      } else {
        at = endOfEscapedString(text, at);
        if (at < 0) return refused(text.problem, ~at);
        escapedKeys = true;
        cells[open + endCell] = 1;
      }
      if (used >= maxCells) return refused("size", start);
      cells[used] = isPlain ? plainStringForm : escapedStringForm;
      cells[used + startCell] = start;
      cells[used + endCell] = at;
      cells[used + nextCell] = isPlain
        ? keySignature(bytes, start, at)
        : escapedKeySignature(bytes, start, at);
      used += cellsPerNode;
      at = pastSpace(bytes, at);
      if (at >= length || bytes[at] !== colon) return refused("syntax", at);
      at = pastSpace(bytes, at + 1);
    }
    if (at >= length) return refused("syntax", at);
    const start = at;
    const first = bytes[at] as number;
    if (first === openBrace || first === openBracket) {
      if (depth === maxDepth) return refused("depth", at);
      if (used >= maxCells) return refused("size", at);
      if (open >= 0) cells[open] = (cells[open] as number) + oneMember;
      inObject = first === openBrace;
      cells[used] = inObject ? objectForm : arrayForm;
      cells[used + startCell] = start;
      cells[used + endCell] = 0;
      cells[used + nextCell] = open;
      open = used;
      used += cellsPerNode;
      depth += 1;
      at = pastSpace(bytes, at + 1);
      const isEmpty = at < length && bytes[at] === (inObject ? closeBrace : closeBracket);
      if (!isEmpty) continue;
    } else {
      let form: NodeForm;
      if (first === quote) {
        at = endOfPlainRun(text, at + 1);
        if (at < length && bytes[at] === quote) {
          at += 1;
          form = plainStringForm;
        } else {
          at = endOfEscapedString(text, at);
          if (at < 0) return refused(text.problem, ~at);
          form = escapedStringForm;
        }
      } else if (first === minus || (first >= 0x30 && first <= 0x39)) {
        const mark = endOfDecimal(bytes, at);
        if (mark < 0) return refused("syntax", ~mark);
        at = mark;
        if (mark < length && isExponentMark(bytes[mark] as number)) {
          at = endOfExponent(bytes, mark);
          if (at < 0) return refused("syntax", ~at);
        }
        const isExtreme = at > mark || at - start > 308;
        if (isExtreme && strict.numberRange && !isFiniteNumber(bytes, start, mark, at))
          return refused("number_range", start);
        form = numberForm;
      } else {
        form = first === 0x74 ? trueForm : first === 0x66 ? falseForm : nullForm;
        at = endOfLiteral(bytes, at, form === trueForm ? "true" : form === falseForm ? "false" : "null");
        if (at < 0) return refused("syntax", ~at);
      }
      if (used >= maxCells) return refused("size", start);
      if (open >= 0) cells[open] = (cells[open] as number) + oneMember;
      cells[used] = form;
      cells[used + startCell] = start;
      cells[used + endCell] = at;
      used += cellsPerNode;
      at = pastSpace(bytes, at);
    }
    // A value has ended, or an empty container is about to.
    while (open >= 0 && at < length && bytes[at] === (inObject ? closeBrace : closeBracket)) {
      if (inObject && strict.duplicateKeys) {
        const duplicate = findDuplicateKey(bytes, cells, open, used);
        if (duplicate >= 0) return refused("duplicate_key", cells[duplicate + startCell] as number);
      }
      const outer = cells[open + nextCell] as number;
      cells[open + endCell] = at + 1;
      cells[open + nextCell] = used / cellsPerNode;
      open = outer;
      inObject = open >= 0 && ((cells[open] as number) & formMask) === objectForm;
      depth -= 1;
      at = pastSpace(bytes, at + 1);
    }
    if (open < 0) {
      return at < length
        ? refused("trailing_bytes", at)
        : { ok: true, tape: tapeOf(cells, used, escapedKeys) };
    }
    if (at >= length || bytes[at] !== comma) return refused("syntax", at);
    at = pastSpace(bytes, at + 1);
  }
}

function refused(code: JsonProblemCode, offset: number): Scan {
  return { ok: false, code, offset };
}

/** Returns one past the literal at `from`, or `~offset` of the byte that differs. */
function endOfLiteral(bytes: Uint8Array, from: number, literal: string): number {
  for (let index = 0; index < literal.length; index += 1) {
    const at = from + index;
    if (at >= bytes.length || bytes[at] !== literal.charCodeAt(index)) return ~at;
  }
  return from + literal.length;
}

// Apart from the loop, for the compiler to take this little into the scan, and leave the loop where it is.
function pastSpace(bytes: Uint8Array, from: number): number {
  return from < bytes.length && (bytes[from] as number) <= space ? endOfSpace(bytes, from) : from;
}

/** Space, tab, line feed, carriage return: RFC 8259 section 2 knows no others. */
function endOfSpace(bytes: Uint8Array, from: number): number {
  const { length } = bytes;
  let at = from;
  while (at < length) {
    const byte = bytes[at] as number;
    if (byte !== space && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    at += 1;
  }
  return at;
}
