import assert from "node:assert/strict";
import { test } from "node:test";
import { configFile, runCli } from "./cli.ts";

async function validate(t: Parameters<typeof configFile>[0], text: string) {
  const { code, out, err } = await runCli(t, ["validate", "--config", configFile(t, text)]);
  return { code, told: out + err };
}

test("a Python class without an interpreter is told with its place and the option's name", async (t) => {
  const { code, told } = await validate(
    t,
    "plugins:\n  - name: House\n    kind: house.rules.Rules\nadapter: {}\n",
  );
  assert.equal(code, 1);
  assert.match(told, /:3:\d+: plugins\[0\]\.kind: .*"house\.rules\.Rules".*`adapter\.python\.interpreter`/);
});

test("an interpreter that is not there is told at the kind that needs it", async (t) => {
  const python = "adapter: { python: { interpreter: /nowhere/python } }\n";
  const { code, told } = await validate(
    t,
    `plugins:\n  - name: House\n    kind: house.rules.Rules\n${python}`,
  );
  assert.equal(code, 1);
  assert.match(told, /:3:\d+: .*adapter\.python\.interpreter cannot be started: ENOENT/);
});

test("with a section that cannot be read, its own problem is the only one", async (t) => {
  const python = "adapter: { python: { interpretr: /nowhere/python } }\n";
  const { code, told } = await validate(
    t,
    `plugins:\n  - name: House\n    kind: house.rules.Rules\n${python}`,
  );
  assert.equal(code, 1);
  assert.match(told, /interpretr/);
  assert.doesNotMatch(told, /house\.rules/);
});

test("a disabled Python class is a warning; class paths of built-in plugins need no interpreter", async (t) => {
  const { code, told } = await validate(
    t,
    `plugins:
  - name: House
    kind: house.rules.Rules
    mode: disabled
  - name: Words
    kind: plugins.deny_filter.deny.DenyListPlugin
    hooks: [tool_pre_invoke]
    config: { words: [secret] }
adapter: {}
`,
  );
  assert.equal(code, 0, told);
  assert.match(told, /warning: .*house\.rules\.Rules/);
});

test("a misspelt class path of a built-in plugin is told what it is near to", async (t) => {
  const kind = "plugins.deny_filter.deny.DenyListPlugn";
  const { told } = await validate(t, `plugins:\n  - name: Words\n    kind: ${kind}\nadapter: {}\n`);
  assert.match(told, /did you mean "plugins\.deny_filter\.deny\.DenyListPlugin"/);
});

test("a Python class inside an isolated plugin is refused: it has a process already", async (t) => {
  const { code, told } = await validate(
    t,
    "plugins:\n  - name: House\n    kind: isolated\n    config: { plugin: house.rules.Rules }\nadapter: { python: { interpreter: python3 } }\n",
  );
  assert.equal(code, 1);
  assert.match(told, /plugins\[0\]\.config\.plugin: .*process of its own already/);
});
