import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { formatProblem } from "../../../src/framework/config/problem.ts";
import { loadText, loadTexts, placesOf } from "./load-text.ts";

/** Text → every problem that it has: file, line and key, in order. */
const table: readonly { name: string; text: string; problems: readonly string[] }[] = [
  { name: "an empty file", text: "", problems: ["config.yaml:1"] },
  { name: "only comments", text: "# nothing\n", problems: ["config.yaml:1"] },
  { name: "a list", text: "- name: a\n", problems: ["config.yaml:1"] },
  { name: "a text", text: "plugins\n", problems: ["config.yaml:1"] },
  { name: "two documents", text: "plugins: []\n---\nplugins: []\n", problems: ["config.yaml:2"] },
  { name: "no plugins", text: "plugin_settings: {}\n", problems: ["config.yaml:1 plugins"] },
  { name: "empty plugins", text: "\nplugins:\n", problems: ["config.yaml:2 plugins"] },
  { name: "plugins that are no list", text: "plugins: {a: 1}\n", problems: ["config.yaml:1 plugins"] },
  {
    name: "entries that are no mappings",
    text: "plugins:\n  - a\n  -\n  - [b]\n",
    problems: ["config.yaml:2 plugins[0]", "config.yaml:3 plugins[1]", "config.yaml:4 plugins[2]"],
  },
  {
    name: "an empty entry",
    text: "plugins:\n  - {}\n",
    problems: ["config.yaml:2 plugins[0].name", "config.yaml:2 plugins[0].kind"],
  },
  {
    name: "keys of an entry",
    text: `plugins:
  - name: a
    kind: deny_filter
    prioritty: 3
    Mode: enforce
    on-error: fail
`,
    problems: [
      "config.yaml:4 plugins[0].prioritty",
      "config.yaml:5 plugins[0].Mode",
      "config.yaml:6 plugins[0].on-error",
    ],
  },
  {
    name: "values of an entry",
    text: `plugins:
  - name: ""
    kind: [deny_filter]
    mode: enforced
    on_error: maybe
    priority: 1.5
    hooks: tool_pre_invoke
    tags: [1]
    version: 1.0
    config: []
    conditions:
      - tools: x
        promts: [y]
      - 3
`,
    problems: [
      "config.yaml:2 plugins[0].name",
      "config.yaml:3 plugins[0].kind",
      "config.yaml:4 plugins[0].mode",
      "config.yaml:5 plugins[0].on_error",
      "config.yaml:6 plugins[0].priority",
      "config.yaml:7 plugins[0].hooks",
      "config.yaml:8 plugins[0].tags[0]",
      "config.yaml:9 plugins[0].version",
      "config.yaml:10 plugins[0].config",
      "config.yaml:12 plugins[0].conditions[0].tools",
      "config.yaml:13 plugins[0].conditions[0].promts",
      "config.yaml:14 plugins[0].conditions[1]",
    ],
  },
  {
    name: "a name twice",
    text: "plugins:\n  - {name: a, kind: k}\n  - {name: b, kind: k}\n  - {name: a, kind: k}\n",
    problems: ["config.yaml:4 plugins[2].name"],
  },
  {
    name: "a key twice",
    text: "plugins:\n  - name: a\n    kind: k\n    name: b\n    config:\n      x: 1\n      x: 1\nplugins: []\n",
    problems: ["config.yaml:4 plugins[0].name", "config.yaml:7 plugins[0].config.x", "config.yaml:8 plugins"],
  },
  {
    name: "settings",
    text: `plugins: []
plugin_settings:
  plugin_timeout: 0
  fail_on_plugin_error: "true"
  enable_plugin_api: yes
  plugin_health_check_interval: 1e9
  max_payload_bytes: -1
  context_max_age_seconds: .inf
  timeout: 3
`,
    problems: [
      "config.yaml:3 plugin_settings.plugin_timeout",
      "config.yaml:4 plugin_settings.fail_on_plugin_error",
      "config.yaml:5 plugin_settings.enable_plugin_api",
      "config.yaml:6 plugin_settings.plugin_health_check_interval",
      "config.yaml:7 plugin_settings.max_payload_bytes",
      "config.yaml:8 plugin_settings.context_max_age_seconds",
      "config.yaml:9 plugin_settings.timeout",
    ],
  },
  {
    name: "keys of the top level",
    text: "plugins: []\nplugin_setings: {}\nfoo: 1\nplugin_dirs: plugins\n",
    problems: ["config.yaml:2 plugin_setings", "config.yaml:3 foo", "config.yaml:4 plugin_dirs"],
  },
  {
    name: "external plugins",
    text: `plugins:
  - name: a
    kind: external
    grpc: {target: "x"}
  - name: b
    kind: external
    mode: disabled
  - name: c
    kind: deny_filter
    mcp: {proto: STDIO, script: x}
`,
    problems: ["config.yaml:4 plugins[0].grpc.target", "config.yaml:10 plugins[2].mcp"],
  },
  {
    name: "words that YAML readers disagree on",
    text: 'plugins:\n  - name: "on"\n    kind: k\n    config: {a: yes, b: "yes", c: [Off]}\n',
    problems: ["config.yaml:4 plugins[0].config.a", "config.yaml:4 plugins[0].config.c[0]"],
  },
  {
    name: "YAML that does not parse",
    text: 'plugins:\n  - name: "a\n  kind: b\n',
    problems: ["config.yaml:4"],
  },
  { name: "a tab as indentation", text: "plugins:\n\t- a\n", problems: ["config.yaml:2"] },
  { name: "an unknown tag", text: "plugins: []\nplugin_dirs: !path [a]\n", problems: ["config.yaml:2"] },
  {
    name: "keys that are no texts",
    text: "plugins:\n  - name: a\n    kind: k\n    config: {[1]: a, ? : b, __proto__: c}\n",
    problems: [
      "config.yaml:4 plugins[0].config",
      "config.yaml:4 plugins[0].config",
      "config.yaml:4 plugins[0].config",
    ],
  },
  {
    name: "numbers that lose digits",
    text: "plugins:\n  - name: a\n    kind: k\n    config: {a: 12345678901234567890}\n",
    problems: ["config.yaml:4 plugins[0].config.a"],
  },
  {
    name: "problems of every stage at once",
    text: `plugins:
  - name: a
    kind: k
    config: {a: {{ env.A }}, a: 2, b: {{ now() }}}
    piority: 1
plugin_settings: {plugin_timeout: soon}
`,
    problems: [
      "config.yaml:4 plugins[0].config.a",
      "config.yaml:4 plugins[0].config.a",
      "config.yaml:4 plugins[0].config.b",
      "config.yaml:5 plugins[0].piority",
      "config.yaml:6 plugin_settings.plugin_timeout",
    ],
  },
];

