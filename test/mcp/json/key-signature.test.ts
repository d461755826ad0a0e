import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { escapedKeySignature, keySignature } from "../../../src/mcp/json/key-signature.ts";
import { drawFrom, spell } from "./arbitrary-json.ts";

function escapedWhole(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16));
  return `"${units.map((unit) => `\\u${unit.padStart(4, "0")}`).join("")}"`;
}

it("a key's signature is the same however the key is written", () => {
  const key = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 6 }),
    fc.constantFrom(
      '"\\/\b\f\n\r\t',
      "\u0000",
      "\u007f",
      "\u0080",
      "\u07ff",
      "\u0800",
      "\uffff",
      "\u{10000}",
      "\u{10ffff}",
      "😀",
      "aé",
    ),
  );
  fc.assert(
    fc.property(key, fc.integer(), (text, seed) => {
      // As it would stand in a text that needed no escapes; the signature reads no further.
      const plain = Buffer.from(`"${text}"`);
      const expected = keySignature(plain, 0, plain.length);
      for (const spelt of [escapedWhole(text), spell(text, drawFrom(seed)).trim()]) {
        const bytes = Buffer.from(spelt);
        assert.equal(escapedKeySignature(bytes, 0, bytes.length), expected, spelt);
      }
    }),
    { numRuns: 3000 },
  );
});
