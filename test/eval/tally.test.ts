import assert from "node:assert/strict";
import { test } from "node:test";
import { isHeldOut } from "./corpus.ts";
import { count, newTally, shareOf, shareText, sum } from "./tally.ts";

// Wilson 1927, checked against statsmodels' proportion_confint(method="wilson")
const intervals: readonly (readonly [number, number, string])[] = [
  [0, 0, "–"],
  [0, 10, "0.000 (0.000–0.278)"],
  [10, 10, "1.000 (0.722–1.000)"],
  [50, 100, "0.500 (0.404–0.596)"],
  [9, 1000, "0.009 (0.005–0.017)"],
];
for (const [part, whole, text] of intervals) {
  test(`the share of ${part} in ${whole} is ${text}`, () =>
    assert.equal(shareText(shareOf(part, whole)), text));
}

test("counts by label, and sums", () => {
  const one = newTally();
  count(one, 1, true, 2);
  count(one, 1, false, 2);
  const other = newTally();
  count(other, 0, true, 1);
  count(other, 0, false, 1);
  assert.deepEqual(sum([one, other]), {
    positives: 2,
    found: 1,
    negatives: 2,
    falsePositives: 1,
    microseconds: 6,
  });
});

test("holds out about a quarter of the groups, always the same ones", () => {
  const groups = Array.from({ length: 4000 }, (_, index) => `group ${index}`);
  const held = groups.filter(isHeldOut);
  assert.ok(held.length > 850 && held.length < 1150, String(held.length));
  assert.deepEqual(groups.filter(isHeldOut), held);
});
