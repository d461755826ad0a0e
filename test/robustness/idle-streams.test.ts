/** Event streams that wait, all at once: what each costs, that all live, and that nothing is left of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { variants } from "../../src/envoy-config/modes.ts";
import { liveExchanges } from "../integration/lifecycle/metrics.ts";
import { event, result, secretsConfig } from "../integration/lifecycle/secrets.ts";
import { until } from "../integration/lifecycle/until.ts";
import { type ClientResponse, send } from "../integration/parts/client.ts";
import { gate } from "../integration/parts/gate.ts";
import { startRig } from "../integration/parts/rig.ts";
import { full, heldBy, holdsNoMore, measuredAdapter, quiet, residentBytes } from "./parts/measured.ts";

const streams = Number(process.env["STREAMS"] ?? (full ? 2000 : 200));
const kibi = 1024;
/** Bytes of the adapter's heap and buffers for one stream; it takes about a quarter of it. */
const mostPerStream = 64 * kibi;
const get = { method: "GET", headers: { accept: "text/event-stream" } };

for (const variant of variants) {
  test(`${variant}: ${streams} idle streams at once`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, {
      ...measuredAdapter,
      config: secretsConfig(`${quiet}, limits: { max_exchanges: ${2 * streams + 100} }`),
      // One socket a stream less for Envoy and for this process, which both have a limit.
      upstream: { http2: streams > 4000 },
      envoy: { variant },
    });
    let answering = { talk: gate(), end: gate() };
    upstream.answer = async (_, reply) => {
      const { talk, end } = answering;
      reply.head(200, { "content-type": "text/event-stream" });
      await reply.write(": open\n\n");
      await talk.passed;
      await reply.write(event(result(1)));
      await end.passed;
      reply.end();
    };
    const open = async (count: number): Promise<readonly ClientResponse[]> => {
      answering = { talk: gate(), end: gate() };
      const opened: ClientResponse[] = [];
      const lane = async (): Promise<void> => {
        while (opened.length + pending < count) {
          pending++;
          const response = await send(envoy.port, get);
          pending--;
          opened.push(response);
          await response.until(": open\n\n");
        }
      };
      let pending = 0;
      await Promise.all(Array.from({ length: 20 }, lane));
      await until(async () => (await liveExchanges(adapter)) === count, 60);
      return opened;
    };
    const close = async (opened: readonly ClientResponse[]): Promise<void> => {
      answering.talk.open();
      for (const response of opened)
        assert.match(await response.until("hidden"), /^: open\n\nevent.*\n.*hidden/);
      assert.equal(await liveExchanges(adapter), opened.length);
      answering.end.open();
      for (const response of opened) {
        const { ended, text } = await response.finish();
        assert.ok(ended === "complete" && text.endsWith("}\n\n") && !text.includes("secret"), text);
      }
      await until(async () => (await liveExchanges(adapter)) === 0, 60);
    };

    await close(await open(50));
    const before = await heldBy(adapter);
    const envoyBefore = residentBytes(envoy.pid);
    const connections = () => envoy.stat("cluster.plugins_adapter.upstream_cx_active");
    const connectionsBefore = await connections();
    const opened = await open(streams);
    const during = await heldBy(adapter);
    const perStream = {
      "heap and buffers": during.memory - before.memory,
      resident: during.rss - before.rss,
      Envoy: residentBytes(envoy.pid) - envoyBefore,
    };
    for (const [what, bytes] of Object.entries(perStream))
      console.log(
        `${variant}, ${streams} streams, ${what}: ${(bytes / streams / kibi).toFixed(1)} KiB a stream`,
      );
    assert.ok((during.memory - before.memory) / streams < mostPerStream, JSON.stringify(perStream));
    await close(opened);
    await holdsNoMore(adapter, before, (await connections()) - connectionsBefore);
    assert.doesNotMatch(adapter.output(), /"level":(40|50|60)/);
  });
}
