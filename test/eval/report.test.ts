import assert from "node:assert/strict";
import { test } from "node:test";
import { detectionPage } from "./page.ts";
import { type EvalReport, readReport, reportText } from "./report.ts";

const tally = { positives: 10, found: 9, negatives: 20, falsePositives: 1, microseconds: 600 };
const report: EvalReport = {
  suites: [
    {
      suite: "secrets_detection",
      plugin: "secrets_detection",
      corpus: "secrets.jsonl.gz",
      detectors: [
        {
          name: "secrets_detection",
          ours: true,
          rows: [
            { source: "a", category: "keys|tokens", side: "held out", ...tally },
            { source: "a", category: "passwords", side: "tuning", ...tally, found: 10, falsePositives: 0 },
          ],
        },
        {
          name: "peer 1.0",
          ours: false,
          rows: [{ source: "a", category: "all", side: "held out", ...tally, found: 2 }],
        },
      ],
    },
  ],
  spans: {
    corpus: "pii-spans.jsonl.gz",
    detectors: [
      {
        name: "pii_filter",
        ours: true,
        texts: 3,
        microseconds: 90,
        types: [{ type: "phone", spans: 4, hit: 3, findings: 3, right: 3 }],
      },
    ],
  },
  absent: ["x: no file"],
};

test("a report is read as it was written", () => assert.deepEqual(readReport(reportText(report)), report));

test("what is no report is refused", () => {
  assert.throws(() => readReport('{"of":"label"}\n'));
  assert.throws(() => readReport("no JSON"));
});

test("the page tells sides, categories and peers apart", () => {
  const page = detectionPage(report);
  for (const line of [
    "| **secrets_detection** | held out | 10 | 0.900 (0.596–0.982) | 20 | 0.050 (0.009–0.236) | 0.900 (0.596–0.982) | 20 |",
    "| peer 1.0 | held out | 10 | 0.200 (0.057–0.510) | 20 | 0.050 (0.009–0.236) | 0.667 (0.208–0.939) | 20 |",
    "| a | keys\\|tokens | held out |",
    "| **pii_filter** | phone | 4 | 0.750 (0.301–0.954) |",
    "- x: no file",
  ])
    assert.ok(page.includes(line), line);
});
