import { readFileSync } from "node:fs";
import { detectionPage } from "../../test/eval/page.ts";
import { readReport } from "../../test/eval/report.ts";
import type { GeneratedFile } from "./generated-file.ts";

/** The page on what the guards find, from the figures of the last run of `make eval ARGS=--write`. */
export function detectionFigures(): readonly GeneratedFile[] {
  const report = readReport(readFileSync("docs/reference/detection.jsonl", "utf8"));
  return [{ path: "docs/reference/detection.md", text: detectionPage(report) }];
}
