import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readJson } from "../../../src/mcp/json/reader.ts";
import { strict, wide } from "./arbitrary-json.ts";

/** Items until they and the commas between them are about `bytes` long. */
function list(bytes: number, item: (index: number) => string): string {
  const items: string[] = [];
  for (let length = 0; length < bytes; length += (items.at(-1) as string).length + 1) {
    items.push(item(items.length));
  }
  return items.join(",");
}

/** Words whose hash (FNV-1a, spread by a multiplication) falls into the first sixteenth of any table of keys. */
function collidingWords(count: number): string[] {
  const words: string[] = [];
  for (let index = 0; words.length < count; index += 1) {
    const word = index.toString(36).padStart(5, "0");
    let hash = 0x811c9dc5;
    for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
    if (Math.imul(hash, 0x9e3779b1) >>> 28 === 0) words.push(`"${word}"`);
  }
  return words;
}

const size = 1 << 19;
const nine = (tail: string) => `{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":${tail}}`;

// Whatever costs more than in proportion to the text shows in one of them as minutes, or as gigabytes.
const hostile: readonly (readonly [name: string, text: string])[] = [
  ["small objects with an escaped key", `[${list(size, () => '{"\\u0061":1,"b":1}')}]`],
  ["objects of nine keys", `[${list(size, () => nine("1"))}]`],
  ["objects of nine keys in one another", `${nine("@").replace(/@}/, "").repeat(5000)}1${"}".repeat(5000)}`],
  [
    "objects of nine keys, one escaped, in one another",
    `${nine("@").replace("a", "\\u0061").replace(/@}/, "").repeat(5000)}1${"}".repeat(5000)}`,
  ],
  [
    "one object of keys that collide",
    `{${collidingWords(20_000)
      .map((word) => `${word}:1`)
      .join(",")}}`,
  ],
  [
    "long keys alike but for their middle",
    `{${list(size, (index) => `"${"x".repeat(5000)}${String(index).padStart(4, "0")}${"y".repeat(5000)}":1`)}}`,
  ],
  [
    "eight keys alike but for their middle",
    `{${Array.from({ length: 8 }, (_, index) => `"${"x".repeat(size / 16)}${index}${"y".repeat(size / 16)}":1`).join(",")}}`,
  ],
  ["one key", `{"${"k".repeat(size)}":1}`],
  ["tiny values", `[${list(size, () => "1")}]`],
  ["empty arrays", `[${list(size, () => "[]")}]`],
  ["arrays in one another", "[".repeat(size / 2) + "]".repeat(size / 2)],
  ["a long string behind tiny values", `[${list(20_000, () => "1")},"${"s".repeat(size)}"]`],
  ["tiny values behind a long string", `["${"s".repeat(size)}",${list(size, () => "1")}]`],
  ["digits", `0.${"7".repeat(size)}`],
  ["digits of an exponent", `1e-${"0".repeat(size)}7`],
  ["digits and an exponent that takes them back", `${"7".repeat(size)}e-${size}`],
  ["numbers near the largest", `[${list(size, () => "1.79e308")}]`],
  ["escapes", `"${"\\n\\ud83d\\ude00".repeat(size / 14)}"`],
  ["backslashes", `"${"\\\\".repeat(size / 2)}"`],
  ["space", `${" \t\r\n".repeat(size / 4)}1`],
];

describe("readJson on texts made to be slow", () => {
  for (const [name, text] of hostile) {
    it(name, () => {
      const bytes = Buffer.from(text);
      const reading = readJson(bytes, wide, strict);
      assert.ok(reading.ok, JSON.stringify(reading));
      const { document } = reading;
      assert.equal(document.end(document.root), bytes.length);
      assert.ok(!readJson(bytes.subarray(0, -1), wide, strict).ok || /^[0-9]/.test(text));
    });
  }

  it("finds the key that repeats among those that collide", () => {
    const words = collidingWords(3000);
    const head = `{${words.map((word) => `${word}:1`).join(",")},`;
    assert.deepEqual(readJson(Buffer.from(`${head}${words[1]}:2}`), wide, strict), {
      ok: false,
      problem: { code: "duplicate_key", offset: head.length },
    });
  });
});
