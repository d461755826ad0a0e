import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import fc from "fast-check";
import type { JsonValue, PluginContext, PluginResult } from "plugins-adapter/framework";
import { type LogLine, newContext, newPlugin } from "plugins-adapter/testing";
import { createCircuit } from "./circuit.ts";
import definition from "./plugin.ts";

type Answer = PluginResult<unknown> | undefined;
const fine = { content: [] };
const failed = { content: [], isError: true };

/** A breaker, and time that moves when told to. */
function breaker(t: TestContext, config: object = {}) {
  const clock = { now: 1000 };
  t.mock.method(performance, "now", () => clock.now);
  const lines: LogLine[] = [];
  const plugin = newPlugin(definition, config, lines);
  const contextOf = (server?: string): PluginContext => {
    const context = newContext();
    const global_context = { ...context.global_context, ...(server !== undefined && { server_id: server }) };
    return { ...context, global_context };
  };
  const begin = (name: string, context: PluginContext) => {
    const answer = plugin.tool_pre_invoke?.({ name, args: {} }, context) as Answer;
    return answer?.violation?.code ?? "passed";
  };
  const end = (name: string, context: PluginContext, result: JsonValue) =>
    plugin.tool_post_invoke?.({ name, result }, context) as Answer;
  const call = (result: JsonValue, name = "tool", server?: string) => {
    const context = contextOf(server);
    const code = begin(name, context);
    if (code === "passed") end(name, context, result);
    return code;
  };
  return { plugin, clock, lines, contextOf, begin, end, call };
}

describe("a circuit opens", () => {
  const rows: readonly [name: string, config: object, results: JsonValue[], code: string][] = [
    ["after failures in a row", { min_calls: 100 }, Array(5).fill(failed), "CIRCUIT_OPEN"],
    ["not before", { min_calls: 100 }, Array(4).fill(failed), "passed"],
    [
      "not when one between went well",
      { min_calls: 100 },
      [...Array(4).fill(failed), fine, ...Array(4).fill(failed)],
      "passed",
    ],
    [
      "at the error rate",
      {},
      [failed, failed, fine, fine, failed, failed, fine, fine, fine, failed],
      "CIRCUIT_OPEN",
    ],
    ["not below it", {}, [failed, failed, fine, fine, failed, fine, fine, fine, fine, failed], "passed"],
    ["not by a call that went well", { min_calls: 2 }, [failed, fine], "passed"],
    ["by errors of the server", {}, Array(5).fill({ code: -32000, message: "x" }), "CIRCUIT_OPEN"],
    ["not by wrong calls", {}, Array(20).fill({ code: -32602, message: "x" }), "passed"],
    [
      "not by results that look like errors",
      {},
      Array(20).fill({ content: [], code: 1, message: "x" }),
      "passed",
    ],
    [
      "by its own thresholds",
      { tool_overrides: { tool: { consecutive_failure_threshold: 1 } } },
      [failed],
      "CIRCUIT_OPEN",
    ],
    [
      "not by another tool's",
      { tool_overrides: { other: { consecutive_failure_threshold: 1 } } },
      [failed],
      "passed",
    ],
  ];
  for (const [name, config, results, code] of rows)
    test(name, (t) => {
      const { call } = breaker(t, config);
      for (const result of results) assert.equal(call(result), "passed");
      assert.equal(call(fine), code);
    });

  test("for one tool of one server", (t) => {
    const { call } = breaker(t, { consecutive_failure_threshold: 1 });
    call(failed, "tool", "a");
    assert.equal(call(fine, "tool", "a"), "CIRCUIT_OPEN");
    assert.deepEqual(
      [call(fine, "tool", "b"), call(fine, "other", "a"), call(fine)],
      Array(3).fill("passed"),
    );
  });

  test("not by failures that were long ago", (t) => {
    const { call, clock } = breaker(t, { consecutive_failure_threshold: 100 });
    for (let at = 0; at < 9; at++) call(failed);
    clock.now += 62_000;
    call(failed);
    assert.equal(call(fine), "passed");
  });
});

