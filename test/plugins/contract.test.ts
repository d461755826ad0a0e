import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { builtinPlugins } from "../../plugins/builtin.ts";
import { contractChecks } from "../../src/testing/plugin-contract.ts";
import { readPluginFolder } from "../../src/testing/plugin-folder.ts";

const folder = new URL("../../plugins/", import.meta.url);
const kinds = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

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
    { default_mask_strategy: "tokenize", restore_tokens: [{ tools: ["*"] }], token_scope: "user" },
  ],
  audit_log: [
    { include: ["argument_names", "sizes", "digests", "duration"], include_payloads: true },
    { include: [], log_level: "DEBUG" },
  ],
  basic_filter: [
    { profanity_action: "deny", profane_words: ["aaa"], spam_threshold: 1, rate_limit: "1/h" },
    { max_nested_depth: 3, max_collection_items: 5, max_text_bytes: 100 },
  ],
  circuit_breaker: [{ consecutive_failure_threshold: 1, min_calls: 1, cooldown_seconds: 1, max_tools: 1 }],
  url_reputation: [
    { check_arguments: true, check_results: true, redact_results: true, use_heuristic_check: true },
    {
      check_results: true,
      only_whitelisted: true,
      max_nested_depth: 3,
      max_collection_items: 5,
      max_text_bytes: 100,
    },
  ],
  html_sanitizer: [
    { sniff: "any", to_text: true },
    { sniff: "any", drop_unknown_tags: false, remove_comments: false, max_text_bytes: 100 },
  ],
  webhook_notification: [
    {
      webhooks: [
        {
          url: "https://x.example/",
          events: ["tool_success", "prompt_success", "resource_success"],
          retry_attempts: 0,
        },
      ],
      include_payload_data: true,
    },
  ],
  watchdog: [{ max_duration_ms: 1, action: "block" }],
  command_guard: [
    { command_fields: [], denied_commands: ["a"], allowed_commands: ["ls"] },
    { block_on_violation: false, max_nested_depth: 3, max_collection_items: 5, max_text_bytes: 100 },
  ],
  ssrf_guard: [
    { only_allowed_hosts: true, allowed_hosts: ["a"], denied_hosts: ["b"], sentences: "all" },
    { block_on_violation: false, max_nested_depth: 3, max_collection_items: 5, max_text_bytes: 100 },
  ],
  path_guard: [
    { allowed_roots: ["/a"], denied_paths: ["*x*"], path_fields: ["a"] },
    { block_on_violation: false, max_nested_depth: 3, max_collection_items: 5, max_text_bytes: 100 },
  ],
  encoded_exfil_detection: [
    {
      block_on_detection: false,
      redact: true,
      min_suspicion_score: 1,
      min_encoded_length: 8,
      min_decoded_length: 4,
    },
    { max_recursion_depth: 3, max_scan_string_length: 1000, max_decode_depth: 5, allowlist_patterns: ["a"] },
  ],
  content_filter: [
    { block_patterns: ["email", "phone", "x+", "\\d"], mask_char: "#" },
    { block_patterns: ["a"], block_on_detection: true },
  ],
  enterprise_filter: [
    { block_on_violation: false, max_nested_depth: 3, max_collection_items: 5, max_text_bytes: 100 },
    { sql_injection_protection: false, allowed_roots: ["/a"] },
  ],
  deny_filter: [{ words: ["a", "\u{1f600}", "x".repeat(1000)], normalize: false }],
  search_replace: [
    {
      words: [{ search: "", replace: "" }].slice(1).concat({ search: "x*", replace: "-" }),
      include_keys: true,
    },
  ],
  tool_acl: [
    { default: "allow", unknown_callers: "by_rules" },
    { rules: [{ effect: "allow", tools: ["a*"] }], unknown_callers: "by_rules" },
  ],
  tool_guard: [
    { action: "deny", min_score: 1, on_drift: "report", on_shadow: "deny", unknown_tools: "deny" },
    { pinning: "configured", max_tools: 2, max_definition_bytes: 100, max_nested_depth: 3 },
  ],
  schema_guard: [
    { arg_schemas: { tool: false, echo: { type: "object" } }, result_schemas: { tool: { type: "string" } } },
    { unknown_tools: "deny", max_tools: 1, max_schema_bytes: 10, max_schema_depth: 1, max_steps: 3 },
  ],
  argument_guard: [
    {
      rules: [
        { arguments: { "*": { type: "string", denied_pattern: "a" } }, required: ["a"], only_named: true },
      ],
      spend: [{ name: "s", tools: ["*"], argument: "a", limit: 1, window: "1d" }],
    },
    { rules: [{ arguments: { "*.*": { max: 1 } } }], block_on_violation: false, max_values: 1 },
  ],
  rate_limiter: [
    { by_user: "3/h", by_tool: { tool: "1/h" }, algorithm: "token_bucket" },
    { by_user_per_server: "1/s", by_tenant: "2/h", by_server: "3/m", algorithm: "sliding_window" },
  ],
  secrets_detection: [
    { block_on_detection: false, redact: true, enabled: { hex_secret_32: true, base64_24: true } },
    {
      block_on_detection: false,
      redact: true,
      redaction_text: "",
      allowlist_patterns: ["a"],
      field_denylist: ["a"],
    },
    { max_nested_depth: 3, max_collection_items: 5, max_text_bytes: 100, min_findings_to_block: 3 },
  ],
  sql_sanitizer: [
    { require_parameterization: true, blocked_statements: ["x"], fields: ["a"] },
    { block_on_violation: false, max_nested_depth: 3, max_collection_items: 5, max_text_bytes: 100 },
  ],
  resource_filter: [
    { content_filters: [{ pattern: "x+" }], max_content_size: 1000, blocked_domains: ["example.com"] },
  ],
};

for (const kind of kinds) {
  const reading = await readPluginFolder(fileURLToPath(new URL(kind, folder)));

  describe(kind, () => {
    test("its folder has a test", () => {
      assert.ok(existsSync(new URL(`${kind}/plugin.test.ts`, folder)));
    });

    test("its folder, manifest and kind have one name", () => {
      assert.ok(reading.ok, reading.ok ? "" : reading.problems.join("\n"));
      const { manifest, definition } = reading.folder;
      assert.deepEqual([manifest.name, definition.kind], [kind, kind]);
    });

    if (!reading.ok) return;
    const options = { configs: busyConfigs[kind] ?? [], synchronous: true, readOnly: true };
    for (const { name, run } of contractChecks(reading.folder, options)) test(name, run);
  });
}
