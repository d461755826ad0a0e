import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { JsonObject } from "../../../src/framework/index.ts";
import { contextOf } from "../manager-of.ts";
import type { FakeDialect, HookCall } from "./fake-plugin.ts";
import { startHttpServer } from "./http-server.ts";
import { httpBlock, type Opened, open, problemsOf, stdioBlock, stdioServer } from "./open.ts";

/** What every server must make of the same calls, whatever is in between. */
async function checkVerdicts({ call }: Opened): Promise<void> {
  const allowed = await call({ op: "pass" });
  assert.deepEqual([allowed.continue_processing, allowed.modified], [true, false]);

  const edited = await call({ op: "modify", n: null, deep: { list: [1, 2.5, "ü"] } });
  assert.deepEqual(edited.payload.args, {
    op: "modify",
    n: null,
    deep: { list: [1, 2.5, "ü"] },
    added: true,
  });
  assert.deepEqual(edited.metadata, { m: 2 });

  const denied = await call({ op: "deny" });
  assert.equal(denied.continue_processing, false);
  assert.deepEqual(
    { ...denied.violation },
    {
      reason: "no",
      description: "denied op",
      code: "OP_DENIED",
      details: { op: "deny" },
      mcp_error_code: -32001,
      plugin_name: "Demo",
    },
  );
}

for (const dialect of ["invoke_hook", "v0.8", "v0.6"] satisfies FakeDialect[]) {
  test(`dialect ${dialect}: allow, edit and deny`, async (t) => {
    const server = await startHttpServer({ dialect });
    t.after(() => server.close());
    await checkVerdicts(await open(t, httpBlock(server.port)));
  });
}

test("stdio: allow, edit and deny", async (t) => {
  await checkVerdicts(await open(t, stdioBlock()));
});

test("SSE: allow, edit and deny", async (t) => {
  const server = await startHttpServer();
  t.after(() => server.close());
  const url = `http://localhost:${server.port}/sse`;
  await checkVerdicts(await open(t, httpBlock(server.port, { proto: "SSE", url })));
});

test("HTTP over a unix socket: allow, edit and deny", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true }));
  const uds = join(folder, "mcp.sock");
  const server = await startHttpServer({ uds });
  t.after(() => server.close());
  await checkVerdicts(await open(t, httpBlock(0, { uds, url: "http://localhost/mcp" })));
});

test("the context goes along, and what the plugin writes to it comes back", async (t) => {
  const calls: HookCall[] = [];
  const server = await startHttpServer({ called: (call) => calls.push(call) });
  t.after(() => server.close());
  const { call, manager } = await open(t, httpBlock(server.port));
  const context = contextOf({ user: "bob", tenant_id: "t", state: { other: [1] }, metadata: { a: 1 } });
  await call({ op: "count" }, context);
  const second = await call({ op: "count" }, context);
  assert.deepEqual(second.metadata, { n: 2 });
  assert.deepEqual(context.state, { other: [1], g: 2 });
  assert.deepEqual(context.metadata, { a: 1 });
  assert.deepEqual(calls[1], {
    hook_type: "tool_pre_invoke",
    plugin_name: "Demo",
    payload: { name: "t", args: { op: "count" } },
    context: {
      state: { n: 1 },
      metadata: { seen: true },
      global_context: {
        request_id: "r1",
        user: "bob",
        tenant_id: "t",
        state: { other: [1], g: 1 },
        metadata: { a: 1 },
      },
    },
  });
  void manager;
});

test("a program gets the environment that its entry states, and a few harmless variables", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true }));
  const FAKE_STARTS = join(folder, "starts");
  process.env["ADAPTER_SECRET"] = "s";
  t.after(() => delete process.env["ADAPTER_SECRET"]);
  await open(t, stdioBlock({ FAKE_STARTS }));
  const names = (await readFile(FAKE_STARTS, "utf8")).trim().split(",");
  const harmless = ["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "FAKE_STARTS"];
  assert.deepEqual(
    names.filter((name) => !harmless.includes(name)),
    [],
  );
});

test("the server's configuration counts where the entry says nothing; unknown hooks are left out", async (t) => {
  const remote = await open(t, stdioBlock(), { hooks: [] });
  assert.deepEqual(remote.entry.hooks, ["tool_pre_invoke", "tool_post_invoke"]);
  assert.deepEqual([remote.entry.priority, remote.entry.tags], [42, ["remote"]]);
  const local = await open(t, stdioBlock(), { priority: 7, mode: "permissive" });
  assert.deepEqual(
    [local.entry.priority, local.entry.mode, local.entry.hooks],
    [7, "permissive", ["tool_pre_invoke"]],
  );
});

