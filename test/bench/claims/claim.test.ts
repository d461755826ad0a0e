import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { builtinPlugins } from "../../../plugins/builtin.ts";
import { type Finding, holds, shown, statements } from "./claim.ts";
import { configOf } from "./hooks.ts";

const page = new URL("../../../../shared/seeds/002-contextforge-plugin-usage.txt", import.meta.url);

test("the claims are quoted word for word", (t) => {
  if (!existsSync(page)) return t.diagnostic("note: ContextForge's page (../shared/seeds) is not here");
  const text = readFileSync(page, "utf8");
  for (const statement of Object.values(statements)) {
    for (const part of statement.split(" […] ")) assert.ok(text.includes(part), part);
  }
});

const cases: readonly (readonly [unit: Finding["unit"], limit: number, value: number, expected: boolean])[] =
  [
    ["ms", 1, 0.2, true],
    ["ms", 1, 1, true],
    ["ms", 1, 1.01, false],
    ["MB", 5, 40, false],
    ["req/s", 1000, 999, false],
    ["req/s", 1000, 4000, true],
    ["ms", 1, Number.NaN, false],
  ];

for (const [unit, limit, value, expected] of cases) {
  test(`${value} ${unit} ${expected ? "holds" : "does not hold"} against ${limit}`, () => {
    const details = { head: [], rows: [] };
    assert.equal(holds({ claim: "hooks", unit, limit, value, of: "", details }), expected);
  });
}

test("numbers are shown with three digits or two places", () => {
  assert.deepEqual([0.0412, 1.254, 12.34, 4711.2].map(shown), ["0.04", "1.25", "12.3", "4711"]);
});

test("every built-in plugin has a configuration to be measured with", () => {
  for (const { kind, config } of builtinPlugins) {
    assert.equal(config.safeParse(configOf(kind)).success, true, kind);
  }
});
