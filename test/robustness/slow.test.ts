/** Bodies that trickle, clients that stop in the middle, an Envoy that hangs: each is given up in its time. */
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { variants } from "../../src/envoy-config/modes.ts";
import { body, connectExtProc, openStream } from "../integration/compat/ext-proc-client.ts";
import { liveExchanges } from "../integration/lifecycle/metrics.ts";
import { jsonHead, requestHead } from "../integration/lifecycle/neighbours.ts";
import { call, masked, progress, result, secret, secretsConfig } from "../integration/lifecycle/secrets.ts";
import { until } from "../integration/lifecycle/until.ts";
import { startAdapter } from "../integration/parts/adapter.ts";
import { exchange, type Finished, send } from "../integration/parts/client.ts";
import { startRig } from "../integration/parts/rig.ts";
import { json } from "../integration/parts/upstream.ts";
import { heldBy, holdsNoMore, measuredAdapter, quiet } from "./parts/measured.ts";

const bodyTimeout = "limits: { body_timeout_ms: 1000, event_timeout_ms: 1000 }";
const [streamed, duplex] = [1, 4].map((mode) => ({ request_body_mode: mode, response_body_mode: mode }));

test("request and response bodies of one byte at a time are given up, whatever comes of them", async (t) => {
  const adapter = await startAdapter({
    ...measuredAdapter,
    config: secretsConfig(`${bodyTimeout}, ${quiet}`),
  });
  t.after(() => adapter.close());
  const client = connectExtProc(t, adapter.address);
  const before = await heldBy(adapter);
  const cases = [
    { frames: [requestHead], direction: "request", modes: duplex, code: "request_timeout" },
    { frames: [requestHead], direction: "request", modes: streamed, code: "request_timeout" },
    {
      frames: [requestHead, body("request", call(1)), jsonHead],
      direction: "response",
      modes: duplex,
      code: "response_timeout",
    },
    {
      frames: [requestHead, body("request", call(1)), jsonHead],
      direction: "response",
      modes: streamed,
      code: undefined,
    },
  ] as const;
  await Promise.all(
    cases.map(async ({ frames, direction, modes, code }) => {
      const stream = openStream(client);
      stream.send({ ...frames[0], protocol_config: modes });
      for (const frame of frames.slice(1)) stream.send(frame);
      let over = false;
      const trickle = (async () => {
        for (; !over; await wait(20)) stream.send(body(direction, "[", false));
      })();
      let denial: string | undefined;
      for (let reply = await stream.reply(); reply !== undefined; reply = await stream.reply()) {
        denial = reply.immediate_response?.body.toString();
        if (denial !== undefined) break;
      }
      over = true;
      await trickle;
      stream.cancel();
      // under STREAMED the head of a response is gone
      if (code === undefined) assert.equal((await stream.status).details, "timeout");
      else assert.ok(denial?.includes(`"code":"${code}"`), `${direction}: ${denial}`);
    }),
  );
  await until(async () => (await liveExchanges(adapter)) === 0, 60);
  // the client's connection came after the first look
  await holdsNoMore(adapter, before, 1);
});

for (const variant of variants) {
  test(`${variant}: a server's JSON that trickles`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, {
      config: secretsConfig(bodyTimeout),
      envoy: { variant },
    });
    upstream.answer = async (_, reply) => {
      reply.head(200, { "content-type": "application/json" });
      let open = true;
      void reply.closed.then(() => {
        open = false;
      });
      const text = result(1);
      for (let at = 0; at < text.length && open; at++) {
        await reply.write(text[at] as string);
        await wait(20);
      }
      reply.end();
    };
    const done = (await exchange(envoy.port, { body: call(1) })) as Finished;
    assert.equal(done.status, 200);
    // BUFFERED: Envoy waits for it by itself, and hands it over whole
    if (variant === "override") assert.equal(done.text, masked(1));
    else assert.match(done.text, /"id":1,.*"code":"response_timeout"/);
    assert.ok(!done.text.includes(secret));
    await until(async () => (await liveExchanges(adapter)) === 0, 60);
  });

  test(`${variant}: clients that stop amid their request, and go`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, {
      ...measuredAdapter,
      config: secretsConfig(quiet),
      envoy: { variant },
    });
    upstream.answer = json(result(1));
    const head = (length: number) =>
      `POST /mcp HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\ncontent-length: ${length}\r\n\r\n`;
    const starts = [
      "POST /mcp HT",
      head(10).slice(0, -2),
      head(1000),
      `${head(1000)}${call(1)}`,
      head(0).replace("content-length: 0", `x-giant: ${"y".repeat(200_000)}`),
    ];
    const round = async (): Promise<void> => {
      const sockets = Array.from({ length: 50 }, (_, index) => {
        const socket = net.connect(envoy.port, "127.0.0.1");
        socket.on("error", () => {}).resume();
        socket.write(starts[index % starts.length] as string);
        return socket;
      });
      await until(async () => (await liveExchanges(adapter)) === 20, 60);
      for (const socket of sockets) socket.destroy();
      await until(async () => (await liveExchanges(adapter)) === 0, 60);
      const done = await exchange(envoy.port, { body: call(1) });
      assert.ok(done.status === 200 && done.text === masked(1));
    };
    await round();
    const before = await heldBy(adapter);
    for (let count = 0; count < 5; count++) await round();
    await holdsNoMore(adapter, before);
  });

  test(`${variant}: an Envoy that hangs loses its exchanges, and is served when it goes on`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, {
      config: secretsConfig("listen: { keepalive: { time_ms: 500, timeout_ms: 1000 } }"),
      envoy: { variant },
    });
    upstream.answer = async (_, reply) => {
      reply.head(200, { "content-type": "text/event-stream" });
      await reply.write(progress(1));
    };
    const open = await send(envoy.port, { body: call(1) });
    await open.until(progress(1));
    assert.equal(await liveExchanges(adapter), 1);
    process.kill(envoy.pid, "SIGSTOP");
    await until(async () => (await liveExchanges(adapter)) === 0, 60).finally(() =>
      process.kill(envoy.pid, "SIGCONT"),
    );
    assert.deepEqual([(await open.finish()).ended], ["reset"]);
    upstream.answer = json(result(1));
    const done = await exchange(envoy.port, { body: call(1) });
    assert.ok(done.status === 200 && done.text === masked(1));
  });
}
