/** Whoever connects may send anything: the adapter goes on serving the others, and holds only so much. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2, type OutgoingHttpHeaders } from "node:http2";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type Client, status } from "@grpc/grpc-js";
import fc from "fast-check";
import type { ListenAddress } from "../../../src/extproc/transport/transport.ts";
import { decodeWith, encodeWith, ProcessingRequest } from "../../extproc/wire/ext-proc-protos.ts";
import { body, headers, openRaw, openStream } from "../compat/ext-proc-client.ts";
import { liveExchanges } from "./metrics.ts";
import { besides, jsonHead, requestHead } from "./neighbours.ts";
import { call, event, progress, secret } from "./secrets.ts";
import { until } from "./until.ts";

const everyMode = {
  request_body_mode: 4,
  response_body_mode: 4,
  send_body_without_waiting_for_header_response: false,
};
const eventsHead = headers("response", { ":status": "200", "content-type": "text/event-stream" });

test("garbage as messages", (t) =>
  besides(t, true, async (hostile) => {
    const garbage = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 200 }), 300);
    await Promise.all(garbage.map((bytes) => endsClosed(hostile, bytes)));
  }));

test("good messages cut short, or with a byte changed", (t) =>
  besides(t, true, async (hostile) => {
    const whole = encodeWith(ProcessingRequest, { ...requestHead, protocol_config: everyMode });
    const changed = [...whole.keys()].map((at) => whole.with(at, (whole[at] as number) ^ 0xff));
    const cut = [...whole.keys()].map((at) => whole.subarray(0, at));
    await Promise.all([...changed, ...cut].map((bytes) => endsClosed(hostile, bytes)));
  }));

/** A stream of one message must not end OK, unless it was answered in full or Envoy only lets us watch. */
async function endsClosed(client: Client, bytes: Uint8Array): Promise<void> {
  const stream = openStream(client);
  stream.sendBytes(bytes);
  stream.end();
  let answered = false;
  for (let reply = await stream.reply(); reply !== undefined; reply = await stream.reply())
    answered ||= reply.immediate_response !== undefined;
  if ((await stream.status).code !== status.OK || answered) return;
  assert.equal(
    decodeWith(ProcessingRequest, bytes)["observability_mode"],
    true,
    Buffer.from(bytes).toString("hex"),
  );
}

test("a thousand streams opened and abandoned, one way and another", (t) =>
  besides(t, true, async (hostile, adapter) => {
    const { address } = adapter;
    const before = await liveExchanges(adapter);
    const begun = async () => {
      const streams = Array.from({ length: 1000 }, () => openStream(hostile));
      for (const stream of streams) stream.send(requestHead);
      await Promise.all(streams.map((stream) => stream.reply()));
      assert.equal(await liveExchanges(adapter), before + 1000);
      return streams;
    };
    for (const stream of await begun()) stream.cancel();
    await until(async () => (await liveExchanges(adapter)) === before);

    // half-closed with the exchange half way: an error, since an early OK lets the rest pass
    const halfClosed = await begun();
    for (const stream of halfClosed) stream.end();
    const codes = await Promise.all(halfClosed.map(async (stream) => (await stream.status).code));
    assert.ok(codes.every((code) => code === status.CANCELLED));
    await until(async () => (await liveExchanges(adapter)) === before);

    const session = connectHttp2("http://adapter", { createConnection: () => socketTo(address) });
    session.on("error", () => {});
    for (let i = 0; i < 1000; i++) session.request(grpcHead).on("error", () => {});
    await until(async () => (await liveExchanges(adapter)) === before + 1000);
    session.destroy();
    await until(async () => (await liveExchanges(adapter)) === before);
  }));

const megabyte = "x".repeat(1 << 20);

