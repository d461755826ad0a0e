import assert from "node:assert/strict";
import { test } from "node:test";
import type { PluginContext, ToolPreInvokePayload } from "../../src/framework/index.ts";
import { contextOf, deferred, deny, managerOf, setting, toolCall } from "./manager-of.ts";

const inBands = { settings: { parallel_execution_within_band: true } };
const setName = (name: string) => (payload: ToolPreInvokePayload) => ({
  modified_payload: { ...payload, name },
});
type Handler = (payload: ToolPreInvokePayload) => unknown;
const atOnce = (run: Handler): Handler => run;
const later =
  (run: Handler): Handler =>
  async (payload) =>
    run(payload);

for (const [speed, wrap] of [
  ["synchronous", atOnce],
  ["asynchronous", later],
] as const) {
  test(`a band sees one input; edits of different fields are joined (${speed})`, async () => {
    const seen: unknown[] = [];
    const look = (run: Handler) =>
      wrap((p) => {
        seen.push(p);
        return run(p);
      });
    const manager = managerOf(
      [{ run: look(setting("x", "1")) }, { run: look(setName("t2")) }, { run: look(() => undefined) }],
      inBands,
    );
    const payload = toolCall();
    const outcome = await manager.invokeHook("tool_pre_invoke", payload, contextOf());
    assert.ok(seen.length === 3 && seen.every((one) => one === payload));
    assert.deepEqual(outcome.payload, { name: "t2", args: { a: "1", x: "1" } });
    assert.deepEqual(
      outcome.executions.map(({ plugin }) => plugin),
      ["a", "b", "c"],
    );
  });

  test(`who edits what another of the band edited runs again on the merged payload (${speed})`, async () => {
    const seen: unknown[] = [];
    const mark = (key: string) =>
      wrap((p: ToolPreInvokePayload) => {
        seen.push([key, Object.keys(p.args).join("")]);
        return setting(key, "1")(p);
      });
    const manager = managerOf([{ run: mark("x") }, { run: mark("y") }, { run: mark("z") }], inBands);
    const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
    assert.deepEqual(seen, [
      ["x", "a"],
      ["y", "a"],
      ["z", "a"],
      ["y", "ax"],
      ["z", "axy"],
    ]);
    assert.deepEqual(outcome.payload.args, { a: "1", x: "1", y: "1", z: "1" });
    assert.equal(outcome.executions.length, 3);
  });

  test(`a rerun may deny what the merged payload holds (${speed})`, async () => {
    const picky = wrap((p: ToolPreInvokePayload) => ("x" in p.args ? deny : setting("y", "1")(p)));
    const manager = managerOf(
      [{ run: wrap(setting("x", "1")) }, { run: picky }, { run: () => undefined }],
      inBands,
    );
    const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
    assert.equal(outcome.violation?.plugin_name, "b");
  });
}

test("bands run one after the other; other priorities do not join", async () => {
  const seen: string[] = [];
  const mark = (key: string) => async (p: ToolPreInvokePayload) => {
    seen.push(`${key}:${Object.keys(p.args).join("")}`);
    return setting(key, "1")(p);
  };
  const manager = managerOf(
    [
      { priority: 20, run: mark("late") },
      { priority: 10, run: mark("x") },
    ],
    inBands,
  );
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.deepEqual(seen, ["x:a", "late:ax"]);
});

test("without the setting, plugins of one priority run one after the other", async () => {
  const manager = managerOf([
    { run: later(setting("x", "1")) },
    { run: later((p) => assert.ok("x" in p.args)) },
  ]);
  assert.equal(
    (await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf())).continue_processing,
    true,
  );
});

test("edits are applied in config order, whoever answers first", async () => {
  const slow = deferred<object>();
  const manager = managerOf(
    [{ run: () => slow.promise }, { run: async () => ({ metadata: { who: "b" } }) }],
    inBands,
  );
  const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  slow.resolve({ metadata: { who: "a" } });
  assert.deepEqual((await running).metadata, { who: "b" });
});

