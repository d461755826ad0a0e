import assert from "node:assert/strict";
import { test } from "node:test";
import type { PluginContext } from "../../src/framework/index.ts";
import { fakeClock } from "./fake-clock.ts";
import { contextOf, deferred, deny, managerOf, setting, toolCall } from "./manager-of.ts";

const never = () => new Promise<never>(() => {});

test("a plugin has plugin_timeout seconds; its signal fires when they are over", async () => {
  const clock = fakeClock();
  let context: PluginContext | undefined;
  const manager = managerOf(
    [
      {
        run: (_, own) => {
          context = own;
          void own.signal;
          return never();
        },
      },
    ],
    { clock, settings: { plugin_timeout: 2 } },
  );
  const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  clock.advance(1999);
  assert.equal(context?.signal.aborted, false);
  clock.advance(1);
  assert.equal(context.signal.aborted, true);
  assert.equal(context.signal.reason.name, "TimeoutError");
  const outcome = await running;
  assert.equal(outcome.violation?.code, "PLUGIN_TIMEOUT");
  assert.deepEqual(outcome.violation.details, { timeout_ms: 2000 });
});

test("a signal that is asked for after the time is up has fired already", async () => {
  const clock = fakeClock();
  let context: PluginContext | undefined;
  const manager = managerOf(
    [
      {
        run: (_, own) => {
          context = own;
          return never();
        },
      },
    ],
    { clock },
  );
  const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  clock.advance(30_000);
  await running;
  assert.equal(context?.signal.aborted, true);
  assert.equal(context.signal.reason.name, "TimeoutError");
});

test("the message's budget is shared: whoever still runs when it is over has timed out, whoever follows too", async () => {
  const clock = fakeClock();
  const first = deferred<object>();
  const ran: string[] = [];
  const manager = managerOf(
    [
      { run: () => first.promise },
      {
        mode: "permissive",
        run: () => {
          ran.push("b");
          return never();
        },
      },
      { mode: "permissive", run: () => void ran.push("c") },
      { onError: "ignore", run: () => void ran.push("d") },
      { run: () => void ran.push("e") },
    ],
    { clock },
  );
  const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf(), { budgetMs: 100 });
  clock.advance(60);
  first.resolve({});
  await settle();
  clock.advance(40);
  const outcome = await running;
  assert.deepEqual(ran, ["b"]);
  assert.deepEqual(
    outcome.executions.map(({ plugin, verdict, action }) => `${plugin} ${verdict} ${action}`),
    ["a allow allowed", "b timeout recorded", "c timeout recorded", "d timeout recorded", "e timeout denied"],
  );
  assert.equal(outcome.violation?.plugin_name, "e");
});

for (const budgetMs of [0, -1, Number.NaN]) {
  test(`no budget is left (${budgetMs}): nothing runs, nothing passes`, async () => {
    const manager = managerOf([{ run: () => assert.fail("ran") }]);
    const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf(), { budgetMs });
    assert.equal(outcome.violation?.code, "PLUGIN_TIMEOUT");
  });
}

test("a synchronous plugin cannot be interrupted: its answer counts, its followers have less", async () => {
  const clock = fakeClock();
  const manager = managerOf(
    [
      {
        run: (p) => {
          clock.advance(1000);
          return setting("x", "1")(p);
        },
      },
      { run: () => ({}) },
    ],
    { clock },
  );
  const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf(), { budgetMs: 500 });
  assert.deepEqual(outcome.payload.args, { a: "1", x: "1" });
  assert.equal(outcome.violation?.code, "PLUGIN_TIMEOUT");
  assert.equal(outcome.violation.plugin_name, "b");
});

test("what a plugin answers, throws or writes after its time is lost, and harms nobody", async () => {
  for (const late of [
    (d: ReturnType<typeof deferred<object>>) => d.resolve(deny),
    (d: ReturnType<typeof deferred<object>>) => d.reject(new Error("late")),
  ]) {
    const clock = fakeClock();
    const answer = deferred<object>();
    const manager = managerOf([{ onError: "ignore", run: () => answer.promise }], { clock });
    const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
    clock.advance(30_000);
    const outcome = await running;
    late(answer);
    await settle();
    assert.equal(outcome.continue_processing, true);
    assert.equal(outcome.executions.length, 1);
  }
});

test("an answer in time leaves no timer", async () => {
  const clock = fakeClock();
  const manager = managerOf([{ run: async () => ({}) }], { clock });
  const before = clock.waiting;
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(clock.waiting, before);
});

test("the exchange ends: plugins are told, nothing more runs, the message does not pass", async () => {
  const exchange = new AbortController();
  let context: PluginContext | undefined;
  const manager = managerOf([
    {
      run: (_, own) => {
        context = own;
        return never();
      },
    },
    { run: () => assert.fail("ran") },
  ]);
  const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf(), { signal: exchange.signal });
  exchange.abort();
  const outcome = await running;
  assert.equal(outcome.violation?.code, "EXCHANGE_ABORTED");
  assert.equal(context?.signal.aborted, true);
  assert.equal(context.signal.reason.name, "AbortError");
  assert.deepEqual(
    outcome.executions.map(({ verdict, action }) => [verdict, action]),
    [["cancelled", "recorded"]],
  );

  const after = managerOf([{ run: () => assert.fail("ran") }]);
  const late = await after.invokeHook("tool_pre_invoke", toolCall(), contextOf(), {
    signal: exchange.signal,
  });
  assert.equal(late.violation?.code, "EXCHANGE_ABORTED");
});

test("the exchange ended in the last plugin: its unheard verdict does not pass the message", async () => {
  const exchange = new AbortController();
  const manager = managerOf([{ run: never }]);
  const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf(), { signal: exchange.signal });
  exchange.abort();
  assert.equal((await running).continue_processing, false);
});

/** Lets promises that are settled already be heard of. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
