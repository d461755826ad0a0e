import assert from "node:assert/strict";
import { test } from "node:test";
import { callTool, context, exchange, hostOf, initialize } from "./served.ts";

const hook = { hook_type: "tool_pre_invoke", plugin_name: "Demo", payload: { name: "t" }, context };
const host = () => hostOf({ Demo: {}, Other: { mode: "permissive" } });

async function call(name: string, given: object): Promise<Record<string, unknown>> {
  return (await exchange(host(), [initialize, callTool(2, name, given)])).get(2)?.result ?? {};
}

function texts(result: Record<string, unknown>): unknown[] {
  return (result["content"] as { text: string }[]).map(({ text }) => JSON.parse(text));
}

test("get_plugin_configs: one text item a plugin, and all as structured content", async () => {
  const result = await call("get_plugin_configs", {});
  assert.deepEqual(result["structuredContent"], { result: texts(result) });
  assert.equal(texts(result).length, 2);
});

test("get_plugin_config: in any case of the name, {} where there is none, never structured", async () => {
  const found = await call("get_plugin_config", { name: "dEMO" });
  assert.equal((texts(found)[0] as { name: string }).name, "Demo");
  assert.equal("structuredContent" in found, false);
  assert.deepEqual(texts(await call("get_plugin_config", { name: "none" })), [{}]);
});

const wrong: readonly (readonly [string, object, string])[] = [
  ["get_plugin_config", {}, "name"],
  ["get_plugin_config", { name: 1 }, "name"],
  ["invoke_hook", {}, "hook_type, plugin_name, payload, context"],
  ["invoke_hook", { ...hook, payload: "{}" }, "payload"],
  ["invoke_hook", { ...hook, context: [] }, "context"],
  ["invoke_hook", { ...hook, hook_type: null }, "hook_type"],
];
for (const [tool, given, names] of wrong) {
  test(`${tool} with ${JSON.stringify(given)}: isError names ${names}`, async () => {
    const result = await call(tool, given);
    assert.equal(result["isError"], true);
    assert.deepEqual(result["content"], [
      { type: "text", text: `${tool}: missing or of the wrong type: ${names}` },
    ]);
  });
}

test("a plugin's failure is no isError", async () => {
  const result = await call("invoke_hook", { ...hook, payload: { name: "t", args: { op: "raise" } } });
  assert.equal(result["isError"], false);
  assert.equal(
    (texts(result)[0] as { error: { message: string } }).error.message,
    "Plugin Demo failed: RangeError",
  );
});

test("an unknown tool is a protocol error", async () => {
  const answers = await exchange(host(), [initialize, callTool(2, "tool_pre_invoke", hook)]);
  assert.equal(answers.get(2)?.error?.code, -32602);
});

test("who it is", async () => {
  const result = (await exchange(host(), [initialize])).get(1)?.result;
  assert.deepEqual(result?.["serverInfo"], { name: "MCP Plugin Server", version: "1.2.3" });
});
