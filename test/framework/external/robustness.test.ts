import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  type ExternalConfig,
  externalConfigSchema,
  mcpSchema,
} from "../../../src/framework/config/external-schema.ts";
import { createLink } from "../../../src/framework/external/link.ts";
import { systemClock } from "../../../src/framework/index.ts";
import { contextOf, deferred } from "../manager-of.ts";
import { startHttpServer } from "./http-server.ts";
import { httpBlock, type Opened, open, problemsOf, stdioBlock } from "./open.ts";

const passes = async ({ call }: Opened) => (await call({ op: "pass" })).continue_processing;

test("a program that ends is started again, and the call repeated once", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true }));
  const FAKE_STARTS = join(folder, "starts");
  const plugin = await open(t, stdioBlock({ FAKE_STARTS }));
  const outcome = await plugin.call({ op: "exit" });
  assert.equal(outcome.violation?.code, "PLUGIN_ERROR");
  assert.equal(await passes(plugin), true);
  const starts = (await readFile(FAKE_STARTS, "utf8")).trim().split("\n").length;
  assert.equal(starts, 3, "one at first, one for the repeated call, one for the next");
});

test("a program that does not read is started anew before much waits for it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true }));
  const FAKE_STARTS = join(folder, "starts");
  const fields = { config: { timeout_ms: 60_000 } };
  const plugin = await open(t, stdioBlock({ FAKE_STARTS }), fields, { max_payload_bytes: 100_000_000 });
  const hangs = new AbortController();
  const stopped = plugin.call({ op: "stop reading" }, contextOf(), hangs.signal);
  let passed = false;
  for (let count = 0; count < 10 && !passed; count++) {
    const stopper = new AbortController();
    const outcome = plugin.call({ op: "pass", x: "x".repeat(8_000_000) }, contextOf(), stopper.signal);
    // Its place in the pipe is taken when it is given up; nobody reads there.
    const soon = await Promise.race([outcome, new Promise((go) => setTimeout(go, count < 6 ? 50 : 60_000))]);
    passed = soon !== undefined && (await outcome).continue_processing;
    stopper.abort();
    // Before its connection is lost, with which it would be made again.
    hangs.abort();
  }
  await stopped;
  assert.ok(passed, "a new program answers");
  assert.equal((await readFile(FAKE_STARTS, "utf8")).trim().split("\n").length, 2);
});

for (const [what, answers, starts] of [
  ["a program that answers nothing from one check to the next is started anew", false, 2],
  ["a program that answers between two checks keeps its connection", true, 1],
] as const) {
  test(what, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
    t.after(() => rm(folder, { recursive: true }));
    const FAKE_STARTS = join(folder, "starts");
    const server = { kind: "mcp", block: stdioBlock({ FAKE_STARTS }) } as const;
    const config = externalConfigSchema.parse({}) as ExternalConfig;
    const link = createLink({ server, plugin: "Demo", config, file: "" }, systemClock);
    t.after(() => link.close());
    const never = new AbortController().signal;
    const given = AbortSignal.abort();
    const ask = () => link.run(never, (one) => one.call("get_plugin_config", { name: "Demo" }, never));
    await ask();
    const check = () => link.run(never, (connection) => connection.check(given));
    await assert.rejects(check(), /did not answer in time/);
    if (answers) await ask();
    await assert.rejects(check(), /did not answer in time/);
    await ask();
    assert.equal((await readFile(FAKE_STARTS, "utf8")).trim().split("\n").length, starts);
  });
}

test("a program that neither answers nor ends by itself is gone when the start has failed", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true }));
  const started = join(folder, "pid");
  const cmd = ["sh", "-c", 'echo $$ > "$STARTED"; exec sleep 600'];
  const mcp = mcpSchema.parse({ proto: "STDIO", cmd, env: { STARTED: started } });
  assert.match((await problemsOf(mcp, {}, 10)).join(), /did not answer in time/);
  const pid = Number(await readFile(started, "utf8"));
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
});

