import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import {
  createPluginManager,
  definePlugin,
  type LiteralSet,
  loadPlugins,
  type Plugin,
  pluginEntry,
} from "../../../src/framework/index.ts";
import { type PluginInstance, pluginInstance } from "../../../src/framework/plugin-registry.ts";
import { type BoundSet, boundSet } from "../../../src/framework/scan/literal-set.ts";
import type { Scan } from "../../../src/framework/scan/scan.ts";
import { contextOf, toolCall } from "../manager-of.ts";

/** A set that tells which scan it was given, and how often it was told to let go of the texts. */
function watched() {
  const seen = { scans: [] as Scan[], released: 0 };
  const inner = boundSet({ words: ["x"] });
  const set: BoundSet = {
    ...inner,
    bind(scan, bit) {
      seen.scans.push(scan);
      inner.bind(scan, bit);
    },
    release() {
      seen.released++;
      inner.release();
    },
  };
  return { set, seen };
}

function instance(
  name: string,
  set: BoundSet,
  plugin: Plugin,
  mode: "enforce" | "fire_and_forget" = "enforce",
) {
  return {
    ...pluginInstance(pluginEntry({ name, kind: "test", mode }), plugin, ["tool_pre_invoke"]),
    literals: [set],
  } satisfies PluginInstance;
}

test("the plugins of a manager read with one scan, those of the next with its own", () => {
  const [a, b] = [watched(), watched()];
  const plugin = { tool_pre_invoke: () => undefined };
  createPluginManager({ instances: [instance("a", a.set, plugin), instance("b", b.set, plugin)] });
  assert.equal(a.seen.scans[0], b.seen.scans[0]);
  createPluginManager({ instances: [instance("a", a.set, plugin)] });
  assert.equal(a.seen.scans.length, 2);
  assert.notEqual(a.seen.scans[1], b.seen.scans[0]);
});

test("texts are let go of when a message is through, when a promise was waited for, and after background runs", async () => {
  const { set, seen } = watched();
  const now = createPluginManager({ instances: [instance("a", set, { tool_pre_invoke: () => undefined })] });
  void now.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(seen.released, 1);

  let go = () => {};
  const waiting = new Promise<undefined>((resolve) => {
    go = () => resolve(undefined);
  });
  const later = createPluginManager({ instances: [instance("a", set, { tool_pre_invoke: () => waiting })] });
  const outcome = later.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(seen.released, 1);
  go();
  await outcome;
  assert.equal(seen.released, 2);

  const background = createPluginManager({
    instances: [instance("a", set, { tool_pre_invoke: () => undefined }, "fire_and_forget")],
  });
  void background.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(seen.released, 3);
  await background.shutdown();
  assert.equal(seen.released, 4);
});

test("what a plugin asks for while it is created is its instance's, what it asks for later its own", async () => {
  let later: LiteralSet | undefined;
  const definition = definePlugin({
    kind: "looks",
    hooks: ["tool_pre_invoke"],
    config: z.strictObject({}),
    create(_config, environment) {
      const first = environment.literals({ words: ["abc"] });
      return {
        tool_pre_invoke({ args }) {
          later ??= environment.literals({ words: ["def"] });
          const text = String(args["a"]);
          if (!first.has(text) && !later.has(text)) return undefined;
          return {
            continue_processing: false,
            violation: { code: "FOUND", reason: "found", description: "found" },
          };
        },
      };
    },
  });
  const loaded = await loadPlugins({
    entries: [pluginEntry({ name: "a", kind: "looks" }), pluginEntry({ name: "b", kind: "looks" })],
    definitions: [definition],
  });
  assert.ok(loaded.ok);
  const manager = createPluginManager(loaded);
  for (const [text, denied] of [
    ["xabcx", true],
    ["xdefx", true],
    ["xyz", false],
  ] as const) {
    const outcome = await manager.invokeHook("tool_pre_invoke", toolCall({ a: text }), contextOf());
    assert.equal(!outcome.continue_processing, denied);
  }
  assert.deepEqual(
    loaded.instances.map(({ literals }) => literals?.length),
    [1, 1],
  );
});
