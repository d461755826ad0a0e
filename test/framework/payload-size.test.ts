import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { exceedsTextLimit } from "../../src/framework/payload-size.ts";
import { contextOf, managerOf } from "./manager-of.ts";

test("bytes of UTF-8 in keys and strings count, to the byte", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const bytes = textBytes(value);
      assert.equal(exceedsTextLimit({ args: value }, ["args"], bytes), false);
      if (bytes > 0) assert.equal(exceedsTextLimit({ args: value }, ["args"], bytes - 1), true);
    }),
    { numRuns: 500 },
  );
});

test("a list that is nested a million deep is measured, not recursed into", () => {
  let deep: unknown = "x".repeat(10);
  for (let level = 0; level < 1_000_000; level++) deep = [deep];
  assert.equal(exceedsTextLimit({ deep }, undefined, 9), true);
});

const call = (text: string) => ({ name: "t", args: { text } });
const outcomeOf = (text: string, options: object = {}, settings: object = {}) =>
  managerOf([{ run: () => undefined }], { settings }).invokeHook(
    "tool_pre_invoke",
    call(text),
    contextOf(),
    options,
  );

for (const [what, text, options, settings, allowed] of [
  ["at the default limit", "x".repeat(1_000_000 - 4), {}, {}, true],
  ["over the default limit", "x".repeat(1_000_000 - 3), {}, {}, false],
  ["few characters, many bytes", "é".repeat(500_000), {}, {}, false],
  ["under a limit of its own", "x".repeat(96), {}, { max_payload_bytes: 100 }, true],
  ["over a limit of its own", "x".repeat(97), {}, { max_payload_bytes: 100 }, false],
  [
    "a hint within the limit is believed",
    "x".repeat(97),
    { sizeHint: 100 },
    { max_payload_bytes: 100 },
    true,
  ],
  [
    "a hint beyond the limit is looked into",
    "x".repeat(96),
    { sizeHint: 101 },
    { max_payload_bytes: 100 },
    true,
  ],
  [
    "a hint that is no number is looked into",
    "x".repeat(97),
    { sizeHint: Number.NaN },
    { max_payload_bytes: 100 },
    false,
  ],
] as const) {
  test(`payload size: ${what}`, async () => {
    const outcome = await outcomeOf(text, options, settings);
    assert.equal(outcome.continue_processing, allowed);
    assert.equal(outcome.violation?.code, allowed ? undefined : "PAYLOAD_TOO_LARGE");
    assert.equal(outcome.executions.length, allowed ? 1 : 0);
  });
}

test("no plugin that matches, no limit", async () => {
  const manager = managerOf([{ conditions: [{ tools: ["other"] }], run: () => assert.fail("ran") }], {
    settings: { max_payload_bytes: 1 },
  });
  const outcome = await manager.invokeHook("tool_pre_invoke", call("xxx"), contextOf());
  assert.equal(outcome.continue_processing, true);
});

test("a payload nested too deep is refused before any plugin runs", async () => {
  let deep: unknown[] = [];
  for (let level = 0; level < 100_000; level++) deep = [deep];
  const manager = managerOf([{ run: () => assert.fail("ran") }]);
  const outcome = await manager.invokeHook(
    "tool_pre_invoke",
    { name: "t", args: { deep } as never },
    contextOf(),
  );
  assert.equal(outcome.violation?.code, "PAYLOAD_TOO_LARGE");
});

function textBytes(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textBytes(item), 0);
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + Buffer.byteLength(key) + textBytes(item),
    0,
  );
}
