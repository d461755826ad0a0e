import assert from "node:assert/strict";
import { test } from "node:test";
import { readQuery } from "../../../src/management/decisions/query.ts";
import { recordOf } from "../../../src/management/decisions/record.ts";
import { run, told } from "./told.ts";

const stamp = { id: "x-1", time: "2026-01-01T00:00:00.000Z" };
const suppressed = { ...run, plugin: "watcher", mode: "audit", verdict: "deny", action: "recorded" } as const;
const denier = {
  ...run,
  plugin: "guard",
  hook: "tool_post_invoke",
  verdict: "deny",
  action: "denied",
} as const;
const records = {
  allowed: recordOf(stamp, ...told({ name: "a" }), false),
  recorded: recordOf(
    stamp,
    ...told({ verdict: "deny", action: "recorded", plugin: "watcher" }, { executions: [run, suppressed] }),
    false,
  ),
  denied: recordOf(
    stamp,
    ...told({ verdict: "deny", action: "denied", plugin: "guard" }, { executions: [run, denier] }),
    false,
  ),
  modified: recordOf(
    stamp,
    ...told({ action: "modified" }, { executions: [{ ...run, modified: true }] }),
    false,
  ),
  refused: recordOf(
    stamp,
    { verdict: "error", action: "denied", code: "x" },
    told({}, { executions: [] })[1],
    false,
  ),
};

const table: readonly [query: string, fits: (keyof typeof records)[]][] = [
  ["", ["allowed", "recorded", "denied", "modified", "refused"]],
  ["plugin=p", ["allowed", "recorded", "denied", "modified"]],
  ["plugin=watcher", ["recorded"]],
  ["plugin=watcher&action=denied", []],
  ["plugin=guard&action=denied", ["denied"]],
  ["plugin=p&action=denied", ["denied"]],
  ["hook=tool_post_invoke", ["denied"]],
  ["hook=tool_pre_invoke&action=modified", ["modified"]],
  ["verdict=deny", ["recorded", "denied"]],
  ["verdict=error", ["refused"]],
  ["action=denied", ["denied", "refused"]],
  ["action=allowed", ["allowed", "recorded", "denied", "modified"]],
  ["name=a", ["allowed"]],
  ["method=tools/call", ["allowed", "recorded", "denied", "modified"]],
  ["exchange=other", []],
  ["exchange=exchange&plugin=", ["allowed", "recorded", "denied", "modified", "refused"]],
];
for (const [query, fits] of table) {
  test(`${query || "no filter"}: ${fits.join(", ") || "none"}`, () => {
    const read = readQuery(new URLSearchParams(query));
    assert.ok(typeof read === "object", String(read));
    const found = Object.entries(records).filter(([, record]) => read.fits(record));
    assert.deepEqual(
      found.map(([name]) => name),
      fits,
    );
  });
}

const refused: readonly [query: string, told: RegExp][] = [
  ["limit=0", /limit/],
  ["limit=x", /limit/],
  ["limit=1e9", /limit/],
  ["limit=1001", /limit/],
  ["since=yesterday", /since/],
  ["verdict=no", /verdict/],
  ["action=no&limit=-1", /action.*limit/],
  ["colour=red", /colour/],
  [`plugin=${"x".repeat(600)}`, /plugin/],
  ["stream=maybe", /stream/],
];
for (const [query, expected] of refused) {
  test(`${query.slice(0, 40)} is refused`, () => {
    assert.match(String(readQuery(new URLSearchParams(query))), expected);
  });
}

test("since and limit are read; 100 are told without", () => {
  const read = readQuery(new URLSearchParams({ since: "2026-01-01T01:00:00+01:00", limit: "1000" }));
  assert.ok(typeof read === "object");
  assert.deepEqual([read.since, read.limit], [Date.parse("2026-01-01T00:00:00Z"), 1000]);
  const bare = readQuery(new URLSearchParams("stream"));
  assert.ok(typeof bare === "object");
  assert.deepEqual([bare.since, bare.limit], [undefined, 100]);
});
