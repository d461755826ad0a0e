import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPluginConfig } from "../../../src/framework/config/read-entries.ts";
import { checkPlugins } from "../../../src/framework/plugin-check.ts";
import { loadText } from "./load-text.ts";

/** The problems of one external entry, as `key` → what was expected; those of its `config` too. */
async function problemsOf(body: string): Promise<string[]> {
  const text = `plugins:\n  - name: a\n    kind: external\n${body.replaceAll(/^/gm, "    ")}\n`;
  const loading = await loadText(text);
  const entries = loading.ok ? loading.config : loading.readable;
  const checked =
    entries &&
    (await checkPlugins({
      entries: entries.plugins,
      definitions: [],
      checkConfig: (entry, schema) => checkPluginConfig(entries, entry, schema),
    }));
  return [
    ...(loading.ok
      ? []
      : loading.problems.map(({ line, key }) => `${line} ${key.replace("plugins[0].", "")}`)),
    ...(checked?.problems ?? []).map(({ at }) => `${at?.line} ${at?.key.replace("plugins[0].", "")}`),
  ];
}

const https = "mcp: {proto: STREAMABLEHTTP, url: 'https://x.corp/mcp'";

const table: readonly (readonly [string, string, readonly string[]])[] = [
  ["a script", "mcp: {proto: STDIO, script: server.py, env: {A: b}, cwd: /tmp}", []],
  ["a command", "mcp: {proto: STDIO, cmd: [python3, -m, x]}", []],
  ["both", "mcp: {proto: STDIO, cmd: [x], script: y}", ["4 mcp.script"]],
  ["neither", "mcp: {proto: STDIO}", ["4 mcp.script"]],
  [
    "stdio with keys of HTTP",
    "mcp:\n  proto: STDIO\n  script: x\n  url: http://x\n  auth: {type: bearer, token: t}",
    ["7 mcp.url", "8 mcp.auth"],
  ],
  ["HTTP with keys of stdio", "mcp:\n  proto: HTTP\n  url: http://x\n  env: {A: b}", ["7 mcp.env"]],
  ["HTTP without a URL", "mcp: {proto: STREAMABLEHTTP}", ["4 mcp.url"]],
  ["an unknown transport", "mcp: {proto: GRPC, url: 'http://x'}", ["4 mcp.proto"]],
  ["an unknown key", `${https}, urll: x}`, ["4 mcp.urll"]],
  ["a path for health checks", `${https}, health_check_endpoint: '/health?deep=1'}`, []],
  ["one without slash", `${https}, health_check_endpoint: health}`, []],
  ...[
    "http://169.254.169.254/latest",
    "//evil.corp/health",
    "/\\\\evil.corp/health",
    "\\t//evil.corp",
    "https://u@x.corp/",
    "http://x.corp/health",
  ].map(
    (path) =>
      [
        `health checks elsewhere: ${path}`,
        `${https}, health_check_endpoint: "${path}"}`,
        ["4 mcp.health_check_endpoint"],
      ] as const,
  ),
  ["a gRPC target", "grpc: {target: 'plugins.corp:50051', tls: {ca_bundle: /ca}}", []],
  ["a gRPC server's socket", "grpc: {uds: /run/x.sock, reconnect_attempts: 5}", []],
  ["gRPC nowhere", "grpc: {reconnect_delay: 0.2}", ["4 grpc.target"]],
  ["a gRPC target and a socket", "grpc: {target: 'x:1', uds: /run/x.sock}", ["4 grpc.target"]],
  ["a gRPC socket with TLS", "grpc: {uds: /run/x.sock, tls: {}}", ["4 grpc.tls"]],
  ["a gRPC target without port", "grpc: {target: plugins.corp}", ["4 grpc.target"]],
  ["a gRPC target with a scheme", "grpc: {target: 'dns:///x:1'}", ["4 grpc.target"]],
  ["a gRPC target with a user", "grpc: {target: 'u@x:1'}", ["4 grpc.target"]],
  ["a private gRPC target", "grpc: {target: '127.0.0.1:50051'}", ["4 grpc.target"]],
  ["a private gRPC target, permitted", "grpc: {target: '[::1]:50051', allow_private_addresses: true}", []],
  ["a gRPC certificate without key", "grpc: {target: 'x:1', tls: {certfile: /c}}", ["4 grpc.tls"]],
  [
    "auth that gRPC's metadata cannot hold",
    "grpc: {target: 'x:1', auth: {type: header, name: x-bin, value: é}}",
    ["4 grpc.auth.name", "4 grpc.auth.value"],
  ],
  ["ContextForge's raw socket", "unix_socket: {path: /run/x.sock, timeout: 30}", []],
  ["a raw socket nowhere", "unix_socket: {}", ["4 unix_socket.path"]],
  ["two blocks", "unix_socket: {path: /x}\ngrpc: {target: 'x:1'}", ["4 unix_socket"]],
  ["no block", "priority: 1", ["3 kind"]],
  ["config of its own", "mcp: {proto: STDIO, script: x}\nconfig: {words: [a]}", ["5 config.words"]],
  ["a private address", "mcp: {proto: HTTP, url: 'http://10.0.0.1/mcp'}", ["4 mcp.url"]],
  [
    "a private address, permitted",
    "mcp: {proto: HTTP, url: 'http://10.0.0.1/mcp', allow_private_addresses: true}",
    [],
  ],
  ["a unix socket with any URL", "mcp: {proto: HTTP, url: 'http://127.0.0.1/mcp', uds: /run/x.sock}", []],
  ["a certificate without key", `${https}, tls_client_cert: /c}`, ["4 mcp.tls_client_cert"]],
  [
    "a certificate twice",
    `${https}, tls_client_cert: /c, tls_client_key: /k, tls: {certfile: /c}}`,
    ["4 mcp.tls_client_cert"],
  ],
  [
    "auth by the names of ContextForge's documents",
    `${https}, auth: {type: custom_header, header_name: X-A, header_value: b}}`,
    [],
  ],
  ["a key by its other name", `${https}, auth: {type: api_key, api_key: k, header_name: X-K}}`, []],
  ["both names", `${https}, auth: {type: api_key, api_key: k, key: k}}`, ["4 mcp.auth.api_key"]],
  [
    "a header of a token",
    `${https}, auth: {type: bearer, token: t, header_name: X}}`,
    ["4 mcp.auth.header_name"],
  ],
  [
    "metadata by its other name",
    "grpc: {target: 'x:1', auth: {type: header, header_name: x-bin, header_value: é}}",
    ["4 grpc.auth.header_name", "4 grpc.auth.header_value"],
  ],
  ["auth without its token", `${https}, auth: {type: bearer}}`, ["4 mcp.auth.token"]],
  [
    "auth with another's key",
    `${https}, auth: {type: bearer, token: t, username: u}}`,
    ["4 mcp.auth.username"],
  ],
  [
    "auth that would break a header",
    `${https}, auth: {type: header, name: X-A, value: "a\\nb"}}`,
    ["4 mcp.auth.value"],
  ],
  [
    "ContextForge's TLS block",
    `${https}, tls: {certfile: /c, keyfile: /k, ca_bundle: /ca, keyfile_password: p, verify: true, check_hostname: true}, reconnect_attempts: 5, reconnect_delay: 0.2}`,
    [],
  ],
  [
    "what ContextForge's guide shows: health",
    `mcp:
  proto: STREAMABLEHTTP
  url: "https://ai-service.corp/api/v1"
  health_check_endpoint: "/health"
  health_check_interval: 30
config:
  circuit_breaker_enabled: true
  circuit_breaker_failure_threshold: 5
  circuit_breaker_timeout: 60`,
    [],
  ],
  [
    "what ContextForge's guide shows: security",
    `mcp:
  proto: STREAMABLEHTTP
  url: "https://secure-ai-service.corp/api/v1"
  tls_verify: true
  tls_client_cert: "/etc/ssl/certs/client.crt"
  tls_client_key: "/etc/ssl/private/client.key"
  auth:
    type: "bearer"
    token: "token"
config:
  allowed_response_codes: [200, 201]
  max_response_size_mb: 10
  connection_pool_size: 20`,
    [],
  ],
  [
    "what ContextForge's guide shows: speed",
    "mcp: {proto: STDIO, script: x}\nconfig: {cache_ttl_seconds: 300, cache_max_entries: 10000, timeout_ms: 2000, retry_attempts: 1}",
    [],
  ],
];

