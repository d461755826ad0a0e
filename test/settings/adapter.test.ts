import assert from "node:assert/strict";
import { test } from "node:test";
import { adapterSettings, defaultSettings } from "../../src/settings/adapter.ts";

/** Settings → the paths of their problems. */
const bad: readonly { name: string; settings: unknown; problems: readonly string[] }[] = [
  { name: "an unknown key", settings: { lisen: {} }, problems: [""] },
  { name: "an unknown compat", settings: { compat: "cf" }, problems: ["compat"] },
  { name: "an address that is none", settings: { listen: { address: "x" } }, problems: ["listen.address"] },
  {
    name: "plain text to other machines",
    settings: { listen: { address: "0.0.0.0:1" } },
    problems: ["listen.address"],
  },
  {
    name: "TLS to other machines without a client's certificate",
    settings: { listen: { address: "0.0.0.0:1", tls: { cert_file: "c", key_file: "k" } } },
    problems: ["listen.address"],
  },
  {
    name: "half of TLS",
    settings: { listen: { tls: { cert_file: "c" } } },
    problems: ["listen.tls.key_file"],
  },
  {
    name: "Redis without a URL",
    settings: { state: { redis: {} } },
    problems: ["state.redis.url"],
  },
  {
    name: "a URL of Redis that is none",
    settings: { state: { redis: { url: "redis:6379" } } },
    problems: ["state.redis.url"],
  },
  {
    name: "one that holds a password, which is not shown",
    settings: { state: { redis: { url: "http://:s3cret@redis" } } },
    problems: ["state.redis"],
  },
  {
    name: "a password twice, and half of TLS without TLS",
    settings: {
      state: {
        redis: { url: "redis://:a@redis", password: "b", password_file: "c", tls: { cert_file: "d" } },
      },
    },
    problems: ["state.redis.password_file", "state.redis.password", "state.redis.tls", "state.redis.tls"],
  },
  {
    name: "a user twice, and a key of digests twice",
    settings: {
      state: {
        redis: {
          url: "redis://a@redis",
          username: "b",
          hash_key: "0123456789abcdef",
          hash_key_file: "c",
        },
      },
    },
    problems: ["state.redis.username", "state.redis.hash_key_file"],
  },
  {
    name: "commands that Envoy does not wait for",
    settings: {
      state: { redis: { url: "redis://redis", command_timeout_ms: 300 } },
      limits: { message_timeout_ms: 300, message_budget_ms: 200 },
    },
    problems: ["state.redis.command_timeout_ms"],
  },
  { name: "a short token", settings: { management: { token: "short" } }, problems: ["management.token"] },
  {
    name: "sources of identity that are none, or two",
    settings: {
      identity: {
        user: {},
        tenant_id: { header: "a", attribute: "b" },
        server_id: { header: "a b" },
        preset: "x",
      },
    },
    problems: ["identity.user", "identity.tenant_id", "identity.server_id.header", "identity.preset"],
  },
  {
    name: "an empty metadata path",
    settings: { identity: { user: { metadata: { namespace: "n", path: [] } } } },
    problems: ["identity.user.metadata.path"],
  },
  {
    name: "a budget that Envoy does not wait for",
    settings: { limits: { message_budget_ms: 5000 } },
    problems: ["limits.message_budget_ms"],
  },
  {
    name: "a budget over a shorter timeout of Envoy's",
    settings: { limits: { message_timeout_ms: 200 } },
    problems: ["limits.message_budget_ms"],
  },
  {
    name: "bodies that a gRPC message does not hold",
    settings: { listen: { max_message_bytes: 4_194_304 } },
    problems: ["limits.request_body_bytes", "limits.response_body_bytes"],
  },
  {
    name: "events over responses",
    settings: { limits: { response_body_bytes: 1000 } },
    problems: ["limits.event_bytes"],
  },
  {
    name: "relations beside other problems",
    settings: {
      listen: { address: "0.0.0.0:1", x: 1 },
      limits: { message_budget_ms: 9000, json_depth: "x" },
    },
    problems: ["listen", "listen.address", "limits.json_depth", "limits.message_budget_ms"],
  },
  {
    name: "values of wrong types where a relation looks",
    settings: { listen: { address: 3, tls: 4, max_message_bytes: "x" }, limits: 5, reference: 6 },
    problems: ["listen.address", "listen.tls", "listen.max_message_bytes", "limits", "reference"],
  },
  {
    name: "exemptions that are not exact",
    settings: {
      not_mcp: [{ method: "get", path: "/a" }, { method: "GET", path: "/a?b" }, { method: "GET" }],
    },
    problems: ["not_mcp.0.method", "not_mcp.1.path", "not_mcp.2.path"],
  },
  { name: "no inspected path", settings: { paths: [] }, problems: ["paths"] },
  {
    name: "wrapped arguments without the reference's behaviour",
    settings: { reference: { wrap_arguments: true } },
    problems: ["reference.wrap_arguments"],
  },
  {
    name: "a check that is no boolean",
    settings: { strict: { duplicate_keys: "no" } },
    problems: ["strict.duplicate_keys"],
  },
  {
    name: "a level that is none",
    settings: { telemetry: { log_level: "INFO" } },
    problems: ["telemetry.log_level"],
  },
];

