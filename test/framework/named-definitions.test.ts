import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { definitionsOf, isNamedDefinition } from "../../src/framework/named-definitions.ts";
import { definePlugin } from "../../src/framework/plugin.ts";

const loaded: string[] = [];
const named = (kind: string, aliases: readonly string[]) => ({
  kind,
  aliases,
  async load() {
    loaded.push(kind);
    return definePlugin({
      kind,
      aliases,
      hooks: ["tool_pre_invoke"],
      config: z.object({}),
      create: () => ({}),
    });
  },
});
const kinds = [named("a", ["x.A"]), named("b", []), named("c", ["x.C"])];

test("what is wanted by any of its names is loaded, the others keep their names", async () => {
  const found = await definitionsOf(kinds, new Set(["x.A", "b", "nothing", undefined]));
  assert.deepEqual(loaded, ["a", "b"]);
  assert.deepEqual(
    found.map(({ kind, aliases, hooks }) => [kind, aliases, hooks.length]),
    [
      ["a", ["x.A"], 1],
      ["b", [], 1],
      ["c", ["x.C"], 0],
    ],
  );
  assert.throws(() => found[2]?.create(undefined as never, undefined as never), /no entry named c/);
});

test("is told from what else a module exports", () => {
  assert.ok(kinds.every(isNamedDefinition));
  for (const other of [undefined, null, "a", {}, { kind: "a", aliases: [] }, { kind: "a", load() {} }])
    assert.ok(!isNamedDefinition(other));
});
