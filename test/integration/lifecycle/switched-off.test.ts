import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange } from "../parts/client.ts";
import { startRig } from "../parts/rig.ts";
import { eventStream, json } from "../parts/upstream.ts";
import { metric } from "./metrics.ts";
import { call, event, masked, result, secretsConfig } from "./secrets.ts";

for (const variant of ["static", "override"] as const) {
  test(`${variant}: PLUGINS_ENABLED=false lets traffic pass, and says so wherever one looks`, async (t) => {
    const { upstream, envoy, adapter } = await startRig(t, {
      config: secretsConfig(),
      env: { PLUGINS_ENABLED: "false" },
      envoy: { variant },
    });
    upstream.answer = json(result(1));
    const done = await exchange(envoy.port, { body: call(1) });
    assert.ok(done.status === 200);
    assert.equal(done.text, result(1));
    assert.equal(upstream.received[0]?.body.toString(), call(1));
    upstream.answer = eventStream([event(result(2))]);
    const stream = await exchange(envoy.port, { body: call(2, { denied: true }) });
    assert.ok(stream.status === 200 && stream.text === event(result(2)));

    assert.match(adapter.output(), /"level":40,.*PLUGINS_ENABLED=false: every message passes uninspected/);
    assert.equal(await metric(adapter, "plugins_adapter_plugins_enabled"), 0);
    const ready = await adapter.management("/readyz");
    assert.equal(ready.status, 200);
    const detail = JSON.parse(ready.body) as Record<string, unknown>;
    assert.equal(detail["ready"], true);
    assert.equal(detail["plugins_enabled"], false);
    assert.equal(detail["warning"], "PLUGINS_ENABLED=false: all traffic passes uninspected");
    assert.doesNotMatch(adapter.output(), /witness/);
  });
}

test("switched on, readiness and metrics say that too", async (t) => {
  const { upstream, envoy, adapter } = await startRig(t, { config: secretsConfig() });
  upstream.answer = json(result(1));
  const done = await exchange(envoy.port, { body: call(1) });
  assert.ok(done.status === 200 && done.text === masked(1));
  assert.equal(await metric(adapter, "plugins_adapter_plugins_enabled"), 1);
  assert.equal(
    (JSON.parse((await adapter.management("/readyz")).body) as { plugins_enabled: boolean }).plugins_enabled,
    true,
  );
  assert.doesNotMatch(adapter.output(), /uninspected/);
});
