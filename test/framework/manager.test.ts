import assert from "node:assert/strict";
import { test } from "node:test";
import { createPluginManager } from "../../src/framework/index.ts";
import { fakeClock } from "./fake-clock.ts";
import {
  contextOf,
  deferred,
  deny,
  greetingHook,
  keepingLog,
  managerOf,
  setting,
  toolCall,
} from "./manager-of.ts";

test("no plugins: everything passes, nothing is wanted", () => {
  const manager = createPluginManager({ instances: [] });
  const payload = toolCall();
  const outcome = manager.invokeHook("tool_pre_invoke", payload, contextOf());
  assert.ok(!(outcome instanceof Promise));
  assert.equal(outcome.payload, payload);
  assert.equal(outcome.continue_processing, true);
  assert.equal(manager.wants("tool_pre_invoke"), false);
  assert.equal(manager.wants("nonsense"), false);
});

test("wants: any plugin that is on, background ones too, and can match", () => {
  const run = () => undefined;
  assert.equal(managerOf([{ run }]).wants("tool_pre_invoke"), true);
  assert.equal(managerOf([{ run }]).wants("tool_post_invoke"), false);
  assert.equal(managerOf([{ run, mode: "disabled" }]).wants("tool_pre_invoke"), false);
  assert.equal(managerOf([{ run, mode: "fire_and_forget" }]).wants("tool_pre_invoke"), true);
  const promptsOnly = [{ run, conditions: [{ prompts: ["p"] }] }];
  assert.equal(managerOf(promptsOnly).wants("tool_pre_invoke"), true);
  assert.equal(managerOf(promptsOnly, { settings: { conditions: "exact" } }).wants("tool_pre_invoke"), false);
  const failing = managerOf([
    {
      onError: "disable",
      run: () => {
        throw new Error("x");
      },
    },
  ]);
  void failing.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(failing.wants("tool_pre_invoke"), false);
});

test("conditions see the name as edited, and an unknown one as matching", async () => {
  const ran: string[] = [];
  const manager = managerOf([
    { run: (p) => ({ modified_payload: { ...p, name: p.name === "alias" ? "real" : p.name } }) },
    { conditions: [{ tools: ["real"] }], run: () => void ran.push("real") },
    { conditions: [{ tools: ["alias"] }], run: () => void ran.push("alias") },
  ]);
  await manager.invokeHook("tool_pre_invoke", toolCall({}, "alias"), contextOf());
  assert.deepEqual(ran.splice(0), ["real"]);
  await manager.invokeHook("tool_pre_invoke", toolCall({}, ""), contextOf(), { subjectUnknown: true });
  assert.deepEqual(ran, ["real", "alias"]);
});

test("a hook that is registered later runs on instances that were not limited to others", async () => {
  const plugin = {
    hooks: { greeting: () => ({ metadata: { ran: true } }) },
    tool_pre_invoke: () => undefined,
  };
  const manager = managerOf([{ plugin }, { plugin, hooks: ["tool_pre_invoke"] }]);
  assert.throws(() => manager.invokeHook("greeting", { text: "", to: "" }, contextOf()), /unknown hook/);
  manager.registerHook(greetingHook);
  const outcome = await manager.invokeHook("greeting", { text: "", to: "" }, contextOf());
  assert.deepEqual(
    outcome.executions.map(({ plugin }) => plugin),
    ["a"],
  );
  assert.equal(manager.wants("greeting"), true);
});

test("stats count what plugins did, until they are reset", async () => {
  const manager = managerOf([
    { run: setting("x", "1") },
    { mode: "permissive", run: () => deny },
    {
      onError: "ignore",
      run: () => {
        throw new Error("x");
      },
    },
    { run: () => deny },
  ]);
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  const counted = Object.entries(manager.stats().plugins).map(([name, { duration_ns, ...counters }]) => {
    assert.ok(duration_ns >= 0);
    return [name, counters];
  });
  const none = {
    executions: 1,
    violations: 0,
    denied: 0,
    errors: 0,
    timeouts: 0,
    cancelled: 0,
    modifications: 0,
  };
  assert.deepEqual(Object.fromEntries(counted), {
    a: { ...none, modifications: 1 },
    b: { ...none, violations: 1 },
    c: { ...none, errors: 1 },
    d: { ...none, violations: 1, denied: 1 },
  });
  manager.resetStats();
  assert.equal(manager.stats().plugins["a"]?.executions, 0);
});

test("an observer that throws disturbs nothing", async () => {
  const log = keepingLog();
  const manager = managerOf([{ run: () => undefined }, { run: () => deny }], {
    log,
    observe: () => {
      throw new Error("x");
    },
  });
  const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(outcome.violation?.code, "NO");
  assert.equal(log.lines.length, 1);
});

