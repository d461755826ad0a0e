import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  manifestPlace,
  pluginManifestSchema,
  readPluginManifest,
} from "../../src/framework/plugin-manifest.ts";

const root = mkdtempSync(join(tmpdir(), "manifests-"));
after(() => rmSync(root, { recursive: true }));

let count = 0;
function folderWith(text: string): string {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  writeFileSync(join(folder, "plugin-manifest.yaml"), text);
  return folder;
}

async function read(text: string) {
  const reading = await readPluginManifest(folderWith(text));
  assert.ok(reading.ok, JSON.stringify(reading));
  assert.ok(reading.manifest);
  return reading.manifest;
}

test("a manifest as ContextForge's plugins have it, and where its keys stand", async () => {
  const manifest = await read(`# what it is
description: "Enforces max runtime"
author: "ContextForge"
version: "0.1.0"
tags: ["reliability", "latency"]
available_hooks:
  - "tool_pre_invoke"
  - "tool_post_invoke"
default_config:
  max_duration_ms: 30000
  tool_overrides: {}
monorepo:
  package_source: x
`);
  const { document, file, ...told } = manifest;
  assert.deepEqual(told, {
    description: "Enforces max runtime",
    author: "ContextForge",
    version: "0.1.0",
    tags: ["reliability", "latency"],
    available_hooks: ["tool_pre_invoke", "tool_post_invoke"],
    monorepo: { package_source: "x" },
    default_config: { max_duration_ms: 30000, tool_overrides: {} },
    schema: undefined,
  });
  assert.deepEqual(manifestPlace(manifest, ["available_hooks", 1]), {
    file,
    line: 8,
    column: 5,
    key: "available_hooks[1]",
  });
});

for (const [name, text, config] of [
  ["nothing but a key", "version: '1'", {}],
  ["an empty default_config", "default_config:", {}],
  ["the older spelling", "default_configs: {a: 1}", { a: 1 }],
  ["the older spelling, empty, as ContextForge's templates have it", "default_configs:", {}],
  [
    "braces are no templates",
    'default_config: {a: "{{event}} ${HOME} {{ env.HOME }}", b: "$${x}"}',
    {
      a: "{{event}} ${HOME} {{ env.HOME }}",
      b: "$${x}",
    },
  ],
  ["anchors", "default_config: {a: &a [1], b: *a}", { a: [1], b: [1] }],
] as const) {
  test(`default config: ${name}`, async () => {
    assert.deepEqual((await read(text)).default_config, config);
  });
}

test("config_schema is a schema", async () => {
  const { schema } = await read(
    "config_schema: {type: object, properties: {limit: {type: integer, default: 3}}, additionalProperties: false}",
  );
  assert.deepEqual(schema?.safeParse({}).data, { limit: 3 });
  assert.equal(schema?.safeParse({ limit: "x" }).success, false);
  assert.equal(schema?.safeParse({ limits: 1 }).success, false);
});

test("patterns of config_schema are linear, wherever they stand", async () => {
  const pattern = "^(a+)+$";
  const { schema } = await read(
    `config_schema: ${JSON.stringify({
      type: "object",
      properties: {
        name: { type: "string", pattern },
        pattern: { type: "string", default: "x" },
        list: { type: "array", prefixItems: [{ type: "integer" }], items: { type: "string", pattern } },
        deep: { allOf: [{ type: "object", properties: { name: { type: "string", pattern } } }] },
      },
      additionalProperties: { type: "string", pattern: "b" },
    })}`,
  );
  assert.ok(schema);
  const good = { name: "aa", pattern: "x", list: [1, "a"], deep: { name: "a" }, other: "abc" };
  assert.deepEqual(schema.safeParse(good).data, good);
  const long = `${"a".repeat(50_000)}!`;
  const wrong = { name: long, list: [1, "a", long], deep: { name: long }, other: long };
  const paths = schema.safeParse(wrong).error?.issues.map(({ path }) => path.join("."));
  assert.deepEqual(paths?.toSorted(), ["deep.name", "list.2", "name", "other"]);
});

for (const [what, schema] of [
  ["a pattern in anyOf", { anyOf: [{ type: "string", pattern: "a" }] }],
  ["a pattern in a definition", { $defs: { a: { type: "string", pattern: "a" } } }],
  ["patterns of names", { type: "object", patternProperties: { a: { type: "string" } } }],
  ["patterns in names", { type: "object", propertyNames: { pattern: "a" } }],
  ["a pattern that RE2 has not", { type: "object", properties: { a: { type: "string", pattern: "(?=a)" } } }],
] as const) {
  test(`config_schema: ${what} is refused`, async () => {
    const reading = await readPluginManifest(folderWith(`config_schema: ${JSON.stringify(schema)}`));
    assert.ok(!reading.ok);
    assert.match(reading.problems[0]?.expected ?? "", /patterns may stand in|is none of RE2/);
  });
}

const doubling = (levels: number) => ({
  type: "object",
  properties: { x: { $ref: "#/$defs/a0" } },
  $defs: {
    ...Object.fromEntries(
      Array.from({ length: levels }, (_, level) => {
        const next = { $ref: `#/$defs/a${level + 1}` };
        return [`a${level}`, { anyOf: [next, next] }];
      }),
    ),
    [`a${levels}`]: { type: "integer" },
  },
});

