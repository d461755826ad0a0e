import assert from "node:assert/strict";
import { test } from "node:test";
import { nearMiss } from "../../../src/framework/config/near-miss.ts";

const known = ["name", "kind", "mode", "priority", "conditions", "on_error", "plugin_timeout"];
const table: readonly (readonly [string, string | undefined])[] = [
  ["nmae", "name"],
  ["Mode", "mode"],
  ["knd", "kind"],
  ["prioirty", "priority"],
  ["condition", "conditions"],
  ["on-error", "on_error"],
  ["plugin-timeout", "plugin_timeout"],
  ["plugins_timeouts", "plugin_timeout"],
  ["on", undefined],
  ["nope", undefined],
  ["", undefined],
  ["x".repeat(100_000), undefined],
];

for (const [word, meant] of table) {
  test(`${word.slice(0, 20) || "nothing"} → ${meant}`, () => {
    assert.equal(nearMiss(word, known), meant);
  });
}
