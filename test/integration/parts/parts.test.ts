import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { exchange, rawExchange, send } from "./client.ts";
import { startTestEnvoy, withoutAdapter } from "./envoy.ts";
import { gate } from "./gate.ts";
import { eventStream, json, startUpstream, type UpstreamOptions } from "./upstream.ts";

/** Envoy with no adapter: what the parts show is then what was sent. */
async function rig(t: TestContext, options: UpstreamOptions = {}) {
  const upstream = await startUpstream(options);
  t.after(() => upstream.close());
  const at = { host: "127.0.0.1", port: upstream.port, http2: options.http2 ?? false };
  const envoy = await startTestEnvoy({ upstream: at, http1Trailers: true }, withoutAdapter);
  t.after(() => envoy.close());
  return { upstream, envoy };
}

for (const upstreamHttp2 of [false, true]) {
  for (const protocol of ["http1", "http2"] as const) {
    const name = `${protocol} client, ${upstreamHttp2 ? "http2" : "http1"} server`;

    test(`${name}: bytes, trailers and order arrive as sent`, async (t) => {
      const { upstream, envoy } = await rig(t, {
        http2: upstreamHttp2,
        answer: json('{"big":1.0000000000000000001}'),
      });
      const done = await exchange(envoy.port, {
        protocol,
        body: ["ab", "c"],
        headers: { "x-a": "1" },
        trailers: { "x-t": "2" },
      });
      assert.ok(done.status === 200);
      assert.equal(done.text, '{"big":1.0000000000000000001}');
      assert.equal(done.ended, "complete");
      const [request] = upstream.received;
      assert.equal(request?.body.toString(), "abc");
      assert.equal(request?.header("x-a"), "1");
      assert.equal(request?.state, "complete");
      assert.deepEqual(request?.trailers, [["x-t", "2"]]);
    });

    test(`${name}: pieces are seen when they are sent, and a reset is told from an end`, async (t) => {
      const { upstream, envoy } = await rig(t, { http2: upstreamHttp2 });
      const step = gate();
      upstream.answer = async (_, reply) => {
        reply.head(200, { "content-type": "text/event-stream" });
        await reply.write("data: 1\n\n");
        await step.passed;
        reply.reset();
      };
      const response = await send(envoy.port, { protocol, body: "{}" });
      assert.equal(await response.until("data: 1\n\n"), "data: 1\n\n");
      step.open();
      const done = await response.finish();
      assert.equal(done.ended, "reset");
      assert.equal(done.text, "data: 1\n\n");
    });

    test(`${name}: a client that walks away ends the exchange at the server`, async (t) => {
      const { upstream, envoy } = await rig(t, { http2: upstreamHttp2 });
      const closed = gate();
      upstream.answer = async (_, reply) => {
        reply.head(200, { "content-type": "text/event-stream" });
        await reply.write(": hello\n\n");
        await reply.closed;
        closed.open();
      };
      const response = await send(envoy.port, { protocol, method: "GET" });
      await response.next();
      response.abort();
      await closed.passed;
    });

    test(`${name}: response trailers`, async (t) => {
      const { upstream, envoy } = await rig(t, { http2: upstreamHttp2 });
      upstream.answer = (_, reply) => {
        reply.head(200, { trailer: "x-end" });
        reply.end("body", { "x-end": "yes" });
      };
      const done = await exchange(envoy.port, { protocol, body: "{}", headers: { te: "trailers" } });
      assert.ok(done.status !== undefined);
      assert.deepEqual(done.trailers, [["x-end", "yes"]]);
    });
  }
}

test("an answer at the headers, an event stream in pieces, the access log and a statistic", async (t) => {
  const { envoy } = await rig(t, {
    answerAt: "headers",
    answer: eventStream(["data: a", "\n\ndata: b\n\n"]),
  });
  const done = await exchange(envoy.port, { body: "{}" });
  assert.ok(done.status !== undefined);
  assert.equal(done.text, "data: a\n\ndata: b\n\n");
  assert.equal((await envoy.accessLog(1))[0]?.code, 200);
  assert.equal(await envoy.stat("http.mcp.downstream_rq_2xx"), 1);
});

test("bytes that no client sends", async (t) => {
  const { envoy } = await rig(t);
  const answer = await rawExchange(envoy.port, "POST /mcp HTTP/1.1\r\ncontent-length: x\r\n\r\n");
  assert.match(answer.toString("latin1"), /^HTTP\/1\.1 400 /);
});

test("a server that is not there is 503, a closed Envoy no response", async (t) => {
  const { upstream, envoy } = await rig(t);
  await upstream.close();
  assert.equal((await exchange(envoy.port, { body: "{}" })).status, 503);
  await envoy.close();
  assert.deepEqual(await exchange(envoy.port, { body: "{}" }), { status: undefined, error: "ECONNREFUSED" });
});