test("the end waits for programs that were given up before", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true }));
  const FAKE_PID = join(folder, "pid");
  const block = stdioBlock({ FAKE_PID, FAKE_SERVER: "stays" });
  const config = externalConfigSchema.parse({ retry_attempts: 0 }) as ExternalConfig;
  const settings = { server: { kind: "mcp", block } as const, plugin: "Demo", config, file: "" };
  const link = createLink(settings, systemClock);
  const never = new AbortController().signal;
  const given = AbortSignal.abort();
  const check = () => link.run(never, (connection) => connection.check(given));
  await assert.rejects(check(), /did not answer in time/);
  await assert.rejects(check(), /did not answer in time/);
  await link.close();
  const pid = Number(await readFile(FAKE_PID, "utf8"));
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
});

test("retry_attempts: 0 makes no call twice", async (t) => {
  let calls = 0;
  const server = await startHttpServer({ called: () => calls++ });
  t.after(() => server.close());
  const plugin = await open(t, httpBlock(server.port), { config: { retry_attempts: 0 } });
  server.forget();
  assert.equal(await passes(plugin), false);
  assert.equal(await passes(plugin), true);
  assert.equal(calls, 1);
});

test("a server that forgot the session gets a new one; no call is lost", async (t) => {
  const server = await startHttpServer();
  t.after(() => server.close());
  const plugin = await open(t, httpBlock(server.port));
  server.forget();
  assert.equal(await passes(plugin), true);
});

test("an error of the way of one call leaves the answers of others alone", async (t) => {
  let calls = 0;
  let failing = false;
  const both = deferred<void>();
  const called = async () => {
    calls++;
    await both.promise;
  };
  const instead = (request: IncomingMessage, response: ServerResponse) => {
    if (!failing || request.method !== "POST") return false;
    failing = false;
    response.writeHead(503).end();
    return true;
  };
  const server = await startHttpServer({ called, instead });
  t.after(() => server.close());
  const plugin = await open(t, httpBlock(server.port), { config: { retry_attempts: 0 } });
  const first = passes(plugin);
  while (calls === 0) await new Promise(setImmediate);
  failing = true;
  assert.equal(await passes(plugin), false);
  both.resolve();
  assert.equal(await first, true);
});

test("a server that was restarted is found again; no call is lost", async (t) => {
  const first = await startHttpServer();
  const plugin = await open(t, httpBlock(first.port));
  assert.equal(await passes(plugin), true);
  await first.close();
  const second = await startHttpServer({ port: first.port });
  t.after(() => second.close());
  assert.deepEqual(await Promise.all([passes(plugin), passes(plugin), passes(plugin)]), [true, true, true]);
  assert.equal(second.sessions.size, 1, "calls share the new connection");
});

test("a call that is cut off while it is answered is an error at once", async (t) => {
  let cut = false;
  const instead = (request: IncomingMessage, response: ServerResponse) => {
    if (!cut || request.method !== "POST") return false;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("event: message\ndata: {", () => response.destroy());
    return true;
  };
  const server = await startHttpServer({ instead });
  t.after(() => server.close());
  const plugin = await open(t, httpBlock(server.port));
  cut = true;
  assert.equal((await plugin.call({ op: "pass" })).violation?.code, "PLUGIN_ERROR");
});

test("an event stream that ends without an answer: the call is made again", async (t) => {
  let mute = 0;
  const instead = (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== "POST" || mute-- <= 0) return false;
    response.writeHead(200, { "content-type": "text/event-stream" }).end(": nothing\n\n");
    return true;
  };
  const server = await startHttpServer({ instead });
  t.after(() => server.close());
  const plugin = await open(t, httpBlock(server.port));
  mute = 1;
  assert.equal(await passes(plugin), true);
});

for (const transport of ["stdio", "HTTP"]) {
  test(`${transport}: timeout_ms ends a call, the next works`, async (t) => {
    const server = await startHttpServer();
    t.after(() => server.close());
    const mcp = transport === "stdio" ? stdioBlock() : httpBlock(server.port);
    const plugin = await open(t, mcp, { config: { timeout_ms: 100 } });
    assert.equal((await plugin.call({ op: "hang" })).violation?.code, "PLUGIN_ERROR");
    assert.equal(await passes(plugin), true);
  });
}

