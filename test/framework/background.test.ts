import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExecutionRecord, PluginContext } from "../../src/framework/index.ts";
import { fakeClock } from "./fake-clock.ts";
import { contextOf, deferred, deny, keepingLog, managerOf, setting, toolCall } from "./manager-of.ts";

const mode = "fire_and_forget" as const;

test("runs after the verdict, on the payload as it came in, and changes nothing", async () => {
  const seen: unknown[] = [];
  const records: ExecutionRecord[] = [];
  const manager = managerOf(
    [
      {
        mode,
        priority: 1,
        run: (p) => {
          seen.push(p.args);
          return { ...deny, ...setting("x", "faf")(p) };
        },
      },
      { run: setting("x", "1") },
    ],
    { observe: (record) => void records.push(record) },
  );
  const outcome = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.ok(!(outcome instanceof Promise));
  assert.deepEqual(seen, []);
  await manager.shutdown();
  assert.deepEqual(seen, [{ a: "1" }]);
  assert.deepEqual(outcome.payload.args, { a: "1", x: "1" });
  assert.equal(outcome.executions.length, 1);
  assert.deepEqual(
    records.map(({ plugin, verdict, action }) => `${plugin} ${verdict} ${action}`),
    ["b allow allowed", "a deny recorded"],
  );
});

test("runs after a deny too", async () => {
  let ran = false;
  const manager = managerOf([
    { run: () => deny },
    {
      mode,
      run: () => {
        ran = true;
      },
    },
  ]);
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  await manager.shutdown();
  assert.equal(ran, true);
});

test("errors and timeouts are logged, not more", async () => {
  const clock = fakeClock();
  const log = keepingLog();
  const manager = managerOf(
    [
      {
        mode,
        run: () => {
          throw new Error("secret");
        },
      },
      { mode, run: () => new Promise(() => {}) },
      {
        mode,
        onError: "disable",
        run: async () => {
          throw new Error("secret");
        },
      },
    ],
    { clock, log },
  );
  const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf(), { budgetMs: 1 });
  assert.equal(outcome.continue_processing, true);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(manager.stats().background_in_flight, 1);
  clock.advance(30_000);
  await manager.shutdown();
  const { a, b, c } = manager.stats().plugins;
  assert.deepEqual([a?.errors, b?.timeouts, c?.errors], [1, 1, 1]);
  assert.deepEqual(
    log.lines.map(({ level }) => level),
    ["error", "error", "error"],
  );
  assert.ok(!JSON.stringify(log.lines).includes("secret"));
  assert.equal(manager.plugins()[2]?.status, "switched_off");
});

test("only so many at a time; the rest is dropped and counted", async () => {
  const log = keepingLog();
  const gate = deferred<void>();
  const manager = managerOf([{ mode, run: () => gate.promise }], {
    log,
    settings: { max_background_runs: 2 },
  });
  for (let call = 0; call < 5; call++) await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.deepEqual([manager.stats().background_in_flight, manager.stats().background_dropped_total], [2, 3]);
  assert.equal(log.lines.length, 1);
  gate.resolve();
  await manager.shutdown();
  assert.equal(manager.stats().background_in_flight, 0);
});

test("shutdown waits for them, but not for ever; their signal fires then", async () => {
  const clock = fakeClock();
  let context: PluginContext | undefined;
  const order: string[] = [];
  const plugin = {
    tool_pre_invoke: (_: unknown, own: PluginContext) => {
      context = own;
      return new Promise(() => {});
    },
    shutdown: () => void order.push(`shutdown, aborted ${context?.signal.aborted}`),
  };
  const manager = managerOf([{ mode, plugin }], { clock });
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  await new Promise((resolve) => setImmediate(resolve));
  const stopped = manager.shutdown(5000);
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(4999);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(order, []);
  clock.advance(1);
  await stopped;
  assert.deepEqual(order, ["shutdown, aborted true"]);
});

test("too large a payload is not handed to them, and does not deny", async () => {
  const manager = managerOf([{ mode, run: () => assert.fail("ran") }], {
    settings: { max_payload_bytes: 1 },
  });
  const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(outcome.continue_processing, true);
  await manager.shutdown();
});

test("they share no global state with others", async () => {
  const context = contextOf();
  const manager = managerOf([
    {
      mode,
      run: (_, { global_context }) => {
        global_context.state["x"] = 1;
      },
    },
  ]);
  await manager.invokeHook("tool_pre_invoke", toolCall(), context);
  await manager.shutdown();
  assert.deepEqual(context.state, {});
});

test("one that has not started when shutdown does not wait never starts", async () => {
  const manager = managerOf([{ mode, run: () => assert.fail("ran") }]);
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  await manager.shutdown(0);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(manager.stats().plugins["a"]?.executions, 0);
});
