import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { automatonOf } from "../../../src/framework/scan/automaton.ts";
import { boundSet, type Literals, literalSet } from "../../../src/framework/scan/literal-set.ts";
import { readEnds } from "../../../src/framework/scan/read.ts";
import { shareScan } from "../../../src/framework/scan/share.ts";

type Hit = readonly [word: number, start: number, end: number];

function hits(set: { each: ReturnType<typeof literalSet>["each"] }, text: string): Hit[] {
  const found: Hit[] = [];
  set.each(text, (word, start, end) => found.push([word, start, end]));
  return sorted(found);
}

function sorted(found: Hit[]): Hit[] {
  return found.sort((a, b) => a[2] - b[2] || a[1] - b[1] || a[0] - b[0]);
}

/** Every word at every place, looked for one by one. */
function oracle({ words, ignoreCase }: Literals, text: string): Hit[] {
  const plain = (given: string) =>
    ignoreCase === true ? given.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : given;
  const readable = plain(text);
  return sorted(
    words.flatMap((word, index) =>
      word === ""
        ? []
        : [...readable].length === 0
          ? []
          : Array.from({ length: readable.length }, (_, start) => start)
              .filter((start) => readable.startsWith(plain(word), start))
              .map((start): Hit => [index, start, start + word.length]),
    ),
  );
}

const unit = fc.constantFrom(
  "a",
  "A",
  "b",
  "B",
  "c",
  "-",
  "é",
  "É",
  "\u212a",
  "k",
  "\ud83d",
  "\ude00",
  "\u0000",
);
const words = fc.array(fc.string({ unit, maxLength: 5 }), { maxLength: 8 });
const text = fc.string({ unit, maxLength: 120 });
const literals = fc.record({ words, ignoreCase: fc.boolean() });

describe("what is found", () => {
  const rows: readonly [name: string, given: Literals, text: string, found: Hit[]][] = [
    ["nothing", { words: ["ab"] }, "a b", []],
    ["no words", { words: [] }, "abc", []],
    ["an empty word nowhere", { words: ["", "b"] }, "abc", [[1, 1, 2]]],
    [
      "words within words",
      { words: ["abc", "b", "bc"] },
      "abc",
      [
        [1, 1, 2],
        [0, 0, 3],
        [2, 1, 3],
      ],
    ],
    [
      "overlapping places",
      { words: ["aa"] },
      "aaa",
      [
        [0, 0, 2],
        [0, 1, 3],
      ],
    ],
    [
      "a word given twice",
      { words: ["a", "a"] },
      "a",
      [
        [0, 0, 1],
        [1, 0, 1],
      ],
    ],
    ["letter case as it is", { words: ["Ab"] }, "ab Ab aB", [[0, 3, 5]]],
    [
      "ASCII in any case",
      { words: ["Ab"], ignoreCase: true },
      "ab aB",
      [
        [0, 0, 2],
        [0, 3, 5],
      ],
    ],
    ["case beyond ASCII as it is", { words: ["é"], ignoreCase: true }, "Éé", [[0, 1, 2]]],
    ["no Kelvin sign for a k", { words: ["k"], ignoreCase: true }, "\u212aK", [[0, 1, 2]]],
    ["the end of a longer word that broke off", { words: ["abcd", "bce"] }, "abce", [[1, 1, 4]]],
  ];
  for (const [name, given, source, found] of rows) {
    test(name, () => {
      assert.deepEqual(hits(literalSet(given), source), sorted(found));
      assert.equal(literalSet(given).has(source), found.length > 0);
    });
  }

  test("the same as looking for each word at each place", () => {
    fc.assert(
      fc.property(literals, text, (given, source) => {
        const set = literalSet(given);
        assert.deepEqual(hits(set, source), oracle(given, source));
        assert.equal(set.has(source), oracle(given, source).length > 0);
      }),
      { numRuns: 1000 },
    );
  });

  test("across the borders of the pieces that are read at a time", () => {
    const given = { words: ["needle", "eeb", "x"] };
    for (const before of [16_380, 16_382, 16_383, 16_384, 32_765]) {
      const source = `${"e".repeat(before)}needle${"-".repeat(40_000)}eeb`;
      assert.deepEqual(hits(literalSet(given), source), oracle(given, source));
    }
  });

  test("with few of its states in rows, an automaton finds the same", () => {
    fc.assert(
      fc.property(words, text, fc.integer({ min: 1, max: 40 }), (list, source, cells) => {
        const entries = list.map((word, index) => ({ word, bit: 1, index }));
        const automaton = automatonOf(entries, false, cells);
        const ends = new Set<number>();
        readEnds(automaton, source, (piece) => {
          for (let at = 0; at < piece.length; at += 2) ends.add(piece[at] as number);
        });
        assert.deepEqual([...ends], [...new Set(oracle({ words: list }, source).map(([, , end]) => end))]);
      }),
      { numRuns: 2000 },
    );
  });

  test("more letters than the table of beginnings tells apart", () => {
    const given = {
      words: Array.from({ length: 300 }, (_, index) => String.fromCharCode(0x4e00 + index, 0x61)),
    };
    const source = `${String.fromCharCode(0x4e00 + 299)}a ${String.fromCharCode(0x4e00 + 64)}b`;
    assert.deepEqual(hits(literalSet(given), source), [[299, 0, 2]]);
  });
});

