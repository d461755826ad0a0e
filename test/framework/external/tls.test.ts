import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { type KeyPair, makeCertificates } from "../../integration/lifecycle/certificates.ts";
import { startHttpServer } from "./http-server.ts";
import { httpBlock, open, problemsOf } from "./open.ts";

/** A server with a certificate for 127.0.0.1 that asks clients for one of `client`'s. */
async function startServer(t: TestContext, { cert, key }: KeyPair, client?: KeyPair) {
  const tls = {
    cert: readFileSync(cert),
    key: readFileSync(key),
    ...(client && { ca: readFileSync(client.cert), requestCert: true, rejectUnauthorized: true }),
  };
  const server = await startHttpServer({ tls });
  t.after(() => server.close());
  return (fields: object, host = "127.0.0.1") =>
    httpBlock(server.port, {
      url: `https://${host}:${server.port}/mcp`,
      allow_private_addresses: true,
      ...fields,
    });
}

test("TLS: a server that an authority vouches for, or that nobody need vouch for", async (t) => {
  const { server, stranger } = makeCertificates(t);
  const block = await startServer(t, server);
  for (const mcp of [
    block({ tls: { ca_bundle: server.cert } }),
    block({ tls_verify: false }),
    block({ tls: { verify: false } }),
    block({ tls: { ca_bundle: server.cert, check_hostname: false } }, "localhost"),
  ]) {
    const { call } = await open(t, mcp);
    assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
  }
  for (const mcp of [
    block({}),
    block({ tls: { ca_bundle: stranger.cert } }),
    block({ tls: { ca_bundle: server.cert } }, "localhost"),
    block({ tls: { ca_bundle: `${server.cert}.none` } }),
  ]) {
    assert.match((await problemsOf(mcp))[0] ?? "", /^mcp: its server cannot be used/);
  }
});

test("mTLS: the client's certificate, in both spellings", async (t) => {
  const { server, client, stranger } = makeCertificates(t);
  const block = await startServer(t, server, client);
  const tls = { ca_bundle: server.cert };
  for (const mcp of [
    block({ tls, tls_client_cert: client.cert, tls_client_key: client.key }),
    block({ tls: { ...tls, certfile: client.cert, keyfile: client.key } }),
  ]) {
    const { call } = await open(t, mcp);
    assert.equal((await call({ op: "pass" })).continue_processing, true);
  }
  const wrong = block({ tls, tls_client_cert: stranger.cert, tls_client_key: stranger.key });
  assert.match((await problemsOf(wrong))[0] ?? "", /^mcp: its server cannot be used/);
});
