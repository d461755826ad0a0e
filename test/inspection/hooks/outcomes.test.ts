import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ExecutionRecord, HookOutcome } from "../../../src/framework/index.ts";
import { decisionOf, weightier } from "../../../src/inspection/decision.ts";
import { mergeOutcomes } from "../../../src/inspection/hooks/outcomes.ts";
import type { Decision } from "../../../src/inspection/verdict.ts";

const outcome = (more: Partial<HookOutcome<unknown>> = {}): HookOutcome<unknown> => ({
  continue_processing: true,
  payload: {},
  modified: false,
  metadata: {},
  http_headers: {},
  retry_delay_ms: 0,
  executions: [],
  ...more,
});
const record = (more: Partial<ExecutionRecord>): ExecutionRecord => ({
  plugin: "p",
  hook: "tool_pre_invoke",
  mode: "enforce",
  verdict: "allow",
  action: "allowed",
  modified: false,
  duration_ns: 1,
  ...more,
});
const violation = { reason: "r", description: "d", code: "C", details: {}, plugin_name: "p" };

describe("mergeOutcomes", () => {
  it("is the only one", () => {
    const only = outcome();
    assert.equal(mergeOutcomes([only]), only);
  });

  it("adds up, and denies where one denies", () => {
    const first = outcome({
      modified: true,
      metadata: { a: 1 },
      http_headers: { x: "1", y: "1" },
      retry_delay_ms: 5,
      executions: [record({})],
    });
    const second = outcome({
      continue_processing: false,
      violation,
      payload: "last",
      metadata: { b: 2 },
      http_headers: { y: "2" },
      executions: [record({ plugin: "q" })],
    });
    assert.deepEqual(mergeOutcomes([first, second]), {
      continue_processing: false,
      payload: "last",
      modified: true,
      violation,
      metadata: { a: 1, b: 2 },
      http_headers: { x: "1", y: "2" },
      retry_delay_ms: 5,
      executions: [record({}), record({ plugin: "q" })],
    });
  });

  it("of none allows", () => {
    assert.equal(mergeOutcomes([]).continue_processing, true);
  });
});

describe("decisionOf", () => {
  it("tells what was decided and done", () => {
    const cases: [outcome: HookOutcome<unknown>, decision: Decision][] = [
      [outcome(), { verdict: "allow", action: "allowed" }],
      [outcome({ modified: true }), { verdict: "allow", action: "modified" }],
      [
        outcome({ continue_processing: false, violation }),
        { verdict: "deny", action: "denied", plugin: "p", code: "C" },
      ],
      [
        outcome({ executions: [record({}), record({ verdict: "deny", action: "recorded", violation })] }),
        { verdict: "deny", action: "recorded", plugin: "p", code: "C" },
      ],
      [
        outcome({ executions: [record({ verdict: "timeout", action: "recorded" })] }),
        { verdict: "error", action: "recorded", plugin: "p" },
      ],
    ];
    for (const [given, decision] of cases) assert.deepEqual(decisionOf(given), decision);
  });

  it("names the message, without what may hold secrets or fill logs", () => {
    const named = (subject: string) => decisionOf(outcome(), "resources/read", subject).name;
    assert.equal(named("u:1?token=hush"), "u:1");
    assert.equal(named("u:1#hush"), "u:1");
    assert.equal(named("x".repeat(10_000))?.length, 256);
    assert.equal("name" in decisionOf(outcome(), "tools/list", ""), false);
  });
});

describe("weightier", () => {
  it("is the decision that an operator must see", () => {
    const of = (action: Decision["action"]): Decision => ({ verdict: "allow", action });
    const rising = ["allowed", "modified", "recorded", "denied"] as const;
    for (const [index, action] of rising.entries()) {
      for (const less of rising.slice(0, index)) {
        assert.equal(weightier(of(less), of(action))?.action, action);
        assert.equal(weightier(of(action), of(less))?.action, action);
      }
    }
    assert.equal(weightier(undefined, undefined), undefined);
    assert.equal(weightier(undefined, of("allowed"))?.action, "allowed");
    assert.equal(weightier(of("allowed"), undefined)?.action, "allowed");
  });
});
