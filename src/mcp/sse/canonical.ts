import type { StreamEvent } from "./event.ts";
import { cr, eachLine, type Line, lf, readField } from "./lines.ts";

/**
 * Makes the function that spells a stream's pieces, in order, so that all clients read the same messages in them. A
 * piece that they read alike comes back itself, whatever its line ends; data, id, name and retry always stay. Where a
 * stream is cut makes no difference.
 *
 * - A line without a field name of letters, digits, `-`, `_` and `.` before a colon, or whose name is that of a known
 *   field in other letters, is left out. Every client should ignore it (WHATWG HTML §9.2.6), but eventsource-parser
 *   skips a byte order mark that was read as Latin-1 and reads the `data` behind it, and Go's SDK puts a line without a
 *   colon into its error.
 * - A CR that ends a line alone becomes CRLF where an event has several data lines, or a field of another name. Go's
 *   clients know no other line end than LF: what is a line of its own here, or a comment, is a part of the data there.
 *   With one data line they read its JSON value, or nothing at all: what follows the CR begins as no JSON does.
 */
export function canonicalEvents(): (event: StreamEvent) => StreamEvent {
  /** What was forwarded ends with a CR, and whether the LF that may follow was added to it. */
  let ending: "other" | "cr" | "cr_with_lf" = "other";
  return (event) => {
    const given = event.raw;
    if (given.length === 0) return event;
    const late = given[0] === lf;
    const raw = spelled(ending === "cr_with_lf" && late ? given.subarray(1) : given);
    // What stands before and behind a line that goes must not become one line end.
    const parted = ending === "cr" && !late && raw[0] === lf ? Buffer.concat([lineFeed, raw]) : raw;
    if (given.at(-1) === cr) ending = parted.at(-1) === cr ? "cr" : "cr_with_lf";
    else if (parted.length > 0 || ending === "cr_with_lf") ending = "other";
    return parted === given ? event : { ...event, raw: parted };
  };
}

const lineFeed = Uint8Array.of(lf);

/** The piece's lines as they may go on; the same array where nothing is to change. */
function spelled(raw: Uint8Array): Uint8Array {
  let dataLines = 0;
  let others = 0;
  let strays = 0;
  let loneCr = false;
  eachLine(raw, (line) => {
    const { kind } = readField(raw, line.start, line.end);
    if (kind === "data") dataLines++;
    if (kind === "other") {
      others++;
      if (!isHarmless(raw, line)) strays++;
    }
    // At the piece's end a LF may still come, and no line of the piece follows.
    loneCr ||= line.next === line.end + 1 && line.next < raw.length && raw[line.end] === cr;
  });
  if (loneCr && (dataLines > 1 || others > 0)) return withoutLines(withLineFeeds(raw), () => true);
  return strays > 0 ? withoutLines(raw, (line, of) => !isHarmless(of, line)) : raw;
}

/** Longest name of a field that is kept. */
const longestName = 64;

/** A field with a name of its own, which nobody takes for one that is known. */
function isHarmless(raw: Uint8Array, { start, end }: Line): boolean {
  const limit = Math.min(end, start + longestName + 1);
  let at = start;
  while (at < limit && isNameByte(raw[at] as number)) at++;
  if (at === limit || at === start || raw[at] !== colon) return false;
  const name = Buffer.from(raw.subarray(start, at)).toString("latin1").toLowerCase();
  return !knownNames.has(name);
}

const colon = 0x3a;
const knownNames: ReadonlySet<string> = new Set(["data", "id", "event", "retry"]);

function isNameByte(byte: number): boolean {
  const folded = byte | 0x20;
  const letter = folded >= 0x61 && folded <= 0x7a;
  return letter || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e || byte === 0x5f;
}

/** Without the lines of no known field that are to go. */
function withoutLines(raw: Uint8Array, goes: (line: Line, of: Uint8Array) => boolean): Uint8Array {
  const kept: Uint8Array[] = [];
  let from = 0;
  eachLine(raw, (line) => {
    if (readField(raw, line.start, line.end).kind !== "other" || !goes(line, raw)) return;
    if (line.start > from) kept.push(raw.subarray(from, line.start));
    from = line.next;
  });
  if (from === 0) return raw;
  return Buffer.concat([...kept, raw.subarray(from)]);
}

/** With a LF behind each CR that has none. */
function withLineFeeds(raw: Uint8Array): Uint8Array {
  let missing = 0;
  for (let at = raw.indexOf(cr); at !== -1; at = raw.indexOf(cr, at + 1)) {
    if (raw[at + 1] !== lf) missing++;
  }
  const whole = new Uint8Array(raw.length + missing);
  let length = 0;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] as number;
    whole[length++] = byte;
    if (byte === cr && raw[at + 1] !== lf) whole[length++] = lf;
  }
  return whole;
}
