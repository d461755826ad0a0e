import assert from "node:assert/strict";
import { test } from "node:test";
import { logLevels } from "../../src/settings/adapter.ts";
import { createLog } from "../../src/telemetry/log.ts";

function linesAt(level: (typeof logLevels)[number]): { level: number; msg: string; time: string }[] {
  const lines: string[] = [];
  const log = createLog(level, { write: (line) => void lines.push(line) });
  for (const each of ["debug", "info", "warn", "error"] as const) log[each]({ of: each }, each);
  for (const line of lines) assert.match(line, /^\{[^\n]*\}\n$/);
  return lines.map((line) => JSON.parse(line));
}

const table = {
  trace: ["debug", "info", "warn", "error"],
  debug: ["debug", "info", "warn", "error"],
  info: ["info", "warn", "error"],
  warn: ["warn", "error"],
  error: ["error"],
  fatal: [],
  silent: [],
} as const satisfies Record<(typeof logLevels)[number], readonly string[]>;

for (const level of logLevels) {
  test(`${level}: ${table[level].join(", ") || "nothing"}`, () => {
    assert.deepEqual(
      linesAt(level).map(({ msg }) => msg),
      table[level],
    );
  });
}

test("a line: level, time, fields and message; neither process nor host", () => {
  const [line] = linesAt("error");
  assert.ok(line);
  assert.deepEqual(Object.keys(line), ["level", "time", "of", "msg"]);
  assert.ok(!Number.isNaN(Date.parse(line.time)));
});

test("a field of several lines stays one line", () => {
  let text = "";
  createLog("info", {
    write: (line) => {
      text += line;
    },
  }).info({ a: "1\n2\u2028" }, "m\nn");
  assert.equal(text.split("\n").length, 2);
});
