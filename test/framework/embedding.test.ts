import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

test("the example of the guide runs", async () => {
  await import("./embedding-example.ts");
});

test("the guide shows the example as it is", () => {
  const example = readFileSync(new URL("embedding-example.ts", import.meta.url), "utf8");
  const guide = readFileSync(new URL("../../docs/guide/embedding.md", import.meta.url), "utf8");
  assert.ok(guide.includes(`\`\`\`ts\n${example}\`\`\`\n`));
});
