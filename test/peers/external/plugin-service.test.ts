import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { grpcSchema, unixSocketSchema } from "../../../src/framework/config/plugin-service-schema.ts";
import type { EntryInput } from "../../../src/framework/index.ts";
import { open, problemsOf } from "../../framework/external/open.ts";
import { contextOf } from "../../framework/manager-of.ts";
import { type KeyPair, makeCertificates } from "../../integration/lifecycle/certificates.ts";
import { type CpexRelease, cpexReleases, pythonOf } from "../peers.ts";
import { checkCalls, measure } from "./calls.ts";

const demo = `plugins:
  - name: Demo
    kind: demo.Demo
    hooks: [tool_pre_invoke, tool_post_invoke]
    priority: 42
    conditions: [{tools: [t]}]
`;

interface Place {
  readonly folder: string;
  readonly socket: string;
}

function placeOf(t: TestContext): Place {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, socket: join(folder, "plugin.sock") };
}

/** Starts one of cpex's servers with the demo plugin. `settings` is what its configuration file says besides. */
function start(
  t: TestContext,
  release: CpexRelease,
  transport: "grpc" | "unix",
  { folder, socket }: Place,
  settings = "",
): ChildProcess {
  const file = join(folder, "config.yaml");
  writeFileSync(file, demo + settings);
  const env = {
    PATH: process.env["PATH"],
    PLUGINS_CONFIG_PATH: file,
    PYTHONPATH: fileURLToPath(new URL(".", import.meta.url)),
    PYTHONDONTWRITEBYTECODE: "1",
    UNIX_SOCKET_PATH: socket,
    PLUGINS_UNIX_SOCKET_PATH: socket,
  };
  const module = `cpex.framework.external.${transport}.server.runtime`;
  const child = spawn(pythonOf(release), ["-m", module], { env, stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  return child;
}

async function listening(child: ChildProcess, where: { path: string } | { port: number; host: string }) {
  for (;;) {
    assert.equal(child.exitCode, null, "cpex's server runs");
    const there = await new Promise<boolean>((resolve) => {
      const socket = createConnection(where, () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function overGrpc(t: TestContext, release: CpexRelease): Promise<Partial<EntryInput>> {
  const port = await freePort();
  const settings = `grpc_server_settings: {host: 127.0.0.1, port: ${port}}\n`;
  const child = start(t, release, "grpc", placeOf(t), settings);
  await listening(child, { port, host: "127.0.0.1" });
  return { grpc: grpcSchema.parse({ target: `localhost:${port}` }), hooks: [] };
}

async function overGrpcSocket(t: TestContext, release: CpexRelease): Promise<Partial<EntryInput>> {
  const place = placeOf(t);
  const child = start(t, release, "grpc", place, `grpc_server_settings: {uds: ${place.socket}}\n`);
  await listening(child, { path: place.socket });
  return { grpc: grpcSchema.parse({ uds: place.socket }), hooks: [] };
}

async function overUnixSocket(t: TestContext, release: CpexRelease): Promise<Partial<EntryInput>> {
  const place = placeOf(t);
  await listening(start(t, release, "unix", place), { path: place.socket });
  const own = {
    priority: 42,
    conditions: [{ tools: ["t"] }],
    hooks: ["tool_pre_invoke", "tool_post_invoke"],
  };
  return { unix_socket: unixSocketSchema.parse({ path: place.socket }), ...own };
}

for (const release of cpexReleases) {
  for (const [way, block] of [
    ["gRPC", overGrpc],
    ["gRPC through a unix socket", overGrpcSocket],
    ["its unix socket", overUnixSocket],
  ] as const) {
    test(`cpex ${release} over ${way}: allow, edit, deny, error, state`, async (t) => {
      const fields = await block(t, release);
      const opened = await open(t, undefined, fields);
      await checkCalls(opened);
      const user = { email: "bob", roles: ["a"] };
      const context = contextOf({ request_id: "R2", user });
      await opened.call({ op: "pass" }, context);
      assert.deepEqual(context.state, { seen: user });
      const deep = JSON.parse(`${'{"a":'.repeat(60)}1${"}".repeat(60)}`);
      assert.equal((await opened.call({ op: "pass", deep })).violation?.code, "PLUGIN_ERROR");
      assert.equal((await opened.call({ op: "pass" })).continue_processing, true);
      await measure(t, opened);
      assert.match(
        (await problemsOf(undefined, { ...fields, name: "Other" })).join(),
        /no plugin of this name/,
      );
    });
  }

  test(`cpex ${release} over gRPC with mutual TLS`, async (t) => {
    const { server, client, stranger } = makeCertificates(t);
    const port = await freePort();
    const tls = `{certfile: ${server.cert}, keyfile: ${server.key}, ca_bundle: ${client.cert}, client_auth: require}`;
    const settings = `grpc_server_settings: {host: 127.0.0.1, port: ${port}, tls: ${tls}}\n`;
    const child = start(t, release, "grpc", placeOf(t), settings);
    await listening(child, { port, host: "127.0.0.1" });
    const block = ({ cert, key }: KeyPair, ca: string) =>
      grpcSchema.parse({
        target: `127.0.0.1:${port}`,
        allow_private_addresses: true,
        tls: { certfile: cert, keyfile: key, ca_bundle: ca },
      });
    const { call } = await open(t, undefined, { grpc: block(client, server.cert) });
    assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
    for (const grpc of [block(stranger, server.cert), block(client, stranger.cert)]) {
      assert.match((await problemsOf(undefined, { grpc })).join(), /^grpc: its server cannot be used/);
    }
  });
}