test("plugin_timeout ends a call, and its request with it", async (t) => {
  let left: (() => void) | undefined;
  const gone = new Promise<void>((resolve) => {
    left = resolve;
  });
  let hang = false;
  const instead = (request: IncomingMessage) => {
    if (!hang) return false;
    request.once("close", () => left?.());
    return true;
  };
  const server = await startHttpServer({ instead });
  t.after(() => server.close());
  const plugin = await open(t, httpBlock(server.port), {}, { plugin_timeout: 0.1 });
  hang = true;
  assert.equal((await plugin.call({ op: "pass" })).violation?.code, "PLUGIN_TIMEOUT");
  await gone;
});

test("an exchange that ends gives its call up", async (t) => {
  const plugin = await open(t, stdioBlock());
  const stopper = new AbortController();
  const outcome = plugin.call({ op: "hang" }, contextOf(), stopper.signal);
  setImmediate(() => stopper.abort());
  assert.equal((await outcome).continue_processing, false);
  assert.equal(await passes(plugin), true);
});

test("the circuit breaker opens after failures in a row", async (t) => {
  let calls = 0;
  const server = await startHttpServer({ called: () => calls++ });
  t.after(() => server.close());
  const config = { circuit_breaker_enabled: true, circuit_breaker_failure_threshold: 2 };
  const plugin = await open(t, httpBlock(server.port), { config });
  await plugin.call({ op: "error" });
  await plugin.call({ op: "empty" });
  await plugin.call({ op: "empty" });
  assert.equal(calls, 3);
  assert.equal(await passes(plugin), false);
  assert.equal(calls, 3);
});

for (const [what, end, counts] of [
  ["a call that plugin_timeout ends counts", "timeout", true],
  ["an exchange that ends does not count", "abort", false],
] as const) {
  test(`the circuit breaker: ${what}`, async (t) => {
    const asked = deferred<void>();
    let calls = 0;
    const server = await startHttpServer({
      called({ payload }) {
        calls++;
        if (payload.args["op"] === "hang") asked.resolve();
      },
    });
    t.after(() => server.close());
    const config = { circuit_breaker_enabled: true, circuit_breaker_failure_threshold: 1 };
    const seconds = end === "timeout" ? 1 : 60;
    const plugin = await open(t, httpBlock(server.port), { config }, { plugin_timeout: seconds });
    const stopper = new AbortController();
    const outcome = plugin.call({ op: "hang" }, contextOf(), stopper.signal);
    await asked.promise;
    if (end === "abort") stopper.abort();
    assert.equal((await outcome).violation?.code, counts ? "PLUGIN_TIMEOUT" : "EXCHANGE_ABORTED");
    assert.equal(await passes(plugin), !counts);
    assert.equal(calls, counts ? 1 : 2);
  });
}

test("no more calls at a time than connection_pool_size", async (t) => {
  let running = 0;
  let most = 0;
  const both = deferred<void>();
  const called = async () => {
    most = Math.max(most, ++running);
    if (most === 2) both.resolve();
    await both.promise;
    running--;
  };
  const server = await startHttpServer({ called });
  t.after(() => server.close());
  const plugin = await open(t, httpBlock(server.port), { config: { connection_pool_size: 2 } });
  const verdicts = await Promise.all(Array.from({ length: 20 }, () => passes(plugin)));
  assert.ok(verdicts.every(Boolean));
  assert.equal(most, 2);
});

for (const [what, fields] of [
  ["calls over Streamable HTTP", {}],
  ["calls over SSE", { proto: "SSE" }],
] as const) {
  test(`${what} and health checks give their connections back`, async (t) => {
    const server = await startHttpServer();
    t.after(() => server.close());
    const url = `http://localhost:${server.port}/${"proto" in fields ? "sse" : "mcp"}`;
    const mcp = httpBlock(server.port, { ...fields, url, health_check_endpoint: "/health" });
    const plugin = await open(t, mcp, { config: { connection_pool_size: 2 } });
    for (let count = 0; count < 6; count++) {
      assert.equal(await passes(plugin), true);
      await plugin.manager.checkHealth();
      assert.equal(plugin.manager.plugins()[0]?.health.status, "healthy");
    }
    assert.ok(server.sockets() <= 4, `${server.sockets()} connections`);
  });
}

