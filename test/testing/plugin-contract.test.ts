import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  definePlugin,
  type JsonObject,
  type MessagePayload,
  type Plugin,
  type PluginResult,
} from "plugins-adapter/framework";
import {
  type ContractOptions,
  contractChecks,
  optionsOf,
  type PluginFolder,
  readPluginFolder,
} from "plugins-adapter/testing";
import { z } from "zod";

const readme = `# tidy

\`\`\`yaml
plugins:
  - { name: tidy, kind: ./tidy/plugin.ts, config: { word: x } }
\`\`\`

## Example

## Options

\`word\`, \`often\`

## What it looks at

## What it does not catch
`;

const tidy: PluginFolder = {
  path: "/tidy",
  module: "plugin.ts",
  readme,
  manifest: {
    name: "tidy",
    kind: "tidy",
    description: "d",
    author: "a",
    version: "1.0.0",
    tags: ["t"],
    available_hooks: ["tool_pre_invoke"],
    default_config: { word: "x", often: 1 },
  },
  definition: definition({ tool_pre_invoke() {} }),
  hookTypes: [],
};

function definition(plugin: Plugin, config: z.ZodType = options()) {
  return definePlugin({ kind: "tidy", hooks: ["tool_pre_invoke"], config, create: () => plugin });
}

function options() {
  return z.strictObject({
    word: z.string().describe("A word"),
    often: z.number().default(1).describe("How often"),
  });
}

async function broken(folder: PluginFolder, options: ContractOptions = {}): Promise<string[]> {
  const found: string[] = [];
  for (const { name, run } of contractChecks(folder, options)) {
    await run().catch((error: Error) => found.push(`${name}: ${error.message}`));
  }
  return found;
}

test("a folder that keeps every promise", async () => assert.deepEqual(await broken(tidy), []));

describe("each promise, broken", () => {
  const { manifest } = tidy;
  const denies = { continue_processing: false };
  const rows: readonly [name: string, change: Partial<PluginFolder>, expected: RegExp][] = [
    ["another kind", { manifest: { ...manifest, kind: "other" } }, /manifest agrees.*: kind/],
    ["other hooks", { manifest: { ...manifest, available_hooks: [] } }, /available_hooks/],
    ["a bad default", { manifest: { ...manifest, default_config: {} } }, /default_config/],
    ["another default", { manifest: { ...manifest, default_config: { word: "x", often: 2 } } }, /often/],
    [
      "a loose schema",
      { definition: definition({ tool_pre_invoke() {} }, z.looseObject({})) },
      /unknown key/,
    ],
    [
      "an option without description",
      {
        definition: definition(
          { tool_pre_invoke() {} },
          z.strictObject({ word: z.string(), often: z.number() }),
        ),
      },
      /option word has no description/,
    ],
    ["a README without an option", { readme: readme.replace("`often`", "") }, /does not name option often/],
    ["a README without a section", { readme: readme.replace("## Options", "") }, /no section "## Options"/],
    [
      "a README without an example",
      { readme: readme.replace("```yaml", "```json") },
      /no configuration as YAML/,
    ],
    ["a README of another kind", { readme: readme.replace("kind: ./", "kind: x") }, /no entry of this kind/],
    ["a README with a bad config", { readme: readme.replace("word: x", "wort: x") }, /example is not valid/],
    ["a hook that is missing", { definition: definition({}) }, /implements the hooks/],
    [
      "a hook that is not declared",
      { definition: definition({ tool_pre_invoke() {}, tool_post_invoke() {} }) },
      /implements the hooks/,
    ],
    [
      "a payload that is written to",
      { definition: { ...definition({ tool_pre_invoke: write }), readOnly: true } },
      /answers any payload/,
    ],
    [
      "a payload that is none after it was written to",
      { definition: definition({ tool_pre_invoke: ruin }) },
      /leaves an edited payload that is none/,
    ],
    [
      "a denial without a code",
      { definition: definition({ tool_pre_invoke: () => denies }) },
      /without a code/,
    ],
    [
      "an edit that is none",
      { definition: definition({ tool_pre_invoke: (payload) => ({ modified_payload: { ...payload } }) }) },
      /changes nothing/,
    ],
  ];
  for (const [name, change, expected] of rows) {
    test(name, async () => {
      const found = await broken({ ...tidy, ...change });
      assert.ok(found.length > 0, "nothing was found");
      assert.match(found.join("\n"), expected);
    });
  }

  test("a promise where the answer has to come at once", async () => {
    const folder = { ...tidy, definition: definition({ async tool_pre_invoke() {} }) };
    assert.deepEqual(await broken(folder), []);
    assert.match((await broken(folder, { synchronous: true })).join(), /answers with a promise/);
  });
});

function write(payload: object) {
  (payload as { args: unknown }).args = {};
}

function ruin(payload: object) {
  (payload as { args: unknown }).args = 5;
}

test("a plugin may edit its own copy in place, unless it or its test promises that it does not", async () => {
  const folder = { ...tidy, definition: definition({ tool_pre_invoke: write }) };
  assert.deepEqual(await broken(folder), []);
  assert.match(
    (await broken(folder, { readOnly: true })).join(),
    /answers any payload, config 0: .*read.?only/i,
  );
});

