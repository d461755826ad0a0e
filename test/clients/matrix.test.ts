/** The short form of the matrix, a test for each cell. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runMatrix } from "./matrix.ts";
import { isShort, nameOf } from "./places.ts";

test("what clients make of denials", async (t) => {
  const told: Promise<void>[] = [];
  await runMatrix({
    wanted: isShort,
    onRow(row) {
      const { summary, expected, outcome, after } = row;
      const happened = `${summary} instead of ${expected}: ${JSON.stringify(outcome)}, then ${JSON.stringify(after)}`;
      told.push(t.test(nameOf(row), () => assert.equal(summary, expected, happened)));
    },
    callMs: 60_000,
  });
  await Promise.all(told);
  assert.ok(told.length > 0);
});
