import assert from "node:assert/strict";
import test from "node:test";
import { filesBelow, textOf } from "./files.ts";

const page = textOf("docs/reference/wire.md");
const inspection = sourcesBelow("src/inspection/");

test("the page lists every code that the adapter refuses with, and no other", () => {
  const literal = [...inspection.matchAll(/ownRefusal\(\s*"(\w+)"/g)].map((match) => match[1]!);
  const patterns = [...inspection.matchAll(/`(\$\{\w+\}_\w*\$?\{?\w*\}?)`/g)].map((match) => match[1]!);
  const sides = ["request", "response"];
  const expanded = patterns.flatMap((pattern) => {
    switch (pattern) {
      case "${side}_not_readable":
        return sides.map((side) => `${side}_not_readable`);
      case "${direction}_${failure}":
        return sides.flatMap((side) =>
          union("src/inspection/verdict.ts", "BodyFailure").map((why) => `${side}_${why}`),
        );
      default:
        return assert.fail(`a code of a form that this test does not know: ${pattern}`);
    }
  });
  const read = [
    ...union("src/mcp/json/document.ts", "JsonProblemCode"),
    ...union("src/mcp/message.ts", "MessageProblemCode"),
  ];
  assert.deepEqual(
    codesOf("Codes of the adapter itself", /^[a-z]/),
    unique([...literal, ...expanded, ...read]),
  );
});

test("the page lists every violation that no plugin wrote", () => {
  const text = `${inspection}${sourcesBelow("src/framework/")}`;
  const codes = [...text.matchAll(/(?:code: |executorViolation\(|\?\? )"([A-Z_]{5,})"/g)].map(
    (match) => match[1]!,
  );
  assert.deepEqual(codesOf("Codes of the adapter itself", /^[A-Z]/), unique(codes));
});

test("the page lists every reason of a failed stream", () => {
  const text = `${sourcesBelow("src/extproc/exchange/")}${sourcesBelow("src/commands/")}`;
  const reasons = [...text.matchAll(/(?:\.fail\([^;"]*|\.failed\()"(\w+)"/g)].map((match) => match[1]!);
  assert.deepEqual(codesOf("When the stream to Envoy fails", /./), unique(reasons));
});

test("the page lists the status of every violation code that has one", () => {
  const source = textOf("src/inspection/denials/denials.ts");
  const map = source.slice(source.indexOf("statusByCode: "));
  const wanted = [...map.matchAll(/\["([A-Za-z_]+)", (\d+)\]/g)].map((match) => `${match[1]} ${match[2]}`);
  const rows = [...section("HTTP statuses by violation").matchAll(/^\| (`.*`) \| (\d+) \|$/gm)];
  const listed = rows.flatMap((row) => words(row[1]!).map((code) => `${code} ${row[2]}`));
  assert.deepEqual(unique(listed), unique(wanted));
});

function sourcesBelow(folder: string): string {
  return filesBelow(folder)
    .filter((path) => path.endsWith(".ts"))
    .map(textOf)
    .join("\n");
}

/** The members of `type Name = "a" | "b";` */
function union(file: string, name: string): string[] {
  const declared = new RegExp(`type ${name} =([^;]*);`).exec(textOf(file));
  assert.ok(declared, `${file} has no type ${name}`);
  return [...declared[1]!.matchAll(/"(\w+)"/g)].map((match) => match[1]!);
}

/** The page's text from a heading to the next of its level. */
function section(heading: string): string {
  const start = page.indexOf(`\n## ${heading}\n`);
  assert.ok(start >= 0, `no section "${heading}"`);
  const end = page.indexOf("\n## ", start + 4);
  return page.slice(start, end < 0 ? undefined : end);
}

/** What stands in backticks in the first column of a section's tables. */
function codesOf(heading: string, start: RegExp): string[] {
  const rows = [...section(heading).matchAll(/^\| (`[^|]*`) \|/gm)];
  return unique(rows.flatMap((row) => words(row[1]!)).filter((code) => start.test(code)));
}

function words(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
