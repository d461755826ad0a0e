import type {
  JsonKind,
  JsonLimits,
  JsonProblem,
  JsonProblemCode,
  JsonStrictness,
} from "../../../src/mcp/json/document.ts";

/** A value or key: its kind and its span in bytes. */
export type Span = readonly [kind: JsonKind, start: number, end: number];

export type ReferenceReading =
  | { readonly ok: true; readonly spans: readonly Span[] }
  | { readonly ok: false; readonly problem: JsonProblem };

// RFC 3629 section 4, over a character for each byte.
const wellFormed =
  /^(?:[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})*/;
// All from the space on but quotes and backslashes.
const plain = /[ !#-[\]-\xff]*/;

class Refusal extends Error {
  readonly problem: JsonProblem;
  constructor(code: JsonProblemCode, offset: number) {
    super(code);
    this.problem = { code, offset };
  }
}

/**
 * What `readJson` says of a text, written to be read, not to be fast: by recursion, over characters, with regular
 * expressions and JavaScript's own decoding. Also every value and key, in the order of the text.
 */
export function readByReference(
  bytes: Uint8Array,
  limits: JsonLimits,
  strict: JsonStrictness,
): ReferenceReading {
  try {
    return { ok: true, spans: spansOf(bytes, limits, strict) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

function spansOf(bytes: Uint8Array, limits: JsonLimits, strict: JsonStrictness): Span[] {
  if (bytes.length > limits.maxBytes) throw new Refusal("size", limits.maxBytes);
  // A character for each byte, so that the places of characters are offsets.
  const text = Buffer.from(bytes).toString("latin1");
  const sound = wellFormed.exec(text)?.[0].length ?? 0;
  if (sound < text.length) throw new Refusal("invalid_utf8", sound);
  const marked = text.startsWith("\xef\xbb\xbf");
  if (marked && strict.byteOrderMark) throw new Refusal("byte_order_mark", 0);

  const spans: Span[] = [];
  const matchAt = (pattern: RegExp, at: number): string => {
    const sticky = new RegExp(pattern, "sy");
    sticky.lastIndex = at;
    return sticky.exec(text)?.[0] ?? "";
  };
  const skip = (at: number): number => at + matchAt(/[ \t\n\r]*/, at).length;
  const expect = (letter: string, at: number): number => {
    if (text[at] !== letter) throw new Refusal("syntax", at);
    return at + 1;
  };
  const record = (kind: JsonKind, start: number, end: number): number => {
    if (spans.length >= limits.maxNodes) throw new Refusal("size", start);
    spans.push([kind, start, end]);
    return end;
  };
  const textOf = (start: number, end: number): string =>
    JSON.parse(Buffer.from(text.slice(start, end), "latin1").toString()) as string;

  function string(start: number): number {
    let at = expect('"', start);
    for (;;) {
      at += matchAt(plain, at).length;
      if (text[at] === '"') break;
      const escaped = matchAt(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/, at);
      if (escaped === "") throw new Refusal("syntax", at);
      at += escaped.length;
    }
    const end = at + 1;
    if (strict.loneSurrogates && /\p{Surrogate}/u.test(textOf(start, end))) {
      const pair = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/;
      for (let place = start + 1; place < at; ) {
        const whole = matchAt(pair, place) || matchAt(/\\u[0-9a-fA-F]{4}|\\.|[^\\]/, place);
        if (whole.length === 6 && /^\\u[dD][89a-fA-F]/.test(whole))
          throw new Refusal("lone_surrogate", place);
        place += whole.length;
      }
      throw new Error("a lone surrogate that was not written as an escape");
    }
    return record("string", start, end);
  }

  function value(start: number, depth: number): number {
    const first = text[start];
    if (first === '"') return string(start);
    if (first === "{" || first === "[") return container(start, depth, first === "{");
    for (const word of ["true", "false", "null"] as const) {
      if (text.startsWith(word, start)) return record(word, start, start + word.length);
      const same = [...word].findIndex((letter, index) => letter !== text[start + index]);
      if (same > 0) throw new Refusal("syntax", start + same);
    }
    return number(start);
  }

  function number(start: number): number {
    let at = start + matchAt(/-?/, start).length;
    const whole = matchAt(/0|[1-9][0-9]*/, at);
    if (whole === "") throw new Refusal("syntax", at);
    at += whole.length;
    for (const [mark, digits] of [
      [/\./, /[0-9]*/],
      [/[eE][+-]?/, /[0-9]*/],
    ] as const) {
      const found = matchAt(mark, at);
      if (found === "") continue;
      at += found.length;
      const run = matchAt(digits, at);
      if (run === "") throw new Refusal("syntax", at);
      at += run.length;
    }
    if (strict.numberRange && !Number.isFinite(Number(text.slice(start, at))))
      throw new Refusal("number_range", start);
    return record("number", start, at);
  }

  function container(start: number, depth: number, isObject: boolean): number {
    if (depth === limits.maxDepth) throw new Refusal("depth", start);
    const place = spans.length;
    record(isObject ? "object" : "array", start, start);
    const close = isObject ? "}" : "]";
    const keys: Span[] = [];
    let at = skip(start + 1);
    while (text[at] !== close || keys.length > 0) {
      if (isObject) {
        at = skip(string(at));
        keys.push(spans.at(-1) as Span);
        at = skip(expect(":", at));
      } else {
        keys.push(["null", at, at]);
      }
      at = skip(value(at, depth + 1));
      if (text[at] === close) break;
      at = skip(expect(",", at));
    }
    if (isObject && strict.duplicateKeys) {
      const seen = new Set<string>();
      for (const [, from, to] of keys) {
        if (seen.has(textOf(from, to))) throw new Refusal("duplicate_key", from);
        seen.add(textOf(from, to));
      }
    }
    spans[place] = [isObject ? "object" : "array", start, at + 1];
    return at + 1;
  }

  const end = skip(value(skip(marked ? 3 : 0), 0));
  if (end < text.length) throw new Refusal("trailing_bytes", end);
  return spans;
}
