import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { checkPluginConfig, locateInEntry } from "../../../src/framework/config/read-entries.ts";
import { loadText, loadTexts } from "./load-text.ts";

/** What could be read of a configuration that must have failed. */
async function readable(text: string, environment = {}) {
  const loading = await loadText(text, { environment });
  assert.ok(!loading.ok);
  return loading.readable;
}

test("of a bad entry what is good in it can be read, with the place that it has", async () => {
  const read = await readable(`plugins:
  - name: a
    kind: k
    mode: enforced
    hooks: [3]
    colour: red
    priority: 7
    conditions: [{tool: [x]}]
    config: {x: 1}
  - kind: k
  - name: no-kind
  - plain text
  - {name: b, kind: k, config: [x]}
`);
  assert.ok(read);
  assert.deepEqual(
    read.plugins.map(({ name, kind, mode, hooks, priority, conditions, config }) => [
      [name, kind, mode, priority],
      [hooks, conditions, config],
    ]),
    [
      [
        ["a", "k", "enforce", 7],
        [[], [], { x: 1 }],
      ],
      [
        ["plugins[1]", "k", "enforce", 100],
        [[], [], {}],
      ],
      [
        ["b", "k", "enforce", 100],
        [[], [], {}],
      ],
    ],
  );
  assert.deepEqual([...read.positions.values()], [0, 1, 4]);
});

test("a plugin's config is checked in an entry that is bad elsewhere", async () => {
  const read = await readable(
    "plugins:\n  - {name: a, kind: k, x: 1}\n  - {name: b, kind: k, config: {y: 1}}\n",
  );
  assert.ok(read?.plugins[1]);
  const checked = checkPluginConfig(read, read.plugins[1], z.strictObject({}));
  assert.ok(!checked.ok);
  assert.deepEqual(
    checked.problems.map(({ line, column, key }) => [line, column, key]),
    [[3, 33, "plugins[1].config.y"]],
  );
});

test("of bad plugin_dirs what is good in them can be read", async () => {
  const dirs = async (text: string) => (await readable(`plugins: []\nplugin_dirs: ${text}\n`))?.plugin_dirs;
  assert.deepEqual(await dirs("[a, 3, '', b]"), ["a", "b"]);
  assert.deepEqual(await dirs("a"), ["a"]);
  assert.deepEqual(await dirs("{a: b}"), []);
});

test("nothing can be read where no file is a mapping", async () => {
  assert.equal(await readable("- a\n"), undefined);
  const loading = await loadTexts({ "a.yaml": "- a\n", "b.yaml": "plugins: []\n" }, { sections: {} });
  assert.ok(!loading.ok);
  assert.deepEqual(loading.readable?.plugins, []);
});

test("a key of an entry is located, and a message about it loses what came from the environment", async () => {
  const text = 'plugins:\n  - name: a\n    kind: "x-${SECRET}"\n    hooks: [one, two]\n    x: 1\n';
  const read = await readable(text, { SECRET: "s3cr3t" });
  const [entry] = read?.plugins ?? [];
  assert.ok(read && entry);
  const kind = locateInEntry(read, entry, ["kind"], 'kind "x-s3cr3t" is unknown');
  assert.equal(kind.message, 'kind "…" is unknown');
  assert.deepEqual([kind.at.line, kind.at.column, kind.at.key], [3, 5, "plugins[0].kind"]);
  const hook = locateInEntry(read, entry, ["hooks", 1], "m");
  assert.deepEqual([hook.at.line, hook.at.column, hook.at.key], [4, 18, "plugins[0].hooks[1]"]);
  const whole = locateInEntry(read, entry, [], "m");
  assert.deepEqual([whole.at.line, whole.at.column, whole.at.key], [2, 5, "plugins[0]"]);
  const absent = locateInEntry(read, entry, ["mode"], "m");
  assert.deepEqual([absent.at.line, absent.at.key], [2, "plugins[0].mode"]);
  const described = { ...entry, description: "of its manifest" };
  assert.deepEqual(locateInEntry(read, described, ["kind"], "m").at, kind.at);
  assert.throws(() => locateInEntry(read, { ...entry, name: "b" }, [], "m"), /is not of this configuration/);
});
