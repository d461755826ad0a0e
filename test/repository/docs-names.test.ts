import assert from "node:assert/strict";
import test from "node:test";
import { auditVerify } from "../../src/commands/audit/verify.ts";
import { demo } from "../../src/commands/demo/command.ts";
import { envoyConfig } from "../../src/commands/envoy-config.ts";
import { explain } from "../../src/commands/explain/command.ts";
import { plugins } from "../../src/commands/plugins/command.ts";
import { pluginsInfo } from "../../src/commands/plugins/info.ts";
import { pluginsList } from "../../src/commands/plugins/list.ts";
import { pluginsNew } from "../../src/commands/plugins/new.ts";
import { pluginsTest } from "../../src/commands/plugins/test.ts";
import { replay } from "../../src/commands/replay/command.ts";
import { serve } from "../../src/commands/serve/command.ts";
import { validate } from "../../src/commands/validate/command.ts";
import { strictSettings } from "../../src/settings/denial.ts";
import { filesBelow, textOf } from "./files.ts";

const guides = ["README.md", "docs/reference/wire.md", ...filesBelow("docs/guide/")];
const commands = [
  pluginsList,
  pluginsInfo,
  pluginsNew,
  pluginsTest,
  serve,
  validate,
  explain,
  replay,
  envoyConfig,
  ...(plugins.commands ?? []),
  auditVerify,
  demo,
];
const reference = textOf("docs/reference/configuration.md");
const source = filesBelow("src/")
  .filter((path) => path.endsWith(".ts"))
  .map(textOf)
  .join("\n");

for (const page of guides) {
  const text = textOf(page);

  test(`${page}: commands and their flags exist`, () => {
    const lines = [...text.matchAll(/^(?:npx )?plugins-adapter (.*)$/gm)].map((match) => match[1]!);
    const unknown = lines.flatMap((line) => {
      const usage = commands.find(({ name }) => `${line} `.startsWith(`${name} `))?.usage;
      if (usage === undefined) return [line];
      return line.split(/\s+/).filter((arg) => arg.startsWith("--") && !usage.includes(`${arg} `));
    });
    assert.deepEqual(unknown, []);
  });

  test(`${page}: settings exist`, () => {
    const named = [...text.matchAll(/`(?:adapter\.)?((?:[a-z_]+\.)+[a-z_]+)(?:: [^`]*)?`/g)].map(
      (match) => match[1]!,
    );
    assert.deepEqual(
      // The namespace of Envoy's metadata begins like a plugin's key.
      named.filter(
        (name) => name !== "mcp.plugins_adapter" && sections.has(name.split(".")[0]!) && !isSetting(name),
      ),
      [],
    );
  });

  test(`${page}: metrics and log lines exist`, () => {
    const metrics = [...text.matchAll(/`((?:plugins_adapter|mcpgateway)_[a-z_]+)/g)].map(
      (match) => match[1]!,
    );
    const table = /^\| `msg` \|[\s\S]*?\n\n/m.exec(text)?.[0] ?? "";
    const cells = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].slice(1).map((match) => match[1]!);
    const messages = cells.flatMap((cell) =>
      [...cell.matchAll(/`([^`]+)`/g)].map((match) => `"${match[1]}"`),
    );
    assert.deepEqual(
      [...metrics, ...messages].filter((name) => !source.includes(name)),
      [],
    );
  });
}

const sections = new Set(
  [...reference.matchAll(/^\| `([a-z_]+)\.[a-z_.]+` \|/gm)]
    .map((match) => match[1]!)
    .concat("plugin_settings"),
);

function isSetting(name: string): boolean {
  const inSettings = /^plugin_settings\.(\w+)$/.exec(name);
  if (!inSettings) return reference.includes(`| \`${name}`);
  const start = reference.indexOf("\n## `plugin_settings`");
  return reference.slice(start, reference.indexOf("\n## ", start + 4)).includes(`| \`${inSettings[1]}\``);
}

test("the table of strict checks has every one of them", () => {
  const text = textOf("docs/guide/configuration.md");
  const rows = [...text.slice(text.indexOf("## Strict checks")).matchAll(/^\| `(\w+)(?:: \w+)?` \|/gm)];
  assert.deepEqual(
    rows.map((match) => match[1]),
    Object.keys(strictSettings.shape),
  );
});
