import assert from "node:assert/strict";
import { test } from "node:test";
import type { HookReply } from "../../../../src/framework/external/server/hook-reply.ts";
import type { HookCall, PluginHost } from "../../../../src/framework/external/server/plugin-host.ts";
import type { Plugin } from "../../../../src/framework/index.ts";
import { context, hostOf, type Served } from "./served.ts";

const denying: Plugin = {
  tool_pre_invoke: () => ({ continue_processing: false, violation: { reason: "no", code: "NO" } }),
};
const failing: Plugin = {
  tool_pre_invoke() {
    throw new RangeError("with a payload in it");
  },
};
const editing: Plugin = {
  tool_pre_invoke: (payload) => ({ modified_payload: { ...payload, args: { ...payload.args, x: 1 } } }),
};

function toolCall(plugin_name: string, change: Partial<HookCall> = {}): HookCall {
  return { hook_type: "tool_pre_invoke", plugin_name, payload: { name: "t", args: {} }, context, ...change };
}

function invoke(served: Served, change: Partial<HookCall> = {}): Promise<HookReply> {
  return hostOf({ P: served }).invoke(toolCall("P", change));
}

const denials: readonly (readonly [string, Served, boolean])[] = [
  ["enforce", {}, false],
  ["enforce_ignore_error", { mode: "enforce_ignore_error" }, false],
  ["concurrent", { mode: "concurrent" }, false],
  ["permissive", { mode: "permissive" }, true],
  ["audit", { mode: "audit" }, true],
  ["fire_and_forget", { mode: "fire_and_forget" }, true],
];
for (const [mode, entry, goesOn] of denials) {
  test(`a deny in mode ${mode} ${goesOn ? "goes on" : "denies"}`, async () => {
    const { result, error } = await invoke({ ...entry, plugin: denying });
    assert.equal(error, undefined);
    assert.equal(result?.["continue_processing"], goesOn);
    assert.equal((result?.["violation"] as { code: string } | null)?.code, goesOn ? undefined : "NO");
  });
}

const failures: readonly (readonly [string, Served, boolean])[] = [
  ["on_error: fail", {}, true],
  ["on_error: fail, permissive", { mode: "permissive" }, true],
  ["on_error: fail, audit", { mode: "audit" }, true],
  ["on_error: ignore", { onError: "ignore" }, false],
  ["on_error: disable", { onError: "disable" }, false],
  ["enforce_ignore_error", { mode: "enforce_ignore_error" }, false],
];
for (const [name, entry, isError] of failures) {
  test(`a failure with ${name} is ${isError ? "an error reply" : "a result that goes on"}`, async () => {
    const { result, error } = await invoke({ ...entry, plugin: failing });
    if (isError) {
      assert.deepEqual(error, {
        message: "Plugin P failed: RangeError",
        plugin_name: "P",
        code: "",
        details: {},
        mcp_error_code: -32603,
      });
    } else assert.equal(result?.["continue_processing"], true);
  });
}

test("an error's message is told only where that is asked for", async () => {
  const host = hostOf({ P: { plugin: failing } }, { settings: { expose_plugin_errors: true } });
  const { error } = await host.invoke(toolCall("P"));
  assert.match(String(error?.["message"]), /with a payload in it/);
});

test("a plugin that takes too long is an error reply", async () => {
  const plugin: Plugin = { tool_pre_invoke: () => new Promise(() => {}) };
  const host = hostOf({ P: { plugin } }, { settings: { plugin_timeout: 0.01 } });
  const { error } = await host.invoke(toolCall("P"));
  assert.match(String(error?.["message"]), /did not answer in time/);
});

test("conditions, priority and the list of hooks do not count", async () => {
  const entry: Served = {
    plugin: editing,
    conditions: [{ tools: ["another"] }],
    hooks: ["tool_pre_invoke"],
    priority: 900,
  };
  const { result } = await invoke(entry);
  assert.deepEqual(result?.["modified_payload"], { name: "t", args: { x: 1 }, headers: null });
});

for (const mode of ["audit", "concurrent", "fire_and_forget"] as const) {
  test(`an edit in mode ${mode} is not told`, async () => {
    const { result } = await invoke({ mode, plugin: editing });
    assert.equal(result?.["modified_payload"], null);
  });
}

