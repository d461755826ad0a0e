import assert from "node:assert/strict";
import { test } from "node:test";
import { isClassPath } from "../../../src/framework/python/class-path.ts";

const cases: readonly (readonly [string, boolean])[] = [
  ["my_pkg.my_mod.MyPlugin", true],
  ["plugins.MyPlugin", true],
  ["a.b._Private", true],
  ["MyPlugin", false],
  ["my_pkg.my_mod.my_plugin", false],
  ["My.pkg", false],
  ["socket.io", false],
  ["@scope/pkg.Name", false],
  ["./my.Plugin", false],
  ["a..B", false],
  ["a.b.C ", false],
  ["a.9.C", false],
  ["pii_filter", false],
  [`${"a.".repeat(200)}B`, false],
];

test("which kinds are paths of Python classes", () => {
  for (const [kind, expected] of cases) assert.equal(isClassPath(kind), expected, kind);
});
