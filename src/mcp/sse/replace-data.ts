import type { StreamEvent } from "./event.ts";
import { cr, eachLine, type Line, lf, readField } from "./lines.ts";

const encoder = new TextEncoder();
const noBytes = new Uint8Array(0);
const emptyField = encoder.encode("data:");
const filledField = encoder.encode("data: ");

/**
 * The event's bytes with its data exchanged. All other lines (`id`, `event`, `retry`, comments, the blank line) keep
 * their bytes; the new data stands where the last data line stood and ends as that one did. Data of several lines
 * becomes several data lines. An event without a data line has nothing to exchange and comes back as it is.
 */
export function replaceEventData(event: StreamEvent, data: string | Uint8Array): Uint8Array {
  return rewrite(event.raw, typeof data === "string" ? encoder.encode(data) : data);
}

/** The event with an empty `data:` line: clients skip it, but its `id:` still moves their resume cursor. */
export function emptyEventData(event: StreamEvent): Uint8Array {
  return rewrite(event.raw, noBytes);
}

/** An event that no blank line ended, with one: clients read it then, whatever they make of unended ones. */
export function endedByBlankLine(raw: Uint8Array): Uint8Array {
  const first = firstLineEnd(raw);
  // Not CR: eventsource-parser waits for what follows one.
  const lineEnd = first[0] === cr && first.length === 1 ? Uint8Array.of(lf) : first;
  const last = raw.at(-1);
  if (last === lf) return concat([raw, lineEnd]);
  return concat([raw, last === cr ? Uint8Array.of(lf) : lineEnd, lineEnd]);
}

function rewrite(raw: Uint8Array, data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let last: Line | undefined;
  let place = 0;
  eachLine(raw, (line) => {
    if (readField(raw, line.start, line.end).kind === "data") {
      last = line;
      // Not the first data line's place: what follows the last one was separated from it by the same line end, so
      // that no CR can come to stand before the LF of the blank line and make one line end of the two.
      place = parts.length;
    } else {
      parts.push(raw.subarray(line.start, line.next));
    }
  });
  if (last === undefined) return raw;
  const lineEnd = raw.subarray(last.end, last.next);
  const added = dataLines(data, lineEnd.length > 0 ? lineEnd : firstLineEnd(raw), lineEnd);
  return concat([...parts.slice(0, place), ...added, ...parts.slice(place)]);
}

/** `data: …` for each line of the text; the last one ends with `lineEnd`, the others with `separator`. */
function dataLines(data: Uint8Array, separator: Uint8Array, lineEnd: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let open = true;
  eachLine(data, ({ start, end, next }) => {
    open = next > end;
    const field = start === end ? emptyField : filledField;
    lines.push(concat([field, data.subarray(start, end), open ? separator : lineEnd]));
  });
  // Empty data is one line, and so is what follows a text's final line end.
  if (open) lines.push(concat([emptyField, lineEnd]));
  return lines;
}

function firstLineEnd(raw: Uint8Array): Uint8Array {
  const at = raw.findIndex((byte) => byte === lf || byte === cr);
  if (at === -1) return Uint8Array.of(lf);
  return raw.subarray(at, raw[at] === cr && raw[at + 1] === lf ? at + 2 : at + 1);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
