import assert from "node:assert/strict";
import { test } from "node:test";
import type { DecisionSource } from "../../src/inspection/exchange-state.ts";
import { createInspector } from "../../src/inspection/inspector.ts";
import type { Decision } from "../../src/inspection/verdict.ts";
import { defaultSettings } from "../../src/settings/adapter.ts";
import { managerOf, type TestPlugin } from "../framework/manager-of.ts";
import { testState } from "../state/memory.ts";
import { call, postHeaders, push, request, response } from "./inspect.ts";

type Told = DecisionSource & { readonly decision: Decision };

function opened(...plugins: TestPlugin[]) {
  const told: Told[] = [];
  const observer = {
    decided: (decision: Decision, source: DecisionSource) => void told.push({ ...source, decision }),
    unfit() {},
    faulted() {},
  };
  const hooks = managerOf(plugins);
  const { correlation } = testState();
  const inspector = createInspector({
    hooks,
    settings: defaultSettings,
    enabled: true,
    observer,
    correlation,
  });
  const exchange = inspector.open();
  const head = { endOfStream: false, attributes: () => ({}), metadata: () => ({}) };
  void exchange.requestHead({
    ...head,
    headers: postHeaders,
    bodyReadable: true,
    responseReadable: true,
    bodyMode: "BUFFERED",
  });
  const answer = (type: string) =>
    exchange.responseHead({
      headers: [
        [":status", "200"],
        ["content-type", type],
      ],
      endOfStream: false,
      bodyReadable: true,
      bodyMode: "STREAMED",
    });
  return { exchange, told, answer };
}

const plugin = { tool_pre_invoke() {}, tool_post_invoke() {} };
const result = `{"jsonrpc":"2.0","id":"a","result":{"content":[]}}`;

test("a decision comes with its exchange, leg, body mode, id and the runs of plugins", async () => {
  const { exchange, told, answer } = opened({ plugin });
  await request(exchange, call('"a"', "t", "{}"));
  await answer("application/json");
  await response(exchange, result);
  assert.deepEqual(
    told.map(({ leg, bodyMode, rawId, executions }) => [leg, bodyMode, rawId, executions[0]?.hook]),
    [
      ["request", "BUFFERED", '"a"', "tool_pre_invoke"],
      ["response", "STREAMED", '"a"', "tool_post_invoke"],
    ],
  );
  const [first, second] = told;
  assert.ok(first && first.context.request_id.length > 0);
  assert.equal(first.context.request_id, second?.context.request_id);
  assert.deepEqual(first.requestHeaders, postHeaders);
});

test("what comes in an event stream is told as such", async () => {
  const { exchange, told, answer } = opened({ plugin });
  await request(exchange, call('"a"', "t", "{}"));
  await answer("text/event-stream");
  await push(exchange, `data: ${result}\n\n`);
  assert.deepEqual(
    told.map(({ leg }) => leg),
    ["request", "events"],
  );
});

test("a denial has its violation; a refusal without plugins has no runs", async () => {
  const deny = { continue_processing: false, violation: { reason: "r", code: "C" } };
  const denied = opened({ run: () => deny });
  await request(denied.exchange, call("1", "t", "{}"));
  assert.equal(denied.told[0]?.violation?.code, "C");
  const refused = opened({ plugin });
  await request(refused.exchange, "no JSON");
  const [told] = refused.told;
  assert.deepEqual([told?.executions, told?.violation, told?.rawId], [[], undefined, undefined]);
});
