import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { systemClock } from "../../../src/framework/clock.ts";
import {
  type ExternalConfig,
  externalConfigSchema,
  mcpSchema,
} from "../../../src/framework/config/external-schema.ts";
import { createLink } from "../../../src/framework/external/link.ts";
import { createWebSocketTransport } from "../../../src/framework/external/websocket-transport.ts";
import { type KeyPair, makeCertificates } from "../../integration/lifecycle/certificates.ts";
import { open, problemsOf } from "./open.ts";
import { startWebSocketServer, type WebSocketOptions } from "./websocket-server.ts";

const webSocketBlock = (url: string, fields: object = {}) =>
  mcpSchema.parse({ proto: "WEBSOCKET", url, reconnect_delay: 0.01, ...fields });

async function start(t: TestContext, options: WebSocketOptions = {}) {
  const server = await startWebSocketServer(options);
  t.after(() => server.close());
  const scheme = options.tls ? "wss" : "ws";
  const block = (fields: object = {}, host = "localhost") =>
    webSocketBlock(`${scheme}://${host}:${server.port}/mcp`, fields);
  return { ...server, block };
}

test("a WebSocket over a unix socket", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true }));
  const uds = join(folder, "mcp.sock");
  await start(t, { uds });
  const { call } = await open(t, webSocketBlock("ws://localhost/mcp", { uds }));
  assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
});

test("the opening asks for subprotocol mcp without compression, with the headers of auth", async (t) => {
  const { block, requests } = await start(t);
  await open(t, block({ auth: { type: "bearer", token: "t" } }));
  await open(t, block({ auth: { type: "api_key", key: "k", name: "X-Key" } }));
  const sent = requests.map(({ headers, url }) => ({
    url,
    protocol: headers["sec-websocket-protocol"],
    extensions: headers["sec-websocket-extensions"],
    auth: headers.authorization ?? headers["x-key"],
  }));
  const common = { url: "/mcp", protocol: "mcp", extensions: undefined };
  assert.deepEqual(sent, [
    { ...common, auth: "Bearer t" },
    { ...common, auth: "k" },
  ]);
});

function keyAndCertificate({ cert, key }: KeyPair, client?: KeyPair): object {
  return {
    cert: readFileSync(cert),
    key: readFileSync(key),
    ...(client && { ca: readFileSync(client.cert), requestCert: true, rejectUnauthorized: true }),
  };
}

test("wss: TLS and mTLS as with https", async (t) => {
  const { server, client, stranger } = makeCertificates(t);
  const permitted = { allow_private_addresses: true };
  const plain = await start(t, { tls: keyAndCertificate(server) });
  const mutual = await start(t, { tls: keyAndCertificate(server, client) });
  const own = { tls_client_cert: client.cert, tls_client_key: client.key };
  const authority = { tls: { ca_bundle: server.cert } };
  for (const mcp of [
    plain.block({ ...permitted, ...authority }, "127.0.0.1"),
    plain.block({ tls_verify: false }),
    plain.block({ tls: { ca_bundle: server.cert, check_hostname: false } }),
    mutual.block({ ...permitted, ...authority, ...own }, "127.0.0.1"),
  ]) {
    const { call } = await open(t, mcp);
    assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
  }
  for (const mcp of [
    plain.block(permitted, "127.0.0.1"),
    plain.block({ ...permitted, tls: { ca_bundle: stranger.cert } }, "127.0.0.1"),
    plain.block(authority),
    mutual.block({ ...permitted, ...authority }, "127.0.0.1"),
  ]) {
    assert.match((await problemsOf(mcp))[0] ?? "", /^mcp: its server cannot be used/);
  }
});

