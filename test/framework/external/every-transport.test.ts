import assert from "node:assert/strict";
import { test } from "node:test";
import type { EntryInput } from "../../../src/framework/index.ts";
import { contextOf, deferred } from "../manager-of.ts";
import type { HookCall } from "./fake-plugin.ts";
import { type Opened, open, problemsOf } from "./open.ts";
import { type Transport, transports } from "./transports.ts";

const passes = async ({ call }: Opened) => (await call({ op: "pass" })).continue_processing;

/** What must hold of a plugin over any transport. */
for (const transport of transports) {
  const check = (what: string, work: (t: Parameters<Transport["start"]>[0]) => Promise<void>) =>
    test(`${transport.name}: ${what}`, work);

  check("allow, edit and deny", async (t) => {
    const { block } = await transport.start(t);
    const { call } = await open(t, undefined, block);
    const allowed = await call({ op: "pass" });
    assert.deepEqual([allowed.continue_processing, allowed.modified], [true, false]);
    const args = { op: "modify", n: null, deep: { list: [1, 2.5, "ü\u{1f600}", true, [], {}] } };
    const edited = await call(args);
    assert.deepEqual(edited.payload.args, { ...args, added: true });
    assert.deepEqual(edited.metadata, { m: 2 });
    const { violation } = await call({ op: "deny" });
    assert.deepEqual(
      [violation?.code, violation?.details, violation?.mcp_error_code],
      ["OP_DENIED", { op: "deny" }, -32001],
    );
  });

  check("the context goes along, and what the plugin writes to it comes back", async (t) => {
    const calls: HookCall[] = [];
    const { block } = await transport.start(t, { called: (call) => calls.push(call) });
    const { call } = await open(t, undefined, block);
    const context = contextOf({ user: "bob", tenant_id: "t", state: { other: [1] }, metadata: { a: 1 } });
    await call({ op: "count" }, context);
    assert.deepEqual((await call({ op: "count" }, context)).metadata, { n: 2 });
    assert.deepEqual([context.state, context.metadata], [{ other: [1], g: 2 }, { a: 1 }]);
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
  });

  check("what is no answer is an error of the plugin, and the next call works", async (t) => {
    const { block } = await transport.start(t);
    const plugin = await open(t, undefined, { ...block, config: { max_response_size_mb: 2 } });
    for (const op of transport.lies) {
      const { violation } = await plugin.call({ op });
      assert.equal(violation?.code, "PLUGIN_ERROR", op);
      assert.doesNotMatch(JSON.stringify(violation), /secret/);
      assert.equal(await passes(plugin), true, `after ${op}`);
    }
  });

  check("timeout_ms ends a call, the next works", async (t) => {
    const { block } = await transport.start(t);
    const plugin = await open(t, undefined, { ...block, config: { timeout_ms: 500 } });
    assert.equal((await plugin.call({ op: "hang" })).violation?.code, "PLUGIN_ERROR");
    assert.equal(await passes(plugin), true);
  });

  check("plugin_timeout ends a call", async (t) => {
    const { block } = await transport.start(t);
    const plugin = await open(t, undefined, block, { plugin_timeout: 0.5 });
    assert.equal((await plugin.call({ op: "hang" })).violation?.code, "PLUGIN_TIMEOUT");
    assert.equal(await passes(plugin), true);
  });

  check("an exchange that ends gives its call up", async (t) => {
    const arrived = deferred<void>();
    const called = ({ payload }: HookCall) => payload.args["op"] === "hang" && arrived.resolve();
    const { block } = await transport.start(t, { called });
    const plugin = await open(t, undefined, block);
    const stopper = new AbortController();
    const outcome = plugin.call({ op: "hang" }, contextOf(), stopper.signal);
    await arrived.promise;
    stopper.abort();
    assert.equal((await outcome).continue_processing, false);
    assert.equal(await passes(plugin), true);
  });

  check("a server that was restarted is found again; no call is lost", async (t) => {
    const first = await transport.start(t);
    const plugin = await open(t, undefined, first.block);
    assert.equal(await passes(plugin), true);
    await first.close();
    await first.again();
    assert.deepEqual(await Promise.all([passes(plugin), passes(plugin), passes(plugin)]), [true, true, true]);
  });

  check("a server that goes away in the middle of a call, for good: errors", async (t) => {
    const arrived = deferred<void>();
    const server = await transport.start(t, { called: () => arrived.resolve() });
    const plugin = await open(t, undefined, server.block);
    const outcome = plugin.call({ op: "hang" });
    await arrived.promise;
    await server.close();
    assert.equal((await outcome).violation?.code, "PLUGIN_ERROR");
    assert.equal((await plugin.call({ op: "pass" })).violation?.code, "PLUGIN_ERROR");
  });

  check("the circuit breaker opens after failures in a row", async (t) => {
    let calls = 0;
    const { block } = await transport.start(t, { called: () => calls++ });
    const config = { circuit_breaker_enabled: true, circuit_breaker_failure_threshold: 2 };
    const plugin = await open(t, undefined, { ...block, config });
    await plugin.call({ op: "error" });
    await plugin.call({ op: "empty" });
    await plugin.call({ op: "empty" });
    assert.equal(calls, 3);
    assert.equal(await passes(plugin), false);
    assert.equal(calls, 3);
  });

  check("no more calls at a time than connection_pool_size", async (t) => {
    let running = 0;
    let most = 0;
    const both = deferred<void>();
    const called = async () => {
      most = Math.max(most, ++running);
      if (most === 2) both.resolve();
      await both.promise;
      running--;
    };
    const { block } = await transport.start(t, { called });
    const plugin = await open(t, undefined, { ...block, config: { connection_pool_size: 2 } });
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => passes(plugin)));
    assert.ok(verdicts.every(Boolean));
    assert.equal(most, 2);
  });

  check("health: good while the server is there, bad when it is gone", async (t) => {
    const server = await transport.start(t);
    const { manager } = await open(t, undefined, server.block);
    await manager.checkHealth();
    assert.equal(manager.plugins()[0]?.health.status, "healthy");
    await server.close();
    await manager.checkHealth();
    assert.equal(manager.plugins()[0]?.health.status, "unhealthy");
  });

  check("the start fails without a server, or with one that does not know the plugin", async (t) => {
    const server = await transport.start(t);
    const fields: Partial<EntryInput> = { ...server.block, hooks: ["tool_pre_invoke"] };
    const unknown = await problemsOf(undefined, { ...fields, name: "Other" });
    assert.match(unknown.join(), /no plugin of this name/);
    await server.close();
    const [gone, ...more] = await problemsOf(undefined, fields);
    assert.match(
      gone ?? "",
      /^(mcp|grpc|unix_socket): its server cannot be used: the server cannot be reached/,
    );
    assert.deepEqual(more, []);
  });
}
