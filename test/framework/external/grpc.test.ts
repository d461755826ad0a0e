import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ServerCredentials } from "@grpc/grpc-js";
import { grpcSchema } from "../../../src/framework/config/plugin-service-schema.ts";
import { makeCertificates } from "../../integration/lifecycle/certificates.ts";
import { deferred } from "../manager-of.ts";
import { open, problemsOf } from "./open.ts";
import { type PluginServiceOptions, startGrpcServer } from "./plugin-service-servers.ts";

async function start(t: TestContext, options: PluginServiceOptions = {}) {
  const server = await startGrpcServer(options);
  t.after(() => server.close());
  const block = (fields: object = {}, host = "localhost") => ({
    grpc: grpcSchema.parse({ target: `${host}:${server.port}`, reconnect_delay: 0.01, ...fields }),
  });
  return { ...server, block };
}

test("gRPC over a unix socket, and without a health service", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const uds = join(folder, "grpc.sock");
  await start(t, { uds, withoutHealth: true });
  const { call, manager } = await open(t, undefined, { grpc: grpcSchema.parse({ uds }) });
  assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
  await manager.checkHealth();
  assert.equal(manager.plugins()[0]?.health.status, "healthy");
});

const auths: readonly (readonly [object, string, string])[] = [
  [{ type: "bearer", token: "t" }, "authorization", "Bearer t"],
  [{ type: "basic", username: "u", password: "p:ü" }, "authorization", "Basic dTpwOsO8"],
  [{ type: "api_key", key: "k" }, "x-api-key", "k"],
  [{ type: "header", name: "X-Own", value: "v" }, "x-own", "v"],
];

for (const [auth, name, value] of auths) {
  test(`auth ${JSON.stringify(auth)}: in every call's metadata`, async (t) => {
    const { block, metadata } = await start(t);
    const { call } = await open(t, undefined, block({ auth }));
    await call({ op: "pass" });
    assert.deepEqual([...new Set(metadata.map((sent) => sent[name]))], [value]);
  });
}

test("TLS and mTLS as with https; a server's configuration counts where the entry says nothing", async (t) => {
  const { server, client, stranger } = makeCertificates(t);
  const pair = { cert_chain: readFileSync(server.cert), private_key: readFileSync(server.key) };
  const plain = await start(t, { credentials: ServerCredentials.createSsl(null, [pair]) });
  const authority = readFileSync(client.cert);
  const mutual = await start(t, { credentials: ServerCredentials.createSsl(authority, [pair], true) });
  const own = { certfile: client.cert, keyfile: client.key };
  const ca = { ca_bundle: server.cert };
  const permitted = { allow_private_addresses: true };
  for (const fields of [
    plain.block({ ...permitted, tls: ca }, "127.0.0.1"),
    plain.block({ tls: { verify: false } }),
    plain.block({ tls: { ...ca, check_hostname: false } }),
    mutual.block({ ...permitted, tls: { ...ca, ...own } }, "127.0.0.1"),
  ]) {
    const { call, entry } = await open(t, undefined, fields);
    assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
    assert.equal(entry.priority, 42);
  }
  for (const fields of [
    plain.block({ ...permitted, tls: {} }, "127.0.0.1"),
    plain.block({ ...permitted, tls: { ca_bundle: stranger.cert } }, "127.0.0.1"),
    plain.block({ tls: ca }),
    plain.block(),
    mutual.block({ ...permitted, tls: ca }, "127.0.0.1"),
    mutual.block({ ...permitted, tls: { ...ca, certfile: "/none", keyfile: "/none" } }, "127.0.0.1"),
  ]) {
    assert.match((await problemsOf(undefined, fields)).join(), /^grpc: its server cannot be used/);
  }
});

test("a small compressed answer is not a large message", async (t) => {
  const { block } = await start(t, { compressed: true });
  const { call } = await open(t, undefined, { ...block(), config: { max_response_size_mb: 2 } });
  assert.equal((await call({ op: "huge" })).violation?.code, "PLUGIN_ERROR");
  assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
});

test("the server is told that a call was given up", async (t) => {
  const told = deferred<void>();
  const { block } = await start(t, { cancelled: () => told.resolve() });
  const { call } = await open(t, undefined, { ...block(), config: { timeout_ms: 500 } });
  assert.equal((await call({ op: "hang" })).violation?.code, "PLUGIN_ERROR");
  await told.promise;
});

for (const hex of ["08", "12ff", "1203080101", "0a0358595a", "ffffffff"]) {
  test(`an answer of the bytes ${hex} is an error of the plugin`, async (t) => {
    const { block } = await start(t);
    const { call } = await open(t, undefined, block());
    assert.equal((await call({ op: "bytes", hex })).violation?.code, "PLUGIN_ERROR");
    assert.equal((await call({ op: "pass" })).continue_processing, true);
  });
}

for (const [what, said] of [
  ["is silent", undefined],
  ["speaks no HTTP/2", "SSH-2.0-OpenSSH_9.6\r\n"],
] as const) {
  test(`the start fails in bounded time: the server ${what}`, async (t) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => {}));
      if (said !== undefined) socket.end(said);
    }).listen(0, "127.0.0.1");
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const fields = { grpc: grpcSchema.parse({ target: `localhost:${port}` }) };
    assert.match((await problemsOf(undefined, fields, 5)).join(), /^grpc: its server cannot be used/);
  });
}