describe("an open circuit", () => {
  test("lets one call try when its time is over; that closes it", (t) => {
    const { plugin, call, clock, begin, end, contextOf, lines } = breaker(t, {
      consecutive_failure_threshold: 2,
    });
    call(failed);
    call(failed);
    assert.equal(lines.length, 1);
    clock.now += 59_900;
    const denied = plugin.tool_pre_invoke?.({ name: "tool", args: {} }, contextOf()) as Answer;
    assert.deepEqual(denied?.violation?.http_headers, { "Retry-After": "1" });
    assert.equal(denied?.violation?.http_status_code, 503);
    assert.equal(denied?.violation?.details?.["retry_after_seconds"], 0.1);
    clock.now += 100;
    const probe = contextOf();
    assert.equal(begin("tool", probe), "passed");
    assert.equal(call(fine), "CIRCUIT_HALF_OPEN_PROBE_IN_FLIGHT");
    const answer = end("tool", probe, fine);
    assert.equal(answer?.metadata?.["circuit_half_open"], false);
    // What was before does not count any more.
    assert.deepEqual([call(failed), call(fine)], ["passed", "passed"]);
  });

  test("stays open when that fails", (t) => {
    const { call, clock } = breaker(t, { consecutive_failure_threshold: 2 });
    call(failed);
    call(failed);
    clock.now += 60_000;
    assert.equal(call(failed), "passed");
    assert.equal(call(fine), "CIRCUIT_OPEN");
    clock.now += 60_000;
    assert.deepEqual([call(fine), call(fine)], ["passed", "passed"]);
  });

  test("stays open when that gets no answer", (t) => {
    const { call, clock, begin, contextOf } = breaker(t, { consecutive_failure_threshold: 1 });
    call(failed);
    clock.now += 60_000;
    assert.equal(begin("tool", contextOf()), "passed");
    clock.now += 60_000;
    assert.equal(call(fine), "CIRCUIT_OPEN");
    clock.now += 60_000;
    assert.equal(call(fine), "passed");
  });

  test("has told what it counted", (t) => {
    const { begin, end, contextOf } = breaker(t);
    const context = contextOf();
    begin("tool", context);
    assert.deepEqual(end("tool", context, failed)?.metadata, {
      circuit_calls_in_window: 1,
      circuit_failures_in_window: 1,
      circuit_failure_rate: 1,
      circuit_consecutive_failures: 1,
      circuit_open_until: 0,
      circuit_half_open: false,
      circuit_retry_after_seconds: 0,
    });
    assert.equal(end("tool", contextOf(), failed), undefined, "a result without its call");
  });
});

test("of many tools those that were called longest ago are forgotten", (t) => {
  const { call } = breaker(t, { consecutive_failure_threshold: 1, max_tools: 2 });
  call(failed, "a");
  call(failed, "b");
  assert.equal(call(fine, "a"), "CIRCUIT_OPEN");
  call(fine, "c");
  assert.equal(call(fine, "a"), "CIRCUIT_OPEN");
  assert.equal(call(fine, "b"), "passed");
});

test("one call at a time tries, whatever happens", () => {
  const limits = { errorRate: 0.5, windowMs: 3000, minCalls: 3, consecutiveFailures: 2, cooldownMs: 1000 };
  const step = fc.record({ pause: fc.nat({ max: 700 }), fails: fc.boolean(), answers: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const circuit = createCircuit(limits);
      let now = 0;
      let probeSince = Number.NEGATIVE_INFINITY;
      for (const { pause, fails, answers } of steps) {
        now += pause;
        const { kind } = circuit.admit(now);
        if (kind === "open" || kind === "probing") continue;
        if (kind === "probe") {
          assert.ok(now - probeSince >= limits.cooldownMs, "two that try");
          probeSince = now;
        }
        if (!answers) continue;
        const { openMs } = circuit.ended(fails, kind === "probe", now);
        if (kind === "probe") {
          probeSince = Number.NEGATIVE_INFINITY;
          assert.equal(openMs > 0, fails);
        }
        assert.ok(openMs <= limits.cooldownMs);
      }
    }),
    { numRuns: 500 },
  );
});

for (const config of [
  { error_rate_threshold: 0 },
  { error_rate_threshold: 2 },
  { min_calls: 0 },
  { tool_overrides: { a: { cooldown: 1 } } },
])
  test(`refuses ${JSON.stringify(config)}`, () => assert.ok(!definition.config.safeParse(config).success));
