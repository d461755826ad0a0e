import assert from "node:assert/strict";
import { test } from "node:test";
import { chosen, matrix } from "./matrix.ts";

const cellsOf = (only?: string, plugins?: string) => {
  const choice = chosen(only, plugins);
  assert.ok("cells" in choice);
  return choice.cells.map(({ case: name, subject, plugins: set }) => `${name} ${subject} ${set}`);
};

test("no filter leaves all", () => {
  assert.equal(cellsOf().length, matrix.length);
});

test("Envoy alone stays, because the others are compared with it", () => {
  assert.deepEqual(cellsOf("json-0.5k,static", "0,5"), [
    "json-0.5k alone 0",
    "json-0.5k static 0",
    "json-0.5k static 5",
  ]);
  assert.deepEqual(cellsOf("json-1m", "1"), [
    "json-1m alone 0",
    "json-1m static 1",
    "json-1m go 0",
    "json-1m python 1",
  ]);
  assert.deepEqual(cellsOf("denied,override"), ["denied alone 0", "denied override 5"]);
});

test("unknown names are told with the known ones", () => {
  for (const choice of [chosen("json", undefined), chosen(undefined, "6")]) {
    assert.ok("problem" in choice);
    assert.match(choice.problem, /takes .*; not (?:json|6)$/);
  }
});

test("no combination is measured twice", () => {
  const all = cellsOf();
  assert.equal(new Set(all).size, all.length);
});
