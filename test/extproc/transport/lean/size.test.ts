import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { it } from "node:test";

const folder = new URL("../../../../src/extproc/transport/lean/", import.meta.url);

// docs/decisions/012-lean-transport.md says why.
it("the lean transport is under 900 lines, comments and blank lines included", () => {
  const lines = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(new URL(file, folder), "utf8").split("\n").length - 1);
  const sum = lines.reduce((total, count) => total + count, 0);
  assert.ok(lines.length > 5 && sum < 900, `${sum} lines`);
});
