import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { configFile, runCli, testFolder } from "./cli.ts";

const good = `plugins:
  - name: Second
    kind: deny_filter
    hooks: [tool_pre_invoke]
    mode: enforce
    priority: 20
    config: { words: [secret] }
  - name: First
    kind: pii_filter
    hooks: [tool_pre_invoke, tool_post_invoke]
    mode: permissive
    priority: 10
  - name: Resting
    kind: deny_filter
    hooks: [tool_pre_invoke]
    mode: disabled
    config: { words: [secret] }
adapter: {}
`;

const bad = `plugins:
  - name: Words
    kind: deny_filter
    hooks: [tool_pre_invok]
    mode: enforce
    config: { wrods: [secret] }
  - name: Words
    kind: no_such_kind
    hooks: [tool_pre_invoke]
    mode: enforced
adapter: { compat: none, listen: { addres: "127.0.0.1:1" } }
`;

test("a good configuration: what would run, in its order, and exit code 0", async (t) => {
  const { code, out, err } = await runCli(t, ["validate", "--config", configFile(t, good)]);
  assert.equal(code, 0);
  assert.equal(err, "");
  assert.ok(
    out.includes(
      "\ntool_pre_invoke\n  1. First (pii_filter, permissive, priority 10)\n  2. Second (deny_filter, enforce, priority 20)\n" +
        "tool_post_invoke\n  1. First (pii_filter, permissive, priority 10)\nEnvoy has to send ",
    ),
    out,
  );
  assert.match(out, /^valid$/m);
});

test("a good configuration as JSON", async (t) => {
  const { code, out } = await runCli(t, ["validate", "--config", configFile(t, good), "--json"]);
  assert.equal(code, 0);
  const result = JSON.parse(out) as { ok: boolean; problems: unknown[]; plugins: { name: string }[] };
  assert.equal(result.ok, true);
  assert.deepEqual(result.problems, []);
  const names = result.plugins.map(({ name }) => name);
  assert.ok(names.includes("First") && names.includes("Second"));
});

test("a bad configuration: every problem with its place, and exit code 1", async (t) => {
  const path = configFile(t, bad);
  const { code, out } = await runCli(t, ["validate", "--config", path]);
  assert.equal(code, 1);
  const lines = out.split("\n").filter((line) => line.startsWith("error: "));
  for (const line of [4, 6, 7, 8, 10, 11]) {
    assert.ok(
      lines.some((each) => each.startsWith(`error: ${path}:${line}:`)),
      `line ${line}:\n${out}`,
    );
  }
  assert.match(out, new RegExp(`^not valid: ${lines.length} problems$`, "m"));
});

test("a bad configuration as JSON", async (t) => {
  const { code, out, err } = await runCli(t, ["validate", "--config", configFile(t, bad), "--json"]);
  assert.equal(code, 1);
  assert.equal(err, "");
  const result = JSON.parse(out) as { ok: boolean; problems: unknown[]; plugins: unknown[] };
  assert.equal(result.ok, false);
  assert.ok(result.problems.length >= 6);
  assert.deepEqual(result.plugins, []);
});

test("no configuration where it is looked for", async (t) => {
  const folder = testFolder(t);
  const missing = join(folder, "missing.yaml");
  const cases: readonly [args: string[], env: Record<string, string>, path: string][] = [
    [["--config", missing], {}, missing],
    [[], { PLUGIN_CONFIG_FILE: missing, PLUGIN_MANAGER_CONFIG: "/other.yaml" }, missing],
    [[], { PLUGIN_MANAGER_CONFIG: missing }, missing],
    [[], {}, "plugins/config.yaml"],
  ];
  for (const [args, env, path] of cases) {
    const { code, out } = await runCli(t, ["validate", ...args], { env, cwd: folder });
    assert.equal(code, 1);
    assert.ok(out.startsWith(`error: ${path}: `), out);
  }
});

test("plugins that are switched off by the environment are checked, and it says that none would run", async (t) => {
  const env = { PLUGINS_ENABLED: "false" };
  const right = await runCli(t, ["validate", "--config", configFile(t, good)], { env });
  assert.equal(right.code, 0);
  assert.match(right.out, /PLUGINS_ENABLED.*false.* all traffic would pass uninspected/);
  const wrong = await runCli(t, ["validate", "--config", configFile(t, bad)], { env });
  assert.equal(wrong.code, 1);
  const unclear = await runCli(t, ["validate", "--config", configFile(t, good)], {
    env: { PLUGINS_ENABLED: "maybe" },
  });
  assert.equal(unclear.code, 1);
  assert.match(unclear.out, /PLUGINS_ENABLED/);
});

test("what serve could not read is a problem of the configuration", async (t) => {
  const tls = "adapter:\n  listen:\n    tls: { cert_file: /nowhere.pem, key_file: /nowhere.key }\n";
  const path = configFile(t, good.replace("adapter: {}\n", tls));
  const { code, out } = await runCli(t, ["validate", "--config", path]);
  assert.equal(code, 1);
  const line = good.split("\n").indexOf("adapter: {}") + 3;
  assert.ok(
    out.includes(`error: ${path}:${line}:5: adapter.listen.tls: the TLS file /nowhere.pem can't be read`),
    out,
  );
});

test("warnings stand before the plan and change no exit code; as JSON the plan is for machines", async (t) => {
  const limited = good.replace("priority: 10", "priority: 10\n    conditions: [{ prompts: [p] }]");
  const path = configFile(t, limited);
  const text = await runCli(t, ["validate", "--config", path]);
  assert.equal(text.code, 0);
  assert.deepEqual(
    text.out.split("\n").filter((line) => line.startsWith("warning: ")),
    [
      `warning: ${path}:13:20: plugins[1].conditions[0].prompts: names only prompts: it matches everything on ` +
        "tool_pre_invoke, tool_post_invoke; plugin_settings.conditions: exact reads it otherwise",
      `warning: ${path}:17:5: plugins[2].mode: disabled: the plugin is checked, but does not run`,
    ],
  );
  const { out } = await runCli(t, ["validate", "--config", path, "--json"]);
  const { plan, warnings } = JSON.parse(out) as { plan: unknown; warnings: { line: number; key: string }[] };
  assert.deepEqual(
    warnings.map(({ line, key }) => [line, key]),
    [
      [13, "plugins[1].conditions[0].prompts"],
      [17, "plugins[2].mode"],
    ],
  );
  assert.deepEqual(plan, {
    hooks: [
      {
        hook: "tool_pre_invoke",
        methods: ["tools/call"],
        legs: ["request_body"],
        steps: [["First"], ["Second"]],
        background: [],
      },
      {
        hook: "tool_post_invoke",
        methods: ["tools/call"],
        legs: ["json_response", "post_stream", "get_stream"],
        steps: [["First"]],
        background: [],
      },
    ],
    envoy: { request_body: true, response: "body" },
  });
});
