import assert from "node:assert/strict";
import { test } from "node:test";
import { startSampleServer } from "../../../src/commands/demo/sample-server.ts";
import { exchange } from "./client.ts";
import { startTestEnvoy } from "./envoy.ts";
import { connectClient } from "./mcp-client.ts";
import { startRig } from "./rig.ts";
import { json } from "./upstream.ts";

const config = "plugins: []\n";
const call = '{"jsonrpc":"2.0", "id":1,"method":"tools/call","params":{"name":"t","arguments":{"n":1.50}}}';

for (const listen of ["unix", "tcp"] as const) {
  test(`server, adapter (${listen}) and Envoy: what no plugin reads passes byte for byte`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, { config, listen });
    const answer = '{"jsonrpc":"2.0","id":1, "result":{"content":[],"big":10000000000000000000001}}';
    upstream.answer = json(answer);
    const done = await exchange(envoy.port, { body: call });
    assert.equal(done.status, 200);
    assert.ok(done.status !== undefined && done.text === answer);
    assert.equal(upstream.received[0]?.body.toString(), call);
    assert.equal((await adapter.management("/readyz")).status, 200);
  });
}

test("an adapter that was killed lets nothing through", async (t) => {
  const { upstream, adapter, envoy } = await startRig(t, { config });
  adapter.signal("SIGKILL");
  await adapter.exited;
  assert.equal((await exchange(envoy.port, { body: call })).status, 500);
  assert.equal(upstream.received.length, 0);
});

test("an adapter that can't start says why", async (t) => {
  await assert.rejects(startRig(t, { config: "plugins: 7\n" }), /did not start:\n.*plugins/s);
});

test("the SDK's client and server on both sides, with a session", async (t) => {
  const server = await startSampleServer({ port: 0, sessions: { responses: "event stream" } });
  const { adapter } = await startRig(t, { config });
  const envoy = await startTestEnvoy({
    adapter: adapter.address,
    upstream: { host: "127.0.0.1", port: server.port },
  });
  t.after(async () => {
    await envoy.close();
    await server.close();
  });
  const client = await connectClient(envoy.port);
  t.after(() => client.close());
  assert.equal((await client.listTools()).tools.length, 4);
  assert.notEqual(client.transport.sessionId, undefined);
});