for (const { name, text, problems } of table) {
  test(`refuses ${name}`, async () => {
    assert.deepEqual(placesOf(await loadText(text)), problems);
  });
}

test("says what was found, what was expected and what was meant", async () => {
  const loading = await loadText(
    "plugins:\n  - name: a\n    knid: deny_filter\n    kind: k\n    mode: permisive\n    priority: high\n",
  );
  assert.ok(!loading.ok);
  assert.deepEqual(loading.problems.map(formatProblem), [
    'config.yaml:3:5: plugins[0].knid: found the unknown key "knid", expected one of name, kind, description, version, author, ' +
      "namespace, hooks, tags, mode, on_error, priority, conditions, called_only, services, config, mcp, grpc, unix_socket, applied_to, capabilities, " +
      'max_content_size; did you mean "kind"?',
    'config.yaml:5:5: plugins[0].mode: found "permisive", expected one of enforce, enforce_ignore_error, permissive, audit, ' +
      'concurrent, fire_and_forget, disabled, sequential, transform; did you mean "permissive"?',
    'config.yaml:6:5: plugins[0].priority: found "high", expected a number',
  ]);
});

test("counts a second file's entries from 0, and finds names given twice over files", async () => {
  const loading = await loadTexts(
    {
      "1.yaml": "plugins:\n  - {name: a, kind: k}\n  - {name: b, kind: k}\n",
      "2.yaml": "# two\nplugins:\n  - {name: c, kind: k, x: 1}\n  - {name: a, kind: k}\n",
    },
    { sections: {} },
  );
  assert.deepEqual(placesOf(loading), ["2.yaml:3 plugins[0].x", "2.yaml:4 plugins[1].name"]);
});

test("checks sections strictly, with the host's schema", async () => {
  const sections = { host: z.strictObject({ level: z.int().min(1), name: z.string().optional() }) };
  const text = "plugins: []\nhost:\n  level: 0\n  nmae: x\n";
  const loading = await loadTexts({ "a.yaml": text }, { sections, dialect: () => ({ tolerant: true }) });
  assert.deepEqual(placesOf(loading), ["a.yaml:3 host.level", "a.yaml:4 host.nmae"]);
});
