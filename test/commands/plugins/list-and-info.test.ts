import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtinPlugins } from "../../../plugins/builtin.ts";
import { pluginsInfo } from "../../../src/commands/plugins/info.ts";
import { configFile, runCli } from "../cli.ts";

describe("plugins list", () => {
  test("every built-in kind with version and hooks", async (t) => {
    const { code, out } = await runCli(t, ["plugins", "list", "--json"]);
    assert.equal(code, 0);
    const { builtin } = JSON.parse(out);
    assert.deepEqual(
      builtin.map(({ kind, hooks }: { kind: string; hooks: string[] }) => ({ kind, hooks })),
      builtinPlugins.map(({ kind, hooks }) => ({ kind, hooks })),
    );
    const text = await runCli(t, ["plugins", "list"]);
    assert.match(text.out, /^deny_filter \d+\.\d+\.\d+\n {2}Denies .*\n {2}hooks: prompt_pre_fetch, /m);
  });

  test("the plugins of a configuration, disabled ones too", async (t) => {
    const config = configFile(
      t,
      `plugins:
  - { name: Words, kind: deny_filter, hooks: [tool_pre_invoke], config: { words: [x] }, version: 1.2.3 }
  - { name: Unused, kind: deny_filter, mode: disabled, config: { words: [x] } }
adapter: {}
`,
    );
    const { code, out } = await runCli(t, ["plugins", "list", "--config", config, "--json"]);
    assert.equal(code, 0);
    const [words, off] = JSON.parse(out).configured;
    assert.deepEqual(words, {
      name: "Words",
      kind: "deny_filter",
      version: "1.2.3",
      mode: "enforce",
      priority: 100,
      hooks: ["tool_pre_invoke"],
    });
    assert.deepEqual([off.name, off.mode], ["Unused", "disabled"]);
    const text = await runCli(t, ["plugins", "list", "--config", config]);
    assert.match(text.out, /\nConfigured\nWords \(deny_filter 1\.2\.3, enforce, priority 100\)\n/);
  });

  test("a bad configuration", async (t) => {
    const { code, out, err } = await runCli(t, [
      "plugins",
      "list",
      "--config",
      configFile(t, "plugins: 5\n"),
    ]);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /^error: .*plugins/);
  });
});

describe("plugins info", () => {
  for (const { kind, aliases = [], hooks } of builtinPlugins) {
    test(`${kind}, by any of its names`, async (t) => {
      for (const name of [kind, ...aliases.slice(0, 1)]) {
        const told: string[] = [];
        const world = { environment: {}, stop: t.signal, out: (text: string) => told.push(text), err() {} };
        assert.equal(await pluginsInfo.run([name, "--json"], world), 0);
        const info = JSON.parse(told.join(""));
        assert.equal(info.kind, kind);
        assert.deepEqual(info.aliases, aliases);
        assert.deepEqual(info.available_hooks, hooks);
        assert.ok(info.options.every(({ description }: { description: string }) => description !== ""));
      }
    });
  }

  test("as text: each option with type, default and meaning", async (t) => {
    const { out } = await runCli(t, ["plugins", "info", "deny_filter"]);
    assert.match(out, /^deny_filter \d/);
    assert.match(out, /\nother names: plugins\.deny_filter\.deny\.DenyListPlugin\n/);
    assert.match(out, /\n {2}words: list of string, required\n {4}Texts that must not occur/);
    assert.match(out, /\n {2}normalize: boolean, default true\n/);
  });

  test("a name that is none", async (t) => {
    const unknown = await runCli(t, ["plugins", "info", "nothing"]);
    assert.equal(unknown.code, 1);
    assert.equal(unknown.err, 'error: no built-in kind is called "nothing"; a folder is written ./nothing\n');
    const folder = await runCli(t, ["plugins", "info", "./nothing"]);
    assert.equal(folder.code, 1);
    assert.match(folder.err, /no plugin-manifest\.yaml/);
    assert.equal((await runCli(t, ["plugins", "info"])).code, 2);
  });
});
