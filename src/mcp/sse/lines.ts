export const lf = 10;
export const cr = 13;
const colon = 58;
const space = 32;

/** Span of a line in its text: content `[start, end)`, line end `[end, next)`. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/**
 * Calls back with each line of `bytes`. Only LF, CR and CRLF end a line (WHATWG HTML §9.2.5), so U+2028, U+0085 and
 * VT are content. A last line without an end has `end === next`.
 */
export function eachLine(bytes: Uint8Array, visit: (line: Line) => void): void {
  const length = bytes.length;
  let start = 0;
  let nextLf = bytes.indexOf(lf);
  let nextCr = bytes.indexOf(cr);
  while (start < length) {
    // Each search goes on from the last hit, so that the whole text is searched once for each of the two.
    if (nextLf !== -1 && nextLf < start) nextLf = bytes.indexOf(lf, start);
    if (nextCr !== -1 && nextCr < start) nextCr = bytes.indexOf(cr, start);
    let end = length;
    if (nextLf !== -1) end = nextLf;
    if (nextCr !== -1 && nextCr < end) end = nextCr;
    let next = end;
    if (end < length) next = end === nextCr && nextLf === end + 1 ? end + 2 : end + 1;
    visit({ start, end, next });
    start = next;
  }
}

/** What a line is by its field name. `other` fields are ignored by every client. */
export type LineKind = "blank" | "comment" | "data" | "id" | "event" | "retry" | "other";

/** Kind of the line `[start, end)` and where its value begins (one space after the colon is no part of it). */
export function readField(bytes: Uint8Array, start: number, end: number): { kind: LineKind; value: number } {
  if (start === end) return { kind: "blank", value: end };
  if (bytes[start] === colon) return { kind: "comment", value: start + 1 };
  // The longest name has five letters: what has no colon within six bytes is a known field only if the line ends there.
  const limit = Math.min(end, start + 6);
  let at = start;
  while (at < limit && bytes[at] !== colon) at++;
  const named = at === end || bytes[at] === colon;
  if (!named) return { kind: "other", value: end };
  let value = end;
  if (at < end) value = bytes[at + 1] === space && at + 1 < end ? at + 2 : at + 1;
  return { kind: fieldKind(bytes, start, at), value };
}

const kindsByLength: readonly (readonly ("data" | "id" | "event" | "retry")[])[] = [
  [],
  [],
  ["id"],
  [],
  ["data"],
  ["event", "retry"],
];

function fieldKind(bytes: Uint8Array, start: number, end: number): LineKind {
  for (const kind of kindsByLength[end - start] ?? []) {
    let at = 0;
    while (at < kind.length && bytes[start + at] === kind.charCodeAt(at)) at++;
    if (at === kind.length) return kind;
  }
  return "other";
}
