/**
 * Writes docs/reference/performance.md from the file of a run of test/bench/run.ts:
 *
 *   node test/bench/page.ts FILE
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pageOf } from "./gateway/page.ts";
import { readReport } from "./gateway/report.ts";

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: node test/bench/page.ts FILE   (of .cache/bench)");
  process.exitCode = 2;
} else {
  const report = readReport(file);
  if (report.size === "quick") throw new Error(`${file} is of the quick form: its figures mean nothing`);
  writeFileSync(
    fileURLToPath(new URL("../../docs/reference/performance.md", import.meta.url)),
    pageOf(report),
  );
}
