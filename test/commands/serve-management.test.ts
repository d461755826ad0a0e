import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ask } from "../management/server-of.ts";
import { startCli, testFolder } from "./cli.ts";

/** A plugin whose health is bad from the second question on; what it is configured with is never told. */
const module = `let asked = 0;
export default () => ({
  tool_pre_invoke() {},
  health() { if (asked++ > 0) throw new Error("s3cr3t"); },
});
`;

const token = "a-token-of-a-test";
const configOf = (api: boolean) => `plugins:
  - {name: sick, kind: ./sick.mjs, config: {key: s3cr3t}}
plugin_settings: {enable_plugin_api: ${api}, plugin_health_check_interval: 0.05}
adapter: {management: {token: ${token}}}
`;

async function serving(t: TestContext, api: boolean, env: Record<string, string> = {}) {
  const folder = testFolder(t);
  writeFileSync(join(folder, "sick.mjs"), module);
  writeFileSync(join(folder, "config.yaml"), configOf(api));
  const args = ["serve", "--config", "config.yaml", "--listen", "./a.sock", "--management", "./m.sock"];
  const cli = startCli(t, args, { cwd: folder, env });
  await cli.until('"serving"');
  const get = async (path: string, method = "GET", headers = {}) => {
    const { status, text } = await ask({ socketPath: join(folder, "m.sock") }, method, path, headers);
    return { status, text };
  };
  return { cli, get };
}

test("an unhealthy plugin is named, counted and logged, and the process stays ready", async (t) => {
  const { cli, get } = await serving(t, false);
  await cli.until("plugin is unhealthy");
  const ready = await get("/readyz");
  assert.equal(ready.status, 200);
  const { config, ...detail } = JSON.parse(ready.text);
  assert.deepEqual(detail, { ready: true, plugins_enabled: true, unhealthy_plugins: ["sick"] });
  assert.deepEqual(Object.keys(config), ["generation", "loaded_at"]);
  assert.match((await get("/metrics")).text, /^plugins_adapter_plugin_healthy\{plugin="sick"\} 0$/m);
  assert.doesNotMatch(cli.err(), /s3cr3t/);
  for (const path of ["/plugins", "/plugins/sick", "/plugins/stats"])
    assert.equal((await get(path)).status, 404);
  const reset = await get("/plugins/stats/reset", "POST", { authorization: `Bearer ${token}` });
  assert.equal(reset.status, 404);
});

test("plugin_settings.enable_plugin_api opens the plugin API; changes need adapter.management.token", async (t) => {
  const { get } = await serving(t, true);
  const list = await get("/plugins");
  const { plugins, total } = JSON.parse(list.text);
  assert.deepEqual([total, plugins[0].name, plugins[0].config_summary], [1, "sick", { key: "string" }]);
  assert.doesNotMatch(list.text, /s3cr3t/);
  assert.equal(JSON.parse((await get("/plugins/sick")).text).kind, "./sick.mjs");
  assert.equal((await get("/plugins/stats/reset", "POST")).status, 401);
  const reset = await get("/plugins/stats/reset", "POST", { authorization: `Bearer ${token}` });
  assert.equal(reset.status, 200);
});

test("with PLUGINS_ENABLED=false the plugin API lists what does not run", async (t) => {
  const { cli, get } = await serving(t, true, { PLUGINS_ENABLED: "false" });
  const { plugins_globally_enabled, disabled_count } = JSON.parse((await get("/plugins")).text);
  assert.deepEqual([plugins_globally_enabled, disabled_count], [false, 1]);
  assert.match((await get("/metrics")).text, /^plugins_adapter_plugins_enabled 0$/m);
  assert.match(cli.err(), /"level":40.*every message passes uninspected/);
});
