import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { externalDifferences } from "./differences.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

test("each difference of external plugins names the test that holds it", () => {
  for (const { title, test } of externalDifferences) assert.ok(existsSync(`${root}${test}`), title);
});
