/** Exchanges that are cut off in each of their states, one way and another: nothing is left of them. */
import assert from "node:assert/strict";
import { connect as connectHttp2, type OutgoingHttpHeaders } from "node:http2";
import { connect } from "node:net";
import { test } from "node:test";
import { type Client, status } from "@grpc/grpc-js";
import {
  body,
  connectExtProc,
  type ExtProcStream,
  headers,
  openStream,
} from "../integration/compat/ext-proc-client.ts";
import { liveExchanges } from "../integration/lifecycle/metrics.ts";
import { jsonHead, requestHead } from "../integration/lifecycle/neighbours.ts";
import { call, event, result, secret, secretsConfig } from "../integration/lifecycle/secrets.ts";
import { until } from "../integration/lifecycle/until.ts";
import { startAdapter } from "../integration/parts/adapter.ts";
import { full, heldBy, holdsNoMore, measuredAdapter, mebi, quiet } from "./parts/measured.ts";

const rounds = full ? 100 : 10;
type Frame = Record<string, unknown>;
const buffered = { request_body_mode: 2, response_body_mode: 2 };
const streamed = { request_body_mode: 1, response_body_mode: 1 };
const duplex = { request_body_mode: 4, response_body_mode: 4 };
const eventsHead = headers("response", { ":status": "200", "content-type": "text/event-stream" });
const pieces = (text: string): Frame[] => [
  body("response", text.slice(0, 50), false),
  body("response", text.slice(50), false),
];

/** Exchanges in full; they are cut off after each of their frames. */
const exchanges: readonly (readonly [name: string, modes: object, frames: readonly Frame[]])[] = [
  [
    "JSON, BUFFERED",
    buffered,
    [requestHead, body("request", call(1)), jsonHead, body("response", result(1))],
  ],
  [
    "JSON in pieces, FULL_DUPLEX_STREAMED",
    duplex,
    [
      ...[requestHead, body("request", call(1).slice(0, 9), false), body("request", call(1).slice(9))],
      ...[jsonHead, ...pieces(result(1)), { response_trailers: {} }],
    ],
  ],
  [
    "events, FULL_DUPLEX_STREAMED",
    duplex,
    [
      requestHead,
      body("request", call(1)),
      eventsHead,
      ...pieces(event(result(1))),
      { response_trailers: {} },
    ],
  ],
  [
    "events, STREAMED",
    streamed,
    [requestHead, body("request", call(1)), eventsHead, ...pieces(event(result(1)))],
  ],
  ["denied", buffered, [requestHead, body("request", call(1, { denied: true }))]],
  ["while a plugin thinks, BUFFERED", buffered, [requestHead, body("request", call(1, { tool: "hang" }))]],
  [
    "while a plugin thinks, FULL_DUPLEX_STREAMED, more behind",
    duplex,
    [requestHead, body("request", call(1, { tool: "hang" })), jsonHead, ...pieces(result(1))],
  ],
  ["a response alone", duplex, [jsonHead, ...pieces(result(1))]],
  [
    "a request in the making, too large for its limit",
    duplex,
    [requestHead, body("request", "x".repeat(mebi), false), body("request", "x".repeat(4 * mebi), false)],
  ],
];

const table = exchanges.flatMap(([name, modes, frames]) =>
  frames.map((_, at) => {
    const [first, ...rest] = frames.slice(0, at + 1);
    return {
      name: `${name}, after frame ${at + 1}`,
      sent: [{ ...first, protocol_config: modes }, ...rest],
      whole: at === frames.length - 1,
    };
  }),
);

/** Ways to cut a stream off that tell its end. */
const ways: Readonly<Record<string, (stream: ExtProcStream) => void>> = {
  cancel: (stream) => stream.cancel(),
  "half-close, then cancel": (stream) => {
    stream.end();
    stream.cancel();
  },
};

test("cancelled after each frame, the adapter holds what it did", async (t) => {
  const adapter = await startAdapter({ ...measuredAdapter, config: secretsConfig(quiet) });
  t.after(() => adapter.close());
  const client = connectExtProc(t, adapter.address);
  const round = async (): Promise<void> => {
    for (const cut of Object.values(ways)) {
      const streams = table.map(({ sent }) => {
        const stream = openStream(client);
        for (const frame of sent) stream.send(frame);
        return stream;
      });
      await until(async () => (await liveExchanges(adapter)) === streams.length, 60);
      for (const stream of streams) cut(stream);
      await Promise.all(streams.map((stream) => stream.status));
    }
    await until(async () => (await liveExchanges(adapter)) === 0, 60);
  };
  await round();
  const before = await heldBy(adapter);
  for (let count = 0; count < rounds; count++) await round();
  await holdsNoMore(adapter, before);
  await serves(client);
  assert.doesNotMatch(adapter.output(), /"level":(50|60)/);
});

test("half-closed after each frame, an exchange ends as an error unless it was answered in full", async (t) => {
  const adapter = await startAdapter({ config: secretsConfig("limits: { message_budget_ms: 500 }") });
  t.after(() => adapter.close());
  const client = connectExtProc(t, adapter.address);
  await Promise.all(
    table.map(async ({ name, sent, whole }) => {
      const stream = openStream(client);
      for (const frame of sent) stream.send(frame);
      stream.end();
      let denied = false;
      for (let reply = await stream.reply(); reply !== undefined; reply = await stream.reply())
        denied ||= reply.immediate_response !== undefined;
      const { code } = await stream.status;
      // an early OK would let the rest pass
      assert.ok(code !== status.OK || denied || whole, `${name}: ${code}`);
    }),
  );
  await until(async () => (await liveExchanges(adapter)) === 0, 60);
});

test("connections that break in every state, and resets by the thousand", async (t) => {
  const adapter = await startAdapter({ ...measuredAdapter, config: secretsConfig(quiet) });
  t.after(() => adapter.close());
  const { address } = adapter;
  const friend = connectExtProc(t, address);
  const socket = () =>
    address.kind === "unix" ? connect(address.path) : connect(address.port, address.host);
  const round = async (): Promise<void> => {
    const session = connectHttp2("http://adapter", { createConnection: socket });
    session.on("error", () => {});
    for (let count = 0; count < 500; count++) {
      const stream = session.request(grpcHead).on("error", () => {});
      stream.close(8);
    }
    const left = Array.from({ length: 50 }, () => session.request(grpcHead).on("error", () => {}));
    for (const stream of left) stream.write(Buffer.from("0000000002", "hex"));
    await until(async () => (await liveExchanges(adapter)) === left.length, 60);
    session.destroy();
    await until(async () => (await liveExchanges(adapter)) === 0, 60);
  };
  await serves(friend);
  await round();
  const before = await heldBy(adapter);
  for (let count = 0; count < rounds; count++) await round();
  await holdsNoMore(adapter, before);
  await serves(friend);
  assert.doesNotMatch(adapter.output(), /"level":(50|60)/);
});

const grpcHead: OutgoingHttpHeaders = {
  ":method": "POST",
  ":path": "/envoy.service.ext_proc.v3.ExternalProcessor/Process",
  "content-type": "application/grpc",
  te: "trailers",
};

/** A whole exchange is judged as ever. */
async function serves(client: Client): Promise<void> {
  const stream = openStream(client);
  stream.send({ ...requestHead, protocol_config: buffered });
  assert.ok((await stream.reply())?.request_headers);
  stream.send(body("request", call(1)));
  const edited = (await stream.reply())?.request_body?.response?.body_mutation?.body;
  assert.ok(edited && !edited.includes(secret));
  stream.cancel();
}
