import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type {
  JsonDocument,
  JsonLimits,
  JsonNode,
  JsonReading,
  JsonStrictness,
} from "../../../src/mcp/json/document.ts";
import { readJson } from "../../../src/mcp/json/reader.ts";
import { drawFrom, jsonValue, relaxed, spell, strict, wide } from "./arbitrary-json.ts";
import type { ReferenceReading, Span } from "./reference-reader.ts";
import { readByReference } from "./reference-reader.ts";

function spansOf(document: JsonDocument): Span[] {
  const spans: Span[] = [];
  const add = (node: JsonNode): void => {
    spans.push([document.kind(node), document.start(node), document.end(node)]);
    document.eachMember(node, (_, keyNode, value) => {
      add(keyNode);
      add(value);
    });
    document.eachElement(node, add);
  };
  add(document.root);
  return spans;
}

function told(reading: JsonReading): ReferenceReading {
  return reading.ok ? { ok: true, spans: spansOf(reading.document) } : reading;
}

function agrees(bytes: Uint8Array, limits: JsonLimits = wide, strictness: JsonStrictness = strict): boolean {
  const expected = readByReference(bytes, limits, strictness);
  assert.deepEqual(
    told(readJson(bytes, limits, strictness)),
    expected,
    JSON.stringify(Buffer.from(bytes).toString("latin1")),
  );
  return expected.ok;
}

/** Texts as they cross the gateway, with all that a reader can meet in them. */
const seeds = [
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"send_mail","arguments":{"to":["a@example.org"],"subject":"Grüße, 日本","body":"Line one\\nLine \\"two\\"\\t\\u00e9\\ud83d\\ude00 and a tail that is long enough for words"},"_meta":{"progressToken":-1.50e+2}}}',
  '{"jsonrpc":"2.0","id":"x","result":{"content":[{"type":"text","text":"{\\"rows\\":[1,2,3],\\"more\\":null}"}],"structuredContent":{"rows":[1,2.5,3e0],"more":null},"isError":false}}',
  '{ "jsonrpc" : "2.0",\r\n\t"result" : { "tools" : [ { "name" : "t", "inputSchema" : { "type" : "object", "properties" : { "a":{},"b":{},"c":{},"d":{},"e":{},"f":{},"g":{},"h":{},"i":{},"j":{} }, "required" : [ ] } } ] } }',
  `[${Array.from({ length: 12 }, (_, row) => `{"id":${row},"k\\u0065y":true,"nested":[[[${row}.25]],{"":""}]}`).join(",")}]`,
];

const significant = [...'{}[]",:\\/ntu0123dDcCeE+-. \t\n\r'].map((letter) => letter.charCodeAt(0));
const anyByte = fc.oneof(fc.constantFrom(...significant, 0, 0x1f, 0x7f, 0x80, 0xbf, 0xef, 0xff), fc.nat(255));
type Change =
  | { readonly place: number; readonly cut: number; readonly put: readonly number[] }
  | { readonly place: number; readonly from: number; readonly length: number };
const mutation: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ place: fc.nat(1 << 16), cut: fc.nat(3), put: fc.array(anyByte, { maxLength: 3 }) }),
  // A piece of the text once more, which repeats keys, brackets and halves of escapes.
  fc.record({ place: fc.nat(1 << 16), from: fc.nat(1 << 16), length: fc.nat(40) }),
);

function mutate(bytes: Buffer, change: Change): Buffer {
  const at = change.place % (bytes.length + 1);
  if ("put" in change)
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(change.put), bytes.subarray(at + change.cut)]);
  const from = change.from % bytes.length;
  const piece = bytes.subarray(from, from + change.length);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

describe("readJson beside a slow reader", () => {
  it("tells the same spans of any data, however it is spelt", () => {
    fc.assert(
      fc.property(jsonValue, fc.integer(), (value, seed) => {
        assert.ok(agrees(Buffer.from(spell(value, drawFrom(seed)))));
      }),
      { numRuns: 1500 },
    );
  });

  it("says the same of mutated messages, and of what is wrong first", () => {
    const changes = fc.array(mutation, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...seeds), changes, fc.boolean(), (seed, mutations, isStrict) => {
        const bytes = mutations.reduce(mutate, Buffer.from(seed));
        agrees(bytes, wide, isStrict ? strict : relaxed);
      }),
      { numRuns: 8000 },
    );
  });

  it("says the same of every message cut off anywhere, and under any limits", () => {
    for (const seed of seeds) {
      const bytes = Buffer.from(seed);
      for (let end = 0; end <= bytes.length; end += 1) agrees(bytes.subarray(0, end));
      for (let most = 0; most < 60; most += 1) {
        agrees(bytes, { ...wide, maxNodes: most });
        agrees(bytes, { ...wide, maxDepth: most });
      }
    }
  });

  // Long strings are read eight bytes at a time, whatever the place of their bytes in memory.
  it("finds what ends or breaks a string at every place of a long one", () => {
    const met = [..."\x00\x1f\x20\x21\x22\x23\x5b\x5c\x5d\x7f"].map((letter) => Buffer.from(letter));
    met.push(Buffer.from("é"), Buffer.from("😀"), Buffer.from("\\n"), Buffer.from("\\ud800"));
    const memory = Buffer.alloc(256);
    for (let length = 0; length < 72; length += 1) {
      for (const [index, what] of met.entries()) {
        const shift = (length + index) % 8;
        for (let place = 0; place <= length; place += 1) {
          const text = Buffer.concat([Buffer.from('["'), Buffer.alloc(length, "a"), Buffer.from('",1]')]);
          const bytes = Buffer.concat([text.subarray(0, 2 + place), what, text.subarray(2 + place)]);
          bytes.copy(memory, shift);
          agrees(memory.subarray(shift, shift + bytes.length));
        }
      }
    }
  });

  it("finds repeated keys among few and many, plain and escaped, long and alike", () => {
    const spellKey = (key: string, isEscaped: boolean) =>
      isEscaped
        ? JSON.stringify(key).replace(/[a-z0-9]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
        : JSON.stringify(key);
    const key = fc.oneof(
      fc.constantFrom("", "a", "b", "ab", "ba", "é", "__proto__", "0", "00"),
      fc.nat(40).map((index) => `k${index}`),
      // Alike in length, and at both ends.
      fc.nat(40).map((index) => `${"x".repeat(20)}${String(index).padStart(3, "0")}${"y".repeat(20)}`),
    );
    const member = fc.tuple(key, fc.nat(9), fc.constantFrom("1", '{"a":0}', "[[],{}]", '"k1"'));
    fc.assert(
      fc.property(fc.array(member, { maxLength: 40 }), (members) => {
        const spelt = members.map(([name, spelling, value]) => `${spellKey(name, spelling === 0)}:${value}`);
        agrees(Buffer.from(`{${spelt.join(",")}}`));
      }),
      { numRuns: 2000 },
    );
  });

  it("reads documents one after the other without touching those before", () => {
    const texts = Array.from({ length: 400 }, (_, index) =>
      Buffer.from(index % 7 === 6 ? "[1,2,{" : `[${`{"a":[${index},{}]},`.repeat(index % 23)}"${index}"]`),
    );
    const readings = texts.map((bytes) => readJson(bytes, wide, strict));
    for (const [index, reading] of readings.entries()) {
      assert.deepEqual(told(reading), readByReference(texts[index] as Buffer, wide, strict));
      if (reading.ok) {
        const { document } = reading;
        assert.deepEqual(document.value(document.root), JSON.parse((texts[index] as Buffer).toString()));
      }
    }
  });
});