const errors: readonly (readonly [string, Partial<HookCall>, RegExp])[] = [
  ["an unknown plugin", { plugin_name: "Q" }, /No plugin/],
  ["a name in another case", { plugin_name: "p" }, /No plugin/],
  ["an unknown hook", { hook_type: "no_hook" }, /hook no_hook/],
  ["a hook that it does not implement", { hook_type: "tool_post_invoke" }, /hook tool_post_invoke/],
  ["a method that is no hook", { hook_type: "shutdown" }, /No plugin/],
  ["a hook's name that is no name", { hook_type: "<script>" }, /hook of that name/],
  ["a payload without its name", { payload: { args: {} } }, /payload/],
  ["a payload of another shape", { payload: { name: "t", args: [] } }, /payload/],
  ["no global context", { context: {} }, /context/],
  ["no request id", { context: { global_context: {} } }, /context/],
  ["a state that is a list", { context: { ...context, state: [] } }, /context/],
];
for (const [name, change, message] of errors) {
  test(`${name}: an error reply`, async () => {
    const { error, result } = await invoke({ plugin: editing }, change);
    assert.equal(result, undefined);
    assert.match(String(error?.["message"]), message);
    assert.equal(error?.["plugin_name"], change.plugin_name ?? "P");
  });
}

test("fields that Python writes as null are absent ones, nulls in arguments stay", async () => {
  const seen: unknown[] = [];
  const plugin: Plugin = { tool_pre_invoke: (payload) => void seen.push(payload) };
  await invoke({ plugin }, { payload: { name: "t", args: { a: null }, headers: null, other: 1 } });
  assert.deepEqual(seen, [{ name: "t", args: { a: null } }]);
});

test("a prompt has both names here, and the caller's fields in the reply", async () => {
  const plugin: Plugin = {
    prompt_pre_fetch: (payload) => ({ modified_payload: { ...payload, args: { n: String(payload.name) } } }),
  };
  const { result } = await invoke({ plugin }, { hook_type: "prompt_pre_fetch", payload: { prompt_id: "p" } });
  assert.deepEqual(result?.["modified_payload"], { prompt_id: "p", args: { n: "p" } });
});

const answers: readonly [hook: string, payload: Record<string, unknown>, plugin: Plugin, answer: unknown][] =
  [
    [
      "http_pre_request",
      { path: "/", method: "GET", client_host: null, client_port: null, headers: { a: "1" } },
      { http_pre_request: () => ({ modified_payload: { B: "2" } }) },
      { a: "1", b: "2" },
    ],
    [
      "http_auth_resolve_user",
      { credentials: null, headers: {} },
      { http_auth_resolve_user: () => ({ modified_payload: { email: "ann" } }) },
      { email: "ann" },
    ],
    [
      "http_auth_check_permission",
      { user_email: "ann", permission: "tools.execute" },
      { http_auth_check_permission: () => ({ modified_payload: { granted: true } }) },
      { granted: true },
    ],
  ];
for (const [hook_type, payload, plugin, answer] of answers) {
  test(`${hook_type} is answered with what its callers take for the answer, not with the payload`, async () => {
    const { result } = await invoke({ plugin }, { hook_type, payload });
    assert.deepEqual(result?.["modified_payload"], answer);
  });
}

test("a refused permission is a deny, and an answer for callers who look at nothing else", async () => {
  for (const handler of [
    () => ({ modified_payload: { granted: false, reason: "no" } }),
    () => ({ continue_processing: false, violation: { code: "PERMISSION_DENIED", description: "no" } }),
  ]) {
    const payload = { user_email: "ann", permission: "tools.execute" };
    const plugin: Plugin = { http_auth_check_permission: handler };
    const { result } = await invoke({ plugin }, { hook_type: "http_auth_check_permission", payload });
    assert.equal(result?.["continue_processing"], false);
    assert.deepEqual(result["modified_payload"], { granted: false, reason: "no" });
    assert.equal((result["violation"] as { code: string }).code, "PERMISSION_DENIED");
  }
});

test("an object user, the rest of the global context, and state go in and come back", async () => {
  const given = {
    state: { a: { b: [1] } },
    metadata: { m: true },
    global_context: {
      request_id: "R",
      user: { id: 7 },
      user_context: { email: "a@b" },
      tenant_id: null,
      server_id: "s",
      content_type: "application/json",
      state: { g: 1 },
      metadata: { k: "v" },
    },
  };
  const seen: unknown[] = [];
  const plugin: Plugin = {
    tool_pre_invoke(_payload, { state, metadata, global_context }) {
      seen.push(structuredClone({ state, metadata, global_context }));
      state["n"] = 2;
      global_context.state["g"] = 2;
    },
  };
  const { context: kept } = await invoke({ plugin }, { context: given });
  const { tenant_id: _, user_context: __, ...global_context } = given.global_context;
  assert.deepEqual(seen, [{ state: given.state, metadata: given.metadata, global_context }]);
  assert.deepEqual(kept, {
    state: { a: { b: [1] }, n: 2 },
    global_context: { ...given.global_context, state: { g: 2 } },
    metadata: { m: true },
  });
});