const openings: readonly (readonly [string, WebSocketOptions["instead"], RegExp])[] = [
  ["silence", () => true, /did not answer in time/],
  [
    "a refusal",
    (_, socket) => {
      socket.end("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n");
      return true;
    },
    /status 401/,
  ],
  [
    "a redirect, which is not followed",
    (_, socket) => {
      socket.end("HTTP/1.1 302 Found\r\nlocation: ws://localhost:1/\r\ncontent-length: 0\r\n\r\n");
      return true;
    },
    /status 302/,
  ],
  [
    "no WebSocket",
    (_, socket) => {
      socket.end("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n");
      return true;
    },
    /does not open a WebSocket for MCP/,
  ],
  [
    "an end",
    (_, socket) => {
      socket.destroy();
      return true;
    },
    /ECONNRESET/,
  ],
];

for (const [what, instead, expected] of openings) {
  test(`the opening is answered with ${what}: the start fails`, async (t) => {
    const { block } = await start(t, { instead: instead ?? (() => false) });
    const seconds = what === "silence" ? 2 : 60;
    assert.match((await problemsOf(block(), {}, seconds))[0] ?? "", expected);
  });
}

const frames: readonly (readonly [string, string | Buffer])[] = [
  ["text that is no JSON", "{"],
  ["JSON that is no JSON-RPC", '{"jsonrpc":"1.0"}'],
  ["a binary message", Buffer.from('{"jsonrpc":"2.0","method":"x"}')],
  ["a message over the size limit", `"${"x".repeat(2_200_000)}"`],
];

for (const [what, frame] of frames) {
  test(`${what} ends the connection; the calls on it are made again`, async (t) => {
    let lies = 1;
    const { block, requests } = await start(t, {
      answer(socket, message) {
        if (!message.includes("tool_pre_invoke") || lies-- <= 0) return false;
        socket.send(frame);
        return true;
      },
    });
    const { call } = await open(t, block(), { config: { max_response_size_mb: 2 } });
    assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
    assert.equal(requests.length, 2);
    lies = 1000;
    assert.equal((await call({ op: "pass" })).violation?.code, "PLUGIN_ERROR");
  });
}

test("a check that is not answered costs the connection, since a vanished peer shows by nothing else", async (t) => {
  const stopper = new AbortController();
  const { block, requests } = await start(t, {
    answer(_, message) {
      if (requests.length > 1 || !message.includes('"ping"')) return false;
      stopper.abort();
      return true;
    },
  });
  const settings = {
    server: { kind: "mcp", block: block() } as const,
    plugin: "Demo",
    config: externalConfigSchema.parse({}) as ExternalConfig,
    file: "",
  };
  const link = createLink(settings, systemClock);
  t.after(() => link.close());
  const { signal } = stopper;
  await assert.rejects(
    link.run(signal, (connection) => connection.check(signal)),
    /did not answer in time/,
  );
  const never = new AbortController().signal;
  await link.run(never, (connection) => connection.check(never));
  assert.equal(requests.length, 2);
});

test("a server that does not read is given up before much waits for it", async (t) => {
  const { block } = await start(t, {
    answer(socket) {
      socket.pause();
      return true;
    },
  });
  const transport = createWebSocketTransport(block(), 1_000_000, new AbortController().signal);
  const closed = new Promise<void>((resolve) => {
    transport.onclose = resolve;
  });
  await transport.start();
  const message = { jsonrpc: "2.0", method: "x", params: { x: "x".repeat(8_000_000) } } as const;
  const sent = await Promise.allSettled(Array.from({ length: 16 }, () => transport.send(message)));
  await closed;
  const reasons = sent.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
  assert.ok(reasons.some((reason) => reason.includes("does not read what it is sent")));
});

test("health_check_endpoint is asked over HTTP at the same place", async (t) => {
  const { block } = await start(t);
  const { manager } = await open(t, block({ health_check_endpoint: "/health" }));
  await manager.checkHealth();
  assert.equal(manager.plugins()[0]?.health.status, "healthy");
});

for (const url of ["http://localhost/mcp", "ws://127.0.0.1/mcp", "ws://u:p@localhost/", "ws://[::1]/"]) {
  test(`${url} is refused`, () => {
    assert.equal(mcpSchema.safeParse({ proto: "WEBSOCKET", url }).success, false);
  });
}
