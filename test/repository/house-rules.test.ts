import assert from "node:assert/strict";
import test from "node:test";
import { filesBelow, productSources, textOf } from "./files.ts";

const sources = ["src/", "plugins/", "test/", "scripts/", "envoy/"]
  .flatMap((folder) => filesBelow(folder))
  .filter((path) => path.endsWith(".ts"));

/** Files that are one long table or fixture: their length says nothing. */
const tables: readonly string[] = [];

test("no file has grown past one subject", (t) => {
  const lengths = sources
    .filter((path) => !tables.includes(path) && !path.endsWith(".generated.ts"))
    .map((path) => ({ path, lines: textOf(path).split("\n").length - 1 }))
    .sort((a, b) => b.lines - a.lines);
  for (const { path, lines } of lengths) {
    if (lines > 250 && !path.endsWith(".test.ts"))
      t.diagnostic(`note: ${path} has ${lines} lines: does it still have one subject?`);
  }
  assert.deepEqual(
    lengths.filter(({ lines }) => lines > 500).map(({ path, lines }) => `${path}: ${lines} lines`),
    [],
  );
});

test("no folder is a drawer for everything", () => {
  const drawers = /(?:^|\/)(?:utils?|helpers?|common|shared|misc|lib)\//;
  assert.deepEqual(
    sources.filter((path) => drawers.test(path)),
    [],
  );
});

test("file names are kebab-case", () => {
  // A plugin's folder has the plugin's name, which is ContextForge's.
  const kebab =
    /^(?:plugins\/(?:[a-z0-9_]+\/)?)?(?:[a-z0-9]+(?:[-.][a-z0-9]+)*\/)*[a-z0-9]+(?:[-.][a-z0-9]+)*\.ts$/;
  const names = sources.map((path) => path.replace(/^test\/plugins\/[a-z0-9_]+\//, "test/plugins/"));
  assert.deepEqual(
    names.filter((path) => !kebab.test(path)),
    [],
  );
});

test("only main.ts ends the process", () => {
  const ending = productSources().filter(
    (path) => path !== "src/main.ts" && /\bprocess\s*\.\s*(?:exit|abort|reallyExit)\s*\(/.test(textOf(path)),
  );
  assert.deepEqual(ending, []);
});

test("only telemetry, commands and main write to the console", () => {
  const free = ["src/commands/", "src/main.ts", "src/telemetry/"];
  const writing = productSources().filter(
    (path) =>
      !free.some((each) => path.startsWith(each)) &&
      /\bconsole\s*\.\s*\w+\s*\(|\bprocess\s*\.\s*(?:stdout|stderr)\b/.test(textOf(path)),
  );
  assert.deepEqual(writing, []);
});

test("nothing is skipped, marked for later, or hidden from the compiler", () => {
  const mark =
    /\b(?:t|test|it|describe|suite)\.(?:skip|only|todo)\(|\b(?:TODO|FIXME|XXX)\b|@ts-(?:ignore|nocheck)/;
  for (const text of ["test.skip(", "t.todo(", "// TODO: x", "@ts-ignore"]) assert.match(text, mark);
  const marked = sources.filter(
    (path) => path !== "test/repository/house-rules.test.ts" && mark.test(textOf(path)),
  );
  assert.deepEqual(marked, []);
});

test("no path of somebody's machine", () => {
  const texts = filesBelow().filter((path) =>
    /\.(?:ts|md|sh|ya?ml|json|proto)$|^Makefile$|^\.ci\//.test(path),
  );
  const local = texts.filter((path) =>
    /(?:^|[\s"'`(=])\/(?:home|root|Users|work)\/[\w.-]+/m.test(textOf(path)),
  );
  assert.deepEqual(local, []);
});
