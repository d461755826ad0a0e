/**
 * Prints how much of a labelled corpus `pii_filter` finds: for each of its types, the share of the labelled spans that a
 * finding touches (recall), and the share of its findings that touch a labelled span of that type (precision).
 * Reads ../shared/corpora/pii-spans.jsonl.gz, or the file named as argument; says so when it is absent. `--verbose` shows
 * what was missed and what was wrong.
 */
import { existsSync, readFileSync } from "node:fs";
import { argv, stdout } from "node:process";
import { gunzipSync } from "node:zlib";
import { finderOf } from "../../plugins/pii_filter/detect.ts";
import { type PiiType, piiTypes } from "../../plugins/pii_filter/finding.ts";

interface Span {
  type: string;
  start: number;
  end: number;
}

/** The corpus's name of each type that it labels. */
const labelled: Partial<Record<PiiType, string>> = {
  ssn: "US_SSN",
  credit_card: "CREDIT_CARD",
  email: "EMAIL_ADDRESS",
  phone: "PHONE_NUMBER",
  ip_address: "IP_ADDRESS",
  driver_license: "US_DRIVER_LICENSE",
  bank_account: "IBAN_CODE",
  date_of_birth: "DATE_TIME",
};

const named = argv.slice(2).find((argument) => !argument.startsWith("--"));
const file = named ?? new URL("../../../shared/corpora/pii-spans.jsonl.gz", import.meta.url);
if (existsSync(file)) {
  measure(gunzipSync(readFileSync(file)).toString("utf8"));
} else {
  stdout.write(`no corpus at ${file}: nothing measured\n`);
}

function measure(lines: string): void {
  const types = new Set(piiTypes);
  const find = finderOf({ types, labelled: types, custom: [], whitelist: [] });
  const counts = new Map(piiTypes.map((type) => [type, { spans: 0, hit: 0, found: 0, right: 0 }]));
  const verbose = argv.includes("--verbose");
  let texts = 0;
  let milliseconds = 0;
  for (const line of lines.split("\n").filter(Boolean)) {
    const { text, spans } = JSON.parse(line) as { text: string; spans: Span[] };
    const begin = performance.now();
    const findings = find(text, undefined, Number.POSITIVE_INFINITY) ?? [];
    milliseconds += performance.now() - begin;
    texts++;
    // The corpus counts code points.
    const units = unitOffsets(text);
    for (const type of piiTypes) {
      const count = counts.get(type) as { spans: number; hit: number; found: number; right: number };
      const own = findings.filter((finding) => finding.type === type);
      const wanted = spans
        .filter((span) => span.type === labelled[type])
        .map(({ start, end }) => ({ start: units[start] ?? 0, end: units[end] ?? text.length }));
      count.spans += wanted.length;
      count.found += own.length;
      const missed = wanted.filter((span) => !findings.some((finding) => touches(finding, span)));
      const wrong = own.filter((finding) => !wanted.some((span) => touches(finding, span)));
      count.hit += wanted.length - missed.length;
      count.right += own.length - wrong.length;
      if (verbose) for (const span of missed) stdout.write(`missed ${type}: ${excerpt(text, span)}\n`);
      if (verbose) for (const span of wrong) stdout.write(`wrong ${type}: ${excerpt(text, span)}\n`);
    }
  }
  stdout.write(`${texts} texts, ${((milliseconds / texts) * 1000).toFixed(1)} µs a text\n`);
  stdout.write("type             spans  recall  findings  precision\n");
  for (const [type, { spans, hit, found, right }] of counts) {
    const cells = [
      String(spans).padStart(5),
      share(hit, spans),
      String(found).padStart(8),
      share(right, found),
    ];
    stdout.write(`${type.padEnd(16)} ${cells.join("  ")}\n`);
  }
}

function touches(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end;
}

function excerpt(text: string, span: { start: number; end: number }): string {
  return JSON.stringify(text.slice(Math.max(0, span.start - 30), span.end + 15));
}

function share(part: number, whole: number): string {
  return whole === 0 ? "     –" : (part / whole).toFixed(3).padStart(6);
}

function unitOffsets(text: string): number[] {
  const offsets: number[] = [];
  let unit = 0;
  for (const point of text) {
    offsets.push(unit);
    unit += point.length;
  }
  return [...offsets, unit];
}
