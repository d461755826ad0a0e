/** Clients that do not read what they asked for: their servers wait, and nobody else does. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import net from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { variants } from "../../src/envoy-config/modes.ts";
import { liveExchanges } from "../integration/lifecycle/metrics.ts";
import { call, event, masked, result, secretsConfig } from "../integration/lifecycle/secrets.ts";
import { until } from "../integration/lifecycle/until.ts";
import { exchange } from "../integration/parts/client.ts";
import { gate } from "../integration/parts/gate.ts";
import { startRig } from "../integration/parts/rig.ts";
import type { ReplyWriter } from "../integration/parts/upstream.ts";
import { full, heldBy, holdsNoMore, measuredAdapter, mebi, quiet, residentBytes } from "./parts/measured.ts";

const deafClients = full ? 24 : 6;
/** Bytes on their way for one client: sockets, HTTP/2 windows and Envoy's buffers. */
const mostUnread = 48 * mebi;
const oneWrite = 64;
/** Large events, so that bytes are what there is much of, not runs of plugins. */
const large = event(result(1).replace("is ", `${"x".repeat(16 * 1024)} `));

for (const variant of variants) {
  test(`${variant}: ${deafClients} clients that do not read`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, {
      ...measuredAdapter,
      config: secretsConfig(quiet),
      envoy: { variant },
    });
    const written: number[] = [];
    const started = gate();
    upstream.answer = async ({ method, body }, reply) => {
      if (method === "POST") {
        const { id } = JSON.parse(body.toString()) as { id: number };
        reply.head(200, { "content-type": "application/json" });
        return reply.end(result(id));
      }
      const index = written.push(0) - 1;
      reply.head(200, { "content-type": "text/event-stream" });
      // what comes before Envoy has taken an override is held to its buffer
      await started.passed;
      await flood(reply, (bytes) => {
        written[index] = (written[index] ?? 0) + bytes;
      });
    };
    assert.ok((await exchange(envoy.port, { body: call(1) })).status === 200);
    const before = await heldBy(adapter);
    const envoyBefore = residentBytes(envoy.pid);

    const clients = Array.from({ length: deafClients }, () => deaf(t, envoy.port));
    await until(() => written.length === deafClients, 60);
    assert.ok((await exchange(envoy.port, { body: call(1) })).status === 200);
    started.open();
    await until(() => written.every((bytes) => bytes > 0), 60);
    await standsStill(() => written.reduce((sum, bytes) => sum + bytes, 0));
    const total = written.reduce((sum, bytes) => sum + bytes, 0);
    const during = await heldBy(adapter);
    const grown = {
      written: total,
      adapter: during.rss - before.rss,
      "adapter's buffers": during.memory - before.memory,
      Envoy: residentBytes(envoy.pid) - envoyBefore,
    };
    for (const [what, bytes] of Object.entries(grown))
      console.log(
        `${variant}, ${deafClients} clients, ${what}: ${(bytes / mebi / deafClients).toFixed(1)} MiB a client`,
      );
    for (const bytes of Object.values(grown))
      assert.ok(bytes < deafClients * mostUnread, JSON.stringify(grown));
    assert.equal(await liveExchanges(adapter), deafClients);

    // the connection between Envoy and the adapter is the same for all
    for (let id = 2; id < 22; id++) {
      const done = await exchange(envoy.port, { body: call(id) });
      assert.ok(done.status === 200 && done.text === masked(id));
    }
    assert.equal(await envoy.stat("cluster.plugins_adapter.upstream_cx_total"), 1);

    for (const client of clients) client.destroy();
    await until(async () => (await liveExchanges(adapter)) === 0, 60);
    await holdsNoMore(adapter, before);
  });

  test(`${variant}: a client that reads late gets every byte, in order`, async (t) => {
    const { upstream, envoy } = await startRig(t, { config: secretsConfig(quiet), envoy: { variant } });
    const events = full ? 100_000 : 20_000;
    let sent = 0;
    const expected = createHash("sha256");
    upstream.answer = async (_, reply) => {
      reply.head(200, { "content-type": "text/event-stream" });
      for (let from = 0; from < events; from += oneWrite) {
        const text = Array.from({ length: oneWrite }, (_unused, at) => event(result(from + at))).join("");
        expected.update(text.replaceAll("secret-result", "hidden"));
        await reply.write(text);
        sent += text.length;
      }
      reply.end();
    };
    const socket = deaf(t, envoy.port, "connection: close\r\n");
    await until(() => sent > 0, 60);
    await standsStill(() => sent);
    const body: Buffer[] = [];
    socket.on("data", (bytes) => body.push(bytes)).resume();
    await new Promise((resolve) => socket.once("close", resolve));
    assert.equal(
      createHash("sha256")
        .update(unchunked(Buffer.concat(body)))
        .digest("hex"),
      expected.digest("hex"),
    );
  });
}

/** A client that asks for an event stream and reads nothing of it. */
function deaf(t: TestContext, port: number, more = ""): net.Socket {
  const socket = net.connect(port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.on("error", () => {});
  socket.pause();
  socket.write(`GET /mcp HTTP/1.1\r\nhost: a\r\naccept: text/event-stream\r\n${more}\r\n`);
  return socket;
}

/** Writes events for as long as somebody takes them. */
async function flood(reply: ReplyWriter, wrote: (bytes: number) => void): Promise<void> {
  let open = true;
  void reply.closed.then(() => {
    open = false;
  });
  while (open) {
    await Promise.race([reply.write(large), reply.closed]);
    wrote(large.length);
  }
}

/** Waits until a number has not changed for two seconds. */
async function standsStill(read: () => number): Promise<void> {
  for (let last = -1, still = 0; still < 20; await wait(100)) {
    const now = read();
    still = now === last ? still + 1 : 0;
    last = now;
  }
}

/** The body of an HTTP/1.1 response in chunks. */
function unchunked(response: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = response.indexOf("\r\n\r\n") + 4; ; ) {
    const end = response.indexOf("\r\n", at);
    const size = Number.parseInt(response.subarray(at, end).toString(), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(response.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
