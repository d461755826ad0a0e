import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type CorpusRow, corporaFolder, readCorpus } from "./corpus.ts";
import { measure, piiCorpus } from "./measure.ts";
import { labelSuites } from "./suites.ts";
import { sum } from "./tally.ts";

/** A few hundred rows of each suite: does it run, is it of the order of the published figures? */
const mostOfLabel = 200;

/**
 * The least recall and the most false positives of the few rows, well below and above those of all: what breaks a rule is
 * seen, not what changes one.
 */
const bounds: Readonly<Record<string, readonly [recall: number, falsePositives: number]>> = {
  secrets_detection: [0.9, 0.2],
  prompt_injection: [0.25, 0.02],
  sql_sanitizer: [0.95, 0.01],
  tool_guard: [0.45, 0.03],
  command_guard: [0.85, 0.01],
  path_guard: [0.85, 0.01],
  ssrf_guard: [0.95, 0.01],
};

for (const suite of labelSuites) {
  const folder = corporaFolder();
  if (suite.rows === undefined && readCorpus(suite.corpus) === undefined) {
    test(`${suite.name}: no ${suite.corpus} in ${folder}, nothing measured`, () => undefined);
    continue;
  }
  test(`${suite.name} on a few hundred rows`, async () => {
    const { report } = await measure({ wanted: (name) => name === suite.name, peers: false, thin: few });
    const rows = report.suites[0]?.detectors[0]?.rows ?? [];
    const { positives, found, negatives, falsePositives } = sum(rows);
    assert.ok(positives > 50, `${positives} rows to be found`);
    const [recall, wrong] = bounds[suite.name] ?? [0, 1];
    assert.ok(found / positives >= recall, `found ${found} of ${positives}`);
    assert.ok(falsePositives <= wrong * negatives, `wrong in ${falsePositives} of ${negatives}`);
  });
}

/** Every n-th row of each label. */
function few(rows: readonly CorpusRow[]): readonly CorpusRow[] {
  return [0, 1].flatMap((label) => {
    const own = rows.filter((row) => row.label === label);
    const step = Math.max(1, own.length / mostOfLabel);
    return own.filter((_row, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  });
}

if (readCorpus(piiCorpus) === undefined) {
  test(`pii_filter: no ${piiCorpus} in ${corporaFolder()}, nothing measured`, () => undefined);
} else {
  test("pii_filter on a few hundred texts", async () => {
    const { report } = await measure({
      wanted: (name) => name === "pii_filter",
      peers: false,
      thin: (rows) => rows.filter((_row, index) => index % 5 === 0),
    });
    const types = report.spans?.detectors[0]?.types ?? [];
    const certain = types.filter(({ type }) => ["email", "ssn", "credit_card", "ip_address"].includes(type));
    const spans = certain.reduce((all, each) => all + each.spans, 0);
    const hit = certain.reduce((all, each) => all + each.hit, 0);
    assert.ok(spans > 20 && hit / spans > 0.95, `found ${hit} of ${spans}`);
  });
}

test("rows of a file in the place of the corpora's", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "eval-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "rows.jsonl");
  const rows = [
    { id: "1", text: "x; cat /etc/passwd", label: 1, category: "shell" },
    { id: "2", text: "Tom & Jerry", label: 0 },
  ];
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const { report } = await measure({ wanted: (name) => name === "command_guard", peers: false, file });
  const tallies = report.suites[0]?.detectors[0]?.rows.map(
    ({ source, category, side, found, falsePositives }) => [source, category, side, found, falsePositives],
  );
  assert.deepEqual(tallies, [
    ["(none)", "shell", "given", 1, 0],
    ["(none)", "(none)", "given", 0, 0],
  ]);
  await assert.rejects(
    measure({ wanted: (name) => name === "pii_filter", peers: false, file }),
    /no rows with spans/,
  );
  await assert.rejects(
    measure({ wanted: (name) => name === "path_guard", peers: false, file: join(folder, "none") }),
    /there is no file/,
  );
});

test("a folder without corpora is told of", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "eval-"));
  const before = process.env.CORPORA;
  process.env.CORPORA = folder;
  t.after(() => {
    if (before === undefined) delete process.env.CORPORA;
    else process.env.CORPORA = before;
    rmSync(folder, { recursive: true });
  });
  const { report } = await measure({ wanted: (name) => name === "path_guard", peers: false });
  assert.deepEqual(report, { suites: [], absent: [`path_guard: no injection.jsonl.gz in ${folder}`] });
});
