import assert from "node:assert/strict";
import { test } from "node:test";
import type { HookOutcome } from "../../src/framework/index.ts";
import { decisionOf, weightier } from "../../src/inspection/decision.ts";

const allowed: HookOutcome<unknown> = {
  continue_processing: true,
  payload: {},
  modified: false,
  metadata: {},
  http_headers: {},
  retry_delay_ms: 0,
  executions: [],
};

test("a delay that a plugin asks for is told, none is not", () => {
  assert.deepEqual(decisionOf(allowed), { verdict: "allow", action: "allowed" });
  assert.equal(decisionOf({ ...allowed, retry_delay_ms: 700 }).retry_delay_ms, 700);
  assert.equal(
    decisionOf({ ...allowed, continue_processing: false, retry_delay_ms: 700 }).retry_delay_ms,
    700,
  );
});

test("of a URI neither userinfo nor query is told, and of a long name or method its start", () => {
  const table: readonly (readonly [string, string])[] = [
    ["run_query", "run_query"],
    ["postgres://u:p@ss@db:5432/x?password=y#z", "postgres://db:5432/x"],
    [`https://${"p".repeat(5000)}@host/a`, "https://host/a"],
    ["file:///a@b", "file:///a@b"],
    ["mailto:a@b", "mailto:a@b"],
    ["x".repeat(300), "x".repeat(256)],
  ];
  for (const [subject, told] of table) assert.equal(decisionOf(allowed, "m", subject).name, told);
  assert.equal(decisionOf(allowed, "m".repeat(100_000)).method, "m".repeat(256));
});

test("the weightier decision carries the longer delay, whichever had it", () => {
  const light = { verdict: "allow", action: "allowed", retry_delay_ms: 700 } as const;
  const heavy = { verdict: "deny", action: "denied", code: "NO", retry_delay_ms: 5 } as const;
  const both = { ...heavy, retry_delay_ms: 700 };
  assert.deepEqual(weightier(light, heavy), both);
  assert.deepEqual(weightier(heavy, light), both);
  const plain = { verdict: "allow", action: "allowed" } as const;
  assert.equal(weightier(plain, { ...plain }), plain);
  assert.deepEqual(weightier(plain, light), light);
  assert.equal(weightier(heavy, plain), heavy);
});

test("a plugin's answer is told with its name; it weighs more than what was recorded, and less than a denial", () => {
  const answered = decisionOf(
    { ...allowed, modified: true, answer: { plugin: "cache", result: {} } },
    "tools/call",
    "t",
  );
  assert.deepEqual(answered, {
    method: "tools/call",
    name: "t",
    verdict: "allow",
    action: "answered",
    plugin: "cache",
  });
  const recorded = { verdict: "deny", action: "recorded" } as const;
  const denied = { verdict: "deny", action: "denied" } as const;
  assert.equal(weightier(recorded, answered), answered);
  assert.equal(weightier(answered, denied), denied);
});
