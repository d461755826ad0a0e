import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { builtinPlugins } from "../../../plugins/builtin.ts";
import { builtinModule } from "../../../plugins/kinds.ts";
import {
  createPluginManager,
  type HookOutcome,
  type JsonObject,
  loadPlugins,
  type PluginManager,
  pluginEntry,
} from "../../../src/framework/index.ts";
import { weirdValues } from "../../../src/testing/weird-values.ts";
import { contextOf } from "../manager-of.ts";
import { isolatedSource, withIsolated } from "./isolated.ts";

/** Runs `use` with the same plugin twice: here, and in a process of its own. */
async function withBoth(
  kind: string,
  config: JsonObject,
  use: (here: PluginManager, isolated: PluginManager) => Promise<void>,
): Promise<void> {
  // What is compared are the answers: a busy machine with another memory layout must reach no limit.
  const limits = {
    call_timeout_ms: 120_000,
    cpu_ms_per_call: 120_000,
    memory_mb: 2000,
    start_timeout_ms: 120_000,
    max_message_bytes: 20_000_000,
  };
  await withIsolated(
    kind,
    config,
    async (isolated) => {
      const entry = pluginEntry({ name: "p", kind, config, source: isolatedSource });
      const loaded = await loadPlugins({ entries: [entry], definitions: builtinPlugins });
      assert.ok(loaded.ok);
      const here = createPluginManager({ instances: loaded.instances });
      await use(here, isolated);
      await here.shutdown();
    },
    { limits },
  );
}

/** As JSON, in which -0 is 0, without what takes different time. */
function comparable({ executions, ...outcome }: HookOutcome<unknown>): unknown {
  const untimed = executions.map(({ duration_ns: _, ...record }) => record);
  return JSON.parse(JSON.stringify({ ...outcome, executions: untimed }));
}

for (const config of [
  { default_mask_strategy: "partial", include_detection_details: true },
  { block_on_detection: true },
]) {
  test(`pii_filter answers the same in a process of its own: ${JSON.stringify(config)}`, async () => {
    await withBoth("pii_filter", config, async (here, isolated) => {
      for (const value of weirdValues()) {
        const calls = [
          ["tool_pre_invoke", { name: "t", args: { value } }],
          ["tool_post_invoke", { name: "t", result: { content: [{ type: "text", text: "x" }], value } }],
          ["resource_post_fetch", { uri: "a:b", content: { uri: "a:b", text: value } }],
        ] as const;
        for (const [hook, payload] of calls) {
          const invoke = async (manager: PluginManager) =>
            comparable(
              await manager.invokeHook<Record<string, unknown>>(hook, structuredClone(payload), contextOf()),
            );
          assert.deepEqual(await invoke(isolated), await invoke(here));
        }
      }
    });
  });
}

test("results, errors, edits and state are the same in a process of its own", async () => {
  await withBoth("./misbehaving.mjs", {}, async (here, isolated) => {
    for (const what of [
      "throw",
      "deny",
      "edit",
      "write",
      "no result",
      "no json",
      "remember",
      "no such thing",
    ]) {
      const invoke = async (manager: PluginManager) => {
        const context = contextOf({ user: { id: 1 }, state: { other: 1 } });
        const before = await manager.invokeHook(
          "tool_pre_invoke",
          { name: "t", args: { do: what } },
          context,
        );
        const after = await manager.invokeHook("tool_post_invoke", { name: "t", result: {} }, context);
        manager.releaseContexts("r1");
        return [comparable(before), comparable(after), context];
      };
      assert.deepEqual(await invoke(isolated), await invoke(here), what);
    }
  });
});

test("hooks of the host program reach a plugin in a process", async () => {
  const hook = {
    name: "greeting",
    family: "other",
    payload: z.object({ text: z.string(), to: z.string() }),
    writable: ["text"],
  } as const;
  await withIsolated(
    "./greeter.mjs",
    {},
    async (manager) => {
      const outcome = await manager.invokeHook("greeting", { text: "hi", to: "you" }, contextOf());
      assert.deepEqual(outcome.payload, { text: "HI", to: "you" });
    },
    { hooks: [hook] },
  );
});

test("a definition is loaded from the modules that the host program names", async () => {
  const entry = pluginEntry({ name: "p", kind: "isolated", config: { plugin: "pii_filter" } });
  const options = { entries: [entry], definitions: builtinPlugins };
  const without = await loadPlugins(options);
  assert.ok(!without.ok);
  assert.deepEqual(without.problems[0]?.path, ["config", "plugin"]);
  const loaded = await loadPlugins({ ...options, definitionModules: [builtinModule] });
  assert.ok(loaded.ok);
  assert.ok(loaded.instances[0]?.hooks.includes("tool_post_invoke"));
  await createPluginManager({ instances: loaded.instances }).shutdown();
});
