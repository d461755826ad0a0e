import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultServices } from "../../../src/framework/config/services-schema.ts";
import type { PluginContext } from "../../../src/framework/context.ts";
import type {
  ExecutionRecord,
  HookOutcome,
  PluginManager,
  ToolPreInvokePayload,
} from "../../../src/framework/index.ts";
import {
  createPluginManager,
  type Plugin,
  pluginEntry,
  pluginInstance,
  ServiceError,
} from "../../../src/framework/index.ts";
import { fakeClock } from "../fake-clock.ts";
import { contextOf, deny, managerOf, setting, type TestPlugin, toolCall } from "../manager-of.ts";

const calling = (...plugins: string[]) => ({ services: { ...defaultServices, plugins } });

/** A plugin that asks another and does what that says. */
function asking(name: string, more: Partial<TestPlugin> = {}): TestPlugin {
  return {
    name: "hybrid",
    ...calling(name),
    async run(payload: ToolPreInvokePayload, { services }: PluginContext) {
      const outcome = await services.plugin(name).invoke("tool_pre_invoke", payload);
      if (!outcome.continue_processing) return { violation: outcome.violation };
      return { modified_payload: outcome.payload, metadata: outcome.metadata };
    },
    ...more,
  };
}

function call(manager: PluginManager, context = contextOf()): Promise<HookOutcome<ToolPreInvokePayload>> {
  return Promise.resolve(manager.invokeHook("tool_pre_invoke", toolCall(), context));
}

test("a called plugin's edit and metadata come back, and it runs on no message by itself", async () => {
  const records: ExecutionRecord[] = [];
  let runs = 0;
  const guard: TestPlugin = {
    name: "guard",
    calledOnly: true,
    run(payload: ToolPreInvokePayload) {
      runs++;
      return { ...setting("b", "2")(payload), metadata: { looked: true } };
    },
  };
  const manager = managerOf([guard, asking("guard")], { observe: (record) => void records.push(record) });
  const outcome = await call(manager);
  assert.deepEqual(outcome.payload.args, { a: "1", b: "2" });
  assert.deepEqual(outcome.metadata, { looked: true });
  assert.equal(runs, 1);
  assert.deepEqual(
    records.map(({ plugin, action, modified }) => [plugin, action, modified]),
    [
      ["guard", "allowed", true],
      ["hybrid", "allowed", true],
    ],
  );
  assert.deepEqual(manager.stats().plugins["guard"]?.executions, 1);
});

test("a called plugin that nobody calls does not run: the hook is not wanted", () => {
  const manager = managerOf([{ name: "guard", calledOnly: true, run: () => deny }]);
  assert.equal(manager.wants("tool_pre_invoke"), false);
});

test("its deny, error and timeout deny by default; its mode and on_error count", async () => {
  const clock = fakeClock();
  const throwing = () => {
    throw new Error("secret");
  };
  const cases: readonly (readonly [Partial<TestPlugin>, string | undefined])[] = [
    [{ run: () => deny }, "NO"],
    [{ run: throwing }, "PLUGIN_ERROR"],
    [{ run: () => new Promise(() => {}) }, "PLUGIN_TIMEOUT"],
    [{ run: () => deny, mode: "permissive" }, undefined],
    [{ run: () => deny, mode: "audit" }, undefined],
    [{ run: throwing, onError: "ignore" }, undefined],
    [{ run: () => "nonsense" }, "PLUGIN_ERROR"],
  ];
  for (const [plugin, code] of cases) {
    let told: HookOutcome<ToolPreInvokePayload> | undefined;
    const hybrid = asking("guard", {
      async run(payload: ToolPreInvokePayload, { services }: PluginContext) {
        told = await services.plugin("guard").invoke("tool_pre_invoke", payload);
      },
    });
    const settings = { plugin_timeout: 1 };
    const manager = managerOf([{ name: "guard", calledOnly: true, ...plugin }, hybrid], { clock, settings });
    const done = call(manager);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1000);
    await done;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(told?.violation?.code, code);
  }
});

