import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { checkPlugins, definePlugin, pluginEntry } from "../../src/framework/index.ts";

const strict = definePlugin({
  kind: "strict",
  hooks: ["tool_pre_invoke"],
  config: z.strictObject({ limit: z.number().default(1) }),
  create: () => assert.fail("made"),
});

const locate = (entry: { name: string }, path: readonly (string | number)[], message: string) => ({
  at: { file: "f", line: 1, column: 2, key: [entry.name, ...path].join(".") },
  message: message.replaceAll("secret", "…"),
});

test("right entries become drafts, disabled ones none; nothing is made", async () => {
  const { drafts, problems, warnings } = await checkPlugins({
    entries: [
      pluginEntry({ name: "a", kind: "strict", config: { limit: 3 } }),
      pluginEntry({ name: "b", kind: "strict", mode: "disabled" }),
    ],
    definitions: [strict],
  });
  assert.deepEqual([problems, warnings], [[], []]);
  assert.deepEqual(
    drafts.map(({ entry, config }) => [entry.name, config]),
    [["a", { limit: 3 }]],
  );
});

test("every problem has its place and the host's wording; right entries are drafts beside it", async () => {
  const { drafts, problems, warnings } = await checkPlugins({
    entries: [
      pluginEntry({ name: "good", kind: "strict" }),
      pluginEntry({ name: "kind", kind: "secret" }),
      pluginEntry({ name: "hooks", kind: "strict", hooks: ["tool_post_invoke", "secret"] }),
      pluginEntry({ name: "alias", kind: "strict", hooks: ["initialize"] }),
      pluginEntry({ name: "good", kind: "strict" }),
      pluginEntry({ name: "off", kind: "secret", mode: "disabled" }),
    ],
    definitions: [strict],
    locate,
  });
  assert.deepEqual(
    problems.map(({ plugin, path, at, message }) => [plugin, path, at?.key, message]),
    [
      ["good", ["name"], "good.name", 'more than one plugin is called "good"'],
      ["kind", ["kind"], "kind.kind", 'kind "…": neither a known kind nor an installed package'],
      ["hooks", ["hooks", 1], "hooks.hooks.1", 'unknown hook "…"'],
      [
        "hooks",
        ["hooks", 0],
        "hooks.hooks.0",
        'kind "strict" does not implement hook "tool_post_invoke", but tool_pre_invoke',
      ],
      [
        "alias",
        ["hooks", 0],
        "alias.hooks.0",
        'kind "strict" does not implement hook "initialization", also "initialize", but tool_pre_invoke',
      ],
    ],
  );
  assert.deepEqual(
    warnings.map(({ at }) => at?.key),
    ["off.kind"],
  );
  assert.deepEqual(
    drafts.map(({ entry }) => entry.name),
    ["good", "hooks", "alias", "good"],
  );
});
