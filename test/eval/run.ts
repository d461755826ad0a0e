/**
 * How much the built-in plugins find, and how often they are wrong, on labelled data of others.
 *
 *   node test/eval/run.ts [--only SUITE] [--misses] [--json] [--peers] [--write] [--data FILE --kind SUITE,…]
 *
 * Reads the corpora in the folder `CORPORA` (default ../shared/corpora) and says so where there are none. Held-out rows
 * count apart; `--misses` prints what was judged wrong among the others only. `--peers` asks detectors of the field about
 * the same rows; `--write` does, too, and writes docs/reference/detection.jsonl and the page. `--data` takes rows of a file
 * in the place of the corpora.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textTable } from "../bench/text-table.ts";
import { type Measured, measure } from "./measure.ts";
import { detectionPage } from "./page.ts";
import { type EvalReport, reportText, type SuiteFigures } from "./report.ts";
import { labelSuites } from "./suites.ts";
import { bySource, spanCells, spanHead, tallyCells, tallyHead, totals } from "./tables.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    misses: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    peers: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    data: { type: "string" },
    kind: { type: "string" },
  },
});
const mostPeerRows = 60;
const names = [...labelSuites.map(({ name }) => name), "pii_filter"];
const kinds = values.kind?.split(",") ?? [];
const problem = problemOf();
if (problem === undefined) {
  const { data, only } = values;
  const measured = await measure({
    wanted: (name) => (data === undefined ? only === undefined || name.includes(only) : kinds.includes(name)),
    peers: values.peers || values.write,
    ...(data === undefined ? {} : { file: data }),
  });
  if (values.json) console.log(JSON.stringify(measured.report));
  else print(measured);
  for (const what of measured.report.absent) console.log(`not measured: ${what}`);
  if (values.write) write(measured.report);
} else {
  console.error(problem);
  process.exitCode = 2;
}

function problemOf(): string | undefined {
  const strange = kinds.find((kind) => !names.includes(kind));
  if (strange !== undefined) return `--kind ${strange}: is none of ${names.join(", ")}`;
  if ((values.data === undefined) !== (values.kind === undefined))
    return `--data FILE goes with --kind, some of ${names.join(", ")}`;
  if (values.write && (values.only !== undefined || values.data !== undefined))
    return "--write is of a whole run";
  return undefined;
}

function write(report: EvalReport): void {
  const folder = new URL("../../docs/reference/", import.meta.url);
  const short = { ...report, suites: report.suites.map(withoutDetails) };
  writeFileSync(fileURLToPath(new URL("detection.jsonl", folder)), reportText(short));
  writeFileSync(fileURLToPath(new URL("detection.md", folder)), detectionPage(short));
}

/** Of suites with hundreds of categories, the peers' figures by source. */
function withoutDetails(figures: SuiteFigures): SuiteFigures {
  const detectors = figures.detectors.map((each) =>
    each.ours || each.rows.length <= mostPeerRows ? each : { ...each, rows: bySource(each.rows) },
  );
  return { ...figures, detectors };
}

function print({ report, wrong }: Measured): void {
  for (const figures of report.suites) printSuite(figures, wrong);
  for (const { name, texts, microseconds, types } of report.spans?.detectors ?? []) {
    console.log(`\n${name}: ${texts} texts, ${(microseconds / Math.max(1, texts)).toFixed(0)} µs each`);
    console.log(textTable(spanHead, types.map(spanCells), 1));
  }
}

function printSuite({ suite, detectors }: SuiteFigures, wrong: Measured["wrong"]): void {
  const rows = detectors.find(({ ours }) => ours)?.rows ?? [];
  const lines = rows.map((row) => [`${row.source} · ${row.category}`, row.side, ...tallyCells(row)]);
  const sums = detectors.flatMap((each) =>
    totals(each).map(({ side, tally }) => [
      each.ours ? "all" : `all, ${each.name}`,
      side,
      ...tallyCells(tally),
    ]),
  );
  console.log(`\n${suite}`);
  // Suites of a hundred categories are read by their sums.
  const shown = lines.length > 60 && !values.misses ? sums : [...lines, ...sums];
  console.log(textTable(["source · category", "side", ...tallyHead], shown, 2));
  if (!values.misses) return;
  for (const { row, flagged } of wrong.get(suite) ?? []) {
    console.log(
      `${flagged ? "wrong " : "missed"} ${row.category} ${row.id}: ${JSON.stringify(row.text.slice(0, 300))}`,
    );
  }
}
