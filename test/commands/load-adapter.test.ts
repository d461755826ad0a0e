import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findings, findingText } from "../../src/commands/findings.ts";
import {
  type AdapterRequest,
  readAdapter,
  startInstance,
  startInstances,
  startPlugins,
} from "../../src/commands/load-adapter.ts";
import { planWarnings } from "../../src/commands/plan-warnings.ts";
import type { ConfigProblem } from "../../src/framework/config/problem.ts";
import { silentLog } from "../../src/framework/silent-log.ts";
import { configFile, testFolder } from "./cli.ts";

const start = { log: silentLog, observe() {} };

function read(text: string, t: TestContext, more: Partial<AdapterRequest> = {}) {
  return readAdapter({ config: [configFile(t, text)], flags: {}, environment: {}, ...more });
}

/** Problems as `line:column key: message`, the message up to its first comma. */
async function problemsOf(text: string, t: TestContext, more: Partial<AdapterRequest> = {}) {
  const adapter = await read(text, t, more);
  assert.ok(!adapter.ok);
  return adapter.problems.map(({ line, column, key, message }) =>
    `${line}:${column} ${key}: ${message.split(/[,;]/)[0]}`.replace(
      /\S*\/config-\S+|\S*plugins-adapter-cli-\S+/,
      "…",
    ),
  );
}

const every = `plugins:
  - name: Words
    kind: deny_filter
    mode: enforced
    hooks: [tool_pre_invoek, tool_pre_invoke]
    config:
      wrods: [x]
      words: [a, 3]
  - name: Kind
    kind: pii_filterr
    prioritty: 3
  - name: Hook
    kind: resource_filter
    hooks: [resource_pre_fetch, tool_pre_invoke]
    config: {max_content_size: many}
  - name: Words
    kind: external
  - kind: deny_filter
    config: [x]
  - name: Path
    kind: ./nowhere.ts
  - name: Resting
    kind: nowhere
    mode: disabled
    config: {a: 1}
  - name: Resting too
    kind: pii_filter
    mode: disabled
    config: {detect_nothing: true}
plugin_settings: {plugin_timeout: soon}
plugin_dirs: {a: 1}
adapter: {listen: {adress: x}}
`;

test("every problem of every kind is told in one run, in the order of the file", async (t) => {
  assert.deepEqual(await problemsOf(every, t), [
    '4:5 plugins[0].mode: found "enforced"',
    '5:13 plugins[0].hooks[0]: unknown hook "tool_pre_invoek"',
    '7:7 plugins[0].config.wrods: found the unknown key "wrods"',
    "8:18 plugins[0].config.words[1]: found a number",
    '10:5 plugins[1].kind: kind "pii_filterr": neither a known kind nor an installed package',
    '11:5 plugins[1].prioritty: found the unknown key "prioritty"',
    '14:33 plugins[2].hooks[1]: kind "resource_filter" does not implement hook "tool_pre_invoke"',
    "15:14 plugins[2].config.max_content_size: found a text",
    '16:5 plugins[3].name: found the name "Words" again',
    "17:5 plugins[3].kind: found no `mcp`",
    "18:5 plugins[4].name: found nothing",
    "19:5 plugins[4].config: found a list",
    '21:5 plugins[5].kind: kind "./nowhere.ts": no such file in …',
    '29:14 plugins[7].config.detect_nothing: found the unknown key "detect_nothing"',
    '30:19 plugin_settings.plugin_timeout: found "soon"',
    "31:1 plugin_dirs: found a mapping",
    '32:20 adapter.listen.adress: found the unknown key "adress"',
  ]);
});

test("what is wrong with a disabled plugin's kind is a warning with its place", async (t) => {
  const adapter = await read(every, t);
  assert.deepEqual(
    adapter.warnings.map(({ line, key }) => [line, key]),
    [[23, "plugins[6].kind"]],
  );
});

