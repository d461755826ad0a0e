import assert from "node:assert/strict";
import { test } from "node:test";
import { backgroundRecord, recordOf } from "../../../src/management/decisions/record.ts";
import { decision } from "../../../src/management/shapes.ts";
import { run, told } from "./told.ts";

const stamp = { id: "x-1", time: "2026-01-01T00:00:00.000Z" };
const secret = "4111-1111-1111-1111";
const violation = { reason: secret, description: secret, code: "NO", details: { found: secret } };
const denied = { ...run, verdict: "deny", action: "denied", violation } as const;
const deny = { verdict: "deny", action: "denied", plugin: "p", code: "NO" } as const;

test("a record has what is known, and no key for what is not", () => {
  const record = recordOf(stamp, ...told(), false);
  assert.deepEqual(record, {
    ...stamp,
    exchange: "exchange",
    leg: "request",
    method: "tools/call",
    name: "t",
    verdict: "allow",
    action: "allowed",
    duration_ns: 1000,
    runs: [run],
  });
  const source = {
    requestHeaders: [["x-request-id", "r-1"]] as const,
    leg: "events",
    bodyMode: "STREAMED",
    rawId: '"7"',
    executions: [run, run],
  } as const;
  const full = recordOf(stamp, ...told({ ...deny, retry_delay_ms: 5 }, source), false);
  const { request_id, jsonrpc_id, body_mode, leg, duration_ns, retry_delay_ms } = full;
  assert.deepEqual(
    [request_id, jsonrpc_id, body_mode, leg, duration_ns, retry_delay_ms],
    ["r-1", '"7"', "STREAMED", "events", 2000, 5],
  );
  for (const each of [record, full]) decision.parse(each);
});

test("a violation's words are told where they are asked for, and else not even kept", () => {
  const withheld = recordOf(stamp, ...told(deny, { executions: [denied], violation }), false);
  assert.doesNotMatch(JSON.stringify(withheld), /4111/);
  assert.equal(withheld.runs[0]?.code, "NO");
  const { code, ...words } = violation;
  const given = recordOf(stamp, ...told(deny, { executions: [denied], violation }), true);
  assert.deepEqual(given.runs[0]?.violation, words);
  assert.equal(given.runs[0]?.code, code);
  decision.parse(given);
});

test("words are bounded, and what cannot be written down costs nothing", () => {
  const long = { ...denied, violation: { ...violation, details: { a: "x".repeat(20_000) } } };
  const middle = { ...denied, violation: { ...violation, details: { a: "x".repeat(9000) } } };
  const loop: Record<string, never> = {};
  Object.assign(loop, { loop });
  const endless = { ...denied, violation: { ...violation, details: loop } };
  const executions = [long, middle, middle, endless, denied];
  const { runs } = recordOf(stamp, ...told(deny, { executions }), true);
  assert.deepEqual(
    runs.map((each) => each.violation !== undefined),
    [false, true, false, false, true],
  );
  assert.ok(runs.every((each) => each.code === "NO"));
});

test("of very many runs those that were no plain allow stay, and no text is long", () => {
  const executions = [...Array.from({ length: 500 }, () => run), { ...run, modified: true }, denied];
  const source = {
    executions,
    rawId: `"${"i".repeat(5000)}"`,
    requestHeaders: [["x-request-id", "r".repeat(5000)]] as const,
  };
  const record = recordOf(stamp, ...told({ ...deny, method: "m".repeat(5000) }, source), false);
  assert.deepEqual([record.runs.length, record.runs_left_out, record.duration_ns], [2, 500, 502_000]);
  assert.ok(JSON.stringify(record).length < 2000);
  const many = recordOf(stamp, ...told(deny, { executions: executions.map(() => denied) }), true);
  assert.deepEqual([many.runs.length, many.runs_left_out], [100, 402]);
});

test("a run in the background is a record of its own", () => {
  const { context } = told()[1];
  const record = backgroundRecord(stamp, { ...denied, mode: "fire_and_forget" }, context, false);
  decision.parse(record);
  const { exchange, leg, verdict, action, plugin, code } = record;
  assert.deepEqual(
    [exchange, leg, verdict, action, plugin, code],
    ["exchange", "background", "deny", "recorded", "p", "NO"],
  );
});
