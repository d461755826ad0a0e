import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { foldText, originOf } from "../../src/framework/text-fold.ts";

const rows: readonly [name: string, source: string, folded: string][] = [
  ["ASCII", "a-1 B", "a-1 B"],
  ["full-width letters, digits, signs", "ａ１＠．", "a1@."],
  ["mathematical digits and letters", "𝟏𝟚𝐚", "12a"],
  ["digits of other scripts", "٤१๙𑁦", "4190"],
  ["dashes and minus", "1–2—3−4‑5", "1-2-3-4-5"],
  ["spaces", "1\u00a02\u20073\u30004", "1 2 3 4"],
  ["what shows nothing", "4\u200b1\u00ad1\u20601\ufeff\u202e1\u{e0031}1", "411111"],
  ["control characters that are no white space", "4\x001\b1\u0080 1\t\n\v\f\r\u007f", "411 1\t\n\v\f\r"],
  ["marks on digits", "4\ufe0f\u20e3 1\u0332\u0301 １\u0332 e\u0301", "4 1 1 e\u0301"],
  ["other letters stay", "é ж 漢 😀 ﬁ", "é ж 漢 😀 ﬁ"],
  ["lone surrogates stay", "\ud800a\udc00", "\ud800a\udc00"],
];
for (const [name, source, folded] of rows) {
  test(name, () => assert.equal(foldText(source).text, folded));
}

test("positions lead back to the source", () => {
  const source = "x\u200b１２😀\u200b";
  const folded = foldText(source);
  assert.equal(folded.text, "x12😀");
  assert.deepEqual(
    [0, 1, 2, 3, 5].map((position) => originOf(folded, position)),
    [0, 2, 3, 4, source.length],
  );
  assert.equal(originOf(foldText("abc"), 2), 2);
});

test("any text folds once: again changes nothing, and positions rise", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (source) => {
      const folded = foldText(source);
      assert.equal(foldText(folded.text).text, folded.text);
      assert.ok(folded.text.length <= source.length);
      for (let position = 1; position <= folded.text.length; position++) {
        assert.ok(originOf(folded, position) > originOf(folded, position - 1));
      }
      assert.equal(originOf(folded, folded.text.length), source.length);
    }),
  );
});
