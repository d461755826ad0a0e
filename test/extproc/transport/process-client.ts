/**
 * A transport under test, and a real gRPC client for it that speaks in bytes.
 *
 *   await onEachTransport(({ start }) => {
 *     it("echoes", async (t) => {
 *       const { address } = await start(t, echo);
 *       const call = open(connectTo(t, address)); …
 */

import { describe, type TestContext } from "node:test";
import {
  type ChannelCredentials,
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type StatusObject,
} from "@grpc/grpc-js";
import type {
  ListenAddress,
  ProcessStream,
  StreamAcceptor,
  StreamHandler,
  Transport,
  TransportOptions,
} from "../../../src/extproc/transport/transport.ts";
import { type CreateTransport, loadTransport } from "../../../src/extproc/transport/transports.ts";
import { type TransportName, transportNames } from "../../../src/settings/listen.ts";

export const defaults: TransportOptions = {
  listen: { kind: "tcp", host: "127.0.0.1", port: 0 },
  maxMessageBytes: 1 << 20,
  maxConcurrentStreams: 1000,
  initialStreamWindow: 1 << 20,
  initialConnectionWindow: 1 << 24,
  keepalive: { intervalMs: 30_000, timeoutMs: 5_000 },
};

export interface Running {
  readonly transport: Transport;
  readonly address: ListenAddress;
  readonly faults: unknown[];
}

/** One of the transports that there are. */
export interface Tested {
  readonly name: TransportName;
  readonly create: CreateTransport;
  /** Starts one that ends with the test. */
  start(test: TestContext, accept: StreamAcceptor, options?: Partial<TransportOptions>): Promise<Running>;
}

/** The same tests for each transport. */
export async function onEachTransport(tests: (transport: Tested) => void): Promise<void> {
  for (const name of transportNames) {
    const create = await loadTransport(name);
    const start: Tested["start"] = async (test, accept, options = {}) => {
      const faults: unknown[] = [];
      const transport = create({ ...defaults, ...options }, accept, (fault) => faults.push(fault));
      test.after(() => transport.drain(0));
      return { transport, address: await transport.start(), faults };
    };
    describe(name, () => tests({ name, create, start }));
  }
}

/** Answers each message with itself, and the client's end with OK. */
export function echo(stream: ProcessStream): StreamHandler {
  return handler({ onMessage: (message) => stream.send(message), onHalfClose: () => stream.endOk() });
}

/** A handler that ignores what it is not given. */
export function handler(parts: Partial<StreamHandler>): StreamHandler {
  return { onMessage: () => {}, onHalfClose: () => {}, onClosed: () => {}, onDrain: () => {}, ...parts };
}

/** A client of its own connection, closed with the test. */
export function connectTo(
  test: TestContext,
  address: ListenAddress,
  channelCredentials: ChannelCredentials = credentials.createInsecure(),
): Client {
  const target = address.kind === "tcp" ? `${address.host}:${address.port}` : `unix:${address.path}`;
  const client = new Client(target, channelCredentials, {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.max_receive_message_length": -1,
  });
  test.after(() => client.close());
  return client;
}

export interface ClientCall {
  readonly stream: ClientDuplexStream<Uint8Array, Buffer>;
  /** The next message, as text. */
  next(): Promise<string>;
  /** How the call ended. */
  readonly status: Promise<StatusObject>;
}

/** Opens a call of `Process`, or of another bidirectional method. */
export function open(
  client: Client,
  metadata: Record<string, string> = {},
  path = "/envoy.service.ext_proc.v3.ExternalProcessor/Process",
): ClientCall {
  const sent = new Metadata();
  for (const [key, value] of Object.entries(metadata)) {
    sent.set(key, value);
  }
  const stream = client.makeBidiStreamRequest(
    path,
    (message: Uint8Array) => Buffer.from(message),
    (bytes: Buffer) => bytes,
    sent,
  );
  // The status says the same.
  stream.on("error", () => {});
  const received: string[] = [];
  let wake = () => {};
  stream.on("data", (message: Buffer) => {
    received.push(String(message));
    wake();
  });
  let over = false;
  const status = new Promise<StatusObject>((resolve) => {
    stream.on("status", (last) => {
      over = true;
      resolve(last);
      wake();
    });
  });
  return {
    stream,
    status,
    next: async () => {
      while (received.length === 0 && !over) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return received.shift() ?? "(the call is over)";
    },
  };
}
