import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { canonicalEvents } from "../../../src/mcp/sse/canonical.ts";
import { bytesOf, cut, reread, split, streamText, textOf } from "./streams.ts";

const forwarded = (chunks: readonly Uint8Array[]): string => {
  const canonical = canonicalEvents();
  return Buffer.concat(split(chunks).events.map((event) => canonical(event).raw)).toString();
};

describe("canonicalEvents", () => {
  it("leaves events that all clients read alike", () => {
    for (const text of [
      "data: a\n\n",
      ": c\r\nid: 1\r\nevent: message\r\nretry: 5\r\ndata: a\r\ndata: b\r\n\r\n",
      ": ping\n\n",
      "id\ndata\n\n",
      "data: a",
    ]) {
      const [event] = split([bytesOf(text)]).events;
      assert.ok(event);
      assert.equal(canonicalEvents()(event), event);
    }
  });

  it("leaves out lines of no field", () => {
    const cases: [text: string, expected: string][] = [
      ["\u00ef\u00bb\u00bfdata: a\nid: 1\n\n", "id: 1\n\n"],
      [" data: a\n\n", "\n"],
      ["Data: a\ndata : b\n\u200bdata: c\n\0data: d\ndata: e\n\n", "data: e\n\n"],
      ["a line\ndata: a\n\n", "data: a\n\n"],
      ["data: a\ra line\n\n", "data: a\r\n\n"],
      ['{"a":1}', ""],
    ];
    for (const [text, expected] of cases)
      assert.equal(forwarded([bytesOf(text)]), expected, JSON.stringify(text));
  });

  it("gives a CR that ends a line alone its LF", () => {
    const cases: [text: string, expected: string][] = [
      ["data: a\r\r", "data: a\r\n\r\n"],
      ["id: 1\rdata: a\r\n\n", "id: 1\r\ndata: a\r\n\n"],
      ["data: [\r: , 2\ndata: ]\n\n", "data: [\r\n: , 2\ndata: ]\n\n"],
      ["data: [\r, 2\ndata: ]\n\n", "data: [\r\ndata: ]\n\n"],
      [": a\r: b\r\n\r\n", ": a\r\n: b\r\n\r\n"],
      ["data: a\r", "data: a\r\n"],
    ];
    for (const [text, expected] of cases)
      assert.equal(forwarded([bytesOf(text)]), expected, JSON.stringify(text));
  });

  it("gives the same for any cut, and nothing new to a stream of LF or CRLF", () => {
    fc.assert(
      fc.property(streamText, fc.array(fc.nat(), { maxLength: 6 }), (text, places) => {
        const bytes = bytesOf(text);
        assert.equal(forwarded(cut(bytes, places)), forwarded([bytes]));
        const known = text.replaceAll(/Data: x|foo|datas: x|[\ufeff\u0085\v\u2028 ]/g, ":");
        const plain = bytesOf(known.replaceAll(/\r(?!\n)/g, "\r\n"));
        if (split([plain]).events.every((event) => canonicalEvents()(event) === event)) {
          assert.equal(forwarded(cut(plain, places)), textOf(plain));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("reads as before, and by its line feeds alone as by all line ends, for any event", () => {
    fc.assert(
      fc.property(streamText, (text) => {
        for (const event of split([bytesOf(text)]).events) {
          const { raw } = canonicalEvents()(event);
          assert.equal(textOf(raw).replaceAll("\r\n", "\n").includes("\r"), false);
          if (event.data === undefined) continue;
          const again = reread(raw);
          assert.deepEqual(
            again.map(({ data, id, event: name, retry, complete }) => [
              data && textOf(data),
              id,
              name,
              retry,
              complete,
            ]),
            [[textOf(event.data), event.id, event.event, event.retry, event.complete]],
          );
        }
      }),
      { numRuns: 2000 },
    );
  });
});
