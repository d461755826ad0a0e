import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { PluginResult } from "plugins-adapter/framework";
import { type LogLine, newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

/** One call of a tool that takes so long. */
function call(t: TestContext, config: object, tookMs: number, name = "tool") {
  let now = 1000;
  t.mock.method(performance, "now", () => now);
  const lines: LogLine[] = [];
  const plugin = newPlugin(definition, config, lines);
  const context = newContext();
  assert.equal(plugin.tool_pre_invoke?.({ name, args: {} }, context), undefined);
  now += tookMs;
  const answer = plugin.tool_post_invoke?.({ name, result: { content: [] } }, context);
  return { answer: answer as PluginResult<unknown> | undefined, lines };
}

describe("tools", () => {
  const overrides = { slow: { max_duration_ms: 500 }, strict: { action: "block" } };
  const config = { max_duration_ms: 100, tool_overrides: overrides };
  const rows: readonly [name: string, config: object, tool: string, tookMs: number, expected: string][] = [
    ["in time", config, "tool", 100, "allowed"],
    ["late", config, "tool", 101, "warned"],
    ["late, to be blocked", { ...config, action: "block" }, "tool", 101, "blocked"],
    ["with more time of its own", config, "slow", 500, "allowed"],
    ["later than that", config, "slow", 501, "warned"],
    ["with an action of its own", config, "strict", 101, "blocked"],
    ["whose name is that of a member", config, "constructor", 101, "warned"],
    ["under the defaults", {}, "tool", 30_000, "allowed"],
    ["later than the defaults", {}, "tool", 30_001, "warned"],
  ];
  for (const [name, config, tool, tookMs, expected] of rows)
    test(name, (t) => {
      const { answer, lines } = call(t, config, tookMs, tool);
      assert.equal(answer?.continue_processing ?? true, expected !== "blocked");
      assert.equal(answer?.metadata?.["watchdog_elapsed_ms"], tookMs);
      assert.equal(answer?.metadata?.["watchdog_violation"] ?? false, expected === "warned");
      assert.equal(lines.length, expected === "warned" ? 1 : 0);
    });

  test("a denial as ContextForge writes it", (t) => {
    const { answer } = call(t, { max_duration_ms: 1, action: "block" }, 2);
    assert.deepEqual(answer?.violation, {
      reason: "Execution time exceeded",
      description: "Tool 'tool' exceeded max duration",
      code: "WATCHDOG_TIMEOUT",
      http_status_code: 504,
      details: { compliance_mapping: definition.compliance, watchdog_elapsed_ms: 2, watchdog_limit_ms: 1 },
    });
  });

  test("an answer to a call that was not seen is not measured", () => {
    const plugin = newPlugin(definition, { max_duration_ms: 1, action: "block" });
    assert.equal(plugin.tool_post_invoke?.({ name: "t", result: {} }, newContext()), undefined);
  });

  for (const config of [{ max_duration_ms: 0 }, { action: "kill" }, { tool_overrides: { a: { limit: 1 } } }])
    test(`refuses ${JSON.stringify(config)}`, () => assert.ok(!definition.config.safeParse(config).success));
});