test("state: the called plugin has its own, the exchange's is shared", async () => {
  const guard: TestPlugin = {
    name: "guard",
    calledOnly: true,
    plugin: {
      tool_pre_invoke(_: unknown, context: PluginContext) {
        context.setState("n", 1);
        context.global_context.state["seen"] = true;
      },
      tool_post_invoke: (_: unknown, context: PluginContext) => ({
        metadata: { n: context.getState("n") ?? 0 },
      }),
    },
  };
  const hybrid: TestPlugin = {
    name: "hybrid",
    ...calling("guard"),
    plugin: {
      async tool_pre_invoke(payload: ToolPreInvokePayload, context: PluginContext) {
        await context.services.plugin("guard").invoke("tool_pre_invoke", payload);
        assert.equal(context.getState("n"), undefined);
      },
      async tool_post_invoke(payload: { name: string; result: object }, { services }: PluginContext) {
        const { metadata } = await services.plugin("guard").invoke("tool_post_invoke", payload);
        return { metadata };
      },
    },
  };
  const manager = managerOf([guard, hybrid]);
  const context = contextOf();
  assert.equal((await call(manager, context)).continue_processing, true);
  assert.deepEqual(context.state, { seen: true });
  const after = await manager.invokeHook("tool_post_invoke", { name: "t", result: {} }, context);
  assert.deepEqual(after.metadata, { n: 1 });
});

/** What a plugin's call of a service rejects with, or throws. */
async function refusal(
  plugins: readonly TestPlugin[],
  work: (context: PluginContext) => unknown,
  services = calling("guard").services,
): Promise<string | undefined> {
  let code: string | undefined;
  const hybrid: TestPlugin = {
    name: "hybrid",
    services,
    async run(_: unknown, context: PluginContext) {
      try {
        await work(context);
      } catch (error) {
        code = error instanceof ServiceError ? error.code : String(error);
      }
    },
  };
  await call(managerOf([...plugins, hybrid]));
  return code;
}

const guard: TestPlugin = { name: "guard", calledOnly: true, run: () => undefined };
const ask = ({ services }: PluginContext) => services.plugin("guard").invoke("tool_pre_invoke", toolCall());

test("what cannot be asked", async () => {
  assert.equal(await refusal([guard], ask), undefined);
  assert.equal(await refusal([guard], ask, calling().services), "refused");
  assert.equal(await refusal([], ask), "unavailable");
  const wrong = ({ services }: PluginContext) =>
    services.plugin("guard").invoke("prompt_pre_fetch", { prompt_id: "p", args: {} } as never);
  assert.equal(await refusal([guard], wrong), "invalid");
  for (const payload of [{}, { name: 1 }, { name: "t", args: { a: Number.NaN } }, null, "text"]) {
    const bad = ({ services }: PluginContext) =>
      services.plugin("guard").invoke("tool_pre_invoke", payload as never);
    assert.equal(await refusal([guard], bad), "invalid", JSON.stringify(payload));
  }
});

test("calls of one run are counted", async () => {
  const thrice = async (context: PluginContext) => {
    for (let count = 0; count < 3; count++) await ask(context);
  };
  assert.equal(
    await refusal([guard], thrice, { ...calling("guard").services, max_plugin_calls: 3 }),
    undefined,
  );
  assert.equal(
    await refusal([guard], thrice, { ...calling("guard").services, max_plugin_calls: 2 }),
    "refused",
  );
});

test("a payload that is too large denies, as one from outside", async () => {
  const long = { name: "t", args: { a: "x".repeat(200) } };
  let code: string | undefined;
  const hybrid = asking("guard", {
    async run(_: unknown, { services }: PluginContext) {
      code = (await services.plugin("guard").invoke("tool_pre_invoke", long)).violation?.code;
    },
  });
  await call(managerOf([guard, hybrid], { settings: { max_payload_bytes: 100 } }));
  assert.equal(code, "PAYLOAD_TOO_LARGE");
});

test("plugins that call each other in a circle are stopped, however long the circle", async () => {
  const names = ["a", "b", "c"];
  const plugins = names.map((name, index) => asking(names[(index + 1) % 3] as string, { name }));
  const outcome = await call(managerOf(plugins));
  assert.equal(outcome.violation?.code, "PLUGIN_ERROR");
});

