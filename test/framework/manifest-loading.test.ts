import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { checkPluginConfig, locateInEntry } from "../../src/framework/config/read-entries.ts";
import {
  checkPlugins,
  createPluginManager,
  type EntryInput,
  loadPlugins,
  pluginEntry,
} from "../../src/framework/index.ts";
import { configOf, loadText } from "./config/load-text.ts";
import { contextOf, toolCall } from "./manager-of.ts";

const root = mkdtempSync(join(tmpdir(), "manifests-"));
after(() => rmSync(root, { recursive: true }));

/** Answers with its config; its schema needs a word. */
const definition = `const config = z.strictObject({ word: z.string(), list: z.array(z.number()).default([]), at: z.object({ x: z.number(), y: z.number().default(0) }).optional() });
export default { kind: "own", aliases: ["pkg.own.Own"], hooks: ["tool_pre_invoke", "tool_post_invoke"], config,
  create: (config) => ({ tool_pre_invoke: () => ({ metadata: { config } }), tool_post_invoke() {} }) };`;
const zod = `import { z } from ${JSON.stringify(import.meta.resolve("zod"))};\n`;
const ofClass = `export default class {
  constructor(config) { this.config = config; }
  tool_pre_invoke() { return { metadata: { config: this.config } }; }
  tool_post_invoke() {}
}`;

const files: Readonly<Record<string, string>> = {
  "own/plugin.mjs": zod + definition,
  "own/plugin-manifest.yaml": `kind: own
description: from the manifest
author: them
version: 1.2.3
tags: [a, b]
available_hooks: [tool_pre_invoke]
default_config:
  word: default
  at: {x: 1, y: 2}
`,
  "older/plugin.mjs": zod + definition,
  "older/plugin-manifest.yaml": "kind: pkg.own.Own\ndefault_configs: {list: [1]}\n",
  "class/plugin.mjs": ofClass,
  "class/plugin-manifest.yaml": `available_hooks: [tool_pre_invoke]
default_config: {limit: 5}
config_schema:
  type: object
  properties: {limit: {type: integer}, name: {type: string}}
  additionalProperties: false
`,
  "lacks/plugin.mjs": ofClass,
  "lacks/plugin-manifest.yaml": "available_hooks: [tool_pre_invoke, resource_pre_fetch]\n",
  "bad/plugin.mjs": zod + definition,
  "bad/plugin-manifest.yaml": `kind: other
available_hooks:
  - tool_pre_invoke
  - tool_pre_hook
  - resource_pre_fetch
config_schema: {type: object}
default_config:
  word: [1]
  list: []
  lst: 3
`,
  "broken/plugin.mjs": `throw new Error("run");`,
  "broken/plugin-manifest.yaml": "kind: [\n",
  "node_modules/guard/package.json": `{"name": "guard", "exports": "./dist/main.js"}`,
  "node_modules/guard/plugin-manifest.yaml": "version: 9.9.9\nkind: own\ndefault_config: {word: packaged}\n",
  "node_modules/guard/dist/package.json": `{"type": "module"}`,
  "node_modules/guard/dist/main.js": zod + definition,
  "node_modules/plain/package.json": `{"name": "plain", "type": "module", "exports": "./main.js"}`,
  "node_modules/plain/main.js": ofClass,
  "node_modules/plugin-manifest.yaml": "kind: [\n",
};
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const source = { file: join(root, "config.yaml"), line: 1 };
const entry = (fields: Partial<EntryInput> & { kind: string }) =>
  pluginEntry({ name: "p", source, ...fields });
const load = (fields: Partial<EntryInput> & { kind: string }) =>
  loadPlugins({ entries: [entry(fields)], definitions: [] });

async function started(fields: Partial<EntryInput> & { kind: string }) {
  const loaded = await load(fields);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const [instance] = loaded.instances;
  assert.ok(instance);
  const manager = createPluginManager(loaded);
  const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  await manager.shutdown();
  return { instance, config: outcome.metadata["config"] };
}

