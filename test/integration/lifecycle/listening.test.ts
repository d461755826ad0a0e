import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { credentials, status } from "@grpc/grpc-js";
import type { AdapterTls } from "../../../src/envoy-config/options.ts";
import { startAdapter } from "../parts/adapter.ts";
import { exchange } from "../parts/client.ts";
import { type Rig, startRig } from "../parts/rig.ts";
import { json } from "../parts/upstream.ts";
import { type KeyPair, makeCertificates } from "./certificates.ts";
import { health } from "./health-client.ts";
import { call, masked, result, secret, secretsConfig } from "./secrets.ts";

async function serves({ upstream, envoy }: Rig): Promise<void> {
  upstream.answer = json(result(1));
  const done = await exchange(envoy.port, { body: call(1) });
  assert.ok(done.status === 200);
  assert.equal(done.text, masked(1));
  assert.ok(!upstream.received[0]?.body.includes(secret));
}

async function refuses({ upstream, envoy }: Rig): Promise<void> {
  upstream.answer = json(result(1));
  const done = await exchange(envoy.port, { body: call(1) });
  assert.ok(done.status === 500);
  assert.equal(upstream.received.length, 0);
}

const tlsOf = ({ cert, key }: KeyPair, clientCa?: string): string =>
  `tls: { cert_file: ${cert}, key_file: ${key}${clientCa === undefined ? "" : `, client_ca_file: ${clientCa}`} }`;

const startWith = (t: TestContext, listen: string, adapterTls: AdapterTls): Promise<Rig> =>
  startRig(t, { config: secretsConfig(`listen: { ${listen} }`), listen: "tcp", envoy: { adapterTls } });

for (const listen of ["unix", "tcp"] as const) {
  test(`${listen}: health for probes on the port that Envoy uses`, async (t) => {
    const rig = await startRig(t, { config: secretsConfig(), listen });
    await serves(rig);
    const { address } = rig.adapter;
    assert.equal(await health(t, address), "SERVING");
    if (address.kind === "unix") assert.equal(statSync(address.path).mode & 0o777, 0o600);
  });
}

test("TLS: Envoy checks the adapter's certificate, and nobody speaks in plaintext", async (t) => {
  const { server, stranger } = makeCertificates(t);
  const rig = await startWith(t, tlsOf(server), { ca: server.cert, serverName: "adapter.test" });
  await serves(rig);
  const { address } = rig.adapter;
  assert.equal(await health(t, address), status.UNAVAILABLE);
  assert.equal(await health(t, address, credentials.createSsl(readFileSync(server.cert))), "SERVING");
  assert.equal(
    await health(t, address, credentials.createSsl(readFileSync(stranger.cert))),
    status.UNAVAILABLE,
  );
});

test("TLS: an adapter with another certificate than Envoy expects gets no traffic", async (t) => {
  const { server, stranger } = makeCertificates(t);
  await refuses(await startWith(t, tlsOf(stranger), { ca: server.cert }));
});

test("mTLS: Envoy with the certificate that is asked for", async (t) => {
  const { server, client } = makeCertificates(t);
  const rig = await startWith(t, tlsOf(server, client.cert), {
    ca: server.cert,
    serverName: "adapter.test",
    ...client,
  });
  await serves(rig);
  const ca = readFileSync(server.cert);
  const mine = [readFileSync(client.key), readFileSync(client.cert)] as const;
  assert.equal(await health(t, rig.adapter.address, credentials.createSsl(ca, ...mine)), "SERVING");
  assert.equal(await health(t, rig.adapter.address, credentials.createSsl(ca)), status.UNAVAILABLE);
});

for (const name of ["no certificate", "somebody else's"] as const) {
  test(`mTLS: Envoy with ${name} is refused, and fails closed`, async (t) => {
    const { server, client, stranger } = makeCertificates(t);
    const own = name === "no certificate" ? {} : stranger;
    const rig = await startWith(t, tlsOf(server, client.cert), { ca: server.cert, ...own });
    await refuses(rig);
    assert.equal((await rig.adapter.management("/readyz")).status, 200);
  });
}

test("a unix socket that another adapter listens on is left to it", async (t) => {
  const rig = await startRig(t, { config: secretsConfig() });
  const { address } = rig.adapter;
  assert.ok(address.kind === "unix");
  const second = await startAdapter({
    config: secretsConfig(),
    listen: "unix",
    args: ["--listen", address.path],
  }).catch((error: Error) => error.message);
  assert.ok(typeof second === "string");
  assert.match(
    second,
    new RegExp(`^error: cannot listen on ${address.path}: another process listens there$`, "m"),
  );
  await serves(rig);
});
