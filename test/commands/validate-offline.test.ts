import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { configFile, runCli, testFolder } from "./cli.ts";

/** Everything outside leaves a mark when it is started. */
function config(mark: string): string {
  const command = JSON.stringify(["sh", "-c", 'echo started > "$0"', mark]);
  return `plugins:
  - name: Here
    kind: deny_filter
    hooks: [tool_pre_invoke]
    mode: enforce
    config: { words: [secret] }
  - name: Program
    kind: external
    hooks: [tool_post_invoke]
    mode: enforce
    mcp: { proto: STDIO, cmd: ${command} }
  - name: Server
    kind: external
    mcp: { proto: STREAMABLEHTTP, url: "http://localhost:1/mcp" }
  - name: Boxed
    kind: isolated
    mode: enforce
    config: { plugin: pii_filter }
  - name: Module
    kind: isolated
    mode: enforce
    hooks: [prompt_pre_fetch]
    config: { plugin: ./nowhere.ts }
  - name: Class
    kind: my_plugins.words.Words
    hooks: [resource_pre_fetch]
    mode: enforce
  - name: Resting
    kind: external
    mode: disabled
    mcp: { proto: STDIO, cmd: ${command} }
adapter: { python: { interpreter: ${JSON.stringify(join(mark, "no-python"))} } }
`;
}

test("--offline starts nothing, asks nobody, and says what that leaves open", async (t) => {
  const mark = join(testFolder(t), "started");
  const path = configFile(t, config(mark));
  const { code, out } = await runCli(t, ["validate", "--offline", "--config", path]);
  assert.equal(code, 0, out);
  assert.equal(existsSync(mark), false);
  const lines = out.split("\n");
  const unchecked = lines.filter((line) => line.startsWith("not checked: "));
  assert.deepEqual(
    unchecked.map((line) => /plugins\[\d\]/.exec(line)?.[0]),
    [1, 2, 3, 4, 5].map((index) => `plugins[${index}]`),
    out,
  );
  assert.match(unchecked[1] ?? "", /server was not asked.*the plan is without it/);
  assert.match(out, /^tool_pre_invoke\n(.*\n)*? {2}\d\. Here \(deny_filter/m);
  assert.match(out, /^tool_post_invoke\n(.*\n)*? {2}\d\. Program \(external/m);
  assert.match(out, /Boxed \(isolated, enforce/);
  assert.match(out, /^prompt_pre_fetch\n(.*\n)*? {2}\d\. Module/m);
  assert.match(out, /^resource_pre_fetch\n(.*\n)*? {2}\d\. Class/m);
  assert.match(out, /^valid$/m);
});

test("--offline --json: the same as data", async (t) => {
  const path = configFile(t, config(join(testFolder(t), "started")));
  const { code, out } = await runCli(t, ["validate", "--offline", "--json", "--config", path]);
  assert.equal(code, 0, out);
  const { ok, not_checked, plugins } = JSON.parse(out) as {
    ok: boolean;
    not_checked: { line: number; message: string }[];
    plugins: { name: string; status: string }[];
  };
  assert.equal(ok, true);
  assert.deepEqual(
    not_checked.map(({ line }) => line),
    [8, 13, 16, 20, 25],
  );
  assert.deepEqual(
    plugins.map(({ name, status }) => [name, status]).filter(([, status]) => status === "disabled"),
    [["Resting", "disabled"]],
  );
});

test("--offline finds what needs no process: a config inside, a hook, a key", async (t) => {
  const path = configFile(
    t,
    `plugins:
  - name: Boxed
    kind: isolated
    mode: enforce
    config: { plugin: pii_filter, config: { detect_ssnn: true } }
  - name: Server
    kind: external
    mode: enforce
    hooks: [tool_pre_invok]
    mcp: { proto: STREAMABLEHTTP, url: "http://localhost/mcp" }
  - name: Other server
    kind: external
    mode: enforce
    mcp: { proto: STREAMABLEHTTP, url: "ftp://localhost/mcp" }
adapter: {}
`,
  );
  const { code, out } = await runCli(t, ["validate", "--offline", "--config", path]);
  assert.equal(code, 1);
  for (const expected of [
    /:5:\d+: plugins\[0\]\.config\.config\.detect_ssnn: /,
    /:9:\d+: plugins\[1\]\.hooks\[0\]: unknown hook/,
    /:14:\d+: plugins\[2\]\.mcp\.url: /,
  ]) {
    assert.match(out, expected);
  }
});

test("an external plugin whose mode is not stated: a warning, offline or not", async (t) => {
  const path = configFile(t, config(join(testFolder(t), "started")));
  for (const flags of [["--offline"], []]) {
    const { out } = await runCli(t, ["validate", ...flags, "--config", path]);
    const warnings = out.split("\n").filter((line) => /plugins\[\d\]\.mode: is not stated/.test(line));
    assert.equal(warnings.length, 1, out);
    assert.match(warnings[0] ?? "", /^warning: .*:12:\d+: plugins\[2\]\.mode/);
  }
});