test("what one call keeps, the next does not see: the caller has it", async () => {
  const plugin: Plugin = {
    tool_post_invoke: (_payload, each) => ({ metadata: { saw: each.getState("a", null) ?? null } }),
    prompt_pre_fetch: (_payload, each) => each.setState("a", 1),
  };
  const host = hostOf({ P: { plugin } });
  const first = await host.invoke(
    toolCall("P", { hook_type: "prompt_pre_fetch", payload: { prompt_id: "p" } }),
  );
  assert.deepEqual(first.context?.["state"], { a: 1 });
  const post = { hook_type: "tool_post_invoke", payload: { name: "t", result: {} } };
  const without = await host.invoke(toolCall("P", post));
  assert.deepEqual(without.result?.["metadata"], { saw: null });
  const carried = await host.invoke(toolCall("P", { ...post, context: { ...context, state: { a: 1 } } }));
  assert.deepEqual(carried.result?.["metadata"], { saw: 1 });
});

test("a state that is no JSON is an error reply", async () => {
  const plugin: Plugin = {
    tool_pre_invoke(_payload, { state }) {
      state["self"] = state;
    },
  };
  assert.match(String((await invoke({ plugin })).error?.["message"]), /not JSON/);
});

const large = 2 ** 60;
test("an integer that was rounded when it was read never comes back as if it were exact", async () => {
  const edited = await invoke({ plugin: editing }, { payload: { name: "t", args: { large } } });
  assert.match(String(edited.error?.["message"]), /2\^53/);
  const seen: Plugin = { tool_pre_invoke: () => undefined };
  const left = await invoke({ plugin: seen }, { payload: { name: "t", args: { large } } });
  assert.equal(left.result?.["continue_processing"], true);
  const inState = { context: { ...context, state: { large } } };
  const kept = await invoke({ plugin: seen }, inState);
  assert.equal(kept.error, undefined);
  assert.equal(kept.context, undefined);
  const writing: Plugin = {
    tool_pre_invoke(_payload, { state }) {
      state["n"] = 1;
    },
  };
  assert.match(String((await invoke({ plugin: writing }, inState)).error?.["message"]), /2\^53/);
});

test("a payload that is nested too deep or too large is an error reply", async () => {
  let deep: unknown = [];
  for (let level = 0; level < 2000; level++) deep = [deep];
  const plugin: Plugin = { tool_pre_invoke: () => undefined };
  assert.ok((await invoke({ plugin }, { payload: { name: "t", args: { deep } } })).error);
  const host = hostOf({ P: { plugin } }, { settings: { max_payload_bytes: 10 } });
  const reply = await host.invoke(toolCall("P", { payload: { name: "t", args: { a: "x".repeat(100) } } }));
  assert.match(String(reply.error?.["message"]), /more than 10 bytes/);
});

test("calls beyond the limit are refused; stop waits for those under way and refuses further ones", async () => {
  let end = () => {};
  const plugin: Plugin = {
    tool_pre_invoke: () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  };
  const host: PluginHost = hostOf({ P: { plugin } }, { maxCalls: 1 });
  const first = host.invoke(toolCall("P"));
  assert.match(String((await host.invoke(toolCall("P"))).error?.["message"]), /under way/);
  const stopped = host.stop(10_000);
  assert.match(String((await host.invoke(toolCall("P"))).error?.["message"]), /stopping/);
  end();
  assert.equal((await first).result?.["continue_processing"], true);
  await stopped;
});

test("configurations: cpex's names, the hooks that run, nothing of the plugin's own config", () => {
  const host = hostOf({
    Enforcing: { config: { password: "hunter2" } },
    Mild: { mode: "permissive", plugin: editing },
    Lenient: { mode: "enforce_ignore_error" },
  });
  const shown = host.configs().map(({ name, mode, on_error, hooks, config }) => {
    return { name, mode, on_error, hooks: (hooks as string[]).length, config };
  });
  assert.deepEqual(shown, [
    { name: "Enforcing", mode: "sequential", on_error: "fail", hooks: 6, config: null },
    { name: "Mild", mode: "transform", on_error: "fail", hooks: 1, config: null },
    { name: "Lenient", mode: "sequential", on_error: "ignore", hooks: 6, config: null },
  ]);
  assert.equal(JSON.stringify(host.configs()).includes("hunter2"), false);
  assert.equal(host.config("mILD")?.["name"], "Mild");
  assert.equal(host.config("none"), undefined);
});