async function problemsOf(fields: Partial<EntryInput> & { kind: string }): Promise<string[]> {
  const loaded = await load(fields);
  assert.ok(!loaded.ok);
  return loaded.problems.map(
    ({ message, path, at }) => `${at ? `${at.line} ${at.key}` : path?.join(".")}: ${message}`,
  );
}

describe("defaults", () => {
  test("what the entry leaves out is the manifest's; a key that it gives is its own as a whole", async () => {
    const { instance, config } = await started({ kind: "./own/plugin.mjs", config: { at: { x: 7 } } });
    assert.deepEqual(config, { word: "default", list: [], at: { x: 7, y: 0 } });
    const { description, author, version, tags, hooks } = instance.entry;
    assert.deepEqual([description, author, version], ["from the manifest", "them", "1.2.3"]);
    assert.deepEqual([tags, hooks], [["a", "b"], []]);
    assert.deepEqual(instance.hooks, ["tool_pre_invoke"]);
  });

  test("what the entry says wins", async () => {
    const stated = { description: "mine", version: "2", tags: ["c"], config: { word: "own", list: [3] } };
    const { instance, config } = await started({ kind: "./own/plugin.mjs", ...stated });
    assert.deepEqual(config, { word: "own", list: [3], at: { x: 1, y: 2 } });
    const { description, author, version, tags } = instance.entry;
    assert.deepEqual([description, author, version, tags], ["mine", "them", "2", ["c"]]);
  });

  test("a manifest that names an alias, with the older key, and no hooks", async () => {
    const { instance, config } = await started({ kind: "./older/plugin.mjs", config: { word: "w" } });
    assert.deepEqual(config, { word: "w", list: [1] });
    assert.deepEqual(instance.hooks, ["tool_pre_invoke", "tool_post_invoke"]);
  });

  test("a package's manifest is beside its package.json; beyond the package none is looked for", async () => {
    const { instance, config } = await started({ kind: "guard" });
    assert.deepEqual([config, instance.entry.version], [{ word: "packaged", list: [] }, "9.9.9"]);
    assert.deepEqual((await started({ kind: "plain", config: { any: 1 } })).config, { any: 1 });
  });

  test("a class has the hooks and the schema of its manifest", async () => {
    const { instance, config } = await started({ kind: "./class/plugin.mjs", config: { name: "n" } });
    assert.deepEqual(config, { limit: 5, name: "n" });
    assert.deepEqual(instance.hooks, ["tool_pre_invoke"]);
    assert.deepEqual(await problemsOf({ kind: "./class/plugin.mjs", config: { limit: "x", nme: 1 } }), [
      "config.limit: found a text, expected a number",
      'config.nme: found the unknown key "nme", expected one of limit, name; did you mean "name"?',
    ]);
  });
});

