import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { auditVerify } from "../../src/commands/audit/verify.ts";
import { demo } from "../../src/commands/demo/command.ts";
import { envoyConfig } from "../../src/commands/envoy-config.ts";
import { explain } from "../../src/commands/explain/command.ts";
import { pluginsInfo } from "../../src/commands/plugins/info.ts";
import { pluginsList } from "../../src/commands/plugins/list.ts";
import { pluginsNew } from "../../src/commands/plugins/new.ts";
import { pluginsServe } from "../../src/commands/plugins/serve.ts";
import { pluginsTest } from "../../src/commands/plugins/test.ts";
import { replay } from "../../src/commands/replay/command.ts";
import { serve } from "../../src/commands/serve/command.ts";
import { validate } from "../../src/commands/validate/command.ts";

const page = await readFile(new URL("../../docs/reference/cli.md", import.meta.url), "utf8");

for (const { name, usage } of [
  serve,
  validate,
  explain,
  replay,
  envoyConfig,
  pluginsList,
  pluginsInfo,
  pluginsNew,
  pluginsTest,
  pluginsServe,
  auditVerify,
  demo,
]) {
  test(`the reference page has the usage of ${name}`, () => {
    assert.ok(page.includes(`\n## ${name}\n`));
    assert.ok(page.includes(`\n\`\`\`\n${usage}\n\`\`\`\n`));
  });
}

test("the reference page has no other command", () => {
  const told = [...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
  assert.deepEqual(told, [
    "serve",
    "validate",
    "explain",
    "replay",
    "envoy-config",
    "plugins list",
    "plugins info",
    "plugins new",
    "plugins test",
    "plugins serve",
    "audit verify",
    "demo",
  ]);
});
