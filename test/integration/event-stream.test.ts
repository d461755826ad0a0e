import assert from "node:assert/strict";
import { test } from "node:test";
import { variants } from "../../src/envoy-config/modes.ts";
import type { EnvoyOptions } from "../../src/envoy-config/options.ts";
import { exchange, send } from "./parts/client.ts";
import { gate } from "./parts/gate.ts";
import { startRig } from "./parts/rig.ts";

const config = `plugins:
  - name: cards
    kind: pii_filter
    hooks: [tool_post_invoke]
    mode: enforce
    config: { default_mask_strategy: partial }
`;
const card = "4111111111111111";
const body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{}}}';
const event = (message: object) => `data: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`;
const progress = event({ method: "notifications/progress", params: { progressToken: 1, progress: 1 } });
const result = event({ id: 1, result: { content: [{ type: "text", text: `paid with ${card}` }] } });

type Setting = { readonly name: string; readonly envoy: Partial<EnvoyOptions>; readonly stepwise: boolean };
const settings: readonly Setting[] = [
  ...variants.map((variant) => ({ name: variant, envoy: { variant }, stepwise: true })),
  // Envoy ignores the request for single pieces: events come at the end, and nothing else changes
  { name: "overrides ignored", envoy: { variant: "override", allowModeOverride: false }, stepwise: false },
];

for (const { name, envoy: options, stepwise } of settings) {
  for (const protocol of ["http1", "http2"] as const) {
    for (const http2 of [false, true]) {
      test(`${name}, ${protocol} to ${http2 ? "http2" : "http1"}: events on time, one masked, trailers kept`, async (t) => {
        const { upstream, envoy } = await startRig(t, {
          config,
          upstream: { http2 },
          envoy: { ...options, http1Trailers: true },
        });
        const seen = gate();
        if (!stepwise) seen.open();
        upstream.answer = async (_, reply) => {
          reply.head(200, { "content-type": "text/event-stream", trailer: "x-end" });
          await reply.write(progress);
          await seen.passed;
          await reply.write(result.slice(0, 40));
          await reply.write(result.slice(40));
          reply.end(undefined, { "x-end": "1" });
        };
        const response = await send(envoy.port, { protocol, body, headers: { te: "trailers" } });
        if (stepwise) assert.equal(await response.until("\n\n"), progress);
        seen.open();
        const done = await response.finish();
        assert.equal(done.ended, "complete");
        assert.equal(done.text, progress + result.replace(card, "****-****-****-1111"));
        assert.deepEqual(done.trailers, [["x-end", "1"]]);
      });
    }
  }

  test(`${name}: a declared length does not survive the edit`, async (t) => {
    const { upstream, envoy } = await startRig(t, { config, envoy: options });
    upstream.answer = (_, reply) => {
      reply.head(200, { "content-type": "text/event-stream", "content-length": String(result.length) });
      reply.end(result);
    };
    const done = await exchange(envoy.port, { body });
    assert.ok(done.status === 200 && done.ended === "complete");
    assert.equal(done.text, result.replace(card, "****-****-****-1111"));
    assert.equal(
      done.headers.find(([key]) => key.toLowerCase() === "content-length"),
      undefined,
    );
  });

  for (const trailers of [undefined, { "x-end": "1" }]) {
    test(`${name}: an event cut off before its end gives nothing away, ${trailers ? "with" : "without"} trailers`, async (t) => {
      const { upstream, envoy } = await startRig(t, { config, envoy: { ...options, http1Trailers: true } });
      for (const cut of [1, 2, 20]) {
        upstream.answer = async (_, reply) => {
          reply.head(200, { "content-type": "text/event-stream", ...(trailers && { trailer: "x-end" }) });
          await reply.write(result.slice(0, -cut));
          reply.end(undefined, trailers);
        };
        const done = await exchange(envoy.port, { body, headers: { te: "trailers" } });
        assert.ok(done.status === 200 && done.ended === "complete");
        assert.ok(!done.text.includes(card), done.text);
      }
    });
  }

  test(`${name}: a GET stream passes as it is`, async (t) => {
    const { upstream, envoy } = await startRig(t, { config, envoy: options });
    upstream.answer = async (_, reply) => {
      reply.head(200, { "content-type": "text/event-stream" });
      await reply.write(progress);
      reply.end();
    };
    const done = await exchange(envoy.port, { method: "GET", headers: { accept: "text/event-stream" } });
    assert.ok(done.status === 200 && done.text === progress);
  });
}
