import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { builtinHooks, type JsonValue, type Plugin, type PluginResult } from "plugins-adapter/framework";
import { parse } from "yaml";
import { z } from "zod";
import { builtinPlugins } from "../../plugins/builtin.ts";
import { deeplyFrozen, newContext, newPlugin } from "./instances.ts";
import { weirdValues } from "./weird-values.ts";

const folder = new URL("../../plugins/", import.meta.url);
const kinds = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const manifest = z.strictObject({
  name: z.string(),
  kind: z.string(),
  description: z.string().min(1),
  author: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  tags: z.array(z.string()).min(1),
  available_hooks: z.array(z.string()).min(1),
  default_config: z.record(z.string(), z.unknown()),
});

const readmeSections = ["## Example", "## Options", "## What it looks at", "## What it does not catch"];

test("the list of built-in plugins is the list of folders", () => {
  assert.deepEqual(builtinPlugins.map((definition) => definition.kind).sort(), kinds.sort());
});

test("kinds and aliases are unique", () => {
  const names = builtinPlugins.flatMap(({ kind, aliases }) => [kind, ...(aliases ?? [])]);
  assert.equal(new Set(names).size, names.length);
});

/** Configurations that edit or deny much. */
const busyConfigs: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  pii_filter: [
    {
      default_mask_strategy: "partial",
      include_detection_details: true,
      custom_patterns: [{ pattern: "x+" }],
    },
    {
      default_mask_strategy: "hash",
      detect_api_keys: true,
      detect_aws_keys: true,
      whitelist_patterns: ["a"],
    },
    { block_on_detection: true, max_nested_depth: 3, max_collection_items: 5, max_text_bytes: 100 },
  ],
  deny_filter: [{ words: ["a", "\u{1f600}", "x".repeat(1000)], normalize: false }],
  search_replace: [
    {
      words: [{ search: "", replace: "" }].slice(1).concat({ search: "x*", replace: "-" }),
      include_keys: true,
    },
  ],
  resource_filter: [
    { content_filters: [{ pattern: "x+" }], max_content_size: 1000, blocked_domains: ["example.com"] },
  ],
};

for (const definition of builtinPlugins) {
  const { kind } = definition;
  const described = manifest.parse(
    parse(readFileSync(new URL(`${kind}/plugin-manifest.yaml`, folder), "utf8")),
  );
  const readme = readFileSync(new URL(`${kind}/README.md`, folder), "utf8");

  describe(kind, () => {
    test("its folder has a test", () => {
      assert.ok(existsSync(new URL(`${kind}/plugin.test.ts`, folder)));
    });

    test("its manifest agrees with the definition", () => {
      assert.equal(described.kind, kind);
      assert.equal(described.name, kind);
      assert.deepEqual(described.available_hooks, definition.hooks);
      assert.ok(definition.config.safeParse(described.default_config).success, "default_config is valid");
    });

    test("its default config names the defaults", () => {
      const parsed = definition.config.parse(described.default_config) as Record<string, unknown>;
      for (const [option, value] of Object.entries(described.default_config))
        assert.deepEqual(parsed[option], value);
      const required = Object.fromEntries(
        Object.entries(described.default_config).filter(([option]) => isRequired(definition.config, option)),
      );
      const defaults = definition.config.parse(required) as Record<string, unknown>;
      for (const [option, value] of Object.entries(defaults)) assert.deepEqual(parsed[option], value, option);
    });

    test("its config refuses unknown keys and describes every option", () => {
      assert.ok(!definition.config.safeParse({ ...described.default_config, no_such_option: 1 }).success);
      const schema = z.toJSONSchema(definition.config, { io: "input" });
      for (const [option, entry] of Object.entries(schema.properties ?? {})) {
        assert.ok(
          typeof entry === "object" && (entry.description ?? "") !== "",
          `${option} has a description`,
        );
        assert.ok(readme.includes(`\`${option}\``), `the README names ${option}`);
      }
    });

    test("its README has the sections and shows a config that is valid", () => {
      assert.ok(readme.startsWith(`# ${kind}\n`));
      for (const section of readmeSections) assert.ok(readme.includes(`\n${section}\n`), section);
      const example = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
      const [entry] = (parse(example) as { plugins: { kind: string; config: unknown }[] }).plugins;
      assert.equal(entry?.kind, kind);
      assert.deepEqual(definition.config.safeParse(entry?.config).error, undefined);
    });

    test("it implements the hooks that it declares, and no other", () => {
      const plugin = newPlugin(definition, described.default_config);
      for (const hook of definition.hooks) assert.ok(hook in builtinHooks, hook);
      const implemented = Object.keys(builtinHooks).filter((hook) => hook in plugin);
      assert.deepEqual(implemented.sort(), [...definition.hooks].sort());
    });

    const configs = [described.default_config, ...(busyConfigs[kind] ?? [])];
    for (const [number, config] of configs.entries()) {
      test(`it answers any payload, config ${number}`, () => {
        const plugin = newPlugin(definition, config);
        for (const value of weirdValues()) {
          for (const hook of definition.hooks) answers(plugin, hook, payloadOf(hook, value));
        }
      });
    }
  });
}

/** The answer is synchronous, does not touch the payload, and names an edit only if there is one. */
function answers(plugin: Plugin, hook: string, payload: Record<string, unknown>): void {
  const handler = (plugin as Record<string, unknown>)[hook] as (
    payload: unknown,
    context: unknown,
  ) => unknown;
  const answer = handler(deeplyFrozen(payload), newContext());
  assert.ok(!(answer instanceof Promise), "the fast path is synchronous");
  if (answer === undefined) return;
  const result = answer as PluginResult<unknown>;
  if (result.continue_processing === false) {
    assert.ok(result.violation?.code);
    assert.equal(result.modified_payload, undefined);
    return;
  }
  if (result.modified_payload === undefined) return;
  assert.notDeepEqual(result.modified_payload, payload, "an edit changes something");
  const definition = builtinHooks[hook as keyof typeof builtinHooks];
  const checked = definition.payload.safeParse(result.modified_payload);
  assert.deepEqual(checked.error, undefined, "an edited payload is a payload");
}

function payloadOf(hook: string, value: JsonValue): Record<string, unknown> {
  switch (hook) {
    case "tool_pre_invoke":
      return { name: "tool", args: { value } };
    case "prompt_pre_fetch":
      return { prompt_id: "prompt", args: { value: typeof value === "string" ? value : "text" } };
    case "resource_pre_fetch":
      return { uri: typeof value === "string" ? value : "file:///x", metadata: { value } };
    case "resource_post_fetch":
      return { uri: "file:///x", content: value };
    case "prompt_post_fetch":
      return { prompt_id: "prompt", result: value };
    default:
      return { name: "tool", result: value };
  }
}

function isRequired(schema: z.ZodType, option: string): boolean {
  const { required } = z.toJSONSchema(schema, { io: "input" });
  return required?.includes(option) ?? false;
}
