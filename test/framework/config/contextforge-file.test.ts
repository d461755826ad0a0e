import assert from "node:assert/strict";
import { test } from "node:test";
import { adapterLoadOptions } from "../../../src/settings/load-options.ts";
import { configOf, loadTexts } from "./load-text.ts";

/** A file of the shape that ContextForge ships: old and new mode names, comments, keys that its loader ignores. */
const text = `# Main plugin configuration
plugin_dirs:
  - "plugins/native"   # built in
  - "plugins/custom"
  - "/etc/mcpgateway/plugins"

plugin_settings:
  parallel_execution_within_band: true
  plugin_timeout: 120
  fail_on_plugin_error: no
  enable_plugin_api: true
  plugin_health_check_interval: 120
  include_user_info: false
  max_parallel: 4          # nobody reads this

server_settings: &server
  host: "0.0.0.0"
  port: {{ env.PLUGIN_PORT | default(8000) }}
  tls: {certfile: {{ env.CERT }}, ssl_cert_reqs: 2}
grpc_server_settings: {<<: *server, port: 50051}
unix_socket_server_settings:
  path: /tmp/plugins.sock

plugins:
  # Self-contained search and replace
  - name: "ReplaceBadWordsPlugin"
    kind: "plugins.regex_filter.search_replace.SearchReplacePlugin"
    description: "A plugin for finding and replacing words."
    version: "0.1.0"
    author: "ContextForge"
    hooks: ["prompt_pre_fetch", "prompt_post_fetch", "tool_pre_invoke", "tool_post_invoke"]
    tags: ["plugin", "transformer", "regex"]
    mode: "enforce"  # enforce | permissive | disabled
    priority: 150
    conditions:
      - prompts: ["test_prompt"]
        server_ids: []
        tenant_ids: []
        agents: ["a"]
    config:
      words:
        - search: crap
          replace: crud
        - search: "x{2}"
          replace: "\${1}"
  - name: "PIIFilterPlugin"
    kind: "cpex_pii_filter.pii_filter.PIIFilterPlugin"
    hooks: ["prompt_pre_fetch", "tool_pre_invoke"]
    mode: sequential
    on_error: ignore
    priority: 50
    capabilities: ["read_subject"]
    namespace: null
    conditions: []
    config: {detect_ssn: yes, detect_email: on, mask_token: "{{ env.MASK | default('[PII]') }}"}
  - name: "Summarizer"
    kind: "plugins.summarizer.summarizer.SummarizerPlugin"
    mode: "transform"
    appplied: true
    applied_to:
      tools: [{tool_name: a, fields: [b]}]
    config:
      openai: {api_key_env: OPENAI_API_KEY, key: "{{ env.OPENAI_API_KEY }}"}
  - name: "OPAPluginFilter"
    kind: "external"
    hooks: ["tool_pre_invoke"]
    mode: disabled
    priority: 10
    mcp:
      proto: STREAMABLEHTTP
      url: "http://127.0.0.1:{{ env.OPA_PORT }}/mcp"
      # tls: {verify: true}
`;

test("a file of ContextForge's shape loads, with a warning for each thing that it says in vain", async () => {
  const loading = await loadTexts(
    { "config.yaml": text },
    { environment: { OPA_PORT: "8000" }, ...adapterLoadOptions({}, {}) },
  );
  const { plugins, plugin_settings, plugin_dirs, sections, tolerant } = configOf(loading);
  assert.ok(loading.ok);
  assert.equal(tolerant, true);
  assert.equal(sections.adapter.compat, "contextforge");
  assert.equal(loading.notices.length, 1);
  assert.deepEqual(
    plugins.map(({ name, mode, onError, priority, source }) => [name, mode, onError, priority, source.line]),
    [
      ["ReplaceBadWordsPlugin", "enforce", "fail", 150, 26],
      ["PIIFilterPlugin", "enforce", "ignore", 50, 46],
      ["Summarizer", "permissive", "fail", 100, 56],
      ["OPAPluginFilter", "disabled", "fail", 10, 64],
    ],
  );
  assert.deepEqual(plugins[0]?.conditions, [{ prompts: ["test_prompt"], server_ids: [], tenant_ids: [] }]);
  assert.deepEqual(plugins[1]?.config, { detect_ssn: true, detect_email: true, mask_token: "[PII]" });
  assert.deepEqual(plugin_settings, {
    parallel_execution_within_band: true,
    execution_order: "priority",
    conditions: "contextforge",
    server_prefixes: {},
    plugin_timeout: 120,
    fail_on_plugin_error: false,
    enable_plugin_api: true,
    plugin_health_check_interval: 120,
    max_payload_bytes: 1_000_000,
    context_max_age_seconds: 3600,
    context_sweep_seconds: 300,
  });
  assert.deepEqual(plugin_dirs, ["plugins/native", "plugins/custom", "/etc/mcpgateway/plugins"]);
  assert.deepEqual(
    loading.warnings.map(({ line, key }) => `${line} ${key}`),
    [
      "13 plugin_settings.include_user_info",
      "14 plugin_settings.max_parallel",
      "16 server_settings",
      "19 server_settings.tls.certfile",
      "20 grpc_server_settings",
      "21 unix_socket_server_settings",
      "39 plugins[0].conditions[0].agents",
      "45 plugins[0].config.words[1].replace",
      "52 plugins[1].capabilities",
      "59 plugins[2].appplied",
      "60 plugins[2].applied_to",
      "63 plugins[2].config.openai.key",
      "71 plugins[3].mcp.url",
    ],
  );
});

test("a plugin that would protect and cannot be loaded stops the start, tolerant or not", async () => {
  const enforced = text.replace("mode: disabled", "mode: enforce");
  const loading = await loadTexts(
    { "config.yaml": enforced },
    { environment: { OPA_PORT: "1" }, ...adapterLoadOptions({}, {}) },
  );
  assert.ok(!loading.ok);
  assert.deepEqual(
    loading.problems.map(({ line, key }) => `${line} ${key}`),
    ["71 plugins[3].mcp.url"],
  );
});

test("a misspelt `plugins` or `adapter` is no unknown key to shrug at", async () => {
  for (const [text, keys] of [
    ["plugin:\n  - {name: a, kind: k}\nplugins: []\n", ["plugin"]],
    ["Plugins: []\n", ["Plugins", "plugins"]],
    ["plugins: []\nadaptor: {}\n", ["adaptor"]],
  ] as const) {
    const loading = await loadTexts({ "a.yaml": text }, adapterLoadOptions({}, {}));
    assert.ok(!loading.ok);
    assert.deepEqual(loading.problems.map(({ key }) => key).sort(), [...keys].sort());
  }
});

test("with an `adapter` section the same file is read strictly", async () => {
  const loading = await loadTexts(
    { "config.yaml": `${text}adapter: {}\n` },
    { environment: { OPA_PORT: "1", OPENAI_API_KEY: "k", CERT: "c" }, ...adapterLoadOptions({}, {}) },
  );
  assert.ok(!loading.ok);
  assert.deepEqual(
    loading.problems.map(({ line, key }) => `${line} ${key}`),
    [
      "10 plugin_settings.fail_on_plugin_error",
      "14 plugin_settings.max_parallel",
      "45 plugins[0].config.words[1].replace",
      "55 plugins[1].config.detect_ssn",
      "55 plugins[1].config.detect_email",
      "59 plugins[2].appplied",
    ],
  );
});
