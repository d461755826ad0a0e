import fc from "fast-check";
import type { StreamEvent } from "../../../src/mcp/sse/event.ts";
import { createEventSplitter } from "../../../src/mcp/sse/splitter.ts";

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** Text of event streams: mostly lines that mean something, with every way to end a line and things that look like one. */
export const streamText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom("\n", "\r", "\r\n") },
      { weight: 3, arbitrary: fc.constantFrom("\n\n", "\r\r", "\r\n\r\n", "\n\r", "\r\n\r") },
      {
        weight: 8,
        arbitrary: fc.constantFrom(
          "data: {}",
          "data:",
          "data",
          "data:  x",
          'data: {"a":"é\u2028"}',
          "data: a:b",
          "datas: x",
        ),
      },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          "id: 1",
          "id",
          "id: a\0",
          "event: x",
          "event:",
          "retry: 5",
          "retry: x",
          "retry",
        ),
      },
      {
        weight: 3,
        arbitrary: fc.constantFrom(":", ": ping", "\ufeff", "\u0085", "\v", "\u2028", " ", "Data: x", "foo"),
      },
      { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
    ),
    { maxLength: 40, size: "max" },
  )
  .chain((parts) =>
    fc.constantFrom("", "", "", "\ufeff", "\ufeff\ufeff").map((start) => start + parts.join("")),
  );

/** Cuts at the given places, taken modulo the length; empty chunks may come out and are meant to. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const borders = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return borders.slice(1).map((border, index) => bytes.slice(borders[index], border));
}

export interface Split {
  readonly events: StreamEvent[];
  readonly overflow: boolean;
}

/** All pieces of a stream that comes in these chunks, the fragment included. */
export function split(chunks: readonly Uint8Array[], maxEventBytes = 1 << 20): Split {
  const splitter = createEventSplitter({ maxEventBytes });
  const events: StreamEvent[] = [];
  let overflow = false;
  for (const chunk of chunks) {
    const result = splitter.push(chunk);
    events.push(...result.events);
    overflow = result.overflow;
  }
  const fragment = splitter.end();
  if (fragment !== undefined) events.push(fragment);
  return { events, overflow };
}

/**
 * What an event's bytes read as after others of its stream (at a stream's start a byte order mark would mean something
 * else), comments aside.
 */
export function reread(raw: Uint8Array): StreamEvent[] {
  const { events } = split([bytesOf(": before\n"), raw]);
  return events.filter((event) => hasField(textOf(event.raw)));
}

const hasField = (raw: string): boolean =>
  raw.split(/\r\n|\n|\r/).some((line) => line !== "" && !line.startsWith(":"));

/** Pieces that mean something to a client: what chunk borders must not change. */
export function meaningful(events: readonly StreamEvent[]): object[] {
  return events
    .filter((event) => event.complete && !event.byteOrderMark && hasField(textOf(event.raw)))
    .map((event) => ({
      data: event.data && textOf(event.data),
      id: event.id,
      event: event.event,
      retry: event.retry,
    }));
}
