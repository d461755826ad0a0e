/** Envoy as `envoy-config --config` renders it: what no plugin reads is not sent, and what comes to be read is missed aloud. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { envoyFromConfig } from "../../../src/commands/envoy-from-config.ts";
import { variants } from "../../../src/envoy-config/modes.ts";
import { until } from "../lifecycle/until.ts";
import { startAdapter } from "../parts/adapter.ts";
import { exchange } from "../parts/client.ts";
import { startTestEnvoy } from "../parts/envoy.ts";
import { json, startUpstream } from "../parts/upstream.ts";

const config = (...hooks: string[]) => `plugins:
  - name: words
    kind: search_replace
    hooks: [${hooks.join(", ")}]
    config: { words: [{ search: secret, replace: hidden }] }
adapter: { reload: { watch: false } }
`;
const message = (body: object) => JSON.stringify({ jsonrpc: "2.0", id: 1, ...body });
const call = message({ method: "tools/call", params: { name: "t", arguments: { a: "secret" } } });
const answer = message({ result: { content: [{ type: "text", text: "secret" }] } });

for (const variant of variants) {
  test(`${variant}: no response body is sent where no plugin reads one`, async (t) => {
    const planned = await start(t, variant, true);
    const everything = await start(t, variant, false);
    for (const { envoy, upstream } of [planned, everything]) {
      for (let times = 0; times < 10; times++) {
        const done = await exchange(envoy.port, { body: call });
        assert.ok(done.status === 200 && done.text === answer);
      }
      assert.ok(upstream.received.every(({ body }) => body.includes("hidden") && !body.includes("secret")));
    }
    const frames = await Promise.all([planned, everything].map(({ envoy }) => framesOf(envoy)));
    // the head and the body of the request, the head of the response
    assert.equal(frames[0], 30);
    assert.ok(variant === "override" ? frames[1] === 30 : (frames[1] as number) >= 40, `${frames[1]}`);
  });

  test(`${variant}: reloaded to read responses, the adapter refuses what it is not sent`, async (t) => {
    const { adapter, envoy, upstream } = await start(t, variant, true);
    assert.equal((await exchange(envoy.port, { body: call })).status, 200);
    writeFileSync(join(adapter.directory, "config.yaml"), config("tool_pre_invoke", "tool_post_invoke"));
    adapter.signal("SIGHUP");
    await until(() => adapter.output().includes("configuration reloaded"), 60);
    const done = await exchange(envoy.port, { body: call });
    assert.equal(done.status, 500);
    assert.ok("text" in done && done.text.includes("response_not_readable") && !done.text.includes("secret"));
    assert.equal(upstream.received.length, 1);
    const { body } = await adapter.management("/metrics");
    assert.match(body, /^plugins_adapter_unfit_modes_total\{side="response"\} 1$/m);
  });
}

/** An adapter whose plugin reads requests. @param planned whether Envoy is told so */
async function start(t: TestContext, variant: (typeof variants)[number], planned: boolean) {
  const open: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const part of open.toReversed()) await part.close();
  });
  const upstream = await startUpstream({ answer: json(answer) });
  open.push(upstream);
  const adapter = await startAdapter({ config: config("tool_pre_invoke") });
  open.push(adapter);
  const read = await envoyFromConfig({
    config: [join(adapter.directory, "config.yaml")],
    flags: {},
    environment: {},
  });
  assert.ok(read.ok);
  const envoy = await startTestEnvoy({
    ...(planned && read.options),
    variant,
    adapter: adapter.address,
    upstream: { host: "127.0.0.1", port: upstream.port },
  });
  open.push(envoy);
  return { upstream, adapter, envoy };
}

const framesOf = (envoy: { stat(name: string): Promise<number> }): Promise<number> =>
  envoy.stat("http.mcp.ext_proc.stream_msgs_sent");
