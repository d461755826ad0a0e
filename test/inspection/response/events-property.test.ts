import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Plugin } from "../../../src/framework/index.ts";
import { fetched, responseHead, toolAnswer } from "../inspect.ts";

const lineEnd = fc.constantFrom("\n", "\r", "\r\n");
const said = fc.constantFrom("fine", "hush", "mask", "\u2028 é 🙂", "mask\nhush");
const data = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.integer({ min: 0, max: 9 }), said).map(([id, word]) => toolAnswer(`${id}`, word)),
  },
  { weight: 2, arbitrary: fc.constant('{"jsonrpc":"2.0","method":"notifications/progress","params":{}}') },
  { weight: 1, arbitrary: fc.constantFrom("", "ping", "[]", '{"a":1,"a":2}', "null") },
);
const otherLine = fc.constantFrom(
  ": comment",
  "id: 5",
  "event: message",
  "retry: 10",
  "odd: x",
  "data",
  "dat",
  "",
);

/** An event, or something that only nearly is one. */
const event = fc
  .record({
    before: fc.array(otherLine, { maxLength: 2 }),
    data,
    after: fc.array(otherLine, { maxLength: 2 }),
    lineEnd,
  })
  .map(({ before, data: value, after, lineEnd: end }) =>
    [...before, `data: ${value}`, ...after, "", ""].join(end),
  );
const stream = fc
  .tuple(
    fc.constantFrom("", "\ufeff", "\ufeff\ufeff"),
    fc.array(event, { maxLength: 5 }),
    fc.constantFrom("", "data: {", ": x", "data: 1"),
  )
  .map(([mark, events, rest]) => Buffer.from(mark + events.join("") + rest));
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

function pieces(whole: Buffer, at: readonly number[]): Buffer[] {
  const borders = [0, ...at.map((part) => Math.floor(part * whole.length)), whole.length].toSorted(
    (a, b) => a - b,
  );
  return borders.slice(1).map((border, index) => whole.subarray(borders[index], border));
}

/** What goes on of the pieces, and what the plugin saw. */
async function forwarded(parts: readonly Uint8Array[], emitting: boolean) {
  const seen: string[] = [];
  const plugin: Plugin = {
    tool_post_invoke({ name, result }) {
      const text = JSON.stringify(result);
      seen.push(text);
      if (text.includes("hush")) return { continue_processing: false };
      if (!text.includes("mask")) return {};
      return { modified_payload: { name, result: JSON.parse(text.replaceAll("mask", "****")) } };
    },
  };
  const { exchange } = await fetched(plugin);
  responseHead(exchange, [
    [":status", "200"],
    ["content-type", "text/event-stream"],
  ]);
  const out: Uint8Array[] = [];
  const emit = emitting ? (bytes: Uint8Array) => void out.push(bytes) : undefined;
  for (const [index, part] of parts.entries()) {
    const { bytes } = await exchange.responseEvents(part, index === parts.length - 1, emit);
    out.push(bytes);
  }
  return { text: Buffer.concat(out).toString(), seen };
}

describe("an event stream, cut anywhere", () => {
  it("gives the same bytes and the same hook runs", async () => {
    await fc.assert(
      fc.asyncProperty(stream, cuts, fc.boolean(), async (whole, at, emitting) => {
        const once = await forwarded([whole], false);
        assert.deepEqual(await forwarded(pieces(whole, at), emitting), once);
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same cut at every single byte", async () => {
    const whole = Buffer.from(
      `\ufeff: hi\r\nid: 1\r\ndata: ${toolAnswer("1", "mask é🙂")}\r\n\r\ndata: ${toolAnswer("2", "hush")}\r\rdata:x\n\n`,
    );
    const once = await forwarded([whole], false);
    assert.deepEqual(
      await forwarded(
        [...whole].map((byte) => Uint8Array.of(byte)),
        true,
      ),
      once,
    );
    for (let at = 0; at <= whole.length; at++) {
      assert.deepEqual(await forwarded([whole.subarray(0, at), whole.subarray(at)], false), once, `${at}`);
    }
  });

  it("never lets denied or masked text through", async () => {
    await fc.assert(
      fc.asyncProperty(stream, cuts, async (whole, at) => {
        assert.doesNotMatch((await forwarded(pieces(whole, at), true)).text, /hush|mask/);
      }),
      { numRuns: 200 },
    );
  });
});
