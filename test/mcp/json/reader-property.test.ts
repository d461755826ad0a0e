import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../../../src/framework/json.ts";
import type { JsonDocument, JsonNode } from "../../../src/mcp/json/document.ts";
import { readJson } from "../../../src/mcp/json/reader.ts";
import { drawFrom, jsonValue, relaxed, spell, strict, wide } from "./arbitrary-json.ts";

/** The data of a node through the document's walking functions alone. */
function walked(document: JsonDocument, node: JsonNode): JsonValue {
  switch (document.kind(node)) {
    case "object": {
      const entries: [string, JsonValue][] = [];
      document.eachMember(node, (key, keyNode, value) => {
        assert.equal(document.text(keyNode), key);
        assert.ok(document.start(keyNode) > document.start(node) && document.end(value) < document.end(node));
        entries.push([key, walked(document, value)]);
      });
      assert.equal(document.size(node), entries.length);
      return Object.fromEntries(entries);
    }
    case "array": {
      const elements: JsonValue[] = [];
      document.eachElement(node, (element, index) => {
        assert.equal(index, elements.length);
        elements.push(walked(document, element));
      });
      assert.equal(document.size(node), elements.length);
      return elements;
    }
    case "string":
      return document.text(node);
    case "number":
      return Number(document.source(node));
    case "true":
      return true;
    case "false":
      return false;
    case "null":
      return null;
  }
}

/** Which of the relaxable checks a document would fail, found by walking it. */
function hasFlaw(document: JsonDocument, node: JsonNode): boolean {
  let flawed = false;
  const keys = new Set<string>();
  document.eachMember(node, (key, keyNode, value) => {
    flawed ||= keys.has(key) || hasFlaw(document, keyNode) || hasFlaw(document, value);
    keys.add(key);
  });
  document.eachElement(node, (element) => {
    flawed ||= hasFlaw(document, element);
  });
  const kind = document.kind(node);
  if (kind === "number") return !Number.isFinite(Number(document.source(node)));
  return flawed || (kind === "string" && /\p{Surrogate}/u.test(document.text(node)));
}

function parsed(bytes: Uint8Array): { value: JsonValue } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}

const significant = [...'{}[]",:\\/ntu0123dDcCeE+-. \t\n\r'].map((letter) => letter.charCodeAt(0));
const anyByte = fc.oneof(fc.constantFrom(...significant, 0, 0x1f, 0x7f, 0x80, 0xbf, 0xef, 0xff), fc.nat(255));
const mutation = fc.record({
  place: fc.nat(1 << 16),
  cut: fc.nat(3),
  put: fc.array(anyByte, { maxLength: 3 }),
});

function mutate(bytes: Buffer, { place, cut, put }: { place: number; cut: number; put: number[] }): Buffer {
  const at = place % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + cut)]);
}

/** Some key may have an escape: V8 12.8 to 14.6 then takes it for another at times (nodejs/node issue 63785). */
const escapedKey = /\\(?:[^"\\]|\\.)*"[ \t\r\n]*:/;

/** Holds a reading of any bytes against JSON.parse. */
function agreesWithOracle(bytes: Buffer): void {
  const expected = parsed(bytes);
  const loose = readJson(bytes, wide, { ...relaxed, byteOrderMark: true });
  assert.equal(loose.ok, expected !== undefined, bytes.toString("latin1"));
  const tight = readJson(bytes, wide, strict);
  if (!loose.ok || expected === undefined) return assert.ok(!tight.ok);
  const { document } = loose;
  const value = escapedKey.test(bytes.toString()) ? document.value(document.root) : expected.value;
  assert.deepEqual(document.value(document.root), value);
  assert.deepEqual(walked(document, document.root), value);
  assert.equal(tight.ok, !hasFlaw(document, document.root), bytes.toString());
  if (tight.ok) assert.deepEqual(tight.document.value(tight.document.root), value);
}

describe("readJson beside JSON.parse", () => {
  it("accepts any data however it is spelt, and yields the same", () => {
    fc.assert(
      fc.property(jsonValue, fc.integer(), (value, seed) => {
        const text = spell(value, drawFrom(seed));
        const reading = readJson(Buffer.from(text), wide, strict);
        assert.ok(reading.ok, text);
        const { document } = reading;
        assert.deepEqual(document.value(document.root), value);
        assert.deepEqual(walked(document, document.root), value);
        assert.equal(document.source(document.root), text.trim());
      }),
      { numRuns: 1500 },
    );
  });

  it("finds a member by its key, and only by its key", () => {
    fc.assert(
      fc.property(jsonValue, fc.integer(), fc.string(), (value, seed, other) => {
        const reading = readJson(Buffer.from(spell({ it: value }, drawFrom(seed))), wide, strict);
        assert.ok(reading.ok);
        const { document } = reading;
        const node = document.member(document.root, "it");
        const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
        for (const key of [...Object.keys(value ?? {}), other, "toString", "__proto__"]) {
          const member = document.member(node, key);
          assert.equal(member >= 0, isObject && Object.hasOwn(value, key), key);
          if (isObject && member >= 0) assert.deepEqual(document.value(member), value[key]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("agrees on mutated texts", () => {
    fc.assert(
      fc.property(
        jsonValue,
        fc.integer(),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        (value, seed, mutations) => {
          agreesWithOracle(mutations.reduce(mutate, Buffer.from(spell(value, drawFrom(seed)))));
        },
      ),
      { numRuns: 4000 },
    );
  });

  it("agrees on strings of significant bytes", () => {
    const fragment = fc.constantFrom(
      ...[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "\\",
        " ",
        "-",
        "0",
        "1",
        ".",
        "e",
        "+",
        "true",
        "null",
        '"a"',
        '"a":',
      ],
      ...["\\u0061", "\\ud800", "\\udc00", "\n", "é", "1e400"],
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 9 }), (fragments) =>
        agreesWithOracle(Buffer.from(fragments.join(""))),
      ),
      { numRuns: 4000 },
    );
    const inString = fc.array(fragment, { maxLength: 6 }).map((fragments) => `"${fragments.join("")}"`);
    fc.assert(
      fc.property(inString, (text) => agreesWithOracle(Buffer.from(text))),
      { numRuns: 3000 },
    );
    const digits = fc.array(fc.constantFrom("0", "1", "9", "-", "+", ".", "e", "E", "99", "308", "309"), {
      maxLength: 7,
    });
    fc.assert(
      fc.property(digits, (parts) => agreesWithOracle(Buffer.from(parts.join("")))),
      { numRuns: 4000 },
    );
  });
});