test("plugins that observe hear of every run, and what they throw is logged once", async () => {
  const log = keepingLog();
  const heard: string[] = [];
  const observer = {
    tool_pre_invoke: () => undefined,
    observe: (record: { plugin: string; verdict: string }, context: { request_id: string }) =>
      void heard.push(`${record.plugin} ${record.verdict} ${context.request_id}`),
  };
  const broken = {
    tool_post_invoke: () => undefined,
    observe: () => {
      throw new Error("x");
    },
  };
  const manager = managerOf([{ plugin: observer }, { plugin: broken }, { run: () => deny }], { log });
  for (let round = 0; round < 2; round++) {
    const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
    assert.equal(outcome.violation?.code, "NO");
  }
  assert.deepEqual(heard.slice(0, 2), ["a allow r1", "c deny r1"]);
  assert.equal(heard.length, 4);
  assert.equal(log.lines.length, 1);
});

test("what plugins count is told, as far as it is counts", () => {
  const counting = (counts: () => unknown) => ({ plugin: { tool_pre_invoke: () => undefined, counts } });
  const manager = managerOf([
    counting(() => ({ sent: 2, "no word": 1, negative: -1, text: "x" })),
    counting(() => {
      throw new Error("x");
    }),
    { run: () => undefined },
  ]);
  assert.deepEqual(
    manager.plugins().map(({ counts }) => counts),
    [{ sent: 2 }, undefined, undefined],
  );
});

test("health is asked for every minute, one round at a time, each in its own time", async () => {
  const clock = fakeClock();
  const log = keepingLog();
  let asked = 0;
  let answer: () => unknown = () => undefined;
  const manager = managerOf(
    [
      {
        plugin: {
          tool_pre_invoke: () => undefined,
          health: () => {
            asked++;
            return answer();
          },
        },
      },
      { run: () => undefined },
    ],
    { clock, log },
  );
  const statuses = () => manager.plugins().map(({ health }) => health.status);
  const heard = () => new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(statuses(), ["unknown", "unknown"]);
  clock.advance(60_000);
  await heard();
  assert.deepEqual(statuses(), ["healthy", "unknown"]);

  answer = () => new Promise(() => {});
  clock.advance(60_000);
  clock.advance(29_000);
  await heard();
  assert.deepEqual(statuses(), ["healthy", "unknown"]);
  clock.advance(1_000);
  await heard();
  assert.deepEqual(statuses(), ["unhealthy", "unknown"]);

  answer = () => {
    throw new RangeError("secret");
  };
  await manager.checkHealth();
  const { health } = manager.plugins()[0] ?? {};
  assert.equal(health?.status === "unhealthy" && health.error, "RangeError");
  answer = async () => undefined;
  await manager.checkHealth();
  assert.deepEqual(statuses(), ["healthy", "unknown"]);
  assert.equal(asked, 4);
  assert.deepEqual(
    log.lines.map(({ level }) => level),
    ["warn", "info"],
  );

  await manager.shutdown();
  assert.equal(clock.waiting, 0);
});

test("shutdown: last loaded first, each in its time, whatever they throw; then messages are denied", async () => {
  const clock = fakeClock();
  const events: string[] = [];
  const plugin = (shutdown: () => unknown) => ({ plugin: { tool_pre_invoke: () => undefined, shutdown } });
  const manager = managerOf(
    [
      plugin(() => events.push("a")),
      plugin(() => {
        events.push("b");
        throw new Error("x");
      }),
      plugin(() => {
        events.push("c");
        return new Promise(() => {});
      }),
    ],
    { clock },
  );
  const stopped = manager.shutdown();
  assert.equal(manager.shutdown(), stopped);
  while (events.length === 0) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(30_000);
  await stopped;
  assert.deepEqual(events, ["c", "b", "a"]);
  assert.equal(clock.waiting, 0);

  const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(outcome.violation?.code, "PLUGINS_STOPPED");
  const other = await manager.invokeHook("tool_post_invoke", { name: "t", result: 1 }, contextOf());
  assert.equal(other.continue_processing, true);
});

test("shutdown waits for messages under way, with their plugins alive", async () => {
  const clock = fakeClock();
  const events: string[] = [];
  const answer = deferred<object>();
  const manager = managerOf(
    [
      { plugin: { tool_pre_invoke: () => answer.promise, shutdown: () => void events.push("shutdown") } },
      { run: () => void events.push("second plugin") },
    ],
    { clock },
  );
  const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  const stopped = manager.shutdown();
  assert.equal(
    (await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf())).continue_processing,
    false,
  );
  answer.resolve({});
  assert.equal((await running).continue_processing, true);
  await stopped;
  assert.deepEqual(events, ["second plugin", "shutdown"]);
});

test("a message that is not through when shutdown stops waiting is denied", async () => {
  const clock = fakeClock();
  const answer = deferred<object>();
  const manager = managerOf(
    [{ onError: "ignore", run: () => answer.promise }, { run: () => assert.fail("ran") }],
    {
      clock,
    },
  );
  const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  const stopped = manager.shutdown(1000);
  clock.advance(1000);
  await stopped;
  answer.resolve({});
  assert.equal((await running).violation?.code, "PLUGINS_STOPPED");
});

test("two plugins of one name are a mistake of the program", () => {
  assert.throws(() => managerOf([{ name: "x" }, { name: "x" }]), /same name/);
});
