import assert from "node:assert/strict";
import { test } from "node:test";
import { builtinPlugins } from "../../plugins/builtin.ts";
import { optionsOf } from "../../src/testing/plugin-contract.ts";
import { textOf } from "../repository/files.ts";

const page = textOf("docs/reference/plugins.md");

for (const definition of builtinPlugins) {
  test(`the reference has every option, hook and name of ${definition.kind}`, () => {
    const section = page.split(/^## /m).find((each) => each.startsWith(`\`${definition.kind}\`\n`)) ?? "";
    for (const { name, description } of optionsOf(definition)) {
      const row = section.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
      assert.ok(row?.includes(description), `${name}: ${row}`);
    }
    for (const name of [...definition.hooks, ...(definition.aliases ?? [])]) {
      assert.ok(section.includes(`\`${name}\``), name);
    }
  });
}
