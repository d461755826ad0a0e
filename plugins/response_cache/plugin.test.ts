import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GlobalContext, JsonObject } from "plugins-adapter/framework";
import { type TestPluginOptions, testPlugin } from "plugins-adapter/testing";
import { isExact } from "./key.ts";
import definition from "./plugin.ts";

interface Call {
  readonly name?: string;
  readonly args?: JsonObject;
  readonly headers?: Record<string, string>;
  readonly caller?: Partial<GlobalContext>;
}

const said = (text: string) => ({ content: [{ type: "text", text }] });

/** Calls a tool as clients do: the server answers where the cache does not. */
async function cache(config: object, options: TestPluginOptions = {}) {
  const run = await testPlugin(definition, {
    ...options,
    config: { cacheable_tools: ["read_*"], ...config },
  });
  let answers = 0;
  async function call(
    { name = "read_file", args = { path: "a" }, headers = {}, caller = { user: "ada" } }: Call = {},
    result: JsonObject = said(`answer ${++answers}`),
  ): Promise<"kept" | "asked"> {
    const { answer } = await run.hook("tool_pre_invoke", { name, args, headers }, caller);
    if (answer === undefined) await run.hook("tool_post_invoke", { name, result }, caller);
    run.nextExchange();
    return answer === undefined ? "asked" : "kept";
  }
  return { run, call };
}

describe("two calls, by what the second has otherwise", () => {
  const rows: Record<string, [config: object, first: Call, second: Call, outcome: "kept" | "asked"]> = {
    nothing: [{}, {}, {}, "kept"],
    "the order of arguments": [{}, { args: { a: 1, b: 2 } }, { args: { b: 2, a: 1 } }, "kept"],
    "an argument's value": [{}, {}, { args: { path: "b" } }, "asked"],
    "an argument's type": [{}, { args: { n: 1 } }, { args: { n: "1" } }, "asked"],
    "one more argument": [{}, {}, { args: { path: "a", all: null } }, "asked"],
    "the tool": [{}, {}, { name: "read_link" }, "asked"],
    "the user": [{}, {}, { caller: { user: "bob" } }, "asked"],
    "the user's tenant": [{}, {}, { caller: { user: "ada", tenant_id: "t" } }, "asked"],
    "the server": [{}, {}, { caller: { user: "ada", server_id: "s" } }, "asked"],
    "the session": [{}, {}, { caller: { user: "ada", session_id: "s" } }, "asked"],
    "the session, shared": [
      { share_sessions: true },
      {},
      { caller: { user: "ada", session_id: "s" } },
      "kept",
    ],
    "the times of a token's claims": [
      {},
      { caller: { user: { sub: "ada", iat: 1 } } },
      { caller: { user: { sub: "ada", iat: 2 } } },
      "kept",
    ],
    "the token": [{}, {}, { headers: { Authorization: "Bearer b" } }, "asked"],
    "the cookie": [{}, {}, { headers: { cookie: "b" } }, "asked"],
    "the protocol": [{}, {}, { headers: { "mcp-protocol-version": "2025-06-18" } }, "asked"],
    "some header": [{}, {}, { headers: { "x-region": "b" } }, "kept"],
    "a header that counts": [{ key_headers: ["X-Region"] }, {}, { headers: { "x-region": "b" } }, "asked"],
    "an argument that does not count": [
      { key_fields: { read_file: ["path"] } },
      {},
      { args: { path: "a", trace: "x" } },
      "kept",
    ],
    "an argument that does": [{ key_fields: { read_file: ["path"] } }, {}, { args: { path: "b" } }, "asked"],
    "an argument, where only others' count": [
      { key_fields: { read_link: ["path"] } },
      {},
      { args: { path: "a", trace: "x" } },
      "asked",
    ],
  };
  for (const [name, [config, first, second, outcome]] of Object.entries(rows))
    test(name, async (t) => {
      const { run, call } = await cache(config);
      t.after(() => run.shutdown());
      assert.equal(await call(first), "asked");
      assert.equal(await call(second), outcome);
    });
});

