import assert from "node:assert/strict";
import { test } from "node:test";
import { createCallQueue } from "../../../src/framework/external/call-queue.ts";
import { type CallEnd, createCircuitBreaker } from "../../../src/framework/external/circuit-breaker.ts";
import { mergeRemoteEntry } from "../../../src/framework/external/remote-entry.ts";
import { createReplyCache } from "../../../src/framework/external/reply-cache.ts";
import { pluginEntry } from "../../../src/framework/index.ts";
import { deferred } from "../manager-of.ts";

const never = new AbortController().signal;

test("the queue runs in order, and refuses more than may wait", async () => {
  const queue = createCallQueue(1, 5);
  const gate = deferred<void>();
  const order: number[] = [];
  const first = queue.run(never, () => gate.promise);
  const waiting = Array.from({ length: 5 }, (_, index) =>
    queue.run(never, async () => void order.push(index)),
  );
  await assert.rejects(
    queue.run(never, async () => {}),
    /too many calls/,
  );
  gate.resolve();
  await Promise.all([first, ...waiting]);
  assert.deepEqual(order, [0, 1, 2, 3, 4]);
});

test("a call that is given up leaves the queue, and its place is another's", async () => {
  const queue = createCallQueue(1, 1000);
  const gate = deferred<void>();
  const first = queue.run(never, () => gate.promise);
  const stopper = new AbortController();
  const second = queue.run(stopper.signal, async () => "ran");
  const third = queue.run(never, async () => "third");
  stopper.abort();
  await assert.rejects(second, /given up/);
  gate.resolve();
  await first;
  assert.equal(await third, "third");
  assert.equal(await queue.run(never, async () => "fourth"), "fourth");
  await assert.rejects(
    queue.run(stopper.signal, async () => {}),
    /given up/,
  );
});

test("a call that fails frees its place", async () => {
  const queue = createCallQueue(1, 1000);
  await assert.rejects(queue.run(never, () => Promise.reject(new Error("x"))));
  assert.equal(await queue.run(never, async () => 1), 1);
});

test("the breaker: closed, open, half-open", () => {
  let now = 0;
  const breaker = createCircuitBreaker({ threshold: 2, timeoutMs: 1000 }, () => now);
  const call = (end: CallEnd) => {
    const ended = breaker.enter();
    ended?.(end);
    return ended !== undefined;
  };
  assert.ok(call("failed"));
  assert.ok(call("answered"));
  assert.ok(call("failed"));
  assert.ok(call("unclear"));
  assert.ok(call("failed"), "the second in a row opens");
  assert.ok(!call("answered"));
  now = 1000;
  const ended = breaker.enter();
  assert.ok(ended, "one tries");
  assert.ok(!breaker.enter(), "only one");
  ended("failed");
  assert.ok(!breaker.enter());
  now = 2000;
  assert.ok(call("unclear"));
  assert.ok(call("answered"));
  assert.ok(call("failed"));
  assert.ok(call("failed"), "counted from nothing again");
  assert.ok(!call("failed"));
});

for (const late of ["answered", "failed", "unclear"] as const) {
  test(`the breaker: a call from before it opened that ends late (${late}) lets no second one try, and decides nothing`, () => {
    let now = 0;
    const breaker = createCircuitBreaker({ threshold: 1, timeoutMs: 1000 }, () => now);
    const slow = breaker.enter();
    const other = breaker.enter();
    breaker.enter()?.("failed");
    assert.ok(breaker.refuses());
    other?.(late);
    assert.ok(breaker.refuses(), "still open");
    now = 1000;
    const probe = breaker.enter();
    slow?.(late);
    assert.equal(breaker.enter(), undefined, "one tries");
    probe?.("answered");
    assert.ok(!breaker.refuses());
  });
}

test("the cache: time, number, least recently used, large answers", () => {
  let now = 0;
  const cache = createReplyCache({ ttlMs: 10, maxEntries: 2 }, () => now);
  cache.set("a", "1");
  cache.set("b", "2");
  assert.equal(cache.get("a"), "1");
  cache.set("c", "3");
  assert.deepEqual([cache.get("a"), cache.get("b"), cache.get("c")], ["1", undefined, "3"]);
  cache.set("d", "x".repeat(65_537));
  assert.equal(cache.get("d"), undefined);
  now = 10;
  assert.equal(cache.get("a"), undefined);
});

test("a server's configuration goes under what the entry states", () => {
  const local = pluginEntry({ name: "a", kind: "external", mode: "audit" });
  const remote = {
    mode: "transform",
    priority: 3,
    on_error: "ignore",
    conditions: [{ tools: ["t"], prompts: null, agents: null }],
    hooks: ["tool_pre_invoke"],
    config: { secret: 1 },
    applied_to: null,
    new_key: 1,
  };
  const merged = mergeRemoteEntry(local, remote);
  assert.ok(merged.ok);
  const { mode, priority, onError, conditions, hooks, config } = merged.entry;
  assert.deepEqual(
    { mode, priority, onError, conditions, hooks, config },
    {
      mode: "audit",
      priority: 3,
      onError: "ignore",
      conditions: [{ tools: ["t"] }],
      hooks: ["tool_pre_invoke"],
      config: {},
    },
  );
  const stated = pluginEntry({ name: "a", kind: "external", hooks: [], priority: 9, conditions: [] });
  const second = mergeRemoteEntry(stated, remote);
  assert.ok(second.ok);
  assert.deepEqual(
    [second.entry.mode, second.entry.priority, second.entry.conditions, second.entry.hooks],
    ["permissive", 9, [], ["tool_pre_invoke"]],
  );
});

for (const remote of [
  null,
  [],
  "x",
  { hooks: "x" },
  { priority: "high" },
  { mode: "sudo" },
  { conditions: {} },
]) {
  test(`a server's configuration that is not understood: ${JSON.stringify(remote)}`, () => {
    const merged = mergeRemoteEntry(pluginEntry({ name: "a", kind: "external" }), remote);
    assert.equal(merged.ok, false);
  });
}
