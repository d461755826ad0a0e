import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runCli, testFolder } from "../../commands/cli.ts";
import { blocksOf } from "../../repository/markdown.ts";
import { openDoor, startRedis } from "./redis.ts";

const blocks = blocksOf("docs/guide/state.md");

test("the guide's configuration works with the rights that the guide gives", async (t) => {
  const redis = await startRedis(t, ["--requirepass", "the-default-user-s"]);
  const acl = blocks.find(({ text }) => text.startsWith("ACL SETUSER"))?.text.trim() ?? "";
  const command = acl.replace("PASSWORD", "of-the-adapter").split(" ");
  assert.match(await redis.command(["AUTH", "the-default-user-s"], command), /^\+OK\r\n\+OK\r\n$/);
  const door = await openDoor(t, redis.socket);
  const yaml = blocks.find(({ text }) => text.includes("hash_key"))?.text ?? "";
  const folder = testFolder(t);
  const local = yaml.replace("rediss://redis.internal:6379", door.url);
  writeFileSync(join(folder, "config.yaml"), `plugins: []\n${local}`);
  const env = { REDIS_PASSWORD: "of-the-adapter", STATE_HASH_KEY: "0123456789abcdef" };
  const validate = (wrong: Record<string, string> = {}) =>
    runCli(t, ["validate", "--config", "config.yaml"], { cwd: folder, env: { ...env, ...wrong } });
  const { code, out } = await validate();
  assert.equal(code, 0, out);
  assert.match((await validate({ REDIS_PASSWORD: "wrong" })).out, /cannot be used: WRONGPASS$/m);
});

test("the guide's configuration without Redis is valid", async (t) => {
  const folder = testFolder(t);
  const yaml = blocks.find(({ text }) => text.includes("max_entries"))?.text ?? "";
  writeFileSync(join(folder, "config.yaml"), `plugins: []\n${yaml}`);
  const { code, out } = await runCli(t, ["validate", "--config", "config.yaml"], { cwd: folder });
  assert.equal(code, 0, out);
});
