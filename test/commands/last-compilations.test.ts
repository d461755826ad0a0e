import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const source = new URL("../../src/commands/last-compilations.ts", import.meta.url).href;
const program = (first: string) => `import { lastCompilations } from ${JSON.stringify(source)};
const hot = (list) => { let sum = 0; for (let i = 0; i < 100; i++) sum += list[i % 10] * i; return sum; };
const list = Array.from({ length: 10 }, (_, i) => i);
const work = () => { let sum = 0; for (let i = 0; i < 300_000; i++) sum += hot(list); return sum; };
${first}
console.log("worked", work() > 0);
`;

function run(first: string) {
  const args = ["--trace-opt", "--input-type=module", "--eval", program(first)];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { status, worked: stdout.includes("worked true"), compiled: stdout.split("(target ").length - 1 };
}

test("a process that is about to end compiles nothing more", () => {
  const usual = run("");
  assert.deepEqual([usual.status, usual.worked], [0, true]);
  assert.ok(usual.compiled > 0);
  const ending = run("await lastCompilations();");
  assert.deepEqual(ending, { status: 0, worked: true, compiled: 0 });
});