test("a line has file, line, column and key", async (t) => {
  const adapter = await read("plugins:\n  - {name: a, kind: nowhere}\nadapter: {}\n", t);
  assert.ok(!adapter.ok && adapter.problems[0]);
  assert.match(
    findingText(adapter.problems[0]),
    /^\/.*config\.yaml:2:15: plugins\[0\]\.kind: kind "nowhere": neither a known kind nor an installed package$/,
  );
});

test("a second file's plugins are found in that file, and a broken file hides no other's problems", async (t) => {
  const good = configFile(t, "plugins:\n  - {name: a, kind: pii_filter}\nadapter: {}\n");
  const bad = configFile(t, "plugins:\n  - {name: b, kind: pii_filter}\n  - {name: c, kind: nowhere}\n");
  const broken = configFile(t, "plugins: [\n");
  const adapter = await read("", t, { config: [broken, good, bad] });
  assert.ok(!adapter.ok);
  assert.deepEqual(
    adapter.problems.map(({ file, line, key }) => [file, line, key]),
    [
      [broken, 2, ""],
      [bad, 3, "plugins[1].kind"],
    ],
  );
});

test("values of environment variables are in no problem, whoever found it", async (t) => {
  const environment = { SECRET: "s3cr3t" };
  const text = `plugins:
  - {name: "a-\${SECRET}", kind: "./\${SECRET}.ts", hooks: ["\${SECRET}"]}
  - {name: b, kind: deny_filter, mode: "\${SECRET}", config: {words: "\${SECRET}"}}
  - {name: "a-\${SECRET}", kind: deny_filter, config: {words: [x]}}
adapter: {}
`;
  const adapter = await read(text, t, { environment });
  assert.ok(!adapter.ok);
  assert.equal(adapter.problems.length, 5);
  assert.doesNotMatch(adapter.problems.map(findingText).join("\n"), /s3cr3t/);
});

test("what a plugin cannot be made for is told with its place, and without the environment's values", async (t) => {
  const folder = testFolder(t);
  writeFileSync(
    join(folder, "broken.mjs"),
    "export default class { constructor({ url }) { throw new Error(`bad url ${url}`); } tool_pre_invoke() {} }\n",
  );
  const config = join(folder, "config.yaml");
  writeFileSync(
    config,
    'plugins:\n  - name: a\n    kind: ./broken.mjs\n    config: {url: "${URL}"}\nadapter: {}\n',
  );
  const adapter = await readAdapter({ config: [config], flags: {}, environment: { URL: "http://s3cr3t" } });
  assert.ok(adapter.ok);
  const started = await startPlugins(adapter.config, true, start);
  assert.ok(!started.ok);
  assert.deepEqual(started.problems.map(findingText), [
    `${config}:2:5: plugins[0]: cannot be created: bad url …`,
  ]);
});

test("an unclear PLUGINS_ENABLED is one problem among the others", async (t) => {
  const problems = await problemsOf("plugins: []\nadapter: {x: 1}\n", t, {
    environment: { PLUGINS_ENABLED: "maybe" },
  });
  assert.deepEqual(problems, [
    "0:0 : expected PLUGINS_ENABLED to be one of true",
    '2:11 adapter.x: found the unknown key "x"',
  ]);
});

test("plugins that are switched off are checked only when asked for", async (t) => {
  const text = "plugins:\n  - {name: a, kind: nowhere}\nadapter: {}\n";
  const environment = { PLUGINS_ENABLED: "false" };
  const adapter = await read(text, t, { environment });
  assert.ok(adapter.ok && !adapter.enabled);
  const started = await startPlugins(adapter.config, false, start);
  assert.ok(started.ok);
  assert.deepEqual(
    started.manager.plugins().map(({ name, status }) => [name, status]),
    [["a", "disabled"]],
  );
  assert.equal((await problemsOf(text, t, { environment, checkAlways: true })).length, 1);
});

test("a tolerant reading: a plugin's unknown key is a warning, a bad value is not", async (t) => {
  const adapter = await read("plugins:\n  - {name: a, kind: deny_filter, config: {words: [x], x: 1}}\n", t);
  assert.ok(adapter.ok);
  assert.deepEqual(
    adapter.warnings.map(({ key }) => key),
    ["plugins[0].config.x"],
  );
  assert.equal(
    (await problemsOf("plugins:\n  - {name: a, kind: deny_filter, config: {words: 1}}\n", t)).length,
    1,
  );
});

