import { fillerEvent, type StreamEvent } from "./event.ts";
import { readEvent } from "./fields.ts";
import { cr, eachLine, lf, readField } from "./lines.ts";

export interface SplitLimits {
  /** Largest event, its blank line included. Also what is held in memory at most between two chunks. */
  readonly maxEventBytes: number;
}

/** The pieces that a chunk completed. */
export interface SplitResult {
  readonly events: readonly StreamEvent[];
  /** An event is larger than allowed. The splitter is dead then: what it held is gone, later pushes yield nothing. */
  readonly overflow: boolean;
}

/** The event whose end is yet to come: the same object for as long as it is the same event. */
export interface UnfinishedEvent {
  /** Whether some of its data is held; reads what is held. */
  hasData(): boolean;
}

export interface EventSplitter {
  /**
   * Takes the next bytes of the stream. An event is released with the byte that ends it: after a blank line ended by
   * CR nothing waits for a possible LF; a late LF is a piece of its own, as soon as it is there. Comments and blank
   * lines between events are released line by line. Chunks are not copied but where an event crosses chunks: the
   * pieces share memory with the chunk.
   */
  push(chunk: Uint8Array): SplitResult;
  /** Ends the stream: the trailing text that no blank line ended, if any. */
  end(): StreamEvent | undefined;
  /** What is held between two chunks, if anything. */
  unfinished(): UnfinishedEvent | undefined;
}

const colon = 58;
const byteOrderMark = [0xef, 0xbb, 0xbf];
const nothing = -1;
const noBytes = new Uint8Array(0);
const firstCapacity = 512;

/** Splits an event stream (WHATWG HTML §9.2.5) into pieces whose raw bytes are the stream, at any chunk borders. */
export function createEventSplitter(limits: SplitLimits): EventSplitter {
  const { maxEventBytes } = limits;
  let pending: Uint8Array = noBytes;
  let pendingLength = 0;
  /** First byte of the line that a chunk's end cut; `nothing` at a line's start. */
  let lineFirst = nothing;
  /** The event in the making has a line that is neither comment nor blank. */
  let hasField = false;
  /** The last chunk ended after a CR, so that a LF now belongs to that line end. */
  let afterCr = false;
  /** Nothing but byte order marks so far; `markSeen` bytes of one more. */
  let atStart = true;
  let markSeen = 0;
  let dead = false;
  let unfinished: UnfinishedEvent | undefined;

  function hasData(): boolean {
    const held = pending.subarray(0, pendingLength);
    let found = false;
    eachLine(held, ({ start, end: lineEnd }) => {
      found ||= readField(held, start, lineEnd).kind === "data";
    });
    return found;
  }

  function append(bytes: Uint8Array): void {
    const needed = pendingLength + bytes.length;
    if (needed > pending.length) {
      const grown = new Uint8Array(
        Math.max(needed, Math.min(pending.length * 2, maxEventBytes), firstCapacity),
      );
      grown.set(pending.subarray(0, pendingLength));
      pending = grown;
    }
    pending.set(bytes, pendingLength);
    pendingLength = needed;
  }

  /** Hands out what is pending together with `bytes`; the buffer goes with it. */
  function take(bytes: Uint8Array): Uint8Array {
    unfinished = undefined;
    if (pendingLength === 0) return bytes;
    append(bytes);
    const raw = pending.subarray(0, pendingLength);
    pending = noBytes;
    pendingLength = 0;
    return raw;
  }

  function fail(events: StreamEvent[]): SplitResult {
    dead = true;
    pending = noBytes;
    pendingLength = 0;
    unfinished = undefined;
    return { events, overflow: true };
  }

  /**
   * Reads byte order marks at the stream's start. All of them: were only the first taken, its removal would make the
   * next one the mark that clients skip, and the field behind that one a field that was not read here. Returns how
   * many bytes of the chunk were consumed.
   */
  function readMarks(chunk: Uint8Array, events: StreamEvent[]): number {
    /** End of the last whole mark; one piece holds a run of them. */
    let from = 0;
    let at = 0;
    while (at < chunk.length && chunk[at] === byteOrderMark[markSeen]) {
      at++;
      markSeen++;
      if (markSeen < byteOrderMark.length) continue;
      from = at;
      markSeen = 0;
    }
    if (from > 0) events.push(fillerEvent(take(chunk.subarray(0, from)), true));
    if (at < chunk.length) {
      atStart = false;
      if (markSeen > 0) lineFirst = byteOrderMark[0] as number;
    }
    append(chunk.subarray(from, at));
    return at;
  }

  function push(chunk: Uint8Array): SplitResult {
    const events: StreamEvent[] = [];
    if (dead) return { events, overflow: true };
    if (chunk.length === 0) return { events, overflow: false };

    let at = atStart ? readMarks(chunk, events) : 0;
    /** Start of what was not released yet. */
    let from = at;
    /** End of the comments and blank lines since `from`; one piece holds a run of them. */
    let fillerEnd = nothing;
    if (afterCr) {
      afterCr = false;
      if (chunk[at] === lf) {
        at++;
        if (pendingLength === 0) fillerEnd = at;
      }
    }

    const releaseFiller = (): void => {
      if (fillerEnd === nothing) return;
      events.push(fillerEvent(take(chunk.subarray(from, fillerEnd))));
      from = fillerEnd;
      fillerEnd = nothing;
    };

    let nextLf = chunk.indexOf(lf, at);
    let nextCr = chunk.indexOf(cr, at);
    while (nextLf !== -1 || nextCr !== -1) {
      const end = nextLf === -1 || (nextCr !== -1 && nextCr < nextLf) ? nextCr : nextLf;
      let next = end + 1;
      if (end === nextCr) {
        if (next === chunk.length) afterCr = true;
        else if (chunk[next] === lf) next++;
      }
      const first = lineFirst !== nothing || end === at ? lineFirst : (chunk[at] as number);
      lineFirst = nothing;

      // A blank line's late LF is not counted: it may come in a chunk of its own.
      const size = fillerEnd === nothing ? pendingLength + end + 1 - from : end + 1 - fillerEnd;
      if (size > maxEventBytes) {
        releaseFiller();
        return fail(events);
      }
      if (hasField) {
        if (first === nothing) {
          events.push(readEvent(take(chunk.subarray(from, next)), true));
          from = next;
          hasField = false;
        }
      } else if (first === nothing || first === colon) {
        fillerEnd = next;
      } else {
        releaseFiller();
        hasField = true;
      }

      at = next;
      if (nextLf !== -1 && nextLf < at) nextLf = chunk.indexOf(lf, at);
      if (nextCr !== -1 && nextCr < at) nextCr = chunk.indexOf(cr, at);
    }

    releaseFiller();
    if (pendingLength + chunk.length - from > maxEventBytes) return fail(events);
    if (lineFirst === nothing && at < chunk.length) lineFirst = chunk[at] as number;
    if (from < chunk.length) {
      append(chunk.subarray(from));
      unfinished ??= { hasData };
    }
    return { events, overflow: false };
  }

  function end(): StreamEvent | undefined {
    const held = !dead && pendingLength > 0 ? readEvent(take(noBytes), false) : undefined;
    dead = true;
    return held;
  }

  return { push, end, unfinished: () => unfinished };
}
