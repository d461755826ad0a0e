import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { aimsOf } from "./aims.ts";
import { figuresOf } from "./figures.ts";
import { pageOf } from "./page.ts";
import { type Report, readReport } from "./report.ts";
import { cell, run } from "./sample-runs.ts";
import { table } from "./table.ts";

const runs = [
  run(cell("alone", "0"), 1, 1000),
  run(cell("static", "1"), 1, 3000, 500),
  run(cell("go", "0"), 1, 2000, 500),
];
const report: Report = {
  machine: { node: "v24" },
  size: "full",
  pinned: true,
  sizes: { repetitions: 1 },
  plugins: { "0": [], "20": ["deny_filter", "trivial", "trivial"] },
  figures: [...figuresOf(runs)],
  aims: [...aimsOf(runs, ["static"])],
  runs,
};

test("a report is read as it was written, and only so", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "report.json");
  writeFileSync(file, JSON.stringify(report));
  // what is undefined is not written
  assert.deepEqual(readReport(file), JSON.parse(JSON.stringify(report)));
  writeFileSync(file, JSON.stringify({ ...report, size: "large" }));
  assert.throws(() => readReport(file), /size/);
});

test("the page has a table of each case that was measured, the aims, and where", () => {
  const page = pageOf(report);
  assert.match(page, /^### `json-0\.5k`\n\nA call, JSON result of 0\.5 KB\.$/m);
  assert.doesNotMatch(page, /### `json-16k`/);
  assert.match(
    page,
    /^\| adapter, static \| 1 \| 50 \| 10 \| 5 \| 2\.00 \| 4\.00 \| 50 \| 10 \| 1\.00 \| 2\.00 \|/m,
  );
  assert.match(
    page,
    /Go no-op's, saturated \(static\) \| 1\.00 x \| 1\.00 \| 1\.00 \| at most 2\.00 \| met \|/,
  );
  assert.match(page, /\*\*0\*\* none; \*\*20\*\* deny_filter, 2 × trivial\./);
  assert.match(page, /^\| node \| v24 \|$/m);
});

test("the table shows what Envoy alone takes in brackets", () => {
  const [, alone] = table(report.figures).split("\n");
  assert.match(
    alone ?? "",
    /json-0\.5k +Envoy alone +10 +5 +\(1\.00\) +\(2\.00\) +10 +\(0\.50\) +\(1\.00\) +1$/,
  );
});
