import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { createPluginManager, loadPlugins, pluginEntry } from "../../src/framework/index.ts";
import { contextOf, toolCall } from "./manager-of.ts";

const root = mkdtempSync(join(tmpdir(), "plugins-"));
after(() => rmSync(root, { recursive: true }));

const sources: Readonly<Record<string, string>> = {
  "conf/class.mjs": `export default class {
      constructor(config, environment) { this.config = config; this.environment = environment; }
      tool_pre_invoke(payload) { return { metadata: { word: this.config.word, plugin: this.environment.name } }; }
    }
    export class Named { tool_pre_invoke() { return { metadata: { word: "named" } }; } }
    export const number = 1;`,
  "conf/old-class.mjs": `export default function Old(config) { this.word = config.word; }
    Old.prototype.tool_pre_invoke = function () { return { metadata: { word: this.word } }; };`,
  "conf/factory.mjs": `export default async (config) => ({ tool_pre_invoke: () => ({ metadata: { word: config.word } }) });`,
  "conf/definition.mjs": `const config = { safeParse: (value) => ({ success: true, data: { word: value.word.toUpperCase() } }) };
    export default { kind: "own", hooks: ["tool_pre_invoke"], config,
      create: (c) => ({ tool_pre_invoke: () => ({ metadata: { word: c.word } }) }) };`,
  "conf/sloppy.cjs": `module.exports = function () { return { tool_pre_invoke: function (payload) {
      payload.args.a = "masked"; return { modified_payload: payload }; } }; };
    const config = { safeParse: (value) => ({ success: true, data: value }) };
    module.exports.readOnly = { kind: "own", hooks: ["tool_pre_invoke"], config, readOnly: true,
      create: () => ({ tool_pre_invoke: (payload) => { payload.args.a = "masked"; } }) };`,
  "conf/writes.mjs": `const write = (payload) => { payload.args.a = "masked"; };
    export default class { tool_pre_invoke(payload) { write(payload); } }
    const config = { safeParse: (value) => ({ success: true, data: value }) };
    export const definition = { kind: "own", hooks: ["tool_pre_invoke"], config, create: () => ({ tool_pre_invoke: write }) };
    export const readOnly = { ...definition, readOnly: true };`,
  "conf/broken.mjs": "export default {",
  "conf/apart.mjs": 'import "plugins-adapter/framework"; export default {}',
  "conf/throws.mjs": `throw new Error("at import");`,
  "dirs/extra.mjs": `export default class { tool_pre_invoke() { return { metadata: { word: "extra" } }; } }`,
  "conf/sub/readme": "",
  "conf-beside/extra.mjs": "export default class { tool_pre_invoke() {} }",
  "outside.mjs": "export default class { tool_pre_invoke() {} }",
  "conf/node_modules/esm-only/package.json": `{"name": "esm-only", "exports": {".": {"import": "./main.js"}, "./sub": {"import": "./sub.js"}}, "type": "module"}`,
  "conf/node_modules/esm-only/main.js": `export default class { tool_pre_invoke() { return { metadata: { word: "esm" } }; } }`,
  "conf/node_modules/esm-only/sub.js": `export class Sub { tool_pre_invoke() { return { metadata: { word: "sub" } }; } }`,
  "conf/node_modules/@acme/guard/package.json": `{"name": "@acme/guard", "main": "main.cjs"}`,
  "conf/node_modules/@acme/guard/main.cjs": `"use strict"; exports.Guard = class { tool_pre_invoke() { return { metadata: { word: "acme" } }; } };`,
  "conf/node_modules/escapes/package.json": `{"name": "escapes", "exports": {".": {"import": "../../../outside.mjs"}}}`,
};
for (const [path, source] of Object.entries(sources)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), source);
}
symlinkSync(join(root, "outside.mjs"), join(root, "conf/link.mjs"));
symlinkSync(join(root, "conf-beside"), join(root, "conf/linked"));
symlinkSync(join(root, "not-there.mjs"), join(root, "conf/dangling.mjs"));
symlinkSync(join(root, "conf/loop.mjs"), join(root, "conf/loop.mjs"));
symlinkSync(join(root, "dirs"), join(root, "linked-dirs"));
symlinkSync(join(root, "dirs/extra.mjs"), join(root, "conf/link-inside.mjs"));

const source = { file: join(root, "conf/plugins.yaml"), line: 1 };
const load = (kind: string, config = { word: "given" }) =>
  loadPlugins({
    entries: [pluginEntry({ name: "p", kind, config, source })],
    definitions: [],
    pluginDirs: ["../dirs", "not/there"],
  });

for (const [kind, word] of [
  ["./class.mjs", "given"],
  ["./class.mjs#default", "given"],
  ["./class.mjs#Named", "named"],
  ["./old-class.mjs", "given"],
  ["./factory.mjs", "given"],
  ["./definition.mjs", "GIVEN"],
  ["./extra.mjs", "extra"],
  ["../dirs/extra.mjs", "extra"],
  ["./link-inside.mjs", "extra"],
  [join(root, "conf/class.mjs"), "given"],
  [pathToFileURL(join(root, "conf/class.mjs")).href, "given"],
  ["esm-only", "esm"],
  ["esm-only/sub#Sub", "sub"],
  ["@acme/guard#Guard", "acme"],
] as const) {
  test(`kind ${kind.replace(root, "…")} is loaded and runs`, async () => {
    const loaded = await load(kind);
    assert.ok(loaded.ok, JSON.stringify(loaded));
    const manager = createPluginManager(loaded);
    const outcome = await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
    assert.equal(outcome.metadata["word"], word);
    await manager.shutdown();
  });
}

