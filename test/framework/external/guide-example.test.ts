import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readAdapter, startPlugins } from "../../../src/commands/load-adapter.ts";
import type { ToolPreInvokePayload } from "../../../src/framework/index.ts";
import { contextOf, keepingLog } from "../manager-of.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

test("the configuration and the server of the guide's page work together", async (t) => {
  const page = await readFile(join(root, "docs/guide/external-plugins.md"), "utf8");
  const block = (language: string) => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true }));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "plugin-server.mjs"), block("js"));
  const config = join(folder, "config.yaml");
  await writeFile(config, block("yaml"));

  const adapter = await readAdapter({ config: [config], environment: {}, flags: {} });
  assert.ok(adapter.ok, JSON.stringify(adapter));
  const started = await startPlugins(adapter.config, true, { log: keepingLog(), observe: () => {} });
  assert.ok(started.ok, JSON.stringify(started));
  t.after(() => started.manager.shutdown());
  const call = (text: string) => {
    const payload: ToolPreInvokePayload = { name: "echo", args: { text } };
    return started.manager.invokeHook("tool_pre_invoke", payload, contextOf({ request_id: text }));
  };
  assert.equal((await call("fine")).continue_processing, true);
  assert.equal((await call("a forbidden word")).violation?.code, "WORD");
});
