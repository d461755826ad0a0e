import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ask } from "../management/server-of.ts";
import { runCli, startCli, testFolder } from "./cli.ts";

const token = "a-token-of-a-test";
const config = `plugins:
  - {name: words, kind: deny_filter, config: {words: [x]}}
  - {name: spare, kind: deny_filter, mode: disabled, config: {words: [x]}}
plugin_settings: {enable_plugin_api: true}
adapter:
  management: {token: ${token}}
  audit: {file: audit.jsonl, records: denied}
  reload: {watch: false}
`;

async function serving(t: TestContext) {
  const folder = testFolder(t);
  writeFileSync(join(folder, "config.yaml"), config);
  const args = ["serve", "--config", "config.yaml", "--listen", "./a.sock", "--management", "./m.sock"];
  const cli = startCli(t, args, { cwd: folder });
  await cli.until('"serving"');
  const change = async (method: string, path: string, body?: string) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const { status } = await ask({ socketPath: join(folder, "m.sock") }, method, path, headers, body);
    return status;
  };
  return { cli, change, folder };
}

test("the audit tells which plugins ran in which mode, and who was changed by hand", async (t) => {
  const { cli, change, folder } = await serving(t);
  assert.equal(await change("PUT", "/plugins/words", '{"mode":"audit"}'), 200);
  assert.equal(await change("POST", "/plugins/reload/words"), 200);
  assert.equal(await change("POST", "/plugins/switch-on/words"), 200);
  assert.equal(await change("POST", "/plugins/switch-on/nobody"), 404);
  assert.equal(await change("POST", "/reload"), 200);
  cli.signal("SIGTERM");
  assert.equal(await cli.exited, 0);
  const records = readFileSync(join(folder, "audit.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).unmapped.plugins_adapter);
  const plugins = (mode: string) => [
    { name: "words", mode },
    { name: "spare", mode: "disabled" },
  ];
  const configured = { change: "configured", enabled: true, plugin_count: 2 };
  const alone = { ...configured, plugin: "words", plugins: plugins("audit") };
  assert.deepEqual(records.slice(1, -1), [
    { ...configured, reason: "start", generation: 1, plugins: plugins("enforce") },
    { ...alone, reason: "plugin_mode", mode: "audit", generation: 2 },
    { ...alone, reason: "plugin_reload", generation: 3 },
    { ...alone, reason: "plugin_switch_on", generation: 3 },
    { ...configured, reason: "request", generation: 4, plugins: plugins("enforce") },
  ]);
  const verified = await runCli(t, ["audit", "verify", "audit.jsonl"], { cwd: folder });
  assert.equal(verified.code, 0, verified.out);
});
