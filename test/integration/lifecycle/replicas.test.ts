/** Two adapters on unix sockets behind one Envoy, which is configured as `envoy-config --adapter A --adapter B` does. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type AdapterProcess, startAdapter } from "../parts/adapter.ts";
import { exchange } from "../parts/client.ts";
import { startTestEnvoy } from "../parts/envoy.ts";
import { json, startUpstream, type Upstream } from "../parts/upstream.ts";
import { closedLoop } from "./closed-loop.ts";
import { liveExchanges, metric } from "./metrics.ts";
import { call, masked, result, secret, secretsConfig } from "./secrets.ts";
import { until } from "./until.ts";

const config = secretsConfig("telemetry: { log_level: warn }, listen: { drain_seconds: 60 }");

async function start(t: TestContext, variant: "static" | "override") {
  const open: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const part of open.toReversed()) await part.close();
  });
  const upstream = await startUpstream({
    answer: (request, reply) => json(result(idOf(request.body)))(request, reply),
  });
  open.push(upstream);
  const adapters = await Promise.all([startAdapter({ config }), startAdapter({ config })]);
  open.push(...adapters);
  const [first, second] = adapters;
  const envoy = await startTestEnvoy({
    variant,
    adapter: first.address,
    replicas: [second.address],
    upstream: { host: "127.0.0.1", port: upstream.port },
  });
  open.push(envoy);
  return { upstream, adapters, envoy };
}

for (const variant of ["static", "override"] as const) {
  test(`${variant}: exchanges are spread over two adapters, and every one is inspected`, async (t) => {
    const { upstream, adapters, envoy } = await start(t, variant);
    const { answers, send } = traffic(envoy.port, 1000);
    await send();
    assert.deepEqual(answers, { masked: 1000 });
    assertClean(upstream);
    const [here, there] = await Promise.all(adapters.map(exchangesOf));
    assert.equal((here as number) + (there as number), 1000);
    assert.ok(Math.min(here as number, there as number) > 300, `${here} and ${there}`);
  });

  test(`${variant}: one that is stopped amid traffic costs no request`, async (t) => {
    const { upstream, adapters, envoy } = await start(t, variant);
    const [stopped, left] = adapters;
    const { answers, send, done } = traffic(envoy.port, 1500);
    const sent = send();
    await until(() => done() >= 200, 120);
    stopped.signal("SIGTERM");
    assert.equal(await stopped.exited, 0);
    await sent;
    assert.deepEqual(answers, { masked: 1500 });
    assertClean(upstream);
    assert.ok((await exchangesOf(left)) > 700);
  });

  test(`${variant}: one that is killed costs what it had in hand, and nothing passes it`, async (t) => {
    const { upstream, adapters, envoy } = await start(t, variant);
    const [killed, left] = adapters;
    // Each has at least one exchange that a plugin holds.
    const held: ReturnType<typeof exchange>[] = [];
    while (!(await Promise.all(adapters.map(liveExchanges))).every((live) => live > 0)) {
      held.push(exchange(envoy.port, { body: call(held.length, { tool: "hang" }) }));
      await until(async () => sum(await Promise.all(adapters.map(liveExchanges))) === held.length, 60);
    }
    const lost = await liveExchanges(killed);
    let failed = 0;
    for (const each of held) void each.then(({ status }) => (failed += status === 500 ? 1 : 0));

    killed.signal("SIGKILL");
    await killed.exited;
    await until(() => failed === lost, 60);
    assert.equal(upstream.received.length, 0);
    assert.equal(await liveExchanges(left), held.length - lost);

    const { answers, send } = traffic(envoy.port, 500);
    await send();
    assert.deepEqual(answers, { masked: 500 });
    assertClean(upstream);
  });
}

/** So many calls, 16 at a time, and what came of them. */
function traffic(port: number, requests: number) {
  const answers: Record<string, number> = {};
  let sent = 0;
  let done = 0;
  return {
    answers,
    done: () => done,
    send: () =>
      closedLoop(
        port,
        16,
        () => (sent < requests ? call(++sent) : undefined),
        ({ status, text, whole }) => {
          done++;
          const good = status === 200 && whole && text === masked(idOf(text));
          const what = good ? "masked" : `${status} ${text.slice(0, 100)}`;
          answers[what] = (answers[what] ?? 0) + 1;
        },
      ),
  };
}

function assertClean({ received }: Upstream): void {
  assert.ok(received.every(({ body }) => !body.includes(secret)));
}

const idOf = (message: string | Uint8Array): number =>
  Number(/"id":([0-9]+)/.exec(Buffer.from(message).toString())?.[1]);
const exchangesOf = (adapter: AdapterProcess) => metric(adapter, "plugins_adapter_exchanges_total");
const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