describe("refusals", () => {
  test("a hook that the manifest does not name, at the entry, though the plugin has it", async () => {
    assert.deepEqual(
      await problemsOf({ kind: "./own/plugin.mjs", hooks: ["tool_pre_invoke", "tool_post_invoke"] }),
      [
        `hooks.1: hook "tool_post_invoke" is none of the available_hooks of ${join(root, "own/plugin-manifest.yaml")}: tool_pre_invoke`,
      ],
    );
    const { problems, warnings } = await checkPlugins({
      entries: [entry({ kind: "./own/plugin.mjs", hooks: ["tool_post_invoke"], mode: "disabled" })],
      definitions: [],
    });
    assert.deepEqual([problems.length, warnings.length], [0, 1]);
  });

  test("a class that lacks a hook which its manifest promises", async () => {
    assert.deepEqual(await problemsOf({ kind: "./lacks/plugin.mjs" }), [
      'kind: does not implement hook "resource_pre_fetch" as its plugin-manifest.yaml says, but tool_pre_invoke',
    ]);
    await started({ kind: "./lacks/plugin.mjs", hooks: ["tool_pre_invoke"] });
  });

  test("everything in which a manifest does not fit its plugin, with its lines", async () => {
    const found = await problemsOf({ kind: "./bad/plugin.mjs", config: { word: "w" } });
    assert.deepEqual(
      found.map((line) => line.replace(/, expected one of tool_.*/, "")),
      [
        "1 kind: found another kind, expected that of the plugin's definition: own, pkg.own.Own",
        "6 config_schema: found `config_schema`, expected none: the plugin's definition brings a schema",
        '4 available_hooks[1]: found unknown hook "tool_pre_hook"',
        '5 available_hooks[2]: found hook "resource_pre_fetch", expected one of the definition\'s: tool_pre_invoke, tool_post_invoke',
        "8 default_config.word: found a list, expected a text",
        '10 default_config.lst: found the unknown key "lst", expected one of word, list, at; did you mean "list"?',
      ],
    );
  });

  test("a manifest that cannot be read stops the plugin before its module runs, once for all its entries", async () => {
    const kind = "./broken/plugin.mjs";
    const { problems, warnings } = await checkPlugins({
      entries: [
        entry({ name: "off", kind, mode: "disabled" }),
        entry({ name: "a", kind }),
        entry({ name: "b", kind }),
      ],
      definitions: [],
    });
    const file = join(root, "broken/plugin-manifest.yaml");
    assert.deepEqual(
      [problems, warnings].map((list) => list.map(({ plugin, at }) => [plugin, at?.file, at?.line])),
      [[["a", file, 2]], [["off", file, 2]]],
    );
  });

  test("problems of the entry's own config keep the lines of the configuration", async () => {
    const text = `plugins:
  - name: p
    kind: ./own/plugin.mjs
    config:
      list: [1, a]
      wort: x
`;
    const config = configOf(await loadText(text));
    const stands = config.plugins.map((each) => ({ ...each, source }));
    const inFile = (of: { name: string }) =>
      config.plugins.find(({ name }) => name === of.name) ?? assert.fail();
    const { problems } = await checkPlugins({
      entries: stands,
      definitions: [],
      checkConfig: (of, schema, defaults) => checkPluginConfig(config, inFile(of), schema, defaults),
      locate: (of, path, message) => locateInEntry(config, inFile(of), path, message),
    });
    assert.deepEqual(
      problems.map(({ at, message }) => [at?.line, at?.key, message]),
      [
        [5, "plugins[0].config.list[1]", "found a text, expected a number"],
        [
          6,
          "plugins[0].config.wort",
          'found the unknown key "wort", expected one of word, list, at; did you mean "word"?',
        ],
      ],
    );
  });

  test("an entry without config has the defaults, in a file too", async () => {
    for (const written of ["", "    config:\n", "    config: {}\n"]) {
      const config = configOf(
        await loadText(`plugins:\n  - name: p\n    kind: ./own/plugin.mjs\n${written}`),
      );
      const [first = assert.fail()] = config.plugins;
      const { drafts, problems } = await checkPlugins({
        entries: [{ ...first, source }],
        definitions: [],
        checkConfig: (_, schema, defaults) => checkPluginConfig(config, first, schema, defaults),
      });
      assert.deepEqual(problems, []);
      assert.deepEqual(drafts[0]?.config, { word: "default", list: [], at: { x: 1, y: 2 } });
    }
  });
});

test("an isolated plugin has its manifest's defaults, and its manifest's problems have their place", async () => {
  const inner = { kind: "isolated", config: { plugin: "./own/plugin.mjs", config: { list: [2] } } };
  const { config } = await started(inner);
  assert.deepEqual(config, { word: "default", list: [2], at: { x: 1, y: 2 } });
  const [problem = ""] = await problemsOf({ kind: "isolated", config: { plugin: "./broken/plugin.mjs" } });
  assert.match(problem, /^config\.plugin: .*broken\/plugin-manifest\.yaml:2:1: found bad YAML/);
});
