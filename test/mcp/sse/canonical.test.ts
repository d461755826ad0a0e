import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { canonicalEvents } from "../../../src/mcp/sse/canonical.ts";
import type { StreamEvent } from "../../../src/mcp/sse/event.ts";
import { replaceEventData } from "../../../src/mcp/sse/replace-data.ts";
import { firstJson, readByLineFeeds } from "./line-feed-reader.ts";
import { bytesOf, cut, meaningful, split, streamText, textOf } from "./streams.ts";

const forwarded = (chunks: readonly Uint8Array[]): string => {
  const canonical = canonicalEvents();
  return Buffer.concat(split(chunks).events.map((event) => canonical(event).raw)).toString();
};

describe("canonicalEvents", () => {
  it("leaves events that all clients read alike, to the byte", () => {
    for (const text of [
      "data: a\n\n",
      ": c\r\nid: 1\r\nevent: message\r\nretry: 5\r\ndata: a\r\ndata: b\r\n\r\n",
      ": c\rid: 1\revent: message\rretry: 5\rdata: a\r\r",
      "id: 1\rdata: a\r\n\r\n",
      "data: a\n\r",
      "id: 1\rdata:\r\r",
      ": ping\n\n",
      ": ping\r\r",
      "id\ndata\n\n",
      "x-trace: 1\ndata: a\nnote: b\n\n",
      "data: a",
      "data: a\r",
    ]) {
      assert.equal(forwarded([bytesOf(text)]), text);
      const [event] = split([bytesOf(text)]).events;
      assert.ok(event);
      assert.equal(canonicalEvents()(event), event, JSON.stringify(text));
    }
  });

  it("leaves out lines that are no field, or that some take for another", () => {
    const cases: [text: string, expected: string][] = [
      ["\u00ef\u00bb\u00bfdata: a\nid: 1\n\n", "id: 1\n\n"],
      [" data: a\n\n", "\n"],
      ["Data: a\ndata : b\n\u200bdata: c\n\0data: d\ndata: e\n\n", "data: e\n\n"],
      ["\u017fdata: a\nID: 1\nx y: 1\n-: 1\n: c\n\n", "-: 1\n: c\n\n"],
      ["a line\ndata: a\n\n", "data: a\n\n"],
      [`${"x".repeat(65)}: 1\n${"x".repeat(64)}: 1\n\n`, `${"x".repeat(64)}: 1\n\n`],
      ['{"a":1}', ""],
      ["data: a\r\rb line\n\n", "data: a\r\r\n\n"],
    ];
    for (const [text, expected] of cases)
      assert.equal(forwarded([bytesOf(text)]), expected, JSON.stringify(text));
  });

  it("gives a CR that ends a line alone its LF where events of several data lines or other fields need it", () => {
    const cases: [text: string, expected: string][] = [
      ["data: [\r: , 2\ndata: ]\n\n", "data: [\r\n: , 2\ndata: ]\n\n"],
      ["data: [\r, 2\ndata: ]\n\n", "data: [\r\ndata: ]\n\n"],
      ["data: a\ra line\n\n", "data: a\r\n\n"],
      ["data: a\rx-trace: b\r\r", "data: a\r\n\r\n"],
      ["data: a\rdata: b\r\r\n\n", "data: a\r\ndata: b\r\n\r\n\n"],
    ];
    for (const [text, expected] of cases)
      assert.equal(forwarded([bytesOf(text)]), expected, JSON.stringify(text));
  });

  it("gives the same for any cut, and nothing new to a stream of known fields and LF or CRLF", () => {
    fc.assert(
      fc.property(streamText, fc.array(fc.nat(), { maxLength: 6 }), (text, places) => {
        const bytes = bytesOf(text);
        assert.equal(forwarded(cut(bytes, places)), forwarded([bytes]));
        const known = text.replaceAll(/Data: x|foo|[\ufeff\u0085\v\u2028 ]/g, ":");
        const plain = bytesOf(known.replaceAll(/\r(?!\n)/g, "\r\n"));
        if (split([plain]).events.every((event) => canonicalEvents()(event) === event)) {
          assert.equal(forwarded(cut(plain, places)), textOf(plain));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("reads as before, for any stream", () => {
    const read = (text: string) =>
      meaningful(split([bytesOf(text)]).events).filter((event) =>
        Object.values(event).some((value) => value !== undefined),
      );
    fc.assert(
      fc.property(streamText, (text) => {
        // the mark is taken away by who forwards
        const marked = text.replace(/^\ufeff+/, "");
        assert.deepEqual(read(forwarded([bytesOf(marked)])), read(marked));
      }),
      { numRuns: 2000 },
    );
  });

  it("reads by its line feeds alone as nothing that was not judged, for any stream", () => {
    const line = fc.constantFrom(
      ...[
        'data: {"a":1}',
        'data: {"b":',
        'data: 2,"c":3}',
        "data:",
        "data: ",
        "data",
        'data: {"d":4} {"e":5}',
      ],
      ...[": x", ': "f":6,', ': {"g":7}', "id: 1", 'id: {"h":8}', "event: message", "retry: 5"],
      ...['{"i":9}', '"j":10}', 'x: {"k":11}', 'Data: {"l":12}', ' data: {"m":13}', "", ""],
      ...['data: {"p"\r: 1,"q"\ndata: :2}', 'data:\r{"r":1}', 'data:\rdata: {"s":1}'],
    );
    const end = fc.constantFrom("\n", "\r", "\r\n", "\r", "\r\r", "\n\n");
    const denied = '{"denied":true}';
    const judged = (event: StreamEvent): Uint8Array =>
      event.data === undefined || isJson(textOf(event.data)) ? event.raw : replaceEventData(event, denied);
    fc.assert(
      fc.property(fc.array(fc.tuple(line, end), { maxLength: 24 }), (lines) => {
        const canonical = canonicalEvents();
        const { events } = split([bytesOf(lines.flat().join(""))]);
        const seen = new Set(
          events.flatMap(({ data }) => (data === undefined ? [] : (firstJson(textOf(data)) ?? []))),
        );
        seen.add(firstJson(denied) as string);
        const out = Buffer.concat(events.map((event) => judged(canonical(event)))).toString();
        for (const data of readByLineFeeds(out)) {
          const taken = firstJson(data);
          assert.ok(taken === undefined || seen.has(taken), JSON.stringify({ out, taken }));
        }
      }),
      { numRuns: 20_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
