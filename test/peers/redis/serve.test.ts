import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { runCli, startCli, testFolder } from "../../commands/cli.ts";
import { ask } from "../../management/server-of.ts";
import { startRedis } from "./redis.ts";
import { until } from "./stores.ts";

const args = ["serve", "--config", "config.yaml", "--listen", "./a.sock", "--management", "./m.sock"];

function configured(t: TestContext, redis: Readonly<Record<string, unknown>>): string {
  const folder = testFolder(t);
  const adapter = { state: { redis: { connect_timeout_ms: 60_000, reconnect_max_ms: 50, ...redis } } };
  writeFileSync(join(folder, "config.yaml"), JSON.stringify({ plugins: [], adapter }));
  return folder;
}

function serving(t: TestContext, folder: string, env: Record<string, string> = {}) {
  const cli = startCli(t, args, { cwd: folder, env });
  const get = async (path: string) => {
    const { status, text } = await ask({ socketPath: join(folder, "m.sock") }, "GET", path, {});
    return { status, text };
  };
  return { cli, get };
}

const lines = (text: string, message: string) => text.split("\n").filter((line) => line.includes(message));

test("an outage of Redis is a log line when it begins and one when it ends, a metric, and no unreadiness", async (t) => {
  const redis = await startRedis(t);
  const { cli, get } = serving(t, configured(t, { url: redis.url }));
  await cli.until('"serving"');
  assert.match((await get("/metrics")).text, /^plugins_adapter_state_connected 1$/m);
  assert.equal(JSON.parse((await get("/readyz")).text).state_failing, undefined);
  await redis.stop();
  await until(async () => /^plugins_adapter_state_connected 0$/m.test((await get("/metrics")).text));
  const ready = await get("/readyz");
  assert.equal(ready.status, 200);
  assert.match(JSON.parse(ready.text).state_failing, /^\w+$/);
  await redis.start();
  await cli.until("Redis is used again");
  assert.match((await get("/metrics")).text, /^plugins_adapter_state_connected 1$/m);
  assert.equal(lines(cli.err(), "Redis cannot be used").length, 1);
  assert.equal(lines(cli.err(), "Redis is used again").length, 1);
  cli.signal("SIGTERM");
  assert.equal(await cli.exited, 0);
});

test("a Redis that is not there at the start is a refusal, or none if that is wanted", async (t) => {
  const redis = await startRedis(t);
  await redis.stop();
  const refused = await runCli(t, args, { cwd: configured(t, { url: redis.url }) });
  assert.equal(refused.code, 1);
  assert.match(refused.err, /^plugins-adapter: state\.redis: unix:\S+ cannot be used: ENOENT$/m);
  const { cli } = serving(t, configured(t, { url: redis.url, on_start_failure: "continue" }));
  await cli.until('"serving"');
  assert.equal(lines(cli.err(), "Redis cannot be used").length, 1);
  await redis.start();
  await cli.until("Redis is used again");
  cli.signal("SIGTERM");
  assert.equal(await cli.exited, 0);
});

test("a password from a variable or a file opens Redis, and none is ever told", async (t) => {
  const redis = await startRedis(t, ["--requirepass", "s3cret-word"]);
  const env = { REDIS_PASSWORD: "s3cret-word" };
  const { cli } = serving(t, configured(t, { url: redis.url, password: "${REDIS_PASSWORD}" }), env);
  await cli.until('"serving"');
  cli.signal("SIGTERM");
  assert.equal(await cli.exited, 0);
  const folder = configured(t, { url: redis.url, password_file: "password", hash_key_file: "key" });
  writeFileSync(join(folder, "password"), "s3cret-word\n");
  writeFileSync(join(folder, "key"), "0123456789abcdef\n");
  const other = serving(t, folder);
  await other.cli.until('"serving"');
  writeFileSync(join(folder, "password"), "wr0ng-word\n");
  const refused = await runCli(t, args, { cwd: folder });
  assert.equal(refused.code, 1);
  assert.match(refused.err, /cannot be used: WRONGPASS$/m);
  writeFileSync(join(folder, "key"), "t00-short\n");
  const short = await runCli(t, args, { cwd: folder });
  assert.match(short.err, /hash_key is shorter than 16 characters: key$/m);
  for (const { out, err } of [refused, short]) assert.doesNotMatch(out + err, /wr0ng|s3cret|t00/);
  for (const each of [cli, other.cli]) assert.doesNotMatch(each.out() + each.err(), /wr0ng|s3cret|0123456/);
});

test("a URL that is refused is not shown where it holds a password", async (t) => {
  const url = "redis://jane:s3cret-word@redis:6379/none";
  const { code, out, err } = await runCli(t, ["validate", "--config", "config.yaml"], {
    cwd: configured(t, { url }),
  });
  assert.equal(code, 1);
  assert.match(out + err, /state\.redis.*redis:\/\/host/);
  assert.doesNotMatch(out + err, /s3cret/);
});

test("validate connects as a start would; offline it says that it did not", async (t) => {
  const redis = await startRedis(t);
  const folder = configured(t, { url: redis.url });
  const validate = (...flags: string[]) =>
    runCli(t, ["validate", "--config", "config.yaml", ...flags], { cwd: folder });
  assert.equal((await validate()).code, 0);
  await redis.stop();
  const refused = await validate();
  assert.equal(refused.code, 1);
  assert.match(
    refused.out,
    /^error: config\.yaml:1:\d+: adapter\.state\.redis: unix:\S+ cannot be used: ENOENT$/m,
  );
  const offline = await validate("--offline");
  assert.equal(offline.code, 0);
  assert.match(
    offline.out,
    /^not checked: config\.yaml:1:\d+: adapter\.state\.redis: whether unix:\S+ can be used$/m,
  );
});
