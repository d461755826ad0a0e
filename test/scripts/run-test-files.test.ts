import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { type Counts, runTestFiles } from "../../scripts/run-test-files.ts";

const start = 'import test, { after, describe } from "node:test";\n';

const files: readonly {
  readonly behaviour: string;
  readonly source: string;
  readonly counts: Counts;
  readonly prints?: RegExp;
  readonly secondsPerFile?: number;
}[] = [
  {
    behaviour: "tests that pass are counted",
    source: 'test("a", () => {}); describe("s", () => { test("b", () => {}); });',
    counts: { passed: 2, failed: 0 },
  },
  {
    behaviour: "a test that fails is told with its suite's name and its error",
    source: 'describe("outer", () => { test("inner", () => { throw new Error("went wrong"); }); });',
    counts: { passed: 0, failed: 1 },
    prints: /outer > inner\n[\s\S]*Error: went wrong/,
  },
  {
    behaviour: "a skipped test has proven nothing",
    source: 'test("a", () => {}); test("b", { skip: true }, () => {});',
    counts: { passed: 1, failed: 1 },
    prints: /b: skipped or todo/,
  },
  {
    behaviour: "a test that is still to be written has proven nothing",
    source: 'test("a", { todo: true }, () => {});',
    counts: { passed: 0, failed: 1 },
    prints: /a: skipped or todo/,
  },
  {
    behaviour: "a file that throws before its tests is a failure, and what it printed is shown",
    source: 'throw new Error("boom");',
    counts: { passed: 0, failed: 1 },
    prints: /before its tests did[\s\S]*boom/,
  },
  {
    behaviour: "a file that ends the process early is a failure",
    source: 'test("a", () => {}); process.exit(0);',
    counts: { passed: 0, failed: 1 },
    prints: /ended \(0\) before its tests did/,
  },
  {
    behaviour: "a file without tests is a failure",
    source: "",
    counts: { passed: 0, failed: 1 },
    prints: /before its tests did, or has none/,
  },
  {
    behaviour: "a hook that fails after all tests passed is a failure",
    source: 'describe("s", () => { after(() => { throw new Error("late"); }); test("a", () => {}); });',
    counts: { passed: 1, failed: 1 },
    prints: /late/,
  },
  {
    behaviour: "a file that leaves a timer open is a failure",
    source: 'test("a", () => {}); setInterval(() => {}, 1000);',
    counts: { passed: 0, failed: 1 },
    prints: /did not end within 4 s; its tests are over/,
    secondsPerFile: 4,
  },
  {
    behaviour: "a test that hangs is named",
    source: 'test("stuck", () => new Promise(() => setInterval(() => {}, 1000)));',
    counts: { passed: 0, failed: 1 },
    prints: /did not end within 4 s; not over: stuck/,
    secondsPerFile: 4,
  },
];

for (const { behaviour, source, counts, prints, secondsPerFile = 60 } of files) {
  test(behaviour, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "run-test-files-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "sample.test.mjs");
    writeFileSync(file, start + source);
    const log = t.mock.method(console, "log", () => {});
    const found = await runTestFiles([file], { concurrency: 1, secondsPerFile });
    const printed = log.mock.calls.map((call) => call.arguments.join(" ")).join("\n");
    log.mock.restore();
    assert.deepEqual({ passed: found.passed, failed: found.failed }, counts, printed);
    assert.equal(found.failures.length, counts.failed > 0 ? 1 : 0);
    assert.match(found.failures.join("\n"), counts.failed > 0 ? /^✖ .*sample\.test\.mjs\n/ : /^$/);
    assert.match(printed, prints ?? /^$/);
  });
}