for (const kind of ["./sloppy.cjs", "./sloppy.cjs#readOnly", "./writes.mjs", "./writes.mjs#definition"]) {
  test(`${kind}: what a plugin writes in place is its edit`, async () => {
    const loaded = await load(kind);
    assert.ok(loaded.ok, JSON.stringify(loaded));
    const payload = toolCall();
    const outcome = await createPluginManager(loaded).invokeHook("tool_pre_invoke", payload, contextOf());
    assert.deepEqual(outcome.payload.args, { a: "masked" });
    assert.equal(outcome.modified, true);
    assert.deepEqual(payload.args, { a: "1" });
  });
}

test("a plugin that promises to write nothing is handed the shared payload, and held to it", async () => {
  const loaded = await load("./writes.mjs#readOnly");
  assert.ok(loaded.ok, JSON.stringify(loaded));
  assert.equal(loaded.instances[0]?.isolation, "frozen");
  const outcome = await createPluginManager(loaded).invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(outcome.violation?.code, "PLUGIN_ERROR");
});

for (const [kind, message] of [
  ["./missing.mjs", /no such file/],
  ["../outside.mjs", /outside of the folders/],
  ["./link.mjs", /outside of the folders/],
  [join(root, "outside.mjs"), /outside of the folders/],
  [pathToFileURL(join(root, "outside.mjs")).href, /outside of the folders/],
  ["file://elsewhere/x.mjs", /no such file/],
  ["./class.mjs#Missing", /no export "Missing"/],
  ["./class.mjs#toString", /no export "toString"/],
  ["./class.mjs#number", /neither a plugin definition \(hooks, config, create\) nor a class nor a function/],
  ["./class.mjs#", /no export is named/],
  ["./broken.mjs", /cannot be imported/],
  ["./throws.mjs", /cannot be imported: at import/],
  ["./apart.mjs", /Cannot find package 'plugins-adapter'.*; `plugins-adapter plugins new` makes a folder/],
  ["./node_modules", /no such file/],
  ["escapes", /nor an installed package/],
  ["not-installed", /nor an installed package/],
  ["fs", /neither a known kind nor a path/],
  ["node:child_process", /neither a known kind nor a path/],
  ["plugins.pii.PIIFilter", /no built-in plugin stands for/],
  ["./sub/../../outside.mjs", /outside of the folders/],
  ["./linked/extra.mjs", /outside of the folders/],
  ["../conf-beside/extra.mjs", /outside of the folders/],
  [join(root, "conf-beside/extra.mjs"), /outside of the folders/],
  [`${pathToFileURL(join(root, "conf")).href}/%2e%2e/outside.mjs`, /outside of the folders/],
  [`${pathToFileURL(join(root, "conf")).href}/..%2foutside.mjs`, /no such file/],
  ["./dangling.mjs", /no such file/],
  ["./loop.mjs", /no such file/],
  ["./class.mjs\0", /no such file/],
  ["..", /neither a known kind nor a path/],
  ["data:text/javascript,export default 1", /neither a known kind nor a path/],
  ["esm-only/../../x", /neither a known kind nor a path/],
  ["", /neither a known kind nor a path/],
] as const) {
  test(`kind ${JSON.stringify(kind.replace(root, "…"))} is a problem`, async () => {
    const loaded = await load(kind);
    assert.ok(!loaded.ok);
    assert.equal(loaded.problems.length, 1);
    assert.match(loaded.problems[0]?.message ?? "", message);
  });
}

for (const [name, pluginDirs] of [
  ["absolute", [join(root, "dirs")]],
  ["relative to the configuration", ["../dirs"]],
  ["relative to the working directory", [relative(process.cwd(), join(root, "dirs"))]],
  ["a link", ["../linked-dirs"]],
  ["the second of two", ["nowhere", "../dirs/."]],
] as const) {
  test(`plugin_dirs: ${name}`, async () => {
    for (const kind of ["./extra.mjs", join(root, "dirs/extra.mjs"), "./link-inside.mjs"]) {
      const entries = [pluginEntry({ name: "p", kind, source })];
      const loaded = await loadPlugins({ entries, definitions: [], pluginDirs });
      assert.ok(loaded.ok, JSON.stringify(loaded));
    }
    const outside = [pluginEntry({ name: "p", kind: join(root, "outside.mjs"), source })];
    assert.ok(!(await loadPlugins({ entries: outside, definitions: [], pluginDirs })).ok);
  });
}

test("without plugin_dirs only the configuration's own folder is allowed", async () => {
  for (const kind of ["../dirs/extra.mjs", "./link-inside.mjs", join(root, "dirs/extra.mjs")]) {
    const loaded = await loadPlugins({
      entries: [pluginEntry({ name: "p", kind, source })],
      definitions: [],
    });
    assert.ok(!loaded.ok);
    assert.match(loaded.problems[0]?.message ?? "", /outside of the folders/);
  }
});

test("a disabled plugin's module is not run", async () => {
  const entry = pluginEntry({ name: "p", kind: "./throws.mjs", mode: "disabled", source });
  const loaded = await loadPlugins({ entries: [entry], definitions: [] });
  assert.ok(loaded.ok);
  assert.deepEqual(loaded.warnings, []);
});
