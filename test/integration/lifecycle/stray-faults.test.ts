import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { exchange, send } from "../parts/client.ts";
import { gate } from "../parts/gate.ts";
import { startRig } from "../parts/rig.ts";
import { call, event, masked, progress, result, secret, secretsConfig } from "./secrets.ts";
import { until } from "./until.ts";

const careless = `  - name: careless
    kind: ${fileURLToPath(new URL("careless.ts", import.meta.url))}
    hooks: [tool_pre_invoke]
    mode: enforce
    priority: 9
`;
const config = secretsConfig().replace("adapter:", `${careless}adapter:`);

for (const tool of ["rejection", "throw", "text"]) {
  test(`a fault in a plugin that nobody catches (${tool}) costs nobody anything, and tells nothing`, async (t) => {
    const { upstream, envoy, adapter } = await startRig(t, { config });
    const step = gate();
    upstream.answer = async ({ body }, reply) => {
      reply.head(200, { "content-type": "text/event-stream" });
      if (body.includes('"neighbour"')) {
        await reply.write(progress(1));
        await step.passed;
      }
      reply.end(event(result(1)));
    };
    const neighbour = await send(envoy.port, { body: call(1, { tool: "neighbour" }) });
    await neighbour.until("\n\n");
    const done = await exchange(envoy.port, { body: call(1, { tool }) });
    assert.ok(done.status === 200);
    assert.equal(done.text, event(masked(1)));
    await until(() => adapter.output().includes('"level":50'));
    step.open();
    assert.equal((await neighbour.finish()).text, progress(1) + event(masked(1)));
    assert.equal((await adapter.management("/readyz")).status, 200);
    assert.ok(!adapter.output().includes(secret), adapter.output());
    adapter.signal("SIGTERM");
    assert.equal(await adapter.exited, 0);
    assert.match(adapter.output(), /witness: shut down/);
  });
}
