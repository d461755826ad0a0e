/**
 * How much the built-in plugins find, and how often they are wrong, on labelled data of others.
 *
 *   node test/eval/run.ts [--only SUITE] [--misses] [--json]
 *
 * Reads the corpora in the folder `CORPORA` (default ../shared/corpora) and says so where there are none. Held-out rows
 * count apart; `--misses` prints what was judged wrong among the others only.
 */
import { parseArgs } from "node:util";
import { textTable } from "../bench/text-table.ts";
import { corporaFolder, readCorpus } from "./corpus.ts";
import { type LabelFigures, runLabelSuite } from "./label-suite.ts";
import { runSpanSuite, type SpanFigures } from "./span-suite.ts";
import { labelSuites } from "./suites.ts";
import { shareOf, shareText, sum, type Tally } from "./tally.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, misses: { type: "boolean" }, json: { type: "boolean" } },
});
const wanted = (name: string) => values.only === undefined || name.includes(values.only);
const missing: string[] = [];
const json: Record<string, unknown> = {};

for (const suite of labelSuites.filter(({ name }) => wanted(name))) {
  const corpus = readCorpus(suite.corpus);
  if (corpus === undefined) missing.push(`${suite.name} (${suite.corpus})`);
  else printLabels(await runLabelSuite(suite, corpus));
}
if (wanted("pii_filter")) {
  const corpus = readCorpus("pii-spans.jsonl.gz");
  if (corpus === undefined) missing.push("pii_filter (pii-spans.jsonl.gz)");
  else printSpans(await runSpanSuite(corpus));
}
if (values.json) console.log(JSON.stringify(json));
for (const name of missing) console.log(`not measured, no corpus in ${corporaFolder()}: ${name}`);

function printLabels({ suite, rows, wrong }: LabelFigures): void {
  json[suite] = Object.fromEntries(rows);
  if (values.json) return;
  const cells = (name: string, side: string, tally: Tally) => [
    name,
    side,
    String(tally.positives),
    shareText(shareOf(tally.found, tally.positives)),
    String(tally.negatives),
    shareText(shareOf(tally.falsePositives, tally.negatives)),
    shareText(shareOf(tally.found, tally.found + tally.falsePositives)),
    (tally.microseconds / Math.max(1, tally.positives + tally.negatives)).toFixed(0),
  ];
  const all = [...rows.values()];
  const lines = [...rows].flatMap(([name, { tuning, heldOut }]) => [
    ...(tuning.positives + tuning.negatives > 0 ? [cells(name, "tuning", tuning)] : []),
    ...(heldOut.positives + heldOut.negatives > 0 ? [cells(name, "held out", heldOut)] : []),
  ]);
  const totals = [
    cells("all", "tuning", sum(all.map(({ tuning }) => tuning))),
    cells("all", "held out", sum(all.map(({ heldOut }) => heldOut))),
  ];
  const head = ["source · category", "side", "bad", "recall", "good", "false positives", "precision", "µs"];
  console.log(`\n${suite}`);
  // Suites of a hundred categories are read by their sums.
  console.log(textTable(head, lines.length > 60 && !values.misses ? totals : [...lines, ...totals], 2));
  if (!values.misses) return;
  for (const { row, flagged } of wrong) {
    console.log(
      `${flagged ? "wrong " : "missed"} ${row.category} ${row.id}: ${JSON.stringify(row.text.slice(0, 300))}`,
    );
  }
}

function printSpans({ types, texts, microseconds }: SpanFigures): void {
  json["pii_filter"] = { types: Object.fromEntries(types), texts, microseconds };
  if (values.json) return;
  console.log(`\npii_filter: ${texts} texts, ${(microseconds / texts).toFixed(0)} µs each`);
  const lines = [...types].map(([type, { spans, hit, findings, right }]) => [
    type,
    String(spans),
    shareText(shareOf(hit, spans)),
    String(findings),
    shareText(shareOf(right, findings)),
  ]);
  console.log(textTable(["type", "spans", "recall", "findings", "precision"], lines, 1));
}
