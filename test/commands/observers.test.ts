import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exchangeObserver,
  faultText,
  inspectionObserver,
  runObserver,
} from "../../src/commands/observers.ts";
import { createInspector } from "../../src/inspection/inspector.ts";
import { createDecisionHistory, type DecisionHistory } from "../../src/management/decisions/history.ts";
import type { DecisionRecord } from "../../src/management/decisions/record.ts";
import { defaultSettings } from "../../src/settings/adapter.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { managerOf, type TestPlugin } from "../framework/manager-of.ts";
import { call, request, requestHead, response, responseHead } from "../inspection/inspect.ts";
import { testState } from "../state/memory.ts";

const secret = "4111-1111-1111-1111";
const words = { reason: secret, description: secret, code: "NO", details: { found: secret } };
const deny = { continue_processing: false, violation: words };

/** An inspection with the observers and the log that `serve` has; `told` is everything that they wrote, at any level. */
function observed(plugins: readonly TestPlugin[]) {
  let written = "";
  const log = createLog("trace", {
    write(line) {
      written += line;
    },
  });
  const metrics = createMetrics();
  const history = createDecisionHistory(() => ({ kept: 10, violations: false }));
  const hooks = managerOf(plugins, { log, observe: runObserver(metrics, history) });
  metrics.watchPlugins(hooks);
  const observer = inspectionObserver(metrics, log, history);
  const inspector = createInspector({
    hooks,
    settings: defaultSettings,
    enabled: true,
    correlation: testState().correlation,
    observer,
  });
  const exchange = inspector.open();
  requestHead(exchange);
  return {
    exchange,
    lines: () =>
      written
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
    told: async () => `${written}${await metrics.text()}${JSON.stringify(kept(history))}`,
    kept: () => kept(history),
    metrics,
    history,
  };
}

function kept(history: DecisionHistory): DecisionRecord[] {
  return Array.from({ length: history.next - history.first }, (_, index) => {
    const record = history.at(history.first + index);
    assert.ok(record);
    return record;
  });
}

const throwing = () => {
  throw new Error(`cannot read ${secret}\n    at ${secret} (file.js:1:1)`);
};

const refused: readonly [what: string, plugins: TestPlugin[], body: string][] = [
  ["a denied call", [{ run: () => deny }], call("1", "t", `{"card":"${secret}"}`)],
  ["a call whose plugin throws", [{ run: throwing }], call("1", "t", `{"card":"${secret}"}`)],
  ["a call whose plugin rejects", [{ run: async () => throwing() }], call("1", "t", `{"card":"${secret}"}`)],
  ["a call with a duplicate key", [{ run() {} }], call("1", "t", `{"${secret}":1,"${secret}":2}`)],
  ["a body that is no JSON", [{ run() {} }], `{"card":"${secret}"`],
  ["a message that is none", [{ run() {} }], `{"jsonrpc":"2.0","${secret}":1}`],
  ["an unknown method", [{ run() {} }], `{"jsonrpc":"1.0","id":1,"method":"${secret}"}`],
];
for (const [what, plugins, body] of refused) {
  test(`${what}: one line, without any of its text, and none in the metrics`, async () => {
    const { exchange, lines, told } = observed(plugins);
    const verdict = await request(exchange, body);
    assert.equal(verdict.kind, "deny");
    const decisions = lines().filter(({ msg }) => msg === "decision");
    assert.equal(decisions.length, 1);
    assert.equal(decisions[0].action, "denied");
    const text = await told();
    assert.ok(!text.includes(secret) && !text.includes("4111"), text);
    assert.match(text, /^plugins_adapter_decisions_total\{verdict="\w+",action="denied"\} 1$/m);
  });
}

test("a denied, an edited and a recorded result: one line each, without any of its text", async () => {
  const result = `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"${secret}"}]}}`;
  const edit = ({ name }: { name: string }) => ({ modified_payload: { name, result: { content: [] } } });
  const cases = [
    ["denied", { plugin: { tool_post_invoke: () => deny } }],
    ["modified", { plugin: { tool_post_invoke: edit } }],
    ["recorded", { mode: "permissive", plugin: { tool_post_invoke: () => deny } }],
  ] as const;
  for (const [action, plugin] of cases) {
    const { exchange, lines, told } = observed([plugin]);
    await request(exchange, call("1", "t", "{}"));
    responseHead(exchange);
    await response(exchange, result);
    const decisions = lines().filter(({ msg }) => msg === "decision");
    assert.deepEqual(
      decisions.map((line) => [line.action, line.method, line.name]),
      [[action, "tools/call", "t"]],
    );
    const text = await told();
    assert.ok(!text.includes("4111"), text);
  }
});

test("a plain allow is counted and kept, not logged", async () => {
  const { exchange, lines, told, kept } = observed([{ run() {} }]);
  await request(exchange, call("1", "t", "{}"));
  assert.deepEqual(lines(), []);
  assert.match(await told(), /^plugins_adapter_decisions_total\{verdict="allow",action="allowed"\} 1$/m);
  assert.deepEqual(
    kept().map(({ action, name }) => [action, name]),
    [["allowed", "t"]],
  );
});

test("what a fire_and_forget plugin came to is kept beside the decision of its message", async () => {
  const { exchange, kept } = observed([{ mode: "fire_and_forget", run: () => deny }, { run() {} }]);
  await request(exchange, call("1", "t", "{}"));
  while (kept().length < 2) await new Promise(setImmediate);
  const [decision, background] = kept();
  assert.deepEqual([decision?.leg, decision?.action], ["request", "allowed"]);
  assert.deepEqual(
    [background?.leg, background?.verdict, background?.action],
    ["background", "deny", "recorded"],
  );
  assert.equal(background?.exchange, decision?.exchange);
});

test("a processing mode that hides bodies is counted by side", async () => {
  const { metrics, history } = observed([]);
  inspectionObserver(metrics, createLog("silent"), history).unfit("response");
  assert.match(await metrics.text(), /^plugins_adapter_unfit_modes_total\{side="response"\} 1$/m);
});

test("exchanges are counted, failures by reason", async () => {
  const metrics = createMetrics();
  const observer = exchangeObserver(metrics, createLog("silent"));
  observer.opened();
  observer.failed("decode");
  observer.closed();
  const text = await metrics.text();
  assert.match(text, /^plugins_adapter_exchanges_total 1$/m);
  assert.match(text, /^plugins_adapter_exchanges_live 0$/m);
  assert.match(text, /^plugins_adapter_exchange_failures_total\{reason="decode"\} 1$/m);
});

test("a fault is told by class and place, never by its words", () => {
  const multiline = new TypeError(`${secret}\n    at ${secret} (file.js:1:1)`);
  assert.match(faultText(multiline), /^TypeError( at [^\n]*observers\.test\.ts[^\n]*| at [^\n]*)+$/);
  assert.match(faultText(new Error("")), /^Error at /);
  const changed = new Error(secret);
  changed.message = "other";
  for (const fault of [multiline, changed, secret, { toString: () => secret }, null, undefined])
    assert.ok(!faultText(fault).includes(secret));
});