const unusable: readonly (readonly [string, Parameters<typeof problemsOf>, RegExp])[] = [
  ["no block", [undefined], /^mcp: has no `mcp`, `grpc` or `unix_socket` block/],
  [
    "a name that the server does not know",
    [stdioBlock(), { name: "Other" }],
    /no plugin of this name; .*mcp\.env\.PLUGINS_CONFIG_PATH/,
  ],
  [
    "a name that the server does not know, whose configuration was named",
    [stdioBlock({ PLUGINS_CONFIG_PATH: "x.yaml" }), { name: "Other" }],
    /no plugin of this name$/,
  ],
  [
    "a hook without a tool",
    [stdioBlock({ FAKE_DIALECT: "v0.8" }), { hooks: ["tool_post_invoke"] }],
    /^hooks: .*no tool for hook tool_post_invoke/,
  ],
  [
    "a plugin disabled at its server",
    [stdioBlock({ FAKE_SERVER: "disabled" })],
    /^mode: is disabled at its server/,
  ],
  [
    "a program that ends at once",
    [stdioBlock({ FAKE_SERVER: "dead" })],
    /^mcp: its server cannot be used: the connection was lost/,
  ],
  ["a program that is not there", [{ ...stdioBlock(), cmd: ["/nowhere/x"] }], /ENOENT/],
  [
    "a script that is not there",
    [{ ...stdioBlock(), cmd: null, script: "nowhere.py" }],
    /there is no script "nowhere.py"/,
  ],
  ["a program that says nothing", [stdioBlock({ FAKE_SERVER: "silent" }), {}, 2], /did not answer in time/],
  [
    "answers to nobody's question",
    [stdioBlock({ FAKE_SERVER: "wrong id" }), {}, 2],
    /did not answer in time/,
  ],
  ["a port where nobody listens", [httpBlock(1)], /ECONNREFUSED/],
];

for (const [what, given, expected] of unusable) {
  test(`the start fails: ${what}`, async () => {
    const [problem, ...more] = await problemsOf(...given);
    assert.match(problem ?? "", expected);
    assert.deepEqual(more, []);
  });
}

test("noise before the first message is passed over; a script runs by its ending", async (t) => {
  const block = {
    ...stdioBlock({ FAKE_SERVER: "noise", NODE_OPTIONS: "-C plugins-adapter-source" }),
    cmd: null,
  };
  await checkVerdicts(await open(t, { ...block, script: stdioServer }));
});

const lies: readonly (readonly [string, JsonObject])[] = [
  ["an error reply", { op: "error" }],
  ["isError", { op: "refuse" }],
  ["a JSON-RPC error", { op: "rpc" }],
  ["no content", { op: "empty" }],
  ["content of a wrong shape", { op: "shape" }],
  ["text that is no JSON", { op: "text", text: "{" }],
  ["JSON that is no object", { op: "text", text: "[]" }],
  ["no result", { op: "text", text: "{}" }],
  ["a result that is no object", { op: "text", text: '{"result":true}' }],
  ["another plugin's result", { op: "text", text: '{"plugin_name":"X","result":{}}' }],
  ["a context that is no object", { op: "text", text: '{"result":{},"context":[]}' }],
  ["no result beside a verdict", { op: "text", text: '{"result":"denied","continue_processing":true}' }],
  ["null for a result beside a verdict", { op: "text", text: '{"result":null,"continue_processing":true}' }],
  ["a result of other keys", { op: "text", text: '{"result":{"allowed":false}}' }],
  [
    "a verdict in a prototype's key",
    { op: "text", text: '{"result":{"__proto__":{"continue_processing":true}}}' },
  ],
  [
    "two verdicts",
    { op: "text", text: '{"result":{"continue_processing":false,"continue_processing":true}}' },
  ],
  [
    "two results",
    {
      op: "text",
      text: '{"result":{"continue_processing":false},"resul\\u0074":{"continue_processing":true}}',
    },
  ],
  [
    "a context nested too deep",
    {
      op: "text",
      text: `{"result":{},"context":{"global_context":{"state":{"a":${"[".repeat(2000)}${"]".repeat(2000)}}}}}`,
    },
  ],
  ["a verdict of a wrong type", { op: "text", text: '{"result":{"continue_processing":"false"}}' }],
  ["an answer over the size limit", { op: "huge" }],
  ["a context over its limit", { op: "huge context" }],
];

for (const transport of ["stdio", "HTTP", "SSE"]) {
  test(`${transport}: what is no answer is an error of the plugin, and the next call works`, async (t) => {
    const config = { max_response_size_mb: 2 };
    const server = await startHttpServer();
    t.after(() => server.close());
    const fields = { proto: "SSE", url: `http://localhost:${server.port}/sse` };
    const http = httpBlock(server.port, transport === "SSE" ? fields : {});
    const { call } = await open(t, transport === "stdio" ? stdioBlock() : http, { config });
    for (const [what, args] of lies) {
      const outcome = await call(args);
      assert.equal(outcome.violation?.code, "PLUGIN_ERROR", what);
      assert.doesNotMatch(JSON.stringify(outcome.violation), /secret/);
    }
    assert.equal((await call({ op: "pass" })).continue_processing, true);
  });
}
