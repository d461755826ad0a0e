/** More than there is room for: what is refused says so, who was there stays, and nothing is left. */
import assert from "node:assert/strict";
import { connect as connectHttp2 } from "node:http2";
import { test } from "node:test";
import { status } from "@grpc/grpc-js";
import { variants } from "../../src/envoy-config/modes.ts";
import { encodeWith, ProcessingRequest } from "../extproc/wire/ext-proc-protos.ts";
import { body, connectExtProc, headers, openStream } from "../integration/compat/ext-proc-client.ts";
import { liveExchanges } from "../integration/lifecycle/metrics.ts";
import { jsonHead, requestHead } from "../integration/lifecycle/neighbours.ts";
import { call, masked, progress, result, secretsConfig } from "../integration/lifecycle/secrets.ts";
import { until } from "../integration/lifecycle/until.ts";
import { startAdapter } from "../integration/parts/adapter.ts";
import { exchange, mcpHeaders, send } from "../integration/parts/client.ts";
import { gate } from "../integration/parts/gate.ts";
import { startRig } from "../integration/parts/rig.ts";
import { json } from "../integration/parts/upstream.ts";
import { full, heldBy, holdsNoMore, measuredAdapter, quiet } from "./parts/measured.ts";

const room = 20;
const flood = full ? 20_000 : 1000;

for (const variant of variants) {
  test(`${variant}: beyond max_exchanges requests fail, those that are there go on`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, {
      config: secretsConfig(`limits: { max_exchanges: ${room} }, ${quiet}`),
      envoy: { variant },
    });
    const over = gate();
    upstream.answer = async (_, reply) => {
      reply.head(200, { "content-type": "text/event-stream" });
      await reply.write(progress(1));
      await over.passed;
      reply.end(progress(2));
    };
    const open = await Promise.all(
      Array.from({ length: room }, (_, id) => send(envoy.port, { body: call(id) })),
    );
    for (const response of open) assert.equal(await response.until(progress(1)), progress(1));
    const reached = upstream.received.length;
    const refused = await Promise.all(
      Array.from({ length: 5 * room }, (_, id) => exchange(envoy.port, { body: call(id) })),
    );
    assert.deepEqual([...new Set(refused.map((done) => done.status))], [500]);
    assert.equal(upstream.received.length, reached);
    assert.match(
      (await adapter.management("/metrics")).body,
      new RegExp(`exchange_failures_total\\{reason="too_many"\\} ${5 * room}\n`),
    );
    over.open();
    for (const response of open) {
      const { ended, text } = await response.finish();
      assert.deepEqual([ended, text], ["complete", progress(1) + progress(2)]);
    }
    await until(async () => (await liveExchanges(adapter)) === 0, 60);
    upstream.answer = json(result(1));
    const done = await exchange(envoy.port, { body: call(1) });
    assert.ok(done.status === 200 && done.text === masked(1));
  });

  test(`${variant}: ${flood} requests that are reset as soon as they are sent`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, {
      ...measuredAdapter,
      config: secretsConfig(quiet),
      envoy: { variant },
    });
    upstream.answer = json(result(1));
    const served = async (): Promise<void> => {
      const done = await exchange(envoy.port, { body: call(1) });
      assert.ok(done.status === 200 && done.text === masked(1));
    };
    const resets = async (count: number): Promise<void> => {
      for (let left = count; left > 0; left -= 100) {
        const session = connectHttp2(`http://127.0.0.1:${envoy.port}`);
        session.on("error", () => {});
        const streams = Array.from({ length: Math.min(left, 100) }, () =>
          session.request({ ":method": "POST", ":path": "/mcp", ...mcpHeaders }).on("error", () => {}),
        );
        for (const stream of streams) stream.write(call(1));
        await new Promise((resolve) => streams.at(-1)?.once("ready", resolve));
        for (const stream of streams) stream.close(8);
        await Promise.all(streams.map((stream) => new Promise((resolve) => stream.once("close", resolve))));
        session.destroy();
      }
      await until(async () => (await liveExchanges(adapter)) === 0, 60);
    };
    await resets(200);
    await served();
    const before = await heldBy(adapter);
    const connections = () => envoy.stat("cluster.plugins_adapter.upstream_cx_active");
    const connectionsBefore = await connections();
    await resets(flood);
    await served();
    await holdsNoMore(adapter, before, (await connections()) - connectionsBefore);
    assert.doesNotMatch(adapter.output(), /"level":(50|60)/);
  });
}

