import assert from "node:assert/strict";
import { test } from "node:test";
import { startRig } from "../parts/rig.ts";
import { closedLoop, type Reply } from "./closed-loop.ts";

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