for (const [what, body, expected] of table) {
  test(`an external entry with ${what}`, async () => {
    assert.deepEqual(await problemsOf(body), expected);
  });
}

test("the entry keeps its block, and which keys the file states", async () => {
  const loading = await loadText(
    "plugins:\n  - name: a\n    kind: external\n    priority: 3\n    mcp: {proto: STDIO, script: x}\n",
  );
  assert.ok(loading.ok);
  const [entry] = loading.config.plugins;
  assert.deepEqual(entry?.stated, ["name", "kind", "priority", "mcp"]);
  assert.equal(entry?.mcp?.reconnect_attempts, 3);
});

test("the blocks of ContextForge's plugin service are kept, with defaults", async () => {
  const loading = await loadText(
    "plugins:\n  - {name: a, kind: external, grpc: {target: 'x:1'}}\n  - {name: b, kind: external, unix_socket: {path: /x}}\n",
  );
  assert.ok(loading.ok);
  const [a, b] = loading.config.plugins;
  const common = { reconnect_attempts: 3, reconnect_delay: 0.1 };
  assert.deepEqual(a?.grpc, { target: "x:1", allow_private_addresses: false, ...common });
  assert.deepEqual(b?.unix_socket, { path: "/x", timeout: 30, ...common });
});

test("what is wrong with a resting plugin's server is a warning, whatever its block", async () => {
  for (const block of ["mcp: {proto: HTTP}", "grpc: {target: x}", "unix_socket: {}"]) {
    const loading = await loadText(
      `plugins:\n  - name: a\n    kind: external\n    mode: disabled\n    ${block}\n`,
    );
    assert.ok(loading.ok, block);
    assert.equal(loading.warnings.length, 1, block);
  }
});

test("a secret in `auth` is not told", async () => {
  const loading = await loadText(
    `plugins:\n  - name: a\n    kind: external\n    ${https}, auth: {type: bearer, token: ["s3cret"]}}\n`,
  );
  assert.ok(!loading.ok);
  assert.doesNotMatch(JSON.stringify(loading.problems), /s3cret/);
});
