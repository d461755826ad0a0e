import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { StreamEvent } from "../../../src/mcp/sse/event.ts";
import { emptyEventData, endedByBlankLine, replaceEventData } from "../../../src/mcp/sse/replace-data.ts";
import { bytesOf, reread, split, streamText, textOf } from "./streams.ts";

const only = (text: string): StreamEvent => {
  const { events } = split([bytesOf(text)]);
  assert.equal(events.length, 1);
  return events[0] as StreamEvent;
};

describe("replaceEventData", () => {
  it("keeps every other line to the byte", () => {
    const cases: [event: string, data: string, expected: string][] = [
      ["data: a\n\n", "b", "data: b\n\n"],
      ["data:a\r\n\r\n", "b", "data: b\r\n\r\n"],
      ["data: a\r\r", "b", "data: b\r\r"],
      ["id: 1\nevent:message\ndata: a\nretry:  5\n\n", "b", "id: 1\nevent:message\ndata: b\nretry:  5\n\n"],
      ["data: a\nid: 1\n: c\ndata: b\n\n", "x", "id: 1\n: c\ndata: x\n\n"],
      ["data: a\rdata: b\n\n", "x", "data: x\n\n"],
      ["id: 1\rdata: b\n\n", "x", "id: 1\rdata: x\n\n"],
      ["data: a\n\n", "b\nc", "data: b\ndata: c\n\n"],
      ["data: a\r\n\r\n", "b\r\rc\n", "data: b\r\ndata:\r\ndata: c\r\ndata:\r\n\r\n"],
      ["data: a", "b\nc", "data: b\ndata: c"],
      ["id: 1\rdata: a", "b\nc", "id: 1\rdata: b\rdata: c"],
      ["data: a\nid: 1", "b", "data: b\nid: 1"],
      ["data\nid: 1\n\n", "b", "data: b\nid: 1\n\n"],
      ["id: 1\n\n", "b", "id: 1\n\n"],
    ];
    for (const [event, data, expected] of cases) {
      assert.equal(textOf(replaceEventData(only(event), data)), expected, JSON.stringify(event));
      assert.equal(textOf(replaceEventData(only(event), bytesOf(data))), expected, JSON.stringify(event));
    }
  });

  it("gives an event that reads as the new data and as the old fields, for any event", () => {
    fc.assert(
      fc.property(
        streamText,
        fc.string({ maxLength: 8 }),
        fc.constantFrom("", "\n", "\r\n"),
        (text, a, glue) => {
          const data = `${a}${glue}${a}`;
          for (const event of split([bytesOf(text)]).events) {
            if (event.data === undefined) continue;
            const again = reread(replaceEventData(event, data));
            assert.equal(again.length, 1, "one event stays one event");
            const [read] = again as [StreamEvent];
            const lines = data.replace(/\r\n|\r/g, "\n");
            assert.equal(read.data && textOf(read.data), lines === "" ? undefined : lines);
            assert.deepEqual(
              [read.id, read.event, read.retry, read.complete],
              [event.id, event.event, event.retry, event.complete],
            );
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("endedByBlankLine", () => {
  it("ends an event that was not, with its own line ends", () => {
    const cases: [event: string, expected: string][] = [
      ["data: a", "data: a\n\n"],
      ["data: a\n", "data: a\n\n"],
      ["id: 1\r\ndata: a", "id: 1\r\ndata: a\r\n\r\n"],
      ["data: a\r\n", "data: a\r\n\r\n"],
      ["id: 1\r\ndata: a\r", "id: 1\r\ndata: a\r\n\r\n"],
      ["data: a\r", "data: a\r\n\n"],
      ["id: 1\rdata: a", "id: 1\rdata: a\n\n"],
    ];
    for (const [event, expected] of cases)
      assert.equal(textOf(endedByBlankLine(bytesOf(event))), expected, JSON.stringify(event));
  });

  it("gives a complete event with the same fields, for any that is not", () => {
    fc.assert(
      fc.property(streamText, (text) => {
        const fragment = split([bytesOf(text)]).events.find((event) => !event.complete);
        if (fragment?.data === undefined) return;
        const [read, ...more] = reread(endedByBlankLine(fragment.raw));
        assert.deepEqual(
          [read?.data && textOf(read.data), read?.id, read?.event, read?.retry, read?.complete, more.length],
          [textOf(fragment.data), fragment.id, fragment.event, fragment.retry, true, 0],
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe("emptyEventData", () => {
  it("keeps the id and leaves one empty data line", () => {
    assert.equal(textOf(emptyEventData(only("id: 1\ndata: a\ndata: b\n\n"))), "id: 1\ndata:\n\n");
    assert.equal(textOf(emptyEventData(only("data: a\r\nid: 1\r\n\r\n"))), "data:\r\nid: 1\r\n\r\n");
  });

  it("leaves nothing of the data in any event", () => {
    fc.assert(
      fc.property(streamText, (text) => {
        for (const event of split([bytesOf(text)]).events) {
          const again = reread(emptyEventData(event));
          for (const read of again) {
            assert.equal(read.data, undefined);
            assert.equal(read.id, event.id);
          }
        }
      }),
    );
  });
});
