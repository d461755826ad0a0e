import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { exchange } from "../../integration/parts/client.ts";
import { startTestEnvoy } from "../../integration/parts/envoy.ts";
import { startUpstream } from "../../integration/parts/upstream.ts";
import { startGoNoop } from "./go-noop.ts";
import { bufferedBothWays, type Peer, startPeer } from "./peer.ts";
import { startPythonStack } from "./python-stack.ts";

/** Sends calls of the tool `t` through Envoy and the peer to a server that answers with the text of the header `x-answer`. */
async function behindEnvoy(t: TestContext, starting: Promise<Peer>) {
  const peer = await starting;
  t.after(() => peer.close());
  const upstream = await startUpstream({
    answer: (request, reply) => {
      const content = [{ type: "text", text: request.header("x-answer") }];
      reply.head(200, { "content-type": "application/json" });
      reply.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result: { content } }));
    },
  });
  t.after(() => upstream.close());
  const envoy = await startTestEnvoy({
    ...bufferedBothWays,
    adapter: peer.address,
    upstream: { host: "127.0.0.1", port: upstream.port },
  });
  t.after(() => envoy.close());
  const call = async (query: string, answer = "fine") => {
    const params = { name: "t", arguments: { query } };
    const done = await exchange(envoy.port, {
      headers: { "content-type": "application/json", "x-answer": answer },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    });
    assert.equal(done.status, 200, envoy.log());
    return JSON.parse(done.text) as Answer;
  };
  return { peer, upstream, envoy, call };
}

type Answer = {
  readonly result?: { readonly content: readonly { readonly text: string }[] };
  readonly error?: { readonly code: number; readonly message: string };
};

test("the no-op server in Go passes a call and its answer, and says what it was built from", async (t) => {
  const { peer, upstream, envoy, call } = await behindEnvoy(t, startGoNoop());
  assert.deepEqual((await call("x")).result?.content, [{ type: "text", text: "fine" }]);
  assert.equal(upstream.received.length, 1);
  assert.deepEqual(Object.keys(peer.versions).sort(), ["go", "go-control-plane/envoy", "grpc-go"]);
  // both header messages and both bodies
  assert.equal(await envoy.stat("http.mcp.ext_proc.stream_msgs_received"), 4);
});

test("the Python stack passes a call and its answer with five plugins", async (t) => {
  const { peer, upstream, envoy, call } = await behindEnvoy(t, startPythonStack({ plugins: 5 }));
  assert.deepEqual((await call("x")).result?.content, [{ type: "text", text: "fine" }]);
  assert.equal(upstream.received.length, 1);
  assert.equal(await envoy.stat("http.mcp.ext_proc.stream_msgs_received"), 4);
  assert.equal(peer.versions["cpex"], "0.1.4");
});

test("the Python stack runs its plugins on calls and on answers", async (t) => {
  const starting = startPythonStack({ plugins: 1, denies: "xyzzy", pii: true, logs: true });
  const { upstream, call } = await behindEnvoy(t, starting);
  const denied = { code: -32099, message: "Word -- 'xyzzy' is denied" };
  assert.deepEqual((await call("an xyzzy")).error, denied);
  assert.equal(upstream.received.length, 0);
  assert.deepEqual((await call("x", "an xyzzy")).error, denied);
  assert.equal(upstream.received.length, 1);
  const masked = (await call("x", "mail jane@example.com")).result?.content[0]?.text ?? "";
  assert.match(masked, /^mail \[/);
});

test("a program that ends before it listens is an error with what it wrote", async () => {
  const args = ["-e", "console.error('no such plugin')"];
  const starting = startPeer({ name: "A program", file: process.execPath, args, versions: {} });
  await assert.rejects(starting, /A program did not start:\nno such plugin/);
});