describe("a result", () => {
  const rows: Record<string, [config: object, result: JsonObject, again: "kept" | "asked"]> = {
    "of any text": [{}, said("x"), "kept"],
    "with structured content": [{}, { ...said("1.5"), structuredContent: { n: 1.5, s: null } }, "kept"],
    "that says it is no error": [{}, { ...said("x"), isError: false, resultType: "complete" }, "kept"],
    "that is an error": [{}, { ...said("x"), isError: true }, "asked"],
    "that is an error by another type": [{}, { ...said("x"), isError: "false" }, "asked"],
    "that asks for input": [{}, { ...said("x"), resultType: "input_required" }, "asked"],
    "with questions": [{}, { ...said("x"), inputRequests: {} }, "asked"],
    "that is a task": [{}, { task: { taskId: "t" } }, "asked"],
    "with no content": [{}, { structuredContent: {} }, "asked"],
    "that is fresh for a time": [{}, { ...said("x"), ttlMs: 60_000 }, "kept"],
    "that is fresh no longer": [{}, { ...said("x"), ttlMs: 0 }, "asked"],
    "as large as may be": [{ max_entry_bytes: 1024 }, said("x".repeat(450)), "kept"],
    larger: [{ max_entry_bytes: 1024 }, said("x".repeat(500)), "asked"],
    "larger than all room": [{ max_bytes: 1024 }, said("x".repeat(500)), "asked"],
    "with an inexact number": [{}, { ...said("x"), structuredContent: { n: 2 ** 53 } }, "asked"],
  };
  for (const [name, [config, result, again]] of Object.entries(rows))
    test(name, async (t) => {
      const { run, call } = await cache(config);
      t.after(() => run.shutdown());
      await call({}, result);
      assert.equal(await call(), again);
    });

  test("is given as it was", async (t) => {
    const { run, call } = await cache({});
    t.after(() => run.shutdown());
    const result = { ...said("ä\u2028"), _meta: { a: [1, null] } };
    await call({}, result);
    const { answer } = await run.hook(
      "tool_pre_invoke",
      { name: "read_file", args: { path: "a" }, headers: {} },
      { user: "ada" },
    );
    assert.deepEqual(answer, { plugin: "response_cache", result });
  });
});

test("nobody who is not named has results, unless they are shared", async (t) => {
  for (const [config, caller, again] of [
    [{}, {}, "asked"],
    [{}, { user: "" }, "asked"],
    [{}, { tenant_id: "t" }, "asked"],
    [{ anonymous: true }, {}, "kept"],
    [{ anonymous: true }, { tenant_id: "t" }, "kept"],
  ] as const) {
    const { run, call } = await cache(config);
    t.after(() => run.shutdown());
    await call({ caller });
    assert.equal(await call({ caller }), again);
  }
});

test("time runs out", async (t) => {
  const clock = { now: 1000 };
  t.mock.method(performance, "now", () => clock.now);
  const { run, call } = await cache({ ttl: 2 });
  t.after(() => run.shutdown());
  await call();
  clock.now += 1999;
  assert.equal(await call(), "kept");
  clock.now += 1;
  assert.equal(await call(), "asked");
});

test("the number of results is bounded", async (t) => {
  const { run, call } = await cache({ max_entries: 2 });
  t.after(() => run.shutdown());
  for (const path of ["a", "b", "c"]) await call({ args: { path } });
  assert.equal(await call({ args: { path: "c" } }), "kept");
  assert.equal(await call({ args: { path: "a" } }), "asked");
});

test("no tool is told once", async (t) => {
  const run = await testPlugin(definition);
  t.after(() => run.shutdown());
  assert.deepEqual(
    run.log.map(({ message }) => message),
    ["cacheable_tools names no tool: nothing is kept"],
  );
});

test("a number is exact up to 2^53", () => {
  for (const value of [0, -0, 1.5, 2 ** 53 - 1, -(2 ** 53 - 1), "9007199254740993", null, true])
    assert.ok(isExact({ a: [value] }));
  for (const value of [2 ** 53, -(2 ** 53), 1e300]) assert.ok(!isExact({ a: [{ b: value }] }));
});
