import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readAdapter, startOffline, startPlugins } from "../../../src/commands/load-adapter.ts";
import { testPlugin } from "../../../src/testing/index.ts";
import { contextOf, keepingLog } from "../manager-of.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

async function block(page: string, language: string): Promise<string> {
  const text = await readFile(join(root, page), "utf8");
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(text)?.[1] ?? "";
}

test("the guide's hybrid plugin asks the guide's external plugin", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true }));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  // Its own imports are found as in a project that has the package installed.
  const source = (await block("docs/guide/hybrid-plugins.md", "ts")).replace(
    "plugins-adapter/framework",
    new URL("../../../src/framework/index.ts", import.meta.url).href,
  );
  await writeFile(join(folder, "careful-search.ts"), source);
  await writeFile(join(folder, "plugin-server.mjs"), await block("docs/guide/external-plugins.md", "js"));
  const config = join(folder, "config.yaml");
  await writeFile(config, await block("docs/guide/hybrid-plugins.md", "yaml"));

  const adapter = await readAdapter({ config: [config], environment: {}, flags: {} });
  assert.ok(adapter.ok, JSON.stringify(adapter));
  const offline = await startOffline(adapter.config, keepingLog());
  assert.ok(offline.ok, JSON.stringify(offline));
  const started = await startPlugins(adapter.config, true, { log: keepingLog(), observe: () => {} });
  assert.ok(started.ok, JSON.stringify(started));
  const { manager } = started;
  t.after(() => manager.shutdown());
  const call = async (name: string, text: string) => {
    const outcome = await manager.invokeHook("tool_pre_invoke", { name, args: { text } }, contextOf());
    return outcome.violation?.code;
  };
  assert.equal(await call("search", "a forbidden word"), "WORD");
  assert.equal(await call("search", "fine"), undefined);
  assert.equal(await call("other", "a forbidden word"), undefined);
  const runs = () => manager.stats().plugins["Words"]?.executions;
  assert.equal(runs(), 2);
  assert.equal(await call("search", "fine"), undefined);
  assert.equal(runs(), 2);

  const run = await testPlugin(join(folder, "careful-search.ts"), {
    config: { tools: ["search"] },
    fakes: { plugins: { Words: { tool_pre_invoke: () => ({ continue_processing: false }) } } },
  });
  const denied = await run.hook("tool_pre_invoke", { name: "search", args: {} });
  assert.equal(denied.continue_processing, false);
  await run.shutdown();
});