test("giant headers", (t) =>
  besides(t, true, async (hostile) => {
    const giant = openStream(hostile);
    giant.send(
      headers("request", {
        ":method": "POST",
        "content-type": "application/json",
        "x-giant": megabyte.repeat(8),
      }),
    );
    assert.ok((await giant.reply())?.request_headers);
    giant.cancel();
    const many = openStream(hostile);
    const list = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`x-${i}`, "y"]));
    many.send(headers("request", { ":method": "POST", "content-type": "application/json", ...list }));
    assert.equal(await many.reply(), undefined);
    assert.equal((await many.status).code, status.INVALID_ARGUMENT);
    const tooLarge = openStream(hostile);
    tooLarge.send(headers("request", { ":method": "POST", "x-giant": megabyte.repeat(17) }));
    assert.equal((await tooLarge.status).code, status.RESOURCE_EXHAUSTED);
  }));

test("giant metadata of the call itself", (t) =>
  besides(t, false, async (hostile) => {
    const stream = openStream(hostile, { "x-giant": megabyte });
    stream.send(requestHead);
    assert.notEqual((await stream.status).code, status.OK);
  }));

test("bodies and events that never end are given up at their limit", (t) =>
  besides(t, true, async (hostile) => {
    const cases = [
      { name: "request body", frames: [requestHead], piece: body("request", megabyte, false) },
      { name: "response body", frames: [requestHead, jsonHead], piece: body("response", megabyte, false) },
      {
        name: "event",
        frames: [requestHead, eventsHead],
        piece: body("response", `data: ${megabyte}`, false),
      },
    ];
    for (const { name, frames, piece } of cases) {
      const stream = openStream(hostile);
      stream.send({ ...frames[0], protocol_config: everyMode });
      for (const frame of frames.slice(1)) stream.send(frame);
      for (let sent = 0; sent < 64; sent++) stream.send(piece);
      let given = 0;
      for (let reply = await stream.reply(); reply !== undefined; reply = await stream.reply()) {
        given += JSON.stringify(reply).length;
        if (reply.immediate_response || reply.response_body) break;
      }
      assert.ok(given > 0 && given < 10_000, `${name}: ${given}`);
      stream.cancel();
      await stream.status;
    }
  }));

test("a peer that reads nothing of what it asks for", (t) =>
  besides(t, true, async (hostile, adapter) => {
    const deaf = Array.from({ length: 4 }, () => openRaw(hostile));
    const events = body("response", progress(1).repeat(1000), false);
    const flood = async (stream: (typeof deaf)[number]) => {
      const write = (message: object) =>
        stream.write(encodeWith(ProcessingRequest, message as Record<string, unknown>)) ||
        once(stream, "drain");
      await write({ ...eventsHead, protocol_config: everyMode });
      for (let sent = 0; sent < 500; sent++) await write(events);
    };
    // None comes to its end: the adapter stops reading when nothing of its answers is taken.
    const done = await Promise.race([Promise.any(deaf.map(flood)).then(() => "all sent"), wait(1000)]);
    assert.equal(done, undefined);
    assert.equal(await liveExchanges(adapter), 2 + deaf.length);
    for (const stream of deaf) stream.cancel();
  }));

const rawBytes: Readonly<Record<string, string | Uint8Array>> = {
  "HTTP/1.1": "POST /mcp HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}",
  "a TLS hello": Buffer.from("16030100050100000100", "hex"),
  zeros: new Uint8Array(100_000),
  "an HTTP/2 preface and no more": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "an HTTP/2 preface and garbage": `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"\xff".repeat(1000)}`,
  "a flood of settings": Buffer.concat([
    Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    Buffer.from("000000040000000000".repeat(20_000), "hex"),
  ]),
  "a flood of pings": Buffer.concat([
    Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    Buffer.from("000008060000000000".concat("00".repeat(8)).repeat(20_000), "hex"),
  ]),
};

test("bytes that are no gRPC", (t) =>
  besides(t, false, async (_, { address }) => {
    for (const bytes of Object.values(rawBytes)) {
      const socket = socketTo(address);
      socket.on("error", () => {}).resume();
      await new Promise<void>((resolve) => {
        socket.once("close", resolve);
        socket.write(bytes, () => socket.end());
      });
    }
  }));

