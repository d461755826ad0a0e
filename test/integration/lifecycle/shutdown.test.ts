import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { AdapterProcess } from "../parts/adapter.ts";
import { exchange, send } from "../parts/client.ts";
import { gate } from "../parts/gate.ts";
import { startRig } from "../parts/rig.ts";
import type { Answer } from "../parts/upstream.ts";
import { closedLoop } from "./closed-loop.ts";
import { watchHealth } from "./health-client.ts";
import { call, event, masked, progress, result, secret, secretsConfig } from "./secrets.ts";
import { until } from "./until.ts";

const config = secretsConfig("listen: { drain_seconds: 2 }");

for (const variant of ["static", "override"] as const) {
  for (const listen of ["unix", "tcp"] as const) {
    test(`${variant}, ${listen}: SIGTERM under traffic lets nothing pass uninspected`, {
      timeout: 40_000,
    }, async (t) => {
      const { upstream, envoy, adapter } = await startRig(t, {
        config,
        listen,
        envoy: { variant },
        args: ["--log-level", "trace"],
      });
      let leaked = 0;
      const heldCall = gate();
      const answer = answering(heldCall.passed);
      upstream.answer = (request, reply) => {
        if (request.body.includes(secret)) leaked++;
        return answer(request, reply);
      };
      const watch = watchHealth(t, adapter.address);
      await until(() => watch.seen.includes("SERVING"));

      const endless = await send(envoy.port, { body: call(1, { tool: "endless" }) });
      await endless.until("\n\n");
      const held = exchange(envoy.port, { body: call(2, { tool: "held" }) });
      await upstream.arrival(2);
      const traffic = driveTraffic(envoy.port);
      t.after(() => traffic.stop());
      await until(() => traffic.right() > 200);

      const before = traffic.right();
      adapter.signal("SIGTERM");
      const readiness = pollReadiness(adapter);
      await until(() => watch.seen.at(-1) === "NOT_SERVING");
      heldCall.open();
      const done = await held;
      assert.ok(done.status === 200 && done.ended === "complete");
      assert.equal(done.text, masked(2));

      const cut = await endless.finish();
      // Where Envoy can end a response its client sees a proper end, and an error for what has no answer.
      assert.equal(cut.ended, variant === "static" ? "complete" : "reset");
      assert.equal(cut.text.includes('"code":"retired"'), variant === "static");
      assert.ok(cut.text.startsWith(progress(1)) && !cut.text.includes(secret));
      assert.equal(await adapter.exited, 0);
      const failedAlready = traffic.failed();
      await until(() => traffic.failed() > failedAlready + 20);
      await traffic.stop();

      assert.deepEqual(traffic.wrong, []);
      assert.equal(leaked, 0);
      assert.ok(!adapter.output().includes(secret));
      assert.ok(traffic.right() >= before);
      assert.deepEqual(new Set(await readiness), new Set([503]));
      const hooks = adapter.output().split("\n");
      const last = (text: string) => hooks.findLastIndex((line) => line.includes(text));
      assert.ok(last("witness: shut down") > last("witness: asked"), adapter.output());
      assert.equal(hooks.filter((line) => line.includes("witness: shut down")).length, 1);
    });
  }
}

test("SIGTERM with nothing to do ends the process long before the deadline", async (t) => {
  const { adapter, envoy, upstream } = await startRig(t, {
    config: secretsConfig("listen: { drain_seconds: 3600 }"),
  });
  upstream.answer = answering(Promise.resolve());
  assert.equal((await exchange(envoy.port, { body: call(1) })).status, 200);
  adapter.signal("SIGTERM");
  assert.equal(await adapter.exited, 0);
  assert.match(adapter.output(), /witness: shut down/);
});

test("SIGTERM while a plugin thinks: its verdict counts, or the deadline ends the call", async (t) => {
  for (const { drain, answer } of [
    { drain: 3600, answer: /PLUGIN_TIMEOUT/ },
    { drain: 0.2, answer: /^$/ },
  ]) {
    const { adapter, envoy, upstream } = await startRig(t, {
      config: secretsConfig(`listen: { drain_seconds: ${drain} }, limits: { message_budget_ms: 1000 }`),
    });
    const pending = exchange(envoy.port, { body: call(1, { tool: "hang" }) });
    await until(() => adapter.output().includes("witness: asked"));
    adapter.signal("SIGTERM");
    const done = await pending;
    assert.ok(done.status !== undefined);
    assert.equal(done.status, drain < 1 ? 500 : 200);
    assert.match(done.text, answer);
    assert.equal(await adapter.exited, 0);
    assert.equal(upstream.received.length, 0);
    assert.match(adapter.output(), /witness: shut down/);
  }
});

test("a second SIGINT ends the process at once", async (t) => {
  const { adapter, envoy, upstream } = await startRig(t, {
    config: secretsConfig("listen: { drain_seconds: 3600 }"),
  });
  upstream.answer = answering(new Promise(() => {}));
  const endless = await send(envoy.port, { body: call(1, { tool: "endless" }) });
  await endless.until("\n\n");
  adapter.signal("SIGINT");
  await until(() => adapter.output().includes('"stopping"'));
  adapter.signal("SIGINT");
  assert.equal(await adapter.exited, 1);
  assert.equal((await endless.finish()).ended, "reset");
});

/** Every second answer an event stream; `endless` has no end, `held` waits. */
function answering(held: Promise<void>): Answer {
  return async (request, reply) => {
    const { id, params } = JSON.parse(request.body.toString()) as { id: number; params: { name: string } };
    if (params.name === "held") await held;
    if (params.name === "endless") {
      reply.head(200, { "content-type": "text/event-stream" });
      let over = false;
      void reply.closed.then(() => {
        over = true;
      });
      for (let n = 1; !over; n++) {
        await reply.write(progress(n));
        await wait(20);
      }
      return;
    }
    const events = id % 2 === 1;
    reply.head(200, { "content-type": events ? "text/event-stream" : "application/json" });
    reply.end(events ? event(result(id)) : result(id));
  };
}

/** Calls without end; each answer must be the masked result, the denial, or a failure without a word of the server. */
function driveTraffic(port: number) {
  let id = 10;
  let right = 0;
  let failed = 0;
  let stopped = false;
  const wrong: unknown[] = [];
  const next = () => {
    if (stopped) return undefined;
    id++;
    return call(id, { denied: id % 5 === 0 });
  };
  const whole =
    /^(event: message\ndata: )?\{"jsonrpc":"2\.0","id":\d+,"result":\{"content":\[\{"type":"text","text":"is hidden"\}\]\}\}(\n\n)?$/;
  const running = closedLoop(port, 8, next, (reply) => {
    if (reply.status >= 500 && !reply.text.includes(secret)) failed++;
    else if (reply.whole && reply.status === 200 && (whole.test(reply.text) || reply.text.includes("40300")))
      right++;
    // an event stream whose headers were out before the adapter ended
    else if (!reply.whole && reply.status === 200 && reply.text === "") failed++;
    else wrong.push(reply);
  });
  return {
    right: () => right,
    failed: () => failed,
    wrong,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** Statuses of `/readyz` until nobody answers any more. */
async function pollReadiness(adapter: AdapterProcess): Promise<readonly number[]> {
  await until(() => adapter.output().includes('"stopping"'));
  const seen: number[] = [];
  for (;;) {
    const answer = await adapter.management("/readyz").catch(() => undefined);
    if (answer === undefined) return seen;
    seen.push(answer.status);
    await wait(20);
  }
}
