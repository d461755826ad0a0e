import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readAdapter, startOffline } from "../../src/commands/load-adapter.ts";
import type { JsonObject } from "../../src/framework/index.ts";
import { runExchange } from "../../src/testing/index.ts";
import { keepingLog } from "../framework/manager-of.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
let folder: string;

before(async () => {
  const page = await readFile(join(root, "docs/guide/every-message.md"), "utf8");
  const block = (language: string) => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";
  folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const entry = new URL("../../src/framework/index.ts", import.meta.url).href;
  await writeFile(join(folder, "manners.ts"), block("ts").replace("plugins-adapter/framework", entry));
  await writeFile(join(folder, "config.yaml"), block("yaml"));
});
test.after(() => rm(folder, { recursive: true }));

/** What server and client get of an exchange with the guide's plugin. */
async function exchange(method: string, params: JsonObject, result: JsonObject) {
  const { server, client } = await runExchange({
    plugins: [{ plugin: join(folder, "manners.ts"), config: { words: ["damn"] } }],
    request: { body: { jsonrpc: "2.0", id: 1, method, params } },
    response: { body: { jsonrpc: "2.0", id: 1, result } },
  });
  return { server, client: JSON.parse(String(client?.body)) as { result?: JsonObject; error?: JsonObject } };
}

test("the guide's configuration starts", async () => {
  const adapter = await readAdapter({ config: [join(folder, "config.yaml")], environment: {}, flags: {} });
  assert.ok(adapter.ok, JSON.stringify(adapter));
  const offline = await startOffline(adapter.config, keepingLog());
  assert.ok(offline.ok, JSON.stringify(offline));
});

test("the guide's plugin hides a poisoned tool, and no other", async () => {
  const tools = [{ name: "a" }, { name: "b", description: "damn" }];
  const { client } = await exchange("tools/list", {}, { tools });
  assert.deepEqual(client.result, { tools: [{ name: "a" }] });
});

test("the guide's plugin denies what a server asks within a result, and tasks", async () => {
  const asks = { inputRequests: { q: { method: "elicitation/create", params: { message: "damn" } } } };
  assert.equal((await exchange("tools/call", { name: "t" }, asks)).client.error?.["code"], 40300);
  const state = await exchange("tools/call", { name: "t" }, { ...asks, requestState: "s" });
  assert.deepEqual(state.client.result, { inputRequests: {}, requestState: "s" });
  const task = await exchange("tasks/get", { taskId: "1" }, { taskId: "1", statusMessage: "damn" });
  assert.equal(task.client.error?.["code"], 40300);
  const meta = await exchange("tools/call", { name: "t", _meta: { note: "damn" } }, {});
  assert.equal(meta.server, undefined);
});