test("plugins on HTTP requests are tried with their payloads, and answer as those hooks want it", async () => {
  const available_hooks = [
    "http_pre_request",
    "http_post_request",
    "http_auth_resolve_user",
    "http_auth_check_permission",
  ];
  const folder = (plugin: Plugin): PluginFolder => ({
    ...tidy,
    manifest: { ...tidy.manifest, available_hooks },
    definition: definePlugin({
      kind: "tidy",
      hooks: available_hooks,
      config: options(),
      create: () => plugin,
    }),
  });
  const plugin: Plugin = {
    http_pre_request: ({ headers }) => ({ modified_payload: { "x-seen": `${headers["x-value"]?.length}` } }),
    http_post_request: ({ status_code }) => ({ modified_payload: { "x-seen": `${status_code}` } }),
    http_auth_resolve_user: ({ headers }) => ({ modified_payload: { email: `${headers["x-value"]}@x` } }),
    http_auth_check_permission: ({ permission }) => ({ modified_payload: { granted: permission !== "" } }),
  };
  assert.deepEqual(await broken(folder(plugin)), []);
  const wrong = { ...plugin, http_auth_resolve_user: () => ({ modified_payload: { name: "Ann" } as never }) };
  assert.ok((await broken(folder(wrong))).length > 0);
});

test("plugins on messages are tried with a message of each kind", async () => {
  const hooks = ["tool_list", "elicitation_request", "message"] as const;
  const kinds = new Set<string>();
  const on = (
    handler: (payload: MessagePayload) => PluginResult<MessagePayload> | undefined,
  ): PluginFolder => ({
    ...tidy,
    manifest: { ...tidy.manifest, available_hooks: [...hooks] },
    definition: definePlugin({
      kind: "tidy",
      hooks,
      config: options(),
      create: () => ({ tool_list: handler, elicitation_request: handler, message: handler }),
    }),
  });
  const edits = on((payload) => {
    kinds.add(payload.kind);
    const { result } = payload;
    if (result !== undefined) return { modified_payload: { ...payload, result: { ...result, seen: true } } };
    return undefined;
  });
  assert.deepEqual(await broken(edits), []);
  assert.deepEqual([...kinds].toSorted(), ["error", "notification", "request", "result"]);
  const careless = on(({ result }) => ({ metadata: { tools: Object.keys(result as JsonObject).length } }));
  assert.match((await broken(careless)).join(), /it answers any payload/);
});

test("options as a schema tells them", () => {
  const config = z.strictObject({
    word: z.string().describe("A word"),
    mode: z.enum(["a", "b"]).default("a").describe("Which"),
    list: z.array(z.number()).optional(),
    either: z.union([z.string(), z.number()]).optional(),
  });
  const shown = optionsOf({ config }).map(({ name, type, required, default: value }) => [
    name,
    type,
    required,
    value,
  ]);
  assert.deepEqual(shown, [
    ["word", "string", true, undefined],
    ["mode", '"a" | "b"', false, '"a"'],
    ["list", "list of number", false, undefined],
    ["either", "string | number", false, undefined],
  ]);
  assert.deepEqual(optionsOf({ config: z.unknown() }), []);
});

describe("reading a folder", () => {
  test("a built-in plugin's", async () => {
    const path = fileURLToPath(new URL("../../plugins/deny_filter", import.meta.url));
    const reading = await readPluginFolder(path);
    assert.ok(reading.ok);
    assert.equal(reading.folder.definition.kind, "deny_filter");
    assert.equal(reading.folder.path, path);
  });

  test("everything that is wrong is told at once", async (t) => {
    assert.deepEqual(await problems(t, {}), [
      "no plugin-manifest.yaml",
      "README.md can't be read",
      "no plugin.ts or plugin.js",
    ]);
    const files = { "plugin-manifest.yaml": "name: [", "README.md": "", "plugin.js": "export default 5;" };
    assert.deepEqual(await problems(t, files), [
      "plugin-manifest.yaml:1:8: found bad YAML (Flow sequence in block collection must be sufficiently indented and end with a ]), expected YAML 1.2",
      "plugin.js: its default export is not what definePlugin returns",
    ]);
    const more = {
      "plugin-manifest.yaml": "name: x\nkind: x\nauthor: x\nversion: '1'\ndefault_configs: {a: 1}\n",
      "README.md": "",
      "plugin.js": "throw new Error('no')",
    };
    assert.deepEqual(await problems(t, more), [
      "plugin-manifest.yaml:1:1: description: found nothing, expected a text",
      'plugin-manifest.yaml:4:1: version: found "1", expected a version such as 1.0.0',
      "plugin-manifest.yaml:1:1: tags: found nothing, expected a list",
      "plugin-manifest.yaml:1:1: available_hooks: found nothing, expected a list",
      "plugin.js can't be imported: no",
    ]);
    const declares = {
      ...files,
      "plugin-manifest.yaml": "kind: 1",
      "plugin.js": "export const hookTypes = [{ name: 'x' }]; export default 5;",
    };
    assert.deepEqual(await problems(t, declares), [
      "plugin-manifest.yaml:1:1: kind: found the number 1, expected a text (put quotes around it)",
      "plugin.js: its export `hookTypes`: item 0: payload: no schema",
    ]);
  });
});

async function problems(t: TestContext, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "plugin-folder-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const reading = await readPluginFolder(folder);
  assert.ok(!reading.ok);
  return reading.problems;
}
