import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Line, readLines } from "../../../src/commands/replay/read-lines.ts";

async function* chunks(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function lines(longest: number, ...parts: readonly string[]): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of readLines(chunks(...parts), longest)) found.push(line);
  return found;
}

test("lines across chunks; empty ones are left out, their numbers count", async () => {
  assert.deepEqual(await lines(100, "a", "b\n\nc\r\n", "d"), [
    { number: 1, ok: true, text: "ab" },
    { number: 3, ok: true, text: "c" },
    { number: 4, ok: true, text: "d" },
  ]);
});

test("a line that is too long is told, and those after it are read", async () => {
  assert.deepEqual(await lines(3, "abc", "d", "\nabc\nabcd"), [
    { number: 1, ok: false },
    { number: 2, ok: true, text: "abc" },
    { number: 3, ok: false },
  ]);
});

test("where chunks end makes no difference", async () => {
  const part = fc.string({ unit: fc.constantFrom("a", "é", "\n"), maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.array(part), async (parts) => {
      assert.deepEqual(await lines(100, ...parts), await lines(100, parts.join("")));
    }),
  );
});
