import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";

const source = new URL("../../../src/commands/serve/whole-collections.ts", import.meta.url).href;
/** Memory outside of V8's heap comes and goes, until full collections have run. */
const program = (first: string) => `${first}
let kept = [];
for (let round = 0; round < 60; round++) {
  for (let i = 0; i < 32; i++) kept.push(Buffer.alloc(1 << 18));
  kept = [];
  await new Promise((resolve) => setTimeout(resolve, 5));
}`;

function fullCollections(first: string): readonly string[] {
  const args = ["--trace-gc", "--input-type=module", "--eval", program(first)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout.split("\n").filter((line) => line.includes("Mark-Compact"));
}

test("a full collection is one piece", () => {
  const asNodeDoes = fullCollections("");
  assert.ok(
    asNodeDoes.some((line) => line.includes("since start of marking")),
    asNodeDoes.join("\n"),
  );
  const whole = fullCollections(`(await import(${JSON.stringify(source)})).collectWhole();`);
  assert.ok(whole.length > 0);
  for (const line of whole) assert.doesNotMatch(line, /since start of marking/);
});
