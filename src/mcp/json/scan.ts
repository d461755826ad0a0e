import type { JsonLimits, JsonNode, JsonProblemCode, JsonStrictness } from "./document.ts";
import { none } from "./document.ts";
import { findDuplicateKey } from "./duplicate-keys.ts";
import { endOfNumber, isFiniteNumber } from "./scan-number.ts";
import type { StringFindings } from "./scan-string.ts";
import { endOfPlainRun, endOfString } from "./scan-string.ts";
import type { NodeForm, Tape } from "./tape.ts";
import {
  addScalar,
  arrayForm,
  closeContainer,
  escapedStringForm,
  falseForm,
  formOf,
  newTape,
  nullForm,
  numberForm,
  objectForm,
  openContainer,
  plainStringForm,
  startOf,
  trueForm,
} from "./tape.ts";

export type Scan =
  | { readonly ok: true; readonly tape: Tape }
  | { readonly ok: false; readonly code: JsonProblemCode; readonly offset: number };

/** What the steps of one scan share. A step returns where it ended, or `~offset` after naming its problem. */
interface Scanner {
  readonly bytes: Buffer;
  readonly limits: JsonLimits;
  readonly strict: JsonStrictness;
  readonly tape: Tape;
  readonly findings: StringFindings;
  /** Names the problem of a step that returned `~offset`. */
  problem: JsonProblemCode;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Reads one JSON text (RFC 8259) from `from` to the end of `bytes`, which must be UTF-8, in one pass and without
 * recursion. Containers that are open form a chain on the tape itself.
 */
export function scanJson(bytes: Buffer, from: number, limits: JsonLimits, strict: JsonStrictness): Scan {
  const tape = newTape(bytes.length - from);
  const scanner: Scanner = {
    bytes,
    limits,
    strict,
    tape,
    findings: { loneSurrogate: -1 },
    problem: "syntax",
  };
  let open: JsonNode = none;
  let depth = 0;
  let at = skipSpace(bytes, from);
  for (;;) {
    // A value is due at `at`.
    const byte = bytes[at];
    if (byte === openBrace || byte === openBracket) {
      if (depth === limits.maxDepth) return { ok: false, code: "depth", offset: at };
      if (tape.count >= limits.maxNodes) return { ok: false, code: "size", offset: at };
      const isObject = byte === openBrace;
      open = openContainer(tape, isObject ? objectForm : arrayForm, at, open);
      depth += 1;
      at = skipSpace(bytes, at + 1);
      if (bytes[at] !== (isObject ? closeBrace : closeBracket)) {
        if (isObject) at = scanKey(scanner, at);
        if (at < 0) return { ok: false, code: scanner.problem, offset: ~at };
        continue;
      }
    } else {
      at = scanScalar(scanner, at, open);
      if (at < 0) return { ok: false, code: scanner.problem, offset: ~at };
      at = skipSpace(bytes, at);
    }
    // A value has ended, or an empty container is about to.
    while (open !== none && bytes[at] === (formOf(tape, open) === objectForm ? closeBrace : closeBracket)) {
      const closed = open;
      open = closeContainer(tape, closed, at + 1);
      depth -= 1;
      if (strict.duplicateKeys && formOf(tape, closed) === objectForm) {
        const duplicate = findDuplicateKey(bytes, tape, closed);
        if (duplicate !== none) return { ok: false, code: "duplicate_key", offset: startOf(tape, duplicate) };
      }
      at = skipSpace(bytes, at + 1);
    }
    if (open === none) {
      return at < bytes.length ? { ok: false, code: "trailing_bytes", offset: at } : { ok: true, tape };
    }
    if (bytes[at] !== comma) return { ok: false, code: "syntax", offset: at };
    at = skipSpace(bytes, at + 1);
    if (formOf(tape, open) === objectForm) {
      at = scanKey(scanner, at);
      if (at < 0) return { ok: false, code: scanner.problem, offset: ~at };
    }
  }
}

/** A key and its colon; ends at the first byte of the value. */
function scanKey(scanner: Scanner, from: number): number {
  const { bytes, tape } = scanner;
  if (bytes[from] !== quote) return ~from;
  let at = scanString(scanner, from, none);
  if (at < 0) return at;
  if (formOf(tape, tape.count - 1) === escapedStringForm) tape.escapedKeys = true;
  at = skipSpace(bytes, at);
  return bytes[at] === colon ? skipSpace(bytes, at + 1) : ~at;
}

function scanScalar(scanner: Scanner, from: number, owner: JsonNode): number {
  switch (scanner.bytes[from]) {
    case quote:
      return scanString(scanner, from, owner);
    case 0x74:
      return scanLiteral(scanner, from, "true", trueForm, owner);
    case 0x66:
      return scanLiteral(scanner, from, "false", falseForm, owner);
    case 0x6e:
      return scanLiteral(scanner, from, "null", nullForm, owner);
    default:
      return scanNumber(scanner, from, owner);
  }
}

function scanString(scanner: Scanner, from: number, owner: JsonNode): number {
  const { bytes, findings } = scanner;
  const plainEnd = endOfPlainRun(bytes, from + 1);
  if (bytes[plainEnd] === quote) return record(scanner, plainStringForm, from, plainEnd + 1, owner);
  const end = endOfString(bytes, plainEnd, findings);
  if (end < 0) return end;
  if (findings.loneSurrogate >= 0 && scanner.strict.loneSurrogates) {
    scanner.problem = "lone_surrogate";
    return ~findings.loneSurrogate;
  }
  return record(scanner, escapedStringForm, from, end, owner);
}

function scanNumber(scanner: Scanner, from: number, owner: JsonNode): number {
  const { bytes } = scanner;
  const end = endOfNumber(bytes, from);
  if (end < 0) return end;
  if (scanner.strict.numberRange && !isFiniteNumber(bytes, from, end)) {
    scanner.problem = "number_range";
    return ~from;
  }
  return record(scanner, numberForm, from, end, owner);
}

function scanLiteral(
  scanner: Scanner,
  from: number,
  literal: string,
  form: NodeForm,
  owner: JsonNode,
): number {
  for (let index = 1; index < literal.length; index += 1) {
    if (scanner.bytes[from + index] !== literal.charCodeAt(index)) return ~(from + index);
  }
  return record(scanner, form, from, from + literal.length, owner);
}

function record(scanner: Scanner, form: NodeForm, start: number, end: number, owner: JsonNode): number {
  if (scanner.tape.count >= scanner.limits.maxNodes) {
    scanner.problem = "size";
    return ~start;
  }
  addScalar(scanner.tape, form, start, end, owner);
  return end;
}

/** Space, tab, line feed, carriage return: RFC 8259 section 2 knows no others. */
function skipSpace(bytes: Buffer, from: number): number {
  const length = bytes.length;
  let at = from;
  while (at < length) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    at += 1;
  }
  return at;
}