for (const [what, schema, message] of [
  ["references that double what is checked", doubling(60), /more than 10000 values/],
  ["a reference to the whole", { $ref: "#" }, /in a circle/],
  [
    "references to each other",
    { $defs: { a: { $ref: "#/$defs/b" }, b: { allOf: [{ $ref: "#/$defs/a" }] } } },
    /in a circle/,
  ],
  ["a reference to nothing", { properties: { a: { $ref: "#/$defs/a" } } }, /JSON Schema/],
] as const) {
  test(`config_schema: ${what}`, async () => {
    const reading = await readPluginManifest(folderWith(`config_schema: ${JSON.stringify(schema)}`));
    assert.ok(!reading.ok);
    assert.match(reading.problems[0]?.expected ?? "", message);
  });
}

test("config_schema: what is about mappings or lists is checked, also where it does not say so", async () => {
  const { schema } = await read(
    "config_schema: {properties: {limit: {type: integer}, deep: {properties: {a: {type: integer}}, required: [a]}, list: {items: {type: integer}}}}",
  );
  for (const [value, good] of [
    [{ limit: 1, deep: { a: 1 }, list: [1] }, true],
    [{ limit: "x" }, false],
    [{ deep: {} }, false],
    [{ list: ["x"] }, false],
  ] as const)
    assert.equal(schema?.safeParse(value).success, good, JSON.stringify(value));
});

test("config_schema: references to what is defined once", async () => {
  const { schema } = await read(`config_schema: ${JSON.stringify(doubling(3))}`);
  assert.equal(schema?.safeParse({ x: 1 }).success, true);
  assert.equal(schema?.safeParse({ x: "1" }).success, false);
});

const keys = Object.keys(pluginManifestSchema.shape).join(", ");

/** Text → line, key and what is expected of each problem. */
const bad: readonly (readonly [string, readonly string[]])[] = [
  ["", ["1 : the keys of a manifest"]],
  ["- a", ["1 : the keys of a manifest"]],
  ["a: [", ["1 : YAML 1.2"]],
  ["version: 1.0", ["1 version: a text (put quotes around it)"]],
  ["author: a\nauthor: b", ["2 author: it once: it is on line 1 already"]],
  [
    "tags: [a, 1]\navailable_hooks: []",
    ["1 tags[1]: a text (put quotes around it)", "2 available_hooks: at least 1 items"],
  ],
  ["availble_hooks: [x]", ["1 availble_hooks: available_hooks"]],
  ["mode: enforce", [`1 mode: one of ${keys}`]],
  ["default_config: 5", ["1 default_config: a mapping"]],
  ["default_config: {a: yes}", ["1 default_config.a: true, or quotes around it: readers of YAML disagree"]],
  ["default_config: {}\ndefault_configs: {}", ["2 default_configs: one of them"]],
  [
    "name: x\nconfig_schema: {type: objekt}",
    ["2 config_schema: JSON Schema 2020-12 (Unsupported type: objekt)"],
  ],
  ["config_schema: []", ["1 config_schema: a mapping"]],
  [`name: "${"x".repeat(1_000_000)}"`, ["1 : at most 1000000 characters"]],
];

for (const [text, expected] of bad) {
  test(`a manifest that is refused: ${text.slice(0, 60).replaceAll("\n", "\\n")}`, async () => {
    const folder = folderWith(text);
    const reading = await readPluginManifest(folder);
    assert.ok(!reading.ok);
    const told = reading.problems.map(
      ({ line, key, expected, suggestion }) => `${line} ${key}: ${suggestion ?? expected}`,
    );
    assert.deepEqual(told, expected);
    for (const { file } of reading.problems) assert.equal(file, join(folder, "plugin-manifest.yaml"));
  });
}

test("a folder without one, and no folder at all", async () => {
  assert.deepEqual(await readPluginManifest(root), { ok: true, manifest: undefined });
  assert.deepEqual(await readPluginManifest(join(root, "not-there")), { ok: true, manifest: undefined });
});

test("what is there and cannot be read is a problem", async () => {
  const folder = join(root, "of-folders");
  mkdirSync(join(folder, "plugin-manifest.yaml"), { recursive: true });
  const reading = await readPluginManifest(folder);
  assert.ok(!reading.ok);
  assert.match(reading.problems[0]?.found ?? "", /no file/);
});

test("a link that leads out of the folder is refused, one within it is followed", async () => {
  const target = join(folderWith("version: '1'"), "plugin-manifest.yaml");
  const out = join(root, "linked-out");
  mkdirSync(out);
  symlinkSync(target, join(out, "plugin-manifest.yaml"));
  const reading = await readPluginManifest(out);
  assert.ok(!reading.ok);
  assert.match(reading.problems[0]?.found ?? "", /link to another folder/);

  const within = join(root, "linked-within");
  mkdirSync(within);
  writeFileSync(join(within, "other.yaml"), "version: '2'");
  symlinkSync("other.yaml", join(within, "plugin-manifest.yaml"));
  const followed = await readPluginManifest(within);
  assert.equal(followed.ok && followed.manifest?.version, "2");

  symlinkSync(within, join(root, "linked-folder"));
  const folder = await readPluginManifest(join(root, "linked-folder"));
  assert.equal(folder.ok && folder.manifest?.version, "2");
});

test("a manifest without end is not read, nor one that is a pipe", async () => {
  const large = folderWith(`name: "${"x".repeat(5_000_000)}"`);
  const tooLarge = await readPluginManifest(large);
  assert.ok(!tooLarge.ok);
  assert.match(tooLarge.problems[0]?.found ?? "", /more than \d+ bytes/);

  const piped = join(root, "piped");
  mkdirSync(piped);
  assert.equal(spawnSync("mkfifo", [join(piped, "plugin-manifest.yaml")]).status, 0);
  const pipe = await readPluginManifest(piped);
  assert.ok(!pipe.ok);
  assert.match(pipe.problems[0]?.found ?? "", /no file/);
});
