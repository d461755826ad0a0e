import assert from "node:assert/strict";
import { test } from "node:test";
import { settleMemory } from "../../../src/commands/serve/settle-memory.ts";

test("memory that nothing needs is given back at once, and gc stays hidden", () => {
  const mebi = 2 ** 20;
  let made: object[] = Array.from({ length: 500_000 }, (_, index) => ({ index, text: `text ${index}` }));
  const before = process.memoryUsage();
  assert.ok(made.length > 0);
  made = [];
  settleMemory();
  const after = process.memoryUsage();
  assert.ok(after.heapTotal < before.heapTotal - 20 * mebi, JSON.stringify({ before, after }));
  assert.ok(!("gc" in globalThis));
});
