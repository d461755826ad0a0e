import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type AdapterProcess, startAdapter } from "../parts/adapter.ts";
import { exchange, send } from "../parts/client.ts";
import { startTestEnvoy } from "../parts/envoy.ts";
import { gate } from "../parts/gate.ts";
import { startRig } from "../parts/rig.ts";
import { json } from "../parts/upstream.ts";
import { liveExchanges } from "./metrics.ts";
import { call, event, masked, progress, result, secret, secretsConfig } from "./secrets.ts";
import { until } from "./until.ts";

const config = secretsConfig();

for (const variant of ["static", "override"] as const) {
  test(`${variant}: killed while a plugin reads a request, another takes its place`, async (t) => {
    const { upstream, envoy, adapter } = await startRig(t, { config, envoy: { variant } });
    const pending = exchange(envoy.port, { body: call(1, { tool: "hang" }) });
    await until(() => adapter.output().includes("witness: asked"));
    await kill(adapter);
    const done = await pending;
    assert.equal(done.status, 500);
    assert.equal((await exchange(envoy.port, { body: call(2) })).status, 500);
    assert.equal(upstream.received.length, 0);

    await replace(t, adapter);
    upstream.answer = json(result(3));
    const again = await exchange(envoy.port, { body: call(3) });
    assert.ok(again.status === 200);
    assert.equal(again.text, masked(3));
    assert.equal(upstream.received.length, 1);
    assert.ok(!upstream.received[0]?.body.includes(secret));
  });

  test(`${variant}: killed amid a JSON answer`, async (t) => {
    const { upstream, envoy, adapter } = await startRig(t, { config, envoy: { variant } });
    const dead = gate();
    const half = gate();
    upstream.answer = async (_, reply) => {
      const text = result(1);
      reply.head(200, { "content-type": "application/json" });
      await reply.write(text.slice(0, -5));
      half.open();
      await dead.passed;
      reply.end(text.slice(-5));
    };
    const pending = exchange(envoy.port, { body: call(1) });
    await half.passed;
    await kill(adapter);
    dead.open();
    const done = await pending;
    assert.equal(done.status, 500);
    assert.ok(!done.text.includes(secret), done.text);
  });

  test(`${variant}: killed amid an event stream`, async (t) => {
    const { upstream, envoy, adapter } = await startRig(t, { config, envoy: { variant } });
    const dead = gate();
    upstream.answer = async (_, reply) => {
      reply.head(200, { "content-type": "text/event-stream" });
      await reply.write(progress(1));
      await reply.write(event(result(1)).slice(0, -1));
      await dead.passed;
      await reply.write("\n");
      await reply.write(event(result(1)));
      reply.end();
    };
    const response = await send(envoy.port, { body: call(1) });
    assert.equal(await response.until("\n\n"), progress(1));
    await kill(adapter);
    dead.open();
    const done = await response.finish();
    assert.equal(done.ended, "reset");
    assert.equal(done.text, progress(1));
  });

  test(`${variant}: stopped in its tracks, Envoy gives up waiting; awake again, it serves`, async (t) => {
    const { upstream, envoy, adapter } = await startRig(t, {
      config,
      envoy: { variant, messageTimeoutMs: 300 },
    });
    upstream.answer = json(result(1));
    adapter.signal("SIGSTOP");
    assert.equal((await exchange(envoy.port, { body: call(1) })).status, 504);
    adapter.signal("SIGCONT");
    const again = await exchange(envoy.port, { body: call(1) });
    assert.ok(again.status === 200);
    assert.equal(again.text, masked(1));
    await until(async () => (await liveExchanges(adapter)) === 0);
    assert.equal(upstream.received.length, 1);
  });

  test(`${variant}: Envoy killed instead, its successor is served`, async (t) => {
    const { upstream, envoy, adapter } = await startRig(t, { config, envoy: { variant } });
    upstream.answer = (_, reply) => {
      reply.head(200, { "content-type": "text/event-stream" });
      void reply.write(progress(1));
    };
    const response = await send(envoy.port, { body: call(1) });
    await response.until("\n\n");
    const pending = exchange(envoy.port, { body: call(2, { tool: "hang" }) });
    await until(() => adapter.output().includes('"hang"'));
    process.kill(envoy.pid, "SIGKILL");
    assert.equal((await response.finish()).ended, "reset");
    assert.equal((await pending).status, undefined);
    await until(async () => (await liveExchanges(adapter)) === 0);

    const next = await startTestEnvoy({
      variant,
      adapter: adapter.address,
      upstream: { host: "127.0.0.1", port: upstream.port },
    });
    t.after(() => next.close());
    upstream.answer = json(result(3));
    const done = await exchange(next.port, { body: call(3) });
    assert.ok(done.status === 200 && done.text === masked(3));
    assert.equal((await adapter.management("/readyz")).status, 200);
  });
}

async function kill(adapter: AdapterProcess): Promise<void> {
  adapter.signal("SIGKILL");
  await adapter.exited;
}

async function replace(t: TestContext, dead: AdapterProcess): Promise<void> {
  const successor = await startAdapter({ config, listen: dead.address });
  t.after(() => successor.close());
}
