import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createEventSplitter } from "../../../src/mcp/sse/splitter.ts";
import { parseReference } from "./reference-parser.ts";
import { bytesOf, cut, meaningful, split, streamText, textOf } from "./streams.ts";

const places = fc.array(fc.nat(), { maxLength: 12 });
const raws = (chunks: readonly string[]): string[] =>
  split(chunks.map(bytesOf)).events.map((event) => textOf(event.raw));

describe("event splitter", () => {
  it("gives back the exact bytes at any cuts", () => {
    fc.assert(
      fc.property(streamText, places, (text, cuts) => {
        const bytes = bytesOf(text);
        const { events } = split(cut(bytes, cuts));
        assert.deepEqual(Buffer.concat(events.map((event) => event.raw)), Buffer.from(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives back arbitrary bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), places, (bytes, cuts) => {
        const { events } = split(cut(bytes, cuts));
        assert.deepEqual(Buffer.concat(events.map((event) => event.raw)), Buffer.from(bytes));
      }),
    );
  });

  it("reads the same events as the algorithm of the specification, at any cuts", () => {
    fc.assert(
      fc.property(streamText, places, (text, cuts) => {
        const bytes = bytesOf(text);
        const expected = parseReference(bytes);
        const { events } = split(cut(bytes, cuts));
        assert.deepEqual(meaningful(events), expected.events);
        const fragment = events.find((event) => !event.complete);
        if (fragment !== undefined) {
          const { id, event, retry } = fragment;
          assert.deepEqual({ data: fragment.data && textOf(fragment.data), id, event, retry }, expected.rest);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("reads the same events byte by byte", () => {
    fc.assert(
      fc.property(streamText, (text) => {
        const bytes = bytesOf(text);
        const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
        assert.deepEqual(meaningful(split(single).events), meaningful(split([bytes]).events));
      }),
    );
  });

  it("overflows at the same size whatever the cuts", () => {
    fc.assert(
      fc.property(streamText, places, fc.integer({ min: 3, max: 40 }), (text, cuts, limit) => {
        const bytes = bytesOf(text);
        const whole = split([bytes], limit);
        const pieces = split(cut(bytes, cuts), limit);
        assert.equal(pieces.overflow, whole.overflow);
        assert.deepEqual(meaningful(pieces.events), meaningful(whole.events));
      }),
      { numRuns: 2000 },
    );
  });

  it("releases an event with the byte that ends it", () => {
    const cases: [name: string, text: string][] = [
      ["LF", "data: a\n\n"],
      ["CR", "data: a\r\r"],
      ["CRLF up to its CR", "data: a\r\n\r"],
      ["LF then CR", "data: a\n\r"],
    ];
    for (const [name, text] of cases) {
      const splitter = createEventSplitter({ maxEventBytes: 100 });
      const bytes = bytesOf(text);
      assert.equal(splitter.push(bytes.subarray(0, -1)).events.length, 0, name);
      assert.equal(splitter.push(bytes.subarray(-1)).events.length, 1, name);
    }
  });

  it("passes a late LF on as soon as it comes, as no line of its own", () => {
    assert.deepEqual(raws(["data: a\r\n\r", "\n", "data: b\n\n"]), ["data: a\r\n\r", "\n", "data: b\n\n"]);
    assert.deepEqual(raws(["data: a\r", "\ndata: b\r\n\r\n"]), ["data: a\r\ndata: b\r\n\r\n"]);
    assert.deepEqual(raws(["data: a\r\r", "", "\n\ndata: b\n\n"]), ["data: a\r\r", "\n\n", "data: b\n\n"]);
  });

  it("releases comments between events without waiting for an event", () => {
    assert.deepEqual(raws([": ping\n"]), [": ping\n"]);
    assert.deepEqual(raws([": pi", "ng\r\n", "\r\n"]), [": ping\r\n", "\r\n"]);
    assert.deepEqual(raws([":\n\n:\n\ndata: a\n: b\n\n"]), [":\n\n:\n\n", "data: a\n: b\n\n"]);
  });

  it("hands a leading byte order mark out by itself, wherever it is cut", () => {
    const bytes = bytesOf("\ufeffdata: a\n\n");
    for (let place = 0; place <= bytes.length; place++) {
      const { events } = split(cut(bytes, [place]));
      assert.deepEqual(
        events.map((event) => [textOf(event.raw), event.byteOrderMark]),
        [
          ["\ufeff", true],
          ["data: a\n\n", false],
        ],
      );
    }
    const later = split([bytesOf("data: a\n\n\ufeffdata: b\n\n")]).events;
    assert.deepEqual(
      later.map((event) => [event.byteOrderMark, event.data && textOf(event.data)]),
      [
        [false, "a"],
        [false, undefined],
      ],
    );
  });

  it("takes every mark at the start, so that none comes to the front when the first is dropped", () => {
    const bytes = bytesOf("\ufeff\ufeffdata: a\n\n");
    for (let place = 0; place <= bytes.length; place++) {
      const { events } = split(cut(bytes, [place]));
      const marks = events.filter((event) => event.byteOrderMark);
      assert.equal(marks.map((event) => textOf(event.raw)).join(""), "\ufeff\ufeff");
      assert.deepEqual(
        events.slice(marks.length).map((event) => event.data && textOf(event.data)),
        ["a"],
      );
    }
  });

  it("reads the unfinished text at the end, an unended line included", () => {
    for (const [text, data] of [
      ["data: a\n", "a"],
      ["data: a", "a"],
      ["data: a\ndata: b", "a\nb"],
      ["id: 1\n", undefined],
    ] as const) {
      const { events } = split([bytesOf(text)]);
      assert.equal(events.length, 1);
      assert.equal(events[0]?.complete, false);
      assert.equal(events[0]?.data && textOf(events[0].data), data);
    }
    assert.deepEqual(split([bytesOf("data: a\n\n")]).events.length, 1);
    assert.deepEqual(split([]).events, []);
  });

  it("reads fields as clients do", () => {
    const cases: [
      text: string,
      data: string | undefined,
      id?: string,
      event?: string | undefined,
      retry?: number,
    ][] = [
      ["data: a\n\n", "a"],
      ["data:a\n\n", "a"],
      ["data:  a\n\n", " a"],
      ["data: a\ndata: b\n\n", "a\nb"],
      ["data\ndata: b\n\n", "\nb"],
      ["data:\ndata:\n\n", "\n"],
      ["data:\n\n", undefined],
      ["data\n\n", undefined],
      ["id: 7\ndata:\n\n", undefined, "7"],
      ["id\ndata: a\n\n", "a", ""],
      ["id: a\0b\ndata: a\n\n", "a"],
      ["event: message\ndata: a\nid: x\n\n", "a", "x", "message"],
      ["id: 1\nretry: 3000\ndata: a\n\n", "a", "1", undefined, 3000],
      ["retry: 3s\ndata: a\n\n", "a"],
      ["Data: a\ndata : b\n data: c\ndatax: d\n\n", undefined],
      ["data: a\u2028b\u0085c\vd\n\n", "a\u2028b\u0085c\vd"],
    ];
    for (const [text, data, id, event, retry] of cases) {
      const read = split([bytesOf(text)]).events[0];
      assert.equal(read?.data && textOf(read.data), data, text);
      assert.deepEqual([read?.id, read?.event, read?.retry], [id, event, retry], text);
    }
  });

  it("counts the blank line but not its late LF towards the limit", () => {
    assert.equal(split([bytesOf("data: abc\n\n")], 11).overflow, false);
    assert.equal(split([bytesOf("data: abc\n\n")], 10).overflow, true);
    assert.equal(split([bytesOf("data: ab\r\n\r\n")], 11).overflow, false);
    assert.equal(split([bytesOf("data: a\n\ndata: abcdefgh\n\ndata: b\n\n")], 10).overflow, true);
  });

  it("releases what came before an overflow, and nothing after", () => {
    const splitter = createEventSplitter({ maxEventBytes: 10 });
    const first = splitter.push(bytesOf(":\n\ndata: a\n\ndata: 0123456789"));
    assert.deepEqual(
      first.events.map((event) => textOf(event.raw)),
      [":\n\n", "data: a\n\n"],
    );
    assert.equal(first.overflow, true);
    assert.deepEqual(splitter.push(bytesOf("\n\ndata: b\n\n")), { events: [], overflow: true });
    assert.equal(splitter.end(), undefined);
  });

  it("tells one unfinished event from the next, and whether its data has begun", () => {
    const splitter = createEventSplitter({ maxEventBytes: 100 });
    const after = (text: string) => {
      splitter.push(bytesOf(text));
      return splitter.unfinished();
    };
    assert.equal(after(""), undefined);
    const first = after("retry: 1\nda");
    assert.ok(first);
    assert.equal(first.hasData(), false);
    assert.equal(after("ta: {"), first);
    assert.equal(first.hasData(), true);
    assert.equal(after("}\n"), first);
    const second = after("\n: c\nid: 1\n");
    assert.ok(second && second !== first);
    assert.equal(second.hasData(), false);
    assert.equal(after("\n"), undefined);
    assert.ok(after("data: a\n"));
    assert.equal(after("x".repeat(200)), undefined);
  });

  it("does not copy an event that lies within a chunk", () => {
    const chunk = bytesOf("data: a\n\ndata: b\n\n");
    for (const event of createEventSplitter({ maxEventBytes: 100 }).push(chunk).events) {
      assert.equal(event.raw.buffer, chunk.buffer);
      assert.equal(event.data?.buffer, chunk.buffer);
    }
  });

  it("takes a large event in single bytes without growing over its size", () => {
    const size = 200_000;
    const splitter = createEventSplitter({ maxEventBytes: size + 20 });
    splitter.push(bytesOf("data: "));
    const byte = bytesOf("x");
    for (let count = 0; count < size; count++) splitter.push(byte);
    const { events } = splitter.push(bytesOf("\n\n"));
    assert.equal(events[0]?.data?.length, size);
    assert.ok((events[0]?.raw.buffer.byteLength ?? 0) <= 2 * size);
  });
});