const grpcHead: OutgoingHttpHeaders = {
  ":method": "POST",
  ":path": "/envoy.service.ext_proc.v3.ExternalProcessor/Process",
  "content-type": "application/grpc",
  te: "trailers",
};
const oddCalls: readonly { readonly head?: OutgoingHttpHeaders; readonly bytes: string }[] = [
  { bytes: "01000000020a00" }, // says that it is compressed, without a word of how
  { head: { "grpc-encoding": "gzip" }, bytes: "01000000020a00" }, // is not what it says
  { head: { "grpc-encoding": "rot13" }, bytes: "0000000000" },
  { bytes: "00ffffffff00" }, // a message of 4 GiB
  { bytes: "0000000010" }, // ends within its message
  { bytes: "ff" },
  { head: { ":path": "/nobody/Knows" }, bytes: "0000000000" },
  { head: { "content-type": "text/plain" }, bytes: "0000000000" },
  { head: { ":method": "GET" }, bytes: "" },
  { head: { "grpc-timeout": "1n" }, bytes: "" },
];

test("HTTP/2 calls that are no good gRPC", (t) =>
  besides(t, false, async (_, { address }) => {
    for (const { head, bytes } of oddCalls) {
      const session = connectHttp2("http://adapter", { createConnection: () => socketTo(address) });
      session.on("error", () => {});
      const stream = session.request({ ...grpcHead, ...head }, { endStream: false });
      const seen: Record<string, unknown>[] = [];
      stream.on("response", (answer) => seen.push(answer)).on("trailers", (answer) => seen.push(answer));
      stream.on("error", () => {}).resume();
      await new Promise<void>((resolve) => {
        stream.once("close", resolve);
        stream.end(Buffer.from(bytes, "hex"));
      });
      assert.ok(
        seen.every((answer) => answer["grpc-status"] !== "0"),
        JSON.stringify({ bytes, seen }),
      );
      session.destroy();
    }
  }));

test("frames in every order, under every processing mode, give nothing away", (t) =>
  besides(t, true, async (hostile) => {
    const secretResult = event(
      `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"${secret}x"}]}}`,
    );
    // no event: after the head of an event stream its clients skip it
    const bareResult = body("response", secretResult.slice("event: message\ndata: ".length));
    const frames = [
      requestHead,
      headers("request", { ":method": "GET", ":path": "/mcp" }, true),
      body("request", call(1), true),
      body("request", call(1), false),
      { request_trailers: {} },
      jsonHead,
      eventsHead,
      body("response", secretResult.slice(0, 60), false),
      body("response", secretResult),
      bareResult,
      { response_trailers: {} },
      {},
    ];
    const orders = frames
      .flatMap((a) => frames.flatMap((b) => [[a, b], ...frames.map((c) => [a, b, c])]))
      .filter((order) => !(order.includes(eventsHead) && order.includes(bareResult)));
    const modes = [undefined, 0, 1, 2, 3, 4].map(
      (mode) =>
        mode !== undefined && {
          protocol_config: { ...everyMode, request_body_mode: mode, response_body_mode: mode },
        },
    );
    const waiting = modes.flatMap((mode) => orders.map((order) => ({ mode, order })));
    const lane = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const { mode, order } = next;
        const stream = openStream(hostile);
        for (const [index, frame] of order.entries())
          stream.send(index === 0 && mode ? { ...frame, ...mode } : frame);
        stream.end();
        for (let reply = await stream.reply(); reply !== undefined; reply = await stream.reply()) {
          const text = JSON.stringify(reply, (_, value) =>
            value?.type === "Buffer" ? Buffer.from(value.data).toString() : value,
          );
          assert.ok(!text.includes(secret), `${JSON.stringify(next)}: ${text}`);
          const common = reply.request_body ?? reply.response_body;
          assert.ok(!common || common.response?.body_mutation, `${JSON.stringify(next)}: ${text}`);
        }
        await stream.status;
      }
    };
    await Promise.all(Array.from({ length: 32 }, lane));
  }));

function socketTo(address: ListenAddress) {
  return address.kind === "unix" ? connect(address.path) : connect(address.port, address.host);
}
