/** ContextForge's samples of plugins that reach others: audit endpoints and plugin servers. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, type TestContext, test } from "node:test";
import { demoConfig } from "../framework/external/fake-plugin.ts";
import { type HttpOptions, startHttpServer } from "../framework/external/http-server.ts";
import {
  configuration,
  denialOf,
  filesOf,
  problemsOf,
  promptGet,
  recordedOf,
  textResult,
  toolCall,
} from "./configuration.ts";

const identity = "adapter: {compat: contextforge, identity: {server_id: {header: x-server}}}\n";

/** A server that keeps the lines that are posted to it, until `count` of them are there. */
async function collector(t: TestContext) {
  const lines: Record<string, unknown>[] = [];
  let told = () => {};
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.on("end", () => {
      for (const line of body.split("\n").filter(Boolean)) lines.push(JSON.parse(line));
      response.writeHead(202).end();
      told();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/api/v1/logs`,
    async until(count: number) {
      while (lines.length < count)
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      return lines;
    },
  };
}

describe("AuditLogger", () => {
  const sample = (config: object) => `
plugins:
  - name: "AuditLogger"
    kind: "plugins.audit.audit_logger.AuditLoggerPlugin"
    hooks: ["prompt_pre_fetch", "tool_pre_invoke", "tool_post_invoke"]
    mode: "permissive"
    priority: 100
    config: ${JSON.stringify(config)}
    services: {http: {allow_private_addresses: true}}
`;

  for (const include_payloads of [false, true])
    test(`audit_endpoints, include_payloads: ${include_payloads}`, async (t) => {
      const first = await collector(t);
      const second = await collector(t);
      const config = { log_level: "INFO", include_payloads, audit_endpoints: [first.url, second.url] };
      const { send, log } = await configuration(t, filesOf(t, sample(config)));
      await send({ request: toolCall("search", { q: "weather" }), response: textResult("sunny") });
      await send({ request: promptGet("p", { q: "weather" }) });
      for (const endpoint of [first, second]) {
        const lines = await endpoint.until(3);
        assert.deepEqual(
          lines.map(({ hook }) => hook),
          ["tool_pre_invoke", "tool_post_invoke", "prompt_pre_fetch"],
        );
        assert.equal(JSON.stringify(lines).includes("sunny"), include_payloads);
      }
      assert.deepEqual(
        log.map(({ level, message }) => [level, message]),
        Array(3).fill(["info", "audit"]),
      );
    });

  test("log_level", async (t) => {
    for (const [log_level, level] of [
      ["DEBUG", "debug"],
      ["WARNING", "warn"],
    ]) {
      const { send, log } = await configuration(t, filesOf(t, sample({ log_level })));
      await send({ request: toolCall("search", {}) });
      assert.deepEqual(
        log.map((line) => line.level),
        [level],
      );
    }
  });
});

describe("plugins in servers", () => {
  const serve = async (
    t: TestContext,
    plugin: string,
    hooks: readonly string[],
    options: HttpOptions = {},
  ) => {
    const server = await startHttpServer({
      ...options,
      plugin,
      config: { ...demoConfig, name: plugin, hooks },
    });
    t.after(() => server.close());
    return server;
  };

  test("LlamaGuardSafety denies on its servers, OpenAIMod sees results", async (t) => {
    const before = await serve(t, "LlamaGuardSafety", ["prompt_pre_fetch", "tool_pre_invoke"]);
    let moderated = 0;
    const after = await serve(t, "OpenAIMod", ["prompt_post_fetch", "tool_post_invoke"], {
      called: () => {
        moderated++;
        return { content: [] };
      },
    });
    const sample = `
plugins:
  - name: "LlamaGuardSafety"
    kind: "external"
    hooks: ["prompt_pre_fetch", "tool_pre_invoke"]
    mode: "enforce"
    priority: 20
    mcp:
      proto: STREAMABLEHTTP
      url: "http://localhost:${before.port}/mcp"
      auth: {type: custom_header, header_name: X-Plugin-Key, header_value: secret}
    conditions:
      - server_ids: ["production-chat", "customer-support"]
  - name: "OpenAIMod"
    kind: "external"
    hooks: ["prompt_post_fetch", "tool_post_invoke"]
    mode: "permissive"
    priority: 30
    mcp:
      proto: STREAMABLEHTTP
      url: "http://localhost:${after.port}/mcp"
`;
    const { send } = await configuration(t, filesOf(t, sample, identity));
    const call = (server: string, op: string) =>
      send({ request: toolCall("t", { op }, { "x-server": server }), response: textResult("x") });
    assert.equal(denialOf(await call("production-chat", "deny")), "OP_DENIED");
    assert.equal(moderated, 0, "a denied call has no answer");
    assert.equal(denialOf(await call("elsewhere", "deny")), undefined);
    const moderation = await call("production-chat", "pass");
    assert.equal(denialOf(moderation), undefined);
    assert.equal(moderated, 2);
    assert.deepEqual(recordedOf(moderation), []);
    assert.ok(before.requests.every(({ headers }) => headers["x-plugin-key"] === "secret"));
  });

  const secure = `
      tls_verify: true
      tls_client_cert: "/etc/ssl/certs/client.crt"
      tls_client_key: "/etc/ssl/private/client.key"
      auth:
        type: "bearer"
        token: "\${AI_SERVICE_TOKEN}"`;
  /** What they do: test/framework/external/guide-values.test.ts, with the same values. */
  const read: readonly [name: string, mcp: string, config: string][] = [
    [
      "CachedAIService",
      "",
      "      cache_ttl_seconds: 300\n      cache_max_entries: 10000\n      timeout_ms: 2000\n      retry_attempts: 1",
    ],
    [
      "ExternalAIService",
      '\n      health_check_endpoint: "/health"\n      health_check_interval: 30',
      "      circuit_breaker_enabled: true\n      circuit_breaker_failure_threshold: 5\n      circuit_breaker_timeout: 60",
    ],
    [
      "SecureExternalService",
      secure,
      "      allowed_response_codes: [200, 201]\n      max_response_size_mb: 10\n      connection_pool_size: 20",
    ],
  ];
  for (const [name, mcp, config] of read)
    test(`${name} is read as it is`, async (t) => {
      const sample = `
plugin_settings:
  plugin_timeout: 5000
  parallel_execution_within_band: true
  fail_on_plugin_error: false
plugins:
  - name: "${name}"
    kind: "external"
    priority: 50
    mcp:
      proto: STREAMABLEHTTP
      url: "https://ai-service.corp/api/v1"${mcp}
    config:
${config}
`;
      assert.deepEqual(await problemsOf(filesOf(t, sample), { AI_SERVICE_TOKEN: "t" }), []);
    });

  test("the polyglot sample is read, but for the class that is nowhere", async (t) => {
    const sample = `
plugins:
  - name: "FastValidation"
    kind: "internal.validators.FastValidator"
  - name: "OpenAIModerationTS"
    kind: "external"
    mcp: {proto: "STREAMABLEHTTP", url: "http://nodejs-plugin:3000/mcp"}
  - name: "HighPerformanceFilter"
    kind: "external"
    mcp: {proto: "STDIO", script: "/opt/plugins/go-filter"}
  - name: "CryptoValidator"
    kind: "external"
    mcp: {proto: "STREAMABLEHTTP", url: "http://rust-plugin:8080/mcp"}
`;
    const problems = await problemsOf(filesOf(t, sample));
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(problems[0] ?? "", /plugins\[0\]\.kind.*internal\.validators\.FastValidator/);
  });
});

describe("samples that are no whole configuration are refused, with the reason", () => {
  const rows: readonly [name: string, sample: string, problem: RegExp][] = [
    [
      "priorities of plugins without a kind",
      'plugins:\n  - name: "Authentication"\n    priority: 10\n  - name: "RateLimiter"\n    priority: 50\n',
      /plugins\[0\].*kind/,
    ],
    [
      "an external plugin without a server",
      'plugins:\n  - name: "CachedAIService"\n    kind: "external"\n    priority: 50\n    config: {cache_ttl_seconds: 300}\n',
      /plugins\[0\].*mcp/,
    ],
    [
      "a class of one's own",
      'plugins:\n  - name: "MyCustomPlugin"\n    kind: "plugins.my_plugin.plugin.MyPlugin"\n    hooks: ["prompt_pre_fetch"]\n',
      /plugins\[0\]\.kind/,
    ],
  ];
  for (const [name, sample, problem] of rows)
    test(name, async (t) => {
      const problems = await problemsOf(filesOf(t, sample));
      assert.ok(
        problems.some((line) => problem.test(line)),
        problems.join("\n"),
      );
    });
});
