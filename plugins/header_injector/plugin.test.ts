import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin, runExchange } from "plugins-adapter/testing";
import definition from "./plugin.ts";

const headers = { "X-Team": "docs", Authorization: "Bearer y" };

function run(hook: "resource_pre_fetch" | "tool_pre_invoke", payload: object, config: object = { headers }) {
  const handler = newPlugin(definition, config)[hook] as (
    payload: object,
    context: unknown,
  ) => PluginResult<object> | undefined;
  return handler(payload, newContext());
}

describe("resources", () => {
  const rows: readonly [name: string, metadata: object, config: object, headers: object | undefined][] = [
    ["gets them", {}, { headers }, headers],
    ["keeps others", { headers: { a: "1" } }, { headers }, { a: "1", ...headers }],
    ["twice is once", { headers }, { headers }, undefined],
    ["what is no object is replaced", { headers: "x" }, { headers }, headers],
    ["prefix", {}, { headers, uri_prefixes: ["x:", "file:///a/"] }, headers],
    ["another prefix", {}, { headers, uri_prefixes: ["file:///b/"] }, undefined],
    ["no prefixes", {}, { headers, uri_prefixes: [] }, headers],
    ["no headers", {}, {}, undefined],
  ];
  for (const [name, metadata, config, expected] of rows)
    test(name, () => {
      const answer = run("resource_pre_fetch", { uri: "file:///a/b", metadata }, config);
      assert.deepEqual(
        (answer?.modified_payload as { metadata: { headers: object } })?.metadata.headers,
        expected,
      );
    });

  test("metadata is told", () => {
    const answer = run("resource_pre_fetch", { uri: "x:", metadata: {} });
    assert.deepEqual(answer?.metadata, { headers_injected: true, count: 2 });
  });
});

describe("tools", () => {
  const payload = { name: "t", args: {}, headers: { "x-team": "a", "x-b": "b" } };
  test("gets them, in the place of what the client sent", () => {
    const answer = run("tool_pre_invoke", payload);
    assert.deepEqual(answer?.modified_payload, {
      ...payload,
      headers: { "x-team": "docs", "x-b": "b", authorization: "Bearer y" },
    });
    assert.equal(run("tool_pre_invoke", answer?.modified_payload ?? {}), undefined);
  });
  test("without headers", () => assert.ok(run("tool_pre_invoke", { name: "t", args: {} })?.modified_payload));
  test("not with prefixes", () =>
    assert.equal(run("tool_pre_invoke", payload, { headers, uri_prefixes: ["x:"] }), undefined));
});

test("they reach the server", async () => {
  for (const [method, params] of [
    ["resources/read", { uri: "x:a" }],
    ["tools/call", { name: "t" }],
  ] as const) {
    const { server } = await runExchange({
      plugins: [{ plugin: definition, config: { headers: { "X-Team": "docs" } } }],
      request: { body: { jsonrpc: "2.0", id: 1, method, params } },
    });
    assert.equal(server?.headers["x-team"], "docs");
  }
});

describe("config", () => {
  for (const [name, text] of [
    ["a b", "x"],
    ["x", "a\nb"],
    ["Mcp-Name", "x"],
    ["HOST", "x"],
    ["content-length", "1"],
  ] as const)
    test(`${name}: ${JSON.stringify(text)} is refused`, () =>
      assert.equal(definition.config.safeParse({ headers: { [name]: text } }).success, false));
});