test("at most 200 problems are told, and how many there are besides", async (t) => {
  const entries = Array.from({ length: 150 }, (_, n) => `  - {name: n${n}, kind: nowhere, x: 1}\n`).join("");
  const adapter = await read(`plugins:\n${entries}adapter: {}\n`, t);
  assert.ok(!adapter.ok);
  assert.equal(adapter.problems.length, 201);
  assert.equal(adapter.problems.at(-1)?.message, "100 more problems");
  assert.deepEqual(
    adapter.problems.slice(0, 4).map(({ line, key }) => [line, key]),
    [
      [2, "plugins[0].kind"],
      [2, "plugins[0].x"],
      [3, "plugins[1].kind"],
      [3, "plugins[1].x"],
    ],
  );
});

test("of a place that the file's check has blamed, the plugins' check says nothing more", () => {
  const at = { file: "f", line: 1, column: 1, key: "k" };
  const problem: ConfigProblem = { ...at, found: "a", expected: "b" };
  const doubled = [
    { message: "again", at },
    { message: "elsewhere", at: { ...at, key: "l" } },
  ];
  assert.deepEqual(findings([problem, problem], doubled, ["f"]).map(findingText), [
    "f:1:1: k: found a, expected b",
    "f:1:1: k: found a, expected b",
    "f:1:1: l: elsewhere",
  ]);
});

test("a manifest's defaults, its problems, and hooks that another entry's module declares", async (t) => {
  const folder = testFolder(t);
  const files = {
    "config.yaml": `plugins:
  - { name: user, kind: ./user/plugin.mjs, conditions: [{ tools: [x] }] }
  - { name: brings, kind: ./brings.mjs }
adapter: {}
`,
    "user/plugin.mjs": `export default class { constructor(config) { this.config = config; }
      own_hook() { return { metadata: this.config }; } }`,
    "user/plugin-manifest.yaml": "version: 3.2.1\navailable_hooks: [own_hook]\ndefault_config: {word: w}\n",
    "brings.mjs": `export const hookTypes = [{ name: "own_hook", payload: { safeParse: (data) => ({ success: true, data }) } }];
      export default class { own_hook() {} }`,
  };
  mkdirSync(join(folder, "user"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const config = [join(folder, "config.yaml")];
  const adapter = await readAdapter({ config, flags: {}, environment: {} });
  assert.ok(adapter.ok, JSON.stringify(adapter));
  const started = await startPlugins(adapter.config, true, start);
  assert.ok(started.ok, JSON.stringify(started));
  const context = { request_id: "r", state: {}, metadata: {} };
  const outcome = await started.manager.invokeHook("own_hook", {}, context);
  assert.deepEqual(outcome.metadata, { word: "w" });
  assert.equal(started.manager.plugins()[0]?.version, "3.2.1");
  assert.deepEqual(
    planWarnings(adapter.config, started.instances).map(({ line, key }) => `${line} ${key}`),
    ["2 plugins[0].conditions[0].tools", "2 plugins[0].kind", "3 plugins[1].kind"],
  );
  await started.manager.shutdown();

  const all = await startInstances(adapter.config, true, { log: silentLog });
  assert.ok(all.ok);
  const [running] = all.instances;
  assert.ok(running);
  // As a reload of one plugin does it: with the entry that runs, and without the others.
  const again = await startInstance(adapter.config, running.entry, { log: silentLog });
  assert.ok(again.ok, JSON.stringify(again));
  assert.deepEqual(again.instances[0]?.hooks, ["own_hook"]);

  writeFileSync(join(folder, "user/plugin-manifest.yaml"), "version: 3\n");
  const bad = await readAdapter({ config, flags: {}, environment: {} });
  assert.ok(!bad.ok);
  assert.deepEqual(
    bad.problems.map(({ file, line, key }) => [file, line, key]),
    [[join(folder, "user/plugin-manifest.yaml"), 1, "version"]],
  );
});
