import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createDecisionHistory, type DecisionHistory } from "../../../src/management/decisions/history.ts";
import { told } from "./told.ts";

function names(history: DecisionHistory): (string | undefined)[] {
  return Array.from(
    { length: history.next - history.first },
    (_, index) => history.at(history.first + index)?.name,
  );
}

test("the latest are kept, whatever happens to how many", () => {
  const step = fc.record({ add: fc.nat(12), kept: fc.nat(6) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const settings = { kept: 3, violations: false };
      const history = createDecisionHistory(() => settings);
      let model: string[] = [];
      let count = 0;
      for (const { add, kept } of steps) {
        settings.kept = kept;
        for (let each = 0; each < add; each++) {
          const name = `n${count++}`;
          history.decided(...told({ name }));
          model = kept === 0 ? [] : [...model, name].slice(-kept);
        }
        assert.deepEqual(names(history), model);
        assert.equal(history.at(history.first - 1), undefined);
        assert.equal(history.at(history.next), undefined);
      }
    }),
  );
});

test("with none kept, nothing is", () => {
  const history = createDecisionHistory(() => ({ kept: 0, violations: false }));
  history.decided(...told());
  assert.deepEqual(names(history), []);
});

test("ids rise and are known again; those of another process are not", () => {
  const settings = { kept: 5, violations: false };
  const [one, other] = [createDecisionHistory(() => settings), createDecisionHistory(() => settings)];
  for (let each = 0; each < 3; each++) one.decided(...told());
  other.decided(...told());
  const id = one.at(2)?.id ?? "";
  assert.equal(one.numberOf(id), 2);
  const word = id.split("-")[0];
  for (const strange of [
    other.at(1)?.id ?? "",
    "",
    "2",
    "-2",
    `${word}-`,
    `${word}-2-3`,
    `${word}-2x`,
    `${word}-1e3`,
  ])
    assert.equal(one.numberOf(strange), undefined, strange);
});

test("records have the time, and each is told of once, until nobody watches", () => {
  const history = createDecisionHistory(
    () => ({ kept: 5, violations: false }),
    () => Date.parse("2026-02-03T04:05:06.007Z"),
  );
  let calls = 0;
  const unwatch = history.watch(() => calls++);
  history.decided(...told());
  unwatch();
  history.decided(...told());
  assert.equal(calls, 1);
  assert.equal(history.at(1)?.time, "2026-02-03T04:05:06.007Z");
});
