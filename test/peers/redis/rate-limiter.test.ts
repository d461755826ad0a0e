import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import rateLimiter from "../../../plugins/rate_limiter/plugin.ts";
import { pluginStates } from "../../../src/commands/plugin-states.ts";
import type { PluginResult } from "../../../src/framework/index.ts";
import { defaultSettings } from "../../../src/settings/adapter.ts";
import { newContext, newPlugin } from "../../../src/testing/index.ts";
import { runCli, startCli, testFolder } from "../../commands/cli.ts";
import { startRedis } from "./redis.ts";

const log = { info() {}, warn() {}, error() {} };
const call = { name: "t", args: {} };

test("two replicas with ContextForge's options for a Redis of the limiter's own count together", async (t) => {
  const redis = await startRedis(t);
  const config = { by_user: "5/h", algorithm: "token_bucket", backend: "redis", redis_url: redis.url };
  const replicas = await Promise.all(
    ["a", "b"].map(async () => {
      const states = pluginStates(defaultSettings.state, log);
      const plugin = newPlugin(rateLimiter, config, [], { states });
      t.after(() => plugin.shutdown?.());
      await plugin.initialize?.(newContext().services);
      return plugin;
    }),
  );
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, at) => replicas[at % 2]?.tool_pre_invoke?.(call, newContext())),
  );
  const codes = answers.map((answer) => (answer as PluginResult<unknown> | undefined)?.violation?.code);
  assert.equal(codes.filter((code) => code === undefined).length, 5);
  assert.equal(codes.filter((code) => code === "RATE_LIMIT").length, 35);
  assert.match(await redis.command(["KEYS", "*"]), /\brl:budget:/);
});

test("the start is refused without the Redis that counts, and goes on where the limiter may fail open", async (t) => {
  const redis = await startRedis(t);
  await redis.stop();
  const folder = testFolder(t);
  const args = ["serve", "--config", "config.yaml", "--listen", "./a.sock", "--management", "./m.sock"];
  const configured = (config: object) => {
    const entry = {
      name: "Limiter",
      kind: "rate_limiter",
      config: { by_user: "5/h", backend: "redis", ...config },
    };
    writeFileSync(join(folder, "config.yaml"), JSON.stringify({ plugins: [entry], adapter: {} }));
  };
  configured({});
  const none = await runCli(t, args, { cwd: folder });
  assert.equal(none.code, 1);
  assert.match(none.err, /adapter\.state\.redis names no Redis/);
  configured({ redis_url: redis.url });
  const away = await runCli(t, args, { cwd: folder });
  assert.equal(away.code, 1);
  assert.match(away.err, /cannot be used: ENOENT/);
  configured({ redis_url: redis.url, fail_mode: "open" });
  await startCli(t, args, { cwd: folder }).until('"serving"');
});