for (const [name, mode, options] of [
  ["concurrent neighbours", "concurrent", {}],
  ["a band", "enforce", inBands],
] as const) {
  test(`${name}: the first deny ends the others, who are told`, async () => {
    let told: PluginContext | undefined;
    const answer = deferred<object>();
    const manager = managerOf(
      [
        {
          mode,
          run: (_, context) => {
            told = context;
            return new Promise(() => {});
          },
        },
        { mode, run: () => answer.promise },
        { mode, priority: 200, run: () => assert.fail("ran") },
      ],
      options,
    );
    const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
    answer.resolve(deny);
    const outcome = await running;
    assert.equal(outcome.violation?.plugin_name, "b");
    assert.equal(told?.signal.aborted, true);
    assert.deepEqual(
      outcome.executions.map(({ plugin, verdict }) => [plugin, verdict]),
      [
        ["a", "cancelled"],
        ["b", "deny"],
      ],
    );
  });

  test(`${name}: what those said who answered before the deny counts, but for their edits`, async () => {
    const answer = deferred<object>();
    const manager = managerOf(
      [
        {
          mode,
          run: async () => ({
            metadata: { a: 1, last: "a" },
            http_headers: { "x-a": "1" },
            retry_delay_ms: 7,
            modified_payload: toolCall({ a: "edited" }),
          }),
        },
        {
          mode,
          onError: "disable",
          run: () => {
            throw new Error("boom");
          },
        },
        { mode, run: () => answer.promise },
      ],
      options,
    );
    const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
    setImmediate(() => answer.resolve({ ...deny, metadata: { last: "c" } }));
    const outcome = await running;
    assert.equal(outcome.violation?.plugin_name, "c");
    assert.deepEqual(outcome.metadata, { a: 1, last: "c" });
    assert.deepEqual(outcome.http_headers, { "x-a": "1" });
    assert.equal(outcome.retry_delay_ms, 7);
    assert.equal(outcome.modified, false);
    assert.deepEqual(
      outcome.executions.map(({ plugin, verdict }) => [plugin, verdict]),
      [
        ["a", "allow"],
        ["b", "error"],
        ["c", "deny"],
      ],
    );
    assert.equal(manager.plugins()[1]?.status, "switched_off");
  });

  test(`${name}: a deny at once starts no further one`, () => {
    let told: PluginContext | undefined;
    const manager = managerOf(
      [
        {
          mode,
          run: (_, context) => {
            told = context;
            return new Promise(() => {});
          },
        },
        { mode, run: () => deny },
        { mode, run: () => assert.fail("ran") },
      ],
      options,
    );
    const outcome = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
    assert.ok(!(outcome instanceof Promise));
    assert.equal(outcome.continue_processing, false);
    assert.equal(told?.signal.aborted, true);
  });

  test(`${name}: an error denies, a permissive one's deny does not`, async () => {
    const manager = managerOf(
      [
        {
          mode: options === inBands ? "permissive" : "concurrent",
          onError: "ignore",
          run: async () => {
            throw new Error("x");
          },
        },
        {
          mode,
          run: async () => {
            throw new Error("x");
          },
        },
      ],
      options,
    );
    const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
    assert.equal(outcome.violation?.plugin_name, "b");
    assert.equal(outcome.violation.code, "PLUGIN_ERROR");
  });
}

test("concurrent plugins start together and edit nothing", async () => {
  const gate = deferred<void>();
  let started = 0;
  const run = async (payload: ToolPreInvokePayload) => {
    if (++started === 2) gate.resolve();
    await gate.promise;
    return setting("x", "1")(payload);
  };
  const manager = managerOf([
    { mode: "concurrent", run },
    { mode: "concurrent", run },
  ]);
  const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(outcome.modified, false);
  assert.equal(outcome.executions.length, 2);
});

test("concurrent plugins that are no neighbours do not run together", async () => {
  const ran: string[] = [];
  const mark = (name: string) => async () => void ran.push(name);
  const manager = managerOf([
    { mode: "concurrent", run: mark("a") },
    { run: mark("b") },
    { mode: "concurrent", run: mark("c") },
  ]);
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.deepEqual(ran, ["a", "b", "c"]);
});

test("the exchange ends while a band runs: the message does not pass", async () => {
  const exchange = new AbortController();
  const manager = managerOf([{ run: () => new Promise(() => {}) }, { run: async () => ({}) }], inBands);
  const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf(), { signal: exchange.signal });
  exchange.abort();
  assert.equal((await running).violation?.code, "EXCHANGE_ABORTED");
});

test("conditions and switched-off plugins count in bands too", async () => {
  const ran: string[] = [];
  const manager = managerOf(
    [
      {
        onError: "disable",
        run: () => {
          ran.push("a");
          throw new Error("x");
        },
      },
      { conditions: [{ tools: ["other"] }], run: () => void ran.push("b") },
      { run: () => void ran.push("c") },
    ],
    inBands,
  );
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.deepEqual(ran, ["a", "c", "c"]);
});
