import assert from "node:assert/strict";
import { test } from "node:test";
import { builtinPlugins } from "../../plugins/builtin.ts";
import { builtinDefinitions } from "../../src/commands/builtin-definitions.ts";
import { pluginEntry } from "../../src/framework/index.ts";

const loaded = async (entries: readonly Parameters<typeof pluginEntry>[0][]) => {
  const definitions = await builtinDefinitions(entries.map(pluginEntry));
  return definitions.filter(({ hooks }) => hooks.length > 0).map(({ kind }) => kind);
};

test("all names are there, whatever is loaded", async () => {
  const names = (definitions: typeof builtinPlugins) =>
    definitions.map(({ kind, aliases = [] }) => [kind, ...aliases]);
  assert.deepEqual(names(await builtinDefinitions([])), names(builtinPlugins));
});

for (const [what, entry, kinds] of [
  ["its kind", { name: "p", kind: "deny_filter" }, ["deny_filter"]],
  ["another name", { name: "p", kind: "plugins.deny_filter.deny.DenyListPlugin" }, ["deny_filter"]],
  ["an isolated entry", { name: "p", kind: "isolated", config: { plugin: "deny_filter" } }, ["deny_filter"]],
  ["a disabled entry", { name: "p", kind: "deny_filter", mode: "disabled" }, ["deny_filter"]],
  ["no entry", { name: "p", kind: "./mine.ts" }, []],
] as const) {
  test(`what is named by ${what} is loaded`, async () => {
    assert.deepEqual(await loaded([entry]), kinds);
  });
}

test("a definition that was loaded is the plugin's own", async () => {
  const definitions = await builtinDefinitions([pluginEntry({ name: "p", kind: "pii_filter" })]);
  assert.equal(
    definitions.find(({ kind }) => kind === "pii_filter"),
    builtinPlugins.find(({ kind }) => kind === "pii_filter"),
  );
});
