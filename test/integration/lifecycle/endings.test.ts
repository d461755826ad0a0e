/** Exchanges that end in another way than by an answer: clients that walk away, servers that fail, Envoy's own replies. */
import assert from "node:assert/strict";
import net from "node:net";
import { type TestContext, test } from "node:test";
import type { PlainObject } from "../../../src/envoy-config/plain.ts";
import { exchange, mcpHeaders, send } from "../parts/client.ts";
import { gate } from "../parts/gate.ts";
import { type Rig, startRig } from "../parts/rig.ts";
import { json } from "../parts/upstream.ts";
import { liveExchanges } from "./metrics.ts";
import { call, event, masked, progress, result, secret, secretsConfig } from "./secrets.ts";
import { until } from "./until.ts";

const config = secretsConfig();

/** The adapter holds nothing of what was, and serves. */
async function asBefore({ adapter, upstream, envoy }: Rig): Promise<void> {
  await until(async () => (await liveExchanges(adapter)) === 0);
  upstream.answer = json(result(9));
  const done = await exchange(envoy.port, { body: call(9) });
  assert.ok(done.status === 200 && done.text === masked(9));
  assert.doesNotMatch(adapter.output(), /"level":50/);
}

for (const variant of ["static", "override"] as const) {
  const start = (t: TestContext) => startRig(t, { config, envoy: { variant } });

  test(`${variant}: a client that leaves in the middle of its request`, async (t) => {
    const rig = await start(t);
    const socket = net.connect(rig.envoy.port, "127.0.0.1");
    const head = Object.entries({ host: "a", ...mcpHeaders, "content-length": "1000" });
    socket.write(
      `POST /mcp HTTP/1.1\r\n${head.map((pair) => pair.join(": ")).join("\r\n")}\r\n\r\n${call(1)}`,
    );
    await until(async () => (await liveExchanges(rig.adapter)) === 1);
    socket.destroy();
    await until(async () => (await liveExchanges(rig.adapter)) === 0);
    assert.equal(rig.upstream.received.length, 0);
    await asBefore(rig);
  });

  test(`${variant}: a client that leaves while a plugin thinks`, async (t) => {
    const rig = await start(t);
    const socket = net.connect(rig.envoy.port, "127.0.0.1");
    const body = call(1, { tool: "hang" });
    const head = Object.entries({ host: "a", ...mcpHeaders, "content-length": String(body.length) });
    socket.write(`POST /mcp HTTP/1.1\r\n${head.map((pair) => pair.join(": ")).join("\r\n")}\r\n\r\n${body}`);
    await until(() => rig.adapter.output().includes("witness: asked"));
    socket.destroy();
    await asBefore(rig);
    assert.ok(rig.upstream.received.every(({ body: received }) => received.toString().includes('"id":9')));
  });

  for (const protocol of ["http1", "http2"] as const) {
    test(`${variant}: a client that leaves amid an event stream, ${protocol}`, async (t) => {
      const rig = await start(t);
      const left = gate();
      rig.upstream.answer = async (_, reply) => {
        reply.head(200, { "content-type": "text/event-stream" });
        await reply.write(progress(1));
        await reply.closed;
        left.open();
      };
      const response = await send(rig.envoy.port, { protocol, body: call(1) });
      await response.next();
      response.abort();
      await left.passed;
      await asBefore(rig);
    });
  }

  test(`${variant}: a server that breaks off`, async (t) => {
    const rig = await start(t);
    // before its answer, within a JSON body, within an event
    const cases = [
      { type: undefined, sent: "", status: 503 },
      { type: "application/json", sent: result(1).slice(0, -1), status: undefined },
      { type: "text/event-stream", sent: event(result(1)).slice(0, -1), status: undefined },
    ];
    for (const { type, sent, status } of cases) {
      rig.upstream.answer = async (_, reply) => {
        if (type !== undefined) {
          reply.head(200, { "content-type": type });
          await reply.write(sent);
        }
        reply.reset();
      };
      const done = await exchange(rig.envoy.port, { body: call(1) });
      if (status !== undefined) assert.equal(done.status, status);
      if (done.status === undefined) continue;
      assert.ok(!done.text.includes(secret), done.text);
      if (type !== undefined) assert.ok(done.ended === "reset" || done.status >= 500, done.text);
    }
    await asBefore(rig);
  });

  test(`${variant}: Envoy's own answers reach the client`, async (t) => {
    const { adapter, upstream, envoy } = await startRig(t, {
      config,
      envoy: { variant, bufferLimitBytes: 10_000 },
      change: withRoute({ match: { prefix: "/mcp" }, timeout: "0.2s" }),
    });
    const noRoute = await exchange(envoy.port, { path: "/elsewhere", body: call(1) });
    assert.ok(noRoute.status === 404);
    assert.equal(noRoute.text, "");
    const noRouteForStream = await exchange(envoy.port, { method: "GET", path: "/elsewhere" });
    assert.equal(noRouteForStream.status, 404);
    const tooLarge = await exchange(envoy.port, { body: call(1).padEnd(50_000) });
    assert.ok(tooLarge.status === 413);
    assert.equal(tooLarge.text, "Payload Too Large");
    assert.equal(upstream.received.length, 0);

    upstream.answer = () => {};
    const late = await exchange(envoy.port, { body: call(2) });
    assert.ok(late.status === 504);
    assert.equal(late.text, "upstream request timeout");
    await upstream.close();
    const gone = await exchange(envoy.port, { body: call(3) });
    assert.ok(gone.status === 503);
    assert.match(gone.text, /^upstream connect error/);
    await until(async () => (await liveExchanges(adapter)) === 0);
    assert.equal((await adapter.management("/readyz")).status, 200);
    assert.doesNotMatch(adapter.output(), /"level":50/);
  });
}

/** Envoy's only route with another match, and a limit of time for the server. */
function withRoute(wanted: { match: PlainObject; timeout: string }): (config: PlainObject) => PlainObject {
  const edit = (key: string, value: unknown): unknown => {
    if (key !== "routes") return value;
    const [only] = value as { route: object }[];
    return [{ ...only, match: wanted.match, route: { ...only?.route, timeout: wanted.timeout } }];
  };
  return (config) => JSON.parse(JSON.stringify(config), edit) as PlainObject;
}
