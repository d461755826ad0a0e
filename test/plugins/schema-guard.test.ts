/** schema_guard in whole exchanges, one after the other: what a server lists is what its calls are held against. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import schemaGuard from "../../plugins/schema_guard/plugin.ts";
import type { JsonObject } from "../../src/framework/index.ts";
import { adapterSettings } from "../../src/settings/adapter.ts";
import { driveExchange } from "../../src/testing/drive-exchange.ts";
import { loadTested } from "../../src/testing/load-tested.ts";
import type { RecordedExchange } from "../../src/testing/recorded-exchange.ts";

const tool = {
  name: "add",
  inputSchema: {
    type: "object",
    properties: { a: { type: "integer", "x-mcp-header": "A" } },
    required: ["a"],
    additionalProperties: false,
  },
  outputSchema: { type: "object", properties: { sum: { type: "integer" } }, required: ["sum"] },
};

async function adapter(t: TestContext, config: object = {}) {
  const { manager } = await loadTested([{ plugin: schemaGuard, config: config as JsonObject }], {});
  t.after(() => manager.shutdown());
  const settings = adapterSettings.parse({
    identity: { server_id: { header: "x-server" } },
    denial: { http_status: "by_violation" },
  });
  return (exchange: RecordedExchange) => driveExchange({ hooks: manager, settings, enabled: true }, exchange);
}

const rpc = (method: string, params: JsonObject, id: number) => ({ jsonrpc: "2.0", id, method, params });
const list = (server = "one", events = false): RecordedExchange => {
  const answer = { jsonrpc: "2.0", id: 1, result: { tools: [tool] } } as unknown as JsonObject;
  return {
    request: { headers: { "x-server": server }, body: rpc("tools/list", {}, 1) },
    response: events ? { events: [answer] } : { body: answer },
  };
};
function call(args: JsonObject, result: object, headers: Record<string, string> = {}): RecordedExchange {
  return {
    request: {
      headers: { "x-server": "one", ...headers },
      body: rpc("tools/call", { name: "add", arguments: args }, 2),
    },
    response: { body: { jsonrpc: "2.0", id: 2, result: result as JsonObject } },
  };
}
const right = { structuredContent: { sum: 3 }, content: [{ type: "text", text: '{"sum":3}' }] };

for (const events of [false, true])
  test(`calls and results are held against the list, as ${events ? "an event" : "JSON"}`, async (t) => {
    const through = await adapter(t, { unknown_tools: "deny" });
    const before = await through(call({ a: 1 }, right));
    assert.equal(before.server, undefined, "nobody has listed it");
    await through(list("one", events));
    const good = await through(call({ a: 1 }, right));
    assert.deepEqual([good.request?.action, good.response?.action], ["allowed", "allowed"]);
    const wrong = await through(call({ a: "1" }, right));
    assert.equal(wrong.server, undefined);
    assert.match(
      wrong.client?.body ?? "",
      /match the schema of the tool: \/a type".*"code":"SCHEMA_GUARD_ARGS"/,
    );
    const answered = await through(call({ a: 1 }, { ...right, structuredContent: { sum: "3" } }));
    assert.equal(answered.response?.action, "denied");
    assert.match(answered.client?.body ?? "", /"code":"SCHEMA_GUARD_RESULT"/);
    for (const { faults } of [before, good, wrong, answered]) assert.deepEqual(faults, []);
  });

test("a list of another server says nothing of this one", async (t) => {
  const through = await adapter(t, { unknown_tools: "deny" });
  await through(list("two"));
  assert.equal((await through(call({ a: 1 }, right))).server, undefined);
});

test("a parameter's header that lies is refused with the revision's own error", async (t) => {
  const through = await adapter(t);
  await through(list());
  const lie = await through(call({ a: 1 }, right, { "mcp-param-a": "2" }));
  assert.equal(lie.client?.status, 400);
  assert.match(lie.client?.body ?? "", /"code":-32020/);
  const truth = await through(call({ a: 1 }, right, { "mcp-param-a": "1" }));
  assert.equal(truth.request?.action, "allowed");
});
