import assert from "node:assert/strict";
import { test } from "node:test";
import { replaceSpans } from "../../../src/framework/guard/spans.ts";

test("other words for spans, what lies between stays", () => {
  const words = ({ start, end }: { start: number; end: number }) => `<${start}-${end}>`;
  const rows: readonly (readonly [spans: readonly (readonly [number, number])[], text: string])[] = [
    [[], "abcdef"],
    [[[0, 2]], "<0-2>cdef"],
    [[[4, 6]], "abcd<4-6>"],
    [
      [
        [1, 3],
        [3, 4],
        [5, 5],
      ],
      "a<1-3><3-4>e<5-5>f",
    ],
  ];
  for (const [spans, text] of rows)
    assert.equal(
      replaceSpans(
        "abcdef",
        spans.map(([start, end]) => ({ start, end })),
        words,
      ),
      text,
    );
});
