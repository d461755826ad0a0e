/** The settings that ContextForge's guide shows for external plugins, with its values. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import {
  createPluginManager,
  type JsonObject,
  loadPlugins,
  type PluginManager,
  pluginEntry,
} from "../../../src/framework/index.ts";
import { makeCertificates } from "../../integration/lifecycle/certificates.ts";
import { type FakeClock, fakeClock } from "../fake-clock.ts";
import { contextOf, deferred } from "../manager-of.ts";
import { type HttpOptions, type HttpServer, startHttpServer } from "./http-server.ts";
import { httpBlock } from "./open.ts";

interface Plugin {
  readonly server: HttpServer;
  readonly clock: FakeClock;
  readonly manager: PluginManager;
  call(op: string, request?: string): Promise<string>;
}

/** A plugin whose time is the test's. */
async function open(
  t: TestContext,
  config: JsonObject,
  options: HttpOptions = {},
  fields: object = {},
): Promise<Plugin> {
  const server = await startHttpServer(options);
  t.after(() => server.close());
  const clock = fakeClock();
  const url = `${options.tls ? "https" : "http"}://${options.tls ? "127.0.0.1" : "localhost"}:${server.port}/mcp`;
  const mcp = httpBlock(server.port, { url, ...fields });
  const entry = pluginEntry({ name: "Demo", kind: "external", hooks: ["tool_pre_invoke"], mcp, config });
  const loaded = await loadPlugins({ entries: [entry], definitions: [], clock });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const manager = createPluginManager({ instances: loaded.instances, clock });
  t.after(() => manager.shutdown());
  return {
    server,
    clock,
    manager,
    async call(op, request_id = "r") {
      const context = contextOf({ request_id });
      const outcome = await manager.invokeHook("tool_pre_invoke", { name: "t", args: { op } }, context);
      return outcome.violation?.code ?? "allowed";
    },
  };
}

test("health_check_endpoint /health, health_check_interval 30", async (t) => {
  let ill = false;
  const instead = (request: IncomingMessage, response: ServerResponse) => {
    if (!ill || request.url !== "/health") return false;
    response.writeHead(500).end();
    return true;
  };
  const fields = { health_check_endpoint: "/health", health_check_interval: 30 };
  const { server, clock, manager } = await open(t, {}, { instead }, fields);
  const checks = () => server.requests.filter(({ url }) => url === "/health").length;
  for (const [count, status] of [
    [1, "healthy"],
    [2, "unhealthy"],
  ] as const) {
    ill = status === "unhealthy";
    clock.advance(29_999);
    assert.equal(checks(), count - 1);
    clock.advance(1);
    while (checks() < count) await new Promise(setImmediate);
    await manager.checkHealth();
    assert.equal(manager.plugins()[0]?.health.status, status);
    assert.equal(checks(), count, "asked for health, the last check's answer is told");
  }
});

test("circuit_breaker_failure_threshold 5, circuit_breaker_timeout 60", async (t) => {
  let calls = 0;
  const config = {
    circuit_breaker_enabled: true,
    circuit_breaker_failure_threshold: 5,
    circuit_breaker_timeout: 60,
  };
  const { clock, call } = await open(t, config, { called: () => calls++ });
  const fail = async () => assert.equal(await call("empty"), "PLUGIN_ERROR");
  for (let failure = 1; failure <= 4; failure++) await fail();
  assert.equal(await call("pass"), "allowed");
  for (let failure = 1; failure <= 5; failure++) await fail();
  assert.equal(calls, 10);
  assert.equal(await call("pass"), "PLUGIN_ERROR", "open");
  clock.advance(59_999);
  assert.equal(await call("pass"), "PLUGIN_ERROR");
  assert.equal(calls, 10);
  clock.advance(1);
  await fail();
  assert.equal(await call("pass"), "PLUGIN_ERROR", "the one that tried failed");
  clock.advance(60_000);
  assert.equal(await call("pass"), "allowed");
  assert.equal(await call("pass"), "allowed");
  assert.equal(calls, 13);
});

test("cache_ttl_seconds 300, cache_max_entries 10000", async (t) => {
  let calls = 0;
  const config = { cache_ttl_seconds: 300, cache_max_entries: 10_000 };
  const { clock, call } = await open(t, config, { called: () => calls++ });
  for (const [advance, expected] of [
    [0, 1],
    [299_999, 1],
    [1, 2],
  ] as const) {
    clock.advance(advance);
    assert.equal(await call("deny", `r${advance}`), "OP_DENIED");
    assert.equal(calls, expected);
  }
});

test("timeout_ms 2000, retry_attempts 1", async (t) => {
  const asked = deferred<void>();
  let calls = 0;
  const { server, clock, call } = await open(
    t,
    { timeout_ms: 2000, retry_attempts: 1 },
    {
      called({ payload }) {
        calls++;
        if (payload.args["op"] === "hang") asked.resolve();
      },
    },
  );
  let ended = false;
  const hanging = call("hang").finally(() => {
    ended = true;
  });
  await asked.promise;
  clock.advance(1999);
  await new Promise(setImmediate);
  assert.equal(ended, false);
  clock.advance(1);
  assert.equal(await hanging, "PLUGIN_ERROR");
  assert.equal(calls, 1, "a timeout is no reason to ask again");
  server.forget();
  assert.equal(await call("pass"), "allowed", "a lost session is");
});

test("the secured service: mTLS, bearer token, statuses 200 and 201, 10 MB, 20 connections", async (t) => {
  const { server: own, client } = makeCertificates(t);
  const tls = {
    cert: readFileSync(own.cert),
    key: readFileSync(own.key),
    ca: readFileSync(client.cert),
    requestCert: true,
    rejectUnauthorized: true,
  };
  const gate = deferred<void>();
  let running = 0;
  let most = 0;
  async function called(): Promise<void> {
    most = Math.max(most, ++running);
    if (most === 20) gate.resolve();
    await gate.promise;
    running--;
  }
  const { server, call } = await open(
    t,
    { allowed_response_codes: [200, 201], max_response_size_mb: 10, connection_pool_size: 20 },
    { tls, called },
    {
      allow_private_addresses: true,
      tls: { ca_bundle: own.cert },
      tls_verify: true,
      tls_client_cert: client.cert,
      tls_client_key: client.key,
      auth: { type: "bearer", token: "secret" },
    },
  );
  const verdicts = await Promise.all(Array.from({ length: 50 }, (_, index) => call("pass", `r${index}`)));
  assert.deepEqual(new Set(verdicts), new Set(["allowed"]));
  assert.equal(most, 20);
  assert.deepEqual(
    new Set(server.requests.map(({ headers }) => headers.authorization)),
    new Set(["Bearer secret"]),
  );
  assert.equal(await call("huge"), "allowed", "3 MB");
});
