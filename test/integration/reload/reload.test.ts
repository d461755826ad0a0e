import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ask } from "../../management/server-of.ts";
import { closedLoop } from "../lifecycle/closed-loop.ts";
import { metric } from "../lifecycle/metrics.ts";
import { until } from "../lifecycle/until.ts";
import type { AdapterProcess } from "../parts/adapter.ts";
import { exchange, send } from "../parts/client.ts";
import { gate } from "../parts/gate.ts";
import { startRig } from "../parts/rig.ts";
import { call, marking, marksOf, resultOf, token, told } from "./marks.ts";

const reloads = 300;

for (const variant of ["static", "override"] as const) {
  test(`${variant}: ${reloads} reloads under traffic: no failure, one configuration an exchange, nothing left over`, {
    timeout: 120_000,
  }, async (t) => {
    const { upstream, envoy, adapter } = await startRig(t, { config: marking("m0"), envoy: { variant } });
    upstream.answer = told;
    let stopped = false;
    let id = 0;
    const wrong: unknown[] = [];
    const seen = new Set<string>();
    const traffic = closedLoop(
      envoy.port,
      8,
      () => (stopped ? undefined : call(++id)),
      (reply) => {
        const marks = reply.status === 200 && reply.whole ? marksOf(reply.text) : undefined;
        if (marks === undefined || marks.request !== marks.answer) wrong.push(reply);
        else seen.add(marks.answer);
      },
    );
    t.after(() => {
      stopped = true;
      return traffic;
    });
    for (let n = 1; n <= reloads; n++) {
      replaceConfig(adapter, marking(`m${n}`));
      const { status, text } = await post(adapter, n % 10 === 0 ? "/plugins/reload/counted" : "/reload");
      assert.equal(status, 200, text);
    }
    const before = id;
    await until(() => id > before + 50);
    stopped = true;
    await traffic;

    assert.deepEqual(wrong, []);
    assert.ok(seen.size > reloads / 10, `traffic met only ${seen.size} configurations`);
    assert.deepEqual(await failures(adapter), []);
    await until(async () => (await metric(adapter, "plugins_adapter_config_generations_live")) === 1);
    const { number } = await configOf(adapter);
    assert.ok(number > reloads);
    adapter.signal("SIGTERM");
    assert.equal(await adapter.exited, 0);
    const lines = adapter.output().split("\n");
    const count = (text: string) => lines.filter((line) => line.includes(text)).length;
    assert.ok(count("counted: started") >= reloads);
    assert.equal(count("counted: started"), count("counted: ended"));
    assert.doesNotMatch(adapter.output(), /"level":50/);
  });
}

test("an event stream that is open over a reload keeps its configuration, plugins and all", async (t) => {
  const { upstream, envoy, adapter } = await startRig(t, { config: marking("old") });
  const over = gate();
  upstream.answer = async (request, reply) => {
    if (!request.body.includes('"id":1,')) return told(request, reply);
    reply.head(200, { "content-type": "text/event-stream" });
    await reply.write(": open\n\n");
    await over.passed;
    reply.end(`data: ${resultOf(request.body)}\n\n`);
  };
  const stream = await send(envoy.port, { body: call(1) });
  await stream.until(": open");
  replaceConfig(adapter, marking("new"));
  assert.equal((await post(adapter, "/reload")).status, 200);
  const other = await exchange(envoy.port, { body: call(2) });
  assert.ok(other.status === 200);
  assert.deepEqual(marksOf(other.text), { request: "new", answer: "new" });
  assert.equal(await metric(adapter, "plugins_adapter_config_generations_live"), 2);
  assert.doesNotMatch(adapter.output(), /counted: ended/);
  over.open();
  const { text, ended } = await stream.finish();
  assert.equal(ended, "complete");
  const event = text.slice(text.indexOf("data: ") + 6).trim();
  assert.deepEqual(marksOf(event), { request: "old", answer: "old" });
  await until(() => adapter.output().includes("counted: ended"));
  assert.match(adapter.output(), /"mark":"old","running":1,"msg":"counted: ended"/);
});

test("a stream that is open beyond reload.retire_seconds ends, and new ones begin with what is at work", async (t) => {
  const { upstream, envoy, adapter } = await startRig(t, { config: marking("old") });
  upstream.answer = async (request, reply) => {
    if (!request.body.includes('"id":1,')) return told(request, reply);
    reply.head(200, { "content-type": "text/event-stream" });
    await reply.write(": open\n\n");
    await reply.closed;
  };
  const stream = await send(envoy.port, { body: call(1) });
  await stream.until(": open");
  replaceConfig(adapter, marking("new", { retire_seconds: 0.1 }));
  assert.equal((await post(adapter, "/reload")).status, 200);
  const { ended, text } = await stream.finish();
  assert.equal(ended, "complete");
  assert.match(text, /^: open\n\nevent: message\ndata: \{"jsonrpc":"2.0","id":1,"error":.*"code":"retired"/);
  await until(() => adapter.output().includes('"mark":"old","running":1,"msg":"counted: ended"'));
  assert.deepEqual(await failures(adapter), ['plugins_adapter_exchange_failures_total{reason="retired"} 1']);
  const other = await exchange(envoy.port, { body: call(2) });
  assert.deepEqual(other.status === 200 && marksOf(other.text), { request: "new", answer: "new" });
});

test("a bad file keeps what ran, is told everywhere, and the next good one is taken by itself", async (t) => {
  const { upstream, envoy, adapter } = await startRig(t, { config: marking("old") });
  upstream.answer = told;
  const marks = async () => {
    const done = await exchange(envoy.port, { body: call(1) });
    assert.ok(done.status === 200);
    return marksOf(done.text);
  };
  replaceConfig(adapter, marking("new").replace('"mark":', '"marc":'));
  await until(async () => (await configOf(adapter)).refused !== undefined);
  const { refused } = await configOf(adapter);
  assert.match(refused?.problems.join("\n") ?? "", /config\.yaml:1:\d+: plugins\[0\]\.config\.marc/);
  assert.match(adapter.output(), /"problem":"[^"]*plugins\[0\]\.config\.marc/);
  assert.deepEqual(await marks(), { request: "old", answer: "old" });
  const answer = await post(adapter, "/reload");
  assert.equal(answer.status, 422);
  assert.equal((await adapter.management("/readyz")).status, 200);
  const { body } = await adapter.management("/metrics");
  assert.match(body, /^plugins_adapter_config_reloads_total\{result="refused"\} [1-9]/m);
  replaceConfig(adapter, marking("newer"));
  await until(async () => (await configOf(adapter)).number === 2);
  assert.equal((await configOf(adapter)).refused, undefined);
  assert.deepEqual(await marks(), { request: "newer", answer: "newer" });
});

/** As editors and deployments do it: the new file takes the old one's name. */
function replaceConfig(adapter: AdapterProcess, text: string): void {
  const path = join(adapter.directory, "config.yaml");
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function post(adapter: AdapterProcess, path: string) {
  const socketPath = join(adapter.directory, "management.sock");
  return ask({ socketPath }, "POST", path, { authorization: `Bearer ${token}` });
}

async function configOf(adapter: AdapterProcess) {
  const { config } = JSON.parse((await adapter.management("/readyz")).body);
  const { generation, refused } = config;
  return { number: generation as number, refused: refused as { problems: string[] } | undefined };
}

async function failures(adapter: AdapterProcess): Promise<string[]> {
  const { body } = await adapter.management("/metrics");
  return body.split("\n").filter((line) => line.startsWith("plugins_adapter_exchange_failures_total{"));
}
