import assert from "node:assert/strict";
import { test } from "node:test";
import { send } from "../parts/client.ts";
import { gate } from "../parts/gate.ts";
import { startRig } from "../parts/rig.ts";
import { closedLoop, type Reply } from "./closed-loop.ts";
import { liveExchanges } from "./metrics.ts";
import { until } from "./until.ts";

const config = `plugins:
  - name: words
    kind: search_replace
    hooks: [tool_pre_invoke, tool_post_invoke]
    mode: enforce
    config: { words: [{ search: "secret-[0-9]+", replace: "hidden" }] }
`;
const exchanges = 3000;

// Envoy's default ends each side stream by a reset, and 1,000 of those make a Node that is not told otherwise close
// the connection: the exchanges that are under way on it fail.
for (const variant of ["static", "override"] as const) {
  test(`${variant}: ${exchanges} exchanges over one connection whose streams Envoy resets`, async (t) => {
    const { upstream, envoy, adapter } = await startRig(t, {
      config,
      envoy: { variant, gracefulClose: false },
    });
    let leaks = 0;
    upstream.answer = (request, reply) => {
      if (request.body.includes("secret-")) leaks++;
      const { id } = JSON.parse(request.body.toString()) as { id: number };
      reply.head(200, { "content-type": "application/json" });
      reply.end(
        `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"is secret-${id}"}]}}`,
      );
    };
    let sent = 0;
    const next = () => {
      if (sent === exchanges) return undefined;
      sent++;
      return `{"jsonrpc":"2.0","id":${sent},"method":"tools/call","params":{"name":"t","arguments":{"a":"secret-${sent}"}}}`;
    };
    const wrong: Reply[] = [];
    const right =
      /^\{"jsonrpc":"2.0","id":\d+,"result":\{"content":\[\{"type":"text","text":"is hidden"\}\]\}\}$/;
    await closedLoop(envoy.port, 16, next, (reply) => {
      if (reply.status !== 200 || !reply.whole || !right.test(reply.text)) wrong.push(reply);
    });
    assert.deepEqual(wrong, []);
    assert.equal(leaks, 0);
    assert.equal(upstream.received.length, exchanges);
    assert.equal(await envoy.stat("cluster.plugins_adapter.upstream_cx_total"), 1);
    // else the test proves nothing
    assert.ok((await envoy.stat("cluster.plugins_adapter.http2.tx_reset")) > 0.9 * exchanges);
    assert.doesNotMatch(adapter.output(), /"level":(40|50)/);
  });
}

test("calls beside two hundred open event streams", async (t) => {
  const { upstream, envoy, adapter } = await startRig(t, { config });
  const over = gate();
  upstream.answer = async ({ method }, reply) => {
    reply.head(200, { "content-type": method === "GET" ? "text/event-stream" : "application/json" });
    if (method === "POST") return reply.end('{"jsonrpc":"2.0","id":1,"result":{"content":[]}}');
    await reply.write(": open\n\n");
    await over.passed;
    const text = { type: "text", text: "is secret-1" };
    reply.end(`data: {"jsonrpc":"2.0","id":1,"result":{"content":[${JSON.stringify(text)}]}}\n\n`);
  };
  const streams = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const stream = await send(envoy.port, { method: "GET", headers: { accept: "text/event-stream" } });
      await stream.until(": open");
      return stream;
    }),
  );
  assert.equal(await liveExchanges(adapter), 200);
  let left = 200;
  const statuses = new Set<number>();
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{}}}';
  await closedLoop(
    envoy.port,
    16,
    () => (left-- > 0 ? body : undefined),
    ({ status }) => statuses.add(status),
  );
  assert.deepEqual([...statuses], [200]);
  over.open();
  for (const stream of streams) {
    const { text, ended } = await stream.finish();
    assert.equal(ended, "complete");
    assert.ok(text.includes("is hidden") && !text.includes("secret"), text);
  }
  await until(async () => (await liveExchanges(adapter)) === 0);
});
