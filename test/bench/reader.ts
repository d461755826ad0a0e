/**
 * What the strict reader costs beside JSON.parse, on messages of 0.5 KB to 1 MB, and what it costs to read values out
 * of a document and to edit it.
 *
 *   node test/bench/reader.ts [--quick] [--json]
 *
 * JSON.parse needs a string and Envoy sends bytes, so it is measured on a string, which is what it can do, and on
 * `bytes.toString()`, which is what a service pays for it. The subjects take turns; the fastest of all rounds counts,
 * because only that is not the machine's other work (and it leaves out most of the garbage collector's, of which
 * JSON.parse makes more). All run in one process, so that V8 has seen every kind of message, and malformed ones.
 */
import { parseArgs } from "node:util";
import type { JsonValue } from "../../src/framework/json.ts";
import type { JsonDocument, JsonLimits, JsonStrictness } from "../../src/mcp/json/document.ts";
import { readJson } from "../../src/mcp/json/reader.ts";
import { applySplices, type Splice, spliceValue } from "../../src/mcp/json/splice.ts";
import { denseMessages, stringMessages } from "./reader-messages.ts";
import { textTable } from "./text-table.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean" }, json: { type: "boolean" } } });
const rounds = values.quick ? 5 : 60;
const sizes = values.quick ? [512, 1 << 18] : [512, 1 << 14, 1 << 18, 1 << 20];
// A measurement lasts some tenths of a millisecond at least.
const bytesAtATime = 1 << 18;

const limits: JsonLimits = { maxBytes: 1 << 28, maxDepth: 64, maxNodes: 1_000_000 };
const strict: JsonStrictness = {
  byteOrderMark: true,
  duplicateKeys: true,
  loneSurrogates: true,
  numberRange: true,
};

// What ran is kept, so that no compiler finds out that nobody looks.
let kept: unknown;

/** Microseconds of each subject's fastest round. */
function fastest(subjects: readonly (() => unknown)[], bytes: number): number[] {
  const calls = Math.max(1, Math.round(bytesAtATime / bytes));
  const best = subjects.map(() => Number.POSITIVE_INFINITY);
  for (let round = -rounds / 4; round < rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      const began = process.hrtime.bigint();
      for (let call = 0; call < calls; call++) kept = subject();
      const microseconds = Number(process.hrtime.bigint() - began) / 1000 / calls;
      if (round >= 0) best[index] = Math.min(best[index] as number, microseconds);
    }
  }
  return best;
}

function read(bytes: Buffer): JsonDocument {
  const reading = readJson(bytes, limits, strict);
  if (!reading.ok) throw new Error(`refused: ${JSON.stringify(reading.problem)}`);
  return reading.document;
}

/** Every way to be refused, before anything is measured: what V8 learns from malformed texts it keeps. */
function showMalformed(): void {
  for (const { text } of [...stringMessages(200), ...denseMessages(200)]) {
    const bytes = Buffer.from(text);
    for (let end = 0; end < bytes.length; end++) readJson(bytes.subarray(0, end), limits, strict);
    for (let at = 0; at < bytes.length; at++) {
      const broken = Buffer.from(bytes);
      broken[at] = 0x01;
      readJson(broken, limits, strict);
    }
  }
}

function readingRows(): (string | number)[][] {
  return sizes.flatMap((size) =>
    [...stringMessages(size), ...denseMessages(size)].map(({ name, text }) => {
      const bytes = Buffer.from(text);
      const string = bytes.toString();
      const [parse = 0, parseBytes = 0, ours = 0] = fastest(
        [() => JSON.parse(string), () => JSON.parse(bytes.toString()), () => read(bytes)],
        bytes.length,
      );
      return [name, bytes.length, parse, parseBytes, ours, ours / parse, ours / parseBytes];
    }),
  );
}

/** What hooks pay, on a document that has been read. */
function usingRows(): (string | number)[][] {
  const rows: (string | number)[][] = [];
  const add = (name: string, bytes: number, parse: () => unknown, ours: () => unknown) => {
    const [theirs = 0, own = 0] = fastest([parse, ours], bytes);
    rows.push([name, bytes, theirs, own, own / theirs]);
  };
  for (const { name, text } of stringMessages(1 << 18).slice(0, 4)) {
    const document = read(Buffer.from(text));
    const content = document.member(document.member(document.root, "result"), "content");
    const node = document.member(content + 1, "text");
    const source = document.source(node);
    add(
      `text of ${name}`,
      text.length,
      () => JSON.parse(source),
      () => document.text(node),
    );
  }
  for (const { name, text } of denseMessages(1 << 20).filter(({ name }) => /^records|^tools/.test(name))) {
    const document = read(Buffer.from(text));
    add(
      `value of ${name}`,
      text.length,
      () => JSON.parse(text),
      () => document.value(document.root),
    );
    const wanted = edited(document.value(document.root));
    add(
      `edit of ${name}`,
      text.length,
      () => JSON.stringify(JSON.parse(text)),
      () => {
        const splices: Splice[] = [];
        spliceValue(document, document.root, wanted, splices);
        return applySplices(document.bytes, splices);
      },
    );
  }
  return rows;
}

/** A value with its first text longer than three letters changed. */
function edited(value: JsonValue): JsonValue {
  let changed = false;
  return JSON.parse(JSON.stringify(value), (key, member: unknown) => {
    if (changed || key !== "name" || typeof member !== "string") return member;
    changed = true;
    return `${member} [REDACTED]`;
  }) as JsonValue;
}

function print(title: string, head: readonly string[], rows: readonly (string | number)[][]): void {
  const cell = (value: string | number) =>
    typeof value === "string" ? value : value.toFixed(Number.isInteger(value) ? 0 : value < 10 ? 2 : 0);
  console.log(
    `${title}\n\n${textTable(
      head,
      rows.map((row) => row.map(cell)),
      1,
    )}\n`,
  );
}

showMalformed();
const reading = readingRows();
const using = usingRows();
if (values.json) console.log(JSON.stringify({ unit: "µs", reading, using }));
else {
  print(
    "reading, µs",
    ["message", "bytes", "JSON.parse(string)", "JSON.parse(bytes)", "readJson", "to string", "to bytes"],
    reading,
  );
  print("using a document, µs", ["what", "bytes", "JSON.parse", "document", "ratio"], using);
}
if (kept === undefined) process.exitCode = 1;
