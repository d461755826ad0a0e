import assert from "node:assert/strict";
import { test } from "node:test";
import { createContextStore } from "../../src/framework/context-store.ts";
import type { PluginContext } from "../../src/framework/index.ts";
import { fakeClock } from "./fake-clock.ts";
import { contextOf, deny, managerOf } from "./manager-of.ts";

const limits = { maxAge: 3600, sweepInterval: 300, maxEntries: 3 };

test("contexts are dropped 3600 s after their last use, by sweeps every 300 s", () => {
  const clock = fakeClock();
  const store = createContextStore({ clock, ...limits });
  store.open("old", "p");
  clock.advance(3_000_000);
  store.open("young", "p");
  clock.advance(599_000);
  assert.equal(store.size, 2);
  clock.advance(1_000);
  assert.equal(store.size, 1);
  assert.equal(store.cleaned, 1);
  store.find("young", "p");
  clock.advance(3_599_000);
  assert.equal(store.size, 1);
});

test("an aged context is gone even before a sweep", () => {
  const clock = fakeClock();
  const store = createContextStore({ clock, ...limits, sweepInterval: 1_000_000 });
  store.open("r", "p").state["k"] = 1;
  clock.advance(3_600_000);
  assert.equal(store.find("r", "p"), undefined);
  assert.deepEqual(store.open("r", "p").state, {});
});

test("beyond the limit the least recently used exchange is dropped", () => {
  const store = createContextStore({ clock: fakeClock(), ...limits });
  for (const request of ["a", "b", "c"]) store.open(request, "p");
  store.find("a", "p");
  store.open("d", "p");
  assert.equal(store.size, 3);
  assert.equal(store.find("b", "p"), undefined);
  assert.notEqual(store.find("a", "p"), undefined);
  assert.equal(store.cleaned, 1);
});

test("stopping ends the sweeps and drops everything", () => {
  const clock = fakeClock();
  const store = createContextStore({ clock, ...limits });
  store.open("a", "p");
  store.stop();
  assert.equal(store.size, 0);
  assert.equal(clock.waiting, 0);
});

/** A plugin that runs before and after a tool call. */
function around(pre: (context: PluginContext) => unknown, post: (context: PluginContext) => unknown): object {
  return {
    tool_pre_invoke: (_: unknown, context: PluginContext) => pre(context),
    tool_post_invoke: (_: unknown, context: PluginContext) => post(context),
  };
}

test("what a plugin writes before, it finds after: each its own, each exchange its own", () => {
  const found: unknown[] = [];
  const plugin = around(
    (context) => {
      context.setState("seen", context.global_context.request_id);
      context.metadata["m"] = 1;
      return undefined;
    },
    (context) => void found.push([context.getState("seen"), context.state["seen"], context.metadata["m"]]),
  );
  const stranger = around(
    () => undefined,
    (context) => void found.push(context.getState("seen", "nothing")),
  );
  const manager = managerOf([{ plugin }, { plugin: stranger }]);
  for (const request_id of ["r1", "r2"])
    void manager.invokeHook("tool_pre_invoke", { name: "t", args: {} }, contextOf({ request_id }));
  for (const request_id of ["r2", "r1"])
    void manager.invokeHook("tool_post_invoke", { name: "t", result: 1 }, contextOf({ request_id }));
  assert.deepEqual(found, [["r2", "r2", 1], "nothing", ["r1", "r1", 1], "nothing"]);
  assert.equal(manager.stats().contexts_active, 2);
  manager.releaseContexts("r1");
  manager.releaseContexts("r2");
  assert.equal(manager.stats().contexts_active, 0);
});

test("plugins that keep nothing leave nothing", () => {
  const manager = managerOf([{ run: (_, context) => void context.getState("x") }]);
  void manager.invokeHook("tool_pre_invoke", { name: "t", args: {} }, contextOf());
  assert.equal(manager.stats().contexts_active, 0);
});

test("state keys are only keys", () => {
  const found: unknown[] = [];
  const plugin = around(
    (context) => context.setState("__proto__", { evil: true }),
    (context) =>
      void found.push(
        context.getState("__proto__"),
        context.getState("toString", "none"),
        context.getState("evil"),
      ),
  );
  const manager = managerOf([{ plugin }]);
  void manager.invokeHook("tool_pre_invoke", { name: "t", args: {} }, contextOf());
  void manager.invokeHook("tool_post_invoke", { name: "t", result: 1 }, contextOf());
  assert.deepEqual(found, [{ evil: true }, "none", undefined]);
});

test("global state reaches the post hook also through another context object", () => {
  const plugin = around(
    ({ global_context }) => {
      global_context.state["k"] = 1;
      global_context.metadata["m"] = 2;
      return undefined;
    },
    () => undefined,
  );
  const manager = managerOf([{ plugin }]);
  void manager.invokeHook("tool_pre_invoke", { name: "t", args: {} }, contextOf());
  const later = contextOf({ state: { own: 1, k: "mine" } });
  void manager.invokeHook("tool_post_invoke", { name: "t", result: 1 }, later);
  assert.deepEqual([later.state, later.metadata], [{ own: 1, k: "mine" }, { m: 2 }]);
});

test("a resource pre hook's metadata reaches its post hook, message by message", () => {
  const seen: unknown[] = [];
  const plugin = {
    resource_pre_fetch: (p: { uri: string }) => ({
      modified_payload: { uri: `${p.uri}#moved`, metadata: { from: p.uri } },
    }),
    resource_post_fetch: (p: { metadata?: object }) => void seen.push(p.metadata),
  };
  const manager = managerOf([{ plugin }]);
  const pre = (uri: string, message?: string) =>
    manager.invokeHook(
      "resource_pre_fetch",
      { uri, metadata: {} },
      contextOf(),
      message === undefined ? {} : { message },
    );
  const post = (uri: string, message?: string, metadata?: object) => {
    const payload = { uri, content: "x", ...(metadata && { metadata: { own: 1 } }) };
    const outcome = manager.invokeHook(
      "resource_post_fetch",
      payload,
      contextOf(),
      message === undefined ? {} : { message },
    );
    assert.ok(!(outcome instanceof Promise) && outcome.payload === payload && !outcome.modified);
  };
  void pre("a");
  void pre("b", "7");
  post("a#moved");
  post("elsewhere", "7");
  post("b#moved");
  post("a#moved", undefined, { own: 1 });
  assert.deepEqual(seen, [{ from: "a" }, { from: "b" }, undefined, { own: 1 }]);
  manager.releaseContexts("r1");
  post("a#moved");
  assert.equal(seen.at(-1), undefined);
});

test("a denied resource leaves nothing for later", () => {
  const plugin = { resource_pre_fetch: () => deny, resource_post_fetch: () => undefined };
  const manager = managerOf([{ plugin }]);
  void manager.invokeHook("resource_pre_fetch", { uri: "u", metadata: { k: 1 } }, contextOf());
  assert.equal(manager.stats().contexts_active, 0);
});