test("the cache answers equal calls", async (t) => {
  let calls = 0;
  const server = await startHttpServer({ called: () => calls++ });
  t.after(() => server.close());
  const config = { cache_ttl_seconds: 300, cache_max_entries: 10_000 };
  const { call } = await open(t, httpBlock(server.port), { config });
  await call({ op: "deny" }, contextOf({ request_id: "1" }));
  const again = await call({ op: "deny" }, contextOf({ request_id: "2" }));
  assert.deepEqual([again.violation?.code, calls], ["OP_DENIED", 1]);
  await call({ op: "deny" }, contextOf({ request_id: "3", user: "bob" }));
  await call({ op: "deny", x: 1 }, contextOf({ request_id: "4" }));
  assert.equal(calls, 3);
});

const auths: readonly (readonly [object, string, string])[] = [
  [{ type: "bearer", token: "t" }, "authorization", "Bearer t"],
  [{ type: "basic", username: "u", password: "p:ü" }, "authorization", "Basic dTpwOsO8"],
  [{ type: "api_key", key: "k" }, "x-api-key", "k"],
  [{ type: "api_key", key: "k", name: "X-Key" }, "x-key", "k"],
  [{ type: "header", name: "X-Own", value: "v" }, "x-own", "v"],
];

for (const [auth, header, value] of auths) {
  test(`auth ${JSON.stringify(auth)}: on every request`, async (t) => {
    const server = await startHttpServer();
    t.after(() => server.close());
    await passes(await open(t, httpBlock(server.port, { auth })));
    assert.deepEqual([...new Set(server.requests.map(({ headers }) => headers[header]))], [value]);
  });
}

test("allowed_response_codes: another status is an error", async (t) => {
  let status = 200;
  const instead = (_: IncomingMessage, response: ServerResponse) => {
    response.statusCode = status;
    const write = response.writeHead.bind(response);
    response.writeHead = ((code: number, ...rest: []) =>
      write(code === 200 ? status : code, ...rest)) as never;
    return false;
  };
  const server = await startHttpServer({ instead });
  t.after(() => server.close());
  const plugin = await open(t, httpBlock(server.port), { config: { allowed_response_codes: [200, 201] } });
  status = 201;
  assert.equal(await passes(plugin), true);
  status = 203;
  assert.equal(await passes(plugin), false);
});

test("redirects are not followed", async (t) => {
  let away = false;
  const other = await startHttpServer();
  const instead = (_: IncomingMessage, response: ServerResponse) => {
    if (away) response.writeHead(307, { location: `http://localhost:${other.port}/mcp` }).end();
    return away;
  };
  const server = await startHttpServer({ instead });
  t.after(() => Promise.all([server.close(), other.close()]));
  const plugin = await open(t, httpBlock(server.port));
  away = true;
  assert.equal(await passes(plugin), false);
  assert.equal(other.requests.length, 0);
});

for (const [what, fields] of [
  ["MCP's ping", {}],
  ["an endpoint", { health_check_endpoint: "/health" }],
  ["an endpoint, by a rhythm of its own", { health_check_endpoint: "/health", health_check_interval: 30 }],
] as const) {
  test(`health by ${what}`, async (t) => {
    let ill = false;
    const instead = (_: IncomingMessage, response: ServerResponse) => {
      if (ill) response.writeHead(500).end();
      return ill;
    };
    const server = await startHttpServer({ instead });
    t.after(() => server.close());
    const { manager } = await open(t, httpBlock(server.port, fields));
    await manager.checkHealth();
    assert.equal(manager.plugins()[0]?.health.status, "healthy");
    if ("health_check_interval" in fields) return;
    ill = true;
    await manager.checkHealth();
    assert.equal(manager.plugins()[0]?.health.status, "unhealthy");
  });
}