for (const { name, settings, problems } of bad) {
  test(`refuses ${name}`, () => {
    const parsed = adapterSettings.safeParse(settings);
    assert.ok(!parsed.success);
    assert.deepEqual(
      parsed.error.issues.map(({ path }) => path.join(".")),
      problems,
    );
  });
}

const good: readonly { name: string; settings: unknown }[] = [
  { name: "nothing", settings: {} },
  {
    name: "empty parts",
    settings: { listen: {}, strict: {}, limits: {}, identity: {}, denial: {}, telemetry: {} },
  },
  {
    name: "mTLS to other machines",
    settings: {
      listen: { address: "0.0.0.0:1", tls: { cert_file: "c", key_file: "k", client_ca_file: "a" } },
    },
  },
  { name: "plain text on purpose", settings: { listen: { address: "[::]:1", allow_plaintext: true } } },
  { name: "a unix socket", settings: { listen: { address: "/run/a.sock" } } },
  { name: "the largest body", settings: { limits: { request_body_bytes: 16 * 1_048_576 - 65_536 } } },
  { name: "wrapped arguments", settings: { compat: "reference", reference: { wrap_arguments: true } } },
];

for (const { name, settings } of good) {
  test(`takes ${name}`, () => {
    assert.equal(adapterSettings.safeParse(settings).success, true);
  });
}

test("the defaults: strict, local, nobody trusted", () => {
  assert.equal(defaultSettings.compat, "none");
  assert.equal(defaultSettings.listen.address, "127.0.0.1:50052");
  assert.equal(defaultSettings.management.address, "127.0.0.1:9902");
  assert.equal(defaultSettings.denial.code, 40300);
  assert.deepEqual(defaultSettings.identity, {});
  assert.deepEqual(defaultSettings.not_mcp, []);
  assert.equal(defaultSettings.paths, undefined);
  for (const [key, value] of Object.entries(defaultSettings.strict)) {
    assert.equal(value, key === "batches" ? "by_revision" : true, key);
  }
});

test("the denial code follows compat unless it is given", () => {
  assert.equal(adapterSettings.parse({ compat: "reference" }).denial.code, -32000);
  assert.equal(adapterSettings.parse({ compat: "reference", denial: { code: 7 } }).denial.code, 7);
  assert.equal(adapterSettings.parse({ compat: "contextforge" }).denial.code, 40300);
});

test("a source of identity holds exactly what was named, header names in lower case", () => {
  const { identity } = adapterSettings.parse({
    identity: {
      user: { header: "X-Auth-Identity" },
      tenant_id: { metadata: { namespace: "jwt", path: ["a", "b"] } },
    },
  });
  assert.deepEqual(identity, {
    user: { header: "x-auth-identity" },
    tenant_id: { metadata: { namespace: "jwt", path: ["a", "b"] } },
  });
});