test("a caller that is given up gives its calls up; later ones are refused", async () => {
  const clock = fakeClock();
  let signal: AbortSignal | undefined;
  let later: Promise<unknown> | undefined;
  let began = () => {};
  const beginning = new Promise<void>((resolve) => {
    began = resolve;
  });
  const slow: TestPlugin = {
    name: "guard",
    calledOnly: true,
    run(_: unknown, context: PluginContext) {
      signal = context.signal;
      began();
      return new Promise(() => {});
    },
  };
  const hybrid = asking("guard", {
    run(_: unknown, context: PluginContext) {
      const first = ask(context);
      later = first.then(
        () => "answered",
        (error: unknown) => ask(context).catch((next: unknown) => [error, next]),
      );
      return new Promise(() => {});
    },
  });
  const exchange = new AbortController();
  const manager = managerOf([slow, hybrid], { clock });
  const done = Promise.resolve(
    manager.invokeHook("tool_pre_invoke", toolCall(), contextOf(), { signal: exchange.signal }),
  );
  await beginning;
  exchange.abort();
  assert.equal((await done).continue_processing, false);
  assert.equal(signal?.aborted, true);
  const [first, next] = (await later) as ServiceError[];
  assert.deepEqual([first?.code, next?.code], ["aborted", "aborted"]);
});

test("the caller's time is the called plugin's", async () => {
  const clock = fakeClock();
  const limits: number[] = [];
  const slow: TestPlugin = { name: "guard", calledOnly: true, run: () => new Promise(() => {}) };
  const hybrid = asking("guard", {
    async run(payload: ToolPreInvokePayload, { services }: PluginContext) {
      const outcome = await services.plugin("guard").invoke("tool_pre_invoke", payload);
      limits.push(Number(outcome.violation?.details["timeout_ms"]));
    },
  });
  const manager = managerOf([slow, hybrid], { clock });
  const done = Promise.resolve(
    manager.invokeHook("tool_pre_invoke", toolCall(), contextOf(), { budgetMs: 70 }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(70);
  await done;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(limits.length, 1);
  assert.ok(Number(limits[0]) <= 70);
});

test("an isolated copy: what the caller does with its payload later changes nothing", async () => {
  let seen: unknown;
  const later: TestPlugin = {
    name: "guard",
    calledOnly: true,
    async run(payload: ToolPreInvokePayload) {
      await Promise.resolve();
      seen = structuredClone(payload.args);
    },
  };
  const payload = { name: "t", args: { a: "1" } };
  await refusal([later], async ({ services }) => {
    const asked = services.plugin("guard").invoke("tool_pre_invoke", payload);
    payload.args.a = "2";
    await asked;
  });
  assert.deepEqual(seen, { a: "1" });
});

test("after shutdown nothing is called, and the cache is empty", async () => {
  let kept: PluginContext | undefined;
  const manager = managerOf([
    guard,
    asking("guard", {
      run(_: unknown, context: PluginContext) {
        kept = context;
        context.services.cache.set("a", 1);
      },
    }),
  ]);
  await call(manager);
  assert.equal(kept?.services.cache.get("a"), 1);
  await manager.shutdown();
  assert.equal(kept?.services.cache.get("a"), undefined);
  await assert.rejects(async () => kept && ask(kept), { code: "unavailable" });
});

test("one instance in two generations calls each one's own plugin", async () => {
  const loaded = (plugin: TestPlugin) => {
    const { run, plugin: _, isolation: __, ...entry } = plugin;
    const whole = pluginEntry({ name: "p", kind: "test", ...entry });
    return pluginInstance(whole, { tool_pre_invoke: run } as Plugin, ["tool_pre_invoke"]);
  };
  const hybrid = loaded(asking("guard"));
  const guardSaying = (value: string) => loaded({ ...guard, run: setting("from", value) });
  const managers = ["first", "second"].map((value) =>
    createPluginManager({ instances: [guardSaying(value), hybrid], shutdownInstance: () => {} }),
  );
  for (const [index, value] of ["first", "second", "first"].entries()) {
    const outcome = await call(managers[index % 2] as PluginManager);
    assert.equal(outcome.payload.args["from"], value);
  }
  await managers[0]?.shutdown();
  assert.equal((await call(managers[1] as PluginManager)).payload.args["from"], "second");
});
