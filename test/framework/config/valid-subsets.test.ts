import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { errorPolicies, pluginModes } from "../../../src/framework/config/entry.ts";
import { configOf, loadText } from "./load-text.ts";

const name = fc
  .stringMatching(/^[a-z][a-z0-9_.*:/-]{0,20}$/)
  .filter((text) => !/^(yes|no|on|off)$/.test(text));
const names = fc.array(name, { maxLength: 3 });
/** Any text that is no template. */
const text = fc.string({ unit: "grapheme", maxLength: 20 }).filter((value) => !/[{}]/.test(value));

const condition = fc.record(
  {
    server_ids: names,
    tenant_ids: names,
    tools: names,
    prompts: names,
    resources: names,
    user_patterns: names,
    content_types: names,
  },
  { requiredKeys: [] },
);
const entry = fc.record(
  {
    name,
    kind: name,
    description: text,
    version: text,
    author: text,
    namespace: text,
    tags: names,
    hooks: names,
    mode: fc.constantFrom(...pluginModes, "sequential", "transform"),
    on_error: fc.constantFrom(...errorPolicies),
    priority: fc.integer({ min: -1000, max: 1000 }),
    conditions: fc.array(condition, { maxLength: 3 }),
    config: fc.dictionary(name, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), names), {
      maxKeys: 4,
    }),
  },
  { requiredKeys: ["name", "kind"] },
);
const seconds = fc.integer({ min: 1, max: 86_400 });
const document = fc.record(
  {
    plugins: fc.uniqueArray(entry, { maxLength: 4, selector: (one) => one.name }),
    plugin_dirs: names,
    plugin_settings: fc.record(
      {
        plugin_timeout: seconds,
        fail_on_plugin_error: fc.boolean(),
        enable_plugin_api: fc.boolean(),
        plugin_health_check_interval: seconds,
        parallel_execution_within_band: fc.boolean(),
        max_payload_bytes: fc.integer({ min: 1, max: 1_000_000_000 }),
        context_max_age_seconds: seconds,
        context_sweep_seconds: seconds,
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["plugins"] },
);

test("any subset of valid keys loads, and comes back as written", async () => {
  await fc.assert(
    fc.asyncProperty(document, async (value) => {
      // yaml's own writer leaves YAML 1.1's words unquoted unless told to write for 1.1.
      const config = configOf(
        await loadText(stringify(value, { version: "1.1", aliasDuplicateObjects: false })),
      );
      for (const [index, given] of value.plugins.entries()) {
        const read = config.plugins[index];
        const { mode = "enforce", on_error, ...rest } = given;
        assert.equal(read?.mode, { sequential: "enforce", transform: "permissive" }[mode as string] ?? mode);
        assert.equal(read?.onError, on_error ?? (mode === "enforce_ignore_error" ? "ignore" : "fail"));
        for (const [key, expected] of Object.entries(rest)) {
          assert.equal(JSON.stringify(read?.[key as keyof typeof read]), JSON.stringify(expected), key);
        }
      }
      assert.deepEqual({ ...config.plugin_settings, ...value.plugin_settings }, config.plugin_settings);
      assert.deepEqual(config.plugin_dirs, value.plugin_dirs ?? []);
    }),
    { numRuns: 150 },
  );
});