const buffered = { request_body_mode: 2, response_body_mode: 2 };
const begun = { ...requestHead, protocol_config: buffered };
const unknownField = Buffer.concat([
  encodeWith(ProcessingRequest, begun),
  Buffer.from("aa1f03010203", "hex"),
]);
const invalid = status.INVALID_ARGUMENT;

/** Frames that Envoy does not send, and the status of a stream in which they come; undefined: it goes on. */
const strange: readonly (readonly [
  name: string,
  frames: readonly (object | Uint8Array)[],
  code: number | undefined,
])[] = [
  ["an empty message first", [new Uint8Array(0)], undefined],
  ["an empty message between", [begun, new Uint8Array(0)], undefined],
  ["a field that is not known", [unknownField], undefined],
  ["a oneof that is not known", [begun, Buffer.from("920100", "hex")], undefined],
  ["headers twice", [begun, begun], invalid],
  ["headers after the body", [begun, body("request", call(1)), begun], invalid],
  ["headers of the response twice", [begun, body("request", call(1)), jsonHead, jsonHead], invalid],
  ["a field cut short", [begun, Buffer.from("220f0a05", "hex")], invalid],
  ["a length beyond the message", [Buffer.from("12ffffffff0f", "hex")], invalid],
  ["a wire type that is none", [Buffer.from("1700", "hex")], invalid],
  ["a varint without an end", [Buffer.from("12ffffffffffffffffffffff", "hex")], invalid],
  ["a group without an end", [Buffer.from("1b1b1b1b", "hex")], invalid],
  ["groups in groups", [Buffer.alloc(100_000, 0x1b)], invalid],
  ["a frame of 17 MiB", [begun, body("request", new Uint8Array(17 << 20))], status.RESOURCE_EXHAUSTED],
  [
    "50,000 headers",
    [headers("request", Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`x-${n}`, ""])))],
    invalid,
  ],
];

test("frames that Envoy does not send end their stream as documented, and no other", async (t) => {
  const adapter = await startAdapter({ ...measuredAdapter, config: secretsConfig(quiet) });
  t.after(() => adapter.close());
  const client = connectExtProc(t, adapter.address);
  const beside = openStream(client);
  beside.send(begun);
  assert.ok((await beside.reply())?.request_headers);
  const run = async ([name, frames, code]: (typeof strange)[number]): Promise<void> => {
    const stream = openStream(client);
    for (const frame of frames)
      if (frame instanceof Uint8Array) stream.sendBytes(frame);
      else stream.send(frame as Record<string, unknown>);
    if (code !== undefined) {
      assert.equal((await stream.status).code, code, name);
      return;
    }
    if (name !== "a field that is not known" && frames[0] !== begun) stream.send(begun);
    assert.ok((await stream.reply())?.request_headers, name);
    stream.send(body("request", call(1)));
    assert.ok((await stream.reply())?.request_body?.response?.body_mutation?.body, name);
    stream.cancel();
    await stream.status;
  };
  for (const each of strange) await run(each);
  const before = await heldBy(adapter);
  for (let round = full ? 50 : 5; round > 0; round--) await Promise.all(strange.map(run));
  await holdsNoMore(adapter, before);
  beside.send(body("request", call(1)));
  assert.ok((await beside.reply())?.request_body?.response?.body_mutation?.body);
  beside.cancel();
  await until(async () => (await liveExchanges(adapter)) === 0, 60);
});
