import type { StreamEvent } from "./event.ts";
import { cr, eachLine, lf, readField } from "./lines.ts";

const lineFeed = Uint8Array.of(lf);

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
    const raw = afterCr && event.raw[0] === lf ? event.raw.subarray(1) : event.raw;
    if (event.raw.length > 0) afterCr = event.raw.at(-1) === cr;
    const parts: Uint8Array[] = [];
    let changed = raw !== event.raw;
    eachLine(raw, ({ start, end, next }) => {
      if (readField(raw, start, end).kind === "other") {
        changed = true;
        return;
      }
      parts.push(raw.subarray(start, next));
      if (next > end && raw[next - 1] === cr) {
        parts.push(lineFeed);
        changed = true;
      }
    });
    return changed ? { ...event, raw: Buffer.concat(parts) } : event;
  };
}
