import type { StreamEvent } from "./event.ts";
import { cr, eachLine, lf, readField } from "./lines.ts";

/**
 * Makes the function that spells a stream's pieces, in order, as all clients read them alike. Data, id, name and retry
 * stay; a piece that is spelled so already comes back itself. Where a stream is cut makes no difference.
 *
 * - Lines of no field of an event stream are left out. Every client should ignore them (WHATWG HTML §9.2.6), but
 *   eventsource-parser skips a byte order mark that was read as Latin-1 and reads the `data` behind it, and Go's SDK
 *   puts a line without a colon into its error.
 * - A CR that ends a line alone becomes CRLF. Go's clients know no other line end than LF: what is a line of its own
 *   here, or a comment, would be a part of the data there.
 */
export function canonicalEvents(): (event: StreamEvent) => StreamEvent {
  /** The last piece ended with a CR, which was given its LF: a LF that still comes is that one. */
  let afterCr = false;
  return (event) => {
    const given = event.raw;
    // In this order: what stands before and behind a line that goes must not become one line end.
    const raw = withoutOthers(withLineFeeds(afterCr && given[0] === lf ? given.subarray(1) : given));
    if (given.length > 0) afterCr = given.at(-1) === cr;
    return raw === given ? event : { ...event, raw };
  };
}

/** Without the lines of no known field; the same array if there are none. */
function withoutOthers(raw: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  let from = 0;
  eachLine(raw, ({ start, end, next }) => {
    if (readField(raw, start, end).kind !== "other") return;
    if (start > from) kept.push(raw.subarray(from, start));
    from = next;
  });
  if (from === 0) return raw;
  return Buffer.concat([...kept, raw.subarray(from)]);
}

/** With a LF behind each CR that has none; the same array if each has. */
function withLineFeeds(raw: Uint8Array): Uint8Array {
  let missing = 0;
  for (let at = raw.indexOf(cr); at !== -1; at = raw.indexOf(cr, at + 1)) {
    if (raw[at + 1] !== lf) missing++;
  }
  if (missing === 0) return raw;
  const whole = new Uint8Array(raw.length + missing);
  let length = 0;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] as number;
    whole[length++] = byte;
    if (byte === cr && raw[at + 1] !== lf) whole[length++] = lf;
  }
  return whole;
}
