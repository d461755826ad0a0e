import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { configOf, loadTexts, placesOf } from "./load-text.ts";

const sections = {
  host: z.strictObject({
    a: z.int().optional(),
    b: z.strictObject({ c: z.int().optional(), d: z.int().optional() }).optional(),
    list: z.array(z.int()).optional(),
  }),
};

test("joins plugins and plugin_dirs in file order, merges mappings key by key", async () => {
  const loading = await loadTexts(
    {
      "1.yaml": "plugins: [{name: a, kind: k}]\nplugin_dirs: [x]\nhost: {a: 1, b: {c: 2}, list: [1]}\n",
      "2.yaml": "plugins: [{name: b, kind: k}]\nplugin_dirs: [y, x]\nhost: {a: 1, b: {d: 3}, list: [1]}\n",
      "3.yaml": "plugin_settings: {plugin_timeout: 5}\n",
    },
    { sections },
  );
  const config = configOf(loading);
  assert.deepEqual(
    config.plugins.map(({ name }) => name),
    ["a", "b"],
  );
  assert.deepEqual(config.plugin_dirs, ["x", "y", "x"]);
  assert.deepEqual(config.sections.host, { a: 1, b: { c: 2, d: 3 }, list: [1] });
  assert.equal(config.plugin_settings.plugin_timeout, 5);
});

test("refuses values that contradict each other, and says where the first stands", async () => {
  const loading = await loadTexts(
    {
      "1.yaml": "plugins: []\nhost:\n  a: 1\n  b: {c: 2}\n  list: [1]\n",
      "2.yaml": "host:\n  a: 2\n  b: 3\n  list: [2]\nplugins: {}\n",
    },
    { sections },
  );
  assert.deepEqual(placesOf(loading), [
    "2.yaml:2 host.a",
    "2.yaml:3 host.b",
    "2.yaml:4 host.list",
    "2.yaml:5 plugins",
  ]);
  assert.ok(!loading.ok);
  assert.equal(loading.problems[0]?.expected, "the one of 1.yaml:3, or none");
});

test("overrides win over files, and their problems name the flag", async () => {
  const text = "plugins: []\nhost: {a: 1}\n";
  const good = await loadTexts(
    { "1.yaml": text },
    {
      sections,
      overrides: [
        { path: ["host", "a"], value: 5, origin: "--a" },
        { path: ["host", "b", "c"], value: 6, origin: "--c" },
      ],
    },
  );
  assert.deepEqual(configOf(good).sections.host, { a: 5, b: { c: 6 } });
  const bad = await loadTexts(
    { "1.yaml": text },
    { sections, overrides: [{ path: ["host", "a"], value: "x", origin: "--a" }] },
  );
  assert.deepEqual(placesOf(bad), ["--a:0 host.a"]);
  const blocked = await loadTexts(
    { "1.yaml": "plugins: []\nhost: 3\n" },
    { sections, overrides: [{ path: ["host", "a"], value: 1, origin: "--a" }] },
  );
  assert.deepEqual(placesOf(blocked), ["1.yaml:2 host"]);
});
