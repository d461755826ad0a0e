import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { unixSocketSchema } from "../../../src/framework/config/plugin-service-schema.ts";
import { open, problemsOf } from "./open.ts";
import { encodeMessage, struct } from "./plugin-service.ts";
import { frame, type PluginServiceOptions, startUnixSocketServer } from "./plugin-service-servers.ts";

async function start(t: TestContext, options: PluginServiceOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "plugin.sock");
  const server = await startUnixSocketServer({ ...options, uds: path });
  t.after(() => server.close());
  const block = (fields: object = {}) => ({
    unix_socket: unixSocketSchema.parse({ path, reconnect_delay: 0.01, ...fields }),
  });
  return { ...server, block };
}

const allowed = frame(encodeMessage("Answer", { plugin_name: "Demo", result: struct({}) }));

/** What a server writes instead of an answer, and whether that is an answer after all. */
const lies: readonly (readonly [string, (socket: Socket) => unknown, boolean])[] = [
  ["a length without end", (socket) => socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff])), false],
  ["a length over the limit", (socket) => socket.write(Buffer.from([0, 0x30, 0, 0])), false],
  ["bytes that are no message", (socket) => socket.write(frame(Buffer.from("xyz"))), false],
  ["two answers at once", (socket) => socket.write(Buffer.concat([allowed, allowed])), false],
  ["half an answer and an end", (socket) => socket.end(allowed.subarray(0, 9)), false],
  ["an end", (socket) => socket.destroy(), false],
  [
    "an answer byte by byte",
    async (socket) => {
      for (const byte of allowed) {
        socket.write(Buffer.from([byte]));
        await new Promise(setImmediate);
      }
    },
    true,
  ],
];

for (const [what, write, good] of lies) {
  test(`${what}: ${good ? "taken" : "an error of the plugin"}; the next call works`, async (t) => {
    let lying = false;
    const instead = (socket: Socket, message: Buffer) => {
      const lie = lying && message.includes("tool_pre_invoke");
      if (lie) void write(socket);
      return lie;
    };
    const { block } = await start(t, { instead });
    const { call } = await open(t, undefined, { ...block(), config: { max_response_size_mb: 2 } });
    lying = true;
    const outcome = await call({ op: "pass" });
    assert.equal(outcome.violation?.code, good ? undefined : "PLUGIN_ERROR");
    lying = false;
    assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
  });
}

test("an answer that comes unasked is nobody's: the next call has another socket", async (t) => {
  let last: Socket | undefined;
  const instead = (socket: Socket) => {
    last = socket;
    return false;
  };
  const { block, connections } = await start(t, { instead });
  const { call } = await open(t, undefined, block());
  const gone = new Promise((resolve) => last?.once("close", resolve));
  last?.write(allowed);
  await gone;
  assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
  assert.equal(connections(), 2);
});

test("calls one after the other share a socket; one that was given up leaves it", async (t) => {
  const { block, connections } = await start(t);
  const { call } = await open(t, undefined, block({ timeout: 0.5 }));
  await call({ op: "pass" });
  await call({ op: "pass" });
  assert.equal(connections(), 1);
  assert.equal((await call({ op: "hang" })).violation?.code, "PLUGIN_ERROR");
  assert.equal((await call({ op: "deny" })).violation?.code, "OP_DENIED");
  assert.equal(connections(), 2);
});

test("a call over 16 MiB is not sent", async (t) => {
  let longest = 0;
  const instead = (_: Socket, message: Buffer) => {
    longest = Math.max(longest, message.length);
    return false;
  };
  const { block } = await start(t, { instead });
  const { call } = await open(t, undefined, block(), { max_payload_bytes: 100_000_000 });
  const { violation } = await call({ op: "pass", x: "x".repeat(17_000_000) });
  assert.equal(violation?.code, "PLUGIN_ERROR");
  assert.ok(longest < 1000);
});

test("as in ContextForge the server's configuration does not count: hooks have to be stated", async (t) => {
  const { block } = await start(t);
  const { entry } = await open(t, undefined, block());
  assert.equal(entry.priority, 100);
  assert.match((await problemsOf(undefined, block())).join(), /^hooks: neither here nor at its server/);
});

test("the start fails where no socket is", async () => {
  const unix_socket = unixSocketSchema.parse({ path: "/nowhere/plugin.sock" });
  assert.match((await problemsOf(undefined, { unix_socket })).join(), /^unix_socket: .*ENOENT/);
});