describe("sets that share a scan", () => {
  test("each finds its own words, whatever the others look for", () => {
    fc.assert(
      fc.property(fc.array(literals, { maxLength: 5 }), fc.array(text, { maxLength: 4 }), (given, texts) => {
        const sets = given.map(boundSet);
        shareScan(sets);
        for (const source of [...texts, ...texts, "a".repeat(600) + (texts[0] ?? "")]) {
          for (const [index, set] of sets.entries()) {
            assert.deepEqual(hits(set, source), oracle(given[index] as Literals, source));
            assert.equal(set.has(source), hits(set, source).length > 0);
          }
        }
        for (const set of sets) set.release();
      }),
      { numRuns: 500 },
    );
  });

  test("also more sets than one scan has bits for, and after others took them over", () => {
    const sets = Array.from({ length: 70 }, (_, index) => boundSet({ words: [`word ${index} `] }));
    // As long as texts are of which the reading is kept.
    const longer = "-".repeat(600);
    shareScan(sets);
    shareScan(sets.slice(35));
    for (const [index, set] of sets.entries()) {
      assert.ok(set.has(`a word ${index} here${longer}`));
      assert.ok(!set.has(`a word ${index + 1} here${longer}`));
    }
  });

  test("a set can be asked from within another's callback", () => {
    const [outer, inner] = [boundSet({ words: ["ab"] }), boundSet({ words: ["cd"] })];
    shareScan([outer, inner]);
    const source = "ab cd ".repeat(10_000);
    let count = 0;
    outer.each(source, (_word, start) => {
      assert.equal(source.slice(start, start + 2), "ab");
      if (start % 6000 === 0) assert.ok(inner.has(`cd${"-".repeat(start)}`));
      count++;
    });
    assert.equal(count, 10_000);
  });

  test("a text with more places than are kept", () => {
    const [a, b] = [boundSet({ words: ["a"] }), boundSet({ words: ["b", "ba"] })];
    shareScan([a, b]);
    const source = "ab".repeat(200_000);
    let count = 0;
    a.each(source, () => count++);
    b.each(source, () => count++);
    assert.equal(count, 200_000 + 200_000 + 199_999);
  });
});

test("ten thousand long words with one beginning, and a text of it", () => {
  const words = Array.from({ length: 10_000 }, (_, index) => `${"a".repeat(30)}${index}`);
  const set = literalSet({ words });
  assert.ok(!set.has("a".repeat(300_000)));
  assert.ok(set.has(`${"a".repeat(300_000)}9999`));
});
