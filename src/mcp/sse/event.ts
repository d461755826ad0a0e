/**
 * One piece of an event stream. The `raw` of all pieces, in order, are the stream's exact bytes.
 *
 * Pieces are: an event with the blank line that ends it; comments, blank lines and late line feeds between events
 * (no field at all); a byte order mark at the start; at the stream's end the trailing text that no blank line ends.
 */
export interface StreamEvent {
  readonly raw: Uint8Array;
  /**
   * Values of the `data` lines joined by LF, undecoded; undefined when there is no such line or the joined value is
   * empty (a client has nothing to read then).
   */
  readonly data: Uint8Array | undefined;
  /** Value of the last `id` line; a value with a NUL counts as no id, as clients do. */
  readonly id: string | undefined;
  /** Value of the last `event` line. */
  readonly event: string | undefined;
  /** Value of the last `retry` line that is all digits. Milliseconds. */
  readonly retry: number | undefined;
  /** False for the fragment at the end: WHATWG clients drop it, others read it. */
  readonly complete: boolean;
  /** This piece is a byte order mark at the stream's start and nothing else. */
  readonly byteOrderMark: boolean;
}

/** A piece without any field: comments, blank lines, a byte order mark. */
export function fillerEvent(raw: Uint8Array, byteOrderMark = false): StreamEvent {
  return {
    raw,
    data: undefined,
    id: undefined,
    event: undefined,
    retry: undefined,
    complete: true,
    byteOrderMark,
  };
}
