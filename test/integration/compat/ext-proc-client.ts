/**
 * A gRPC client of the ext_proc service that sends what it is told to, in any order: no Envoy would.
 *
 *   const client = connectExtProc(t, adapter.address);
 *   const stream = openStream(client);
 *   stream.send({ request_body: { body: Buffer.from("{}"), end_of_stream: true } });
 *   await stream.reply()           // a ProcessingResponse as a plain object; undefined when the stream is over
 *   stream.end(); await stream.status;
 */
import type { TestContext } from "node:test";
import { Client, type ClientDuplexStream, credentials, Metadata, type StatusObject } from "@grpc/grpc-js";
import type { ListenAddress } from "../../../src/extproc/transport/transport.ts";
import {
  decodeWith,
  encodeWith,
  ProcessingRequest,
  ProcessingResponse,
} from "../../extproc/wire/ext-proc-protos.ts";

/** A ProcessingResponse, field names as in the proto files; what is not set is not there. */
export type Reply = {
  readonly request_headers?: { readonly response?: CommonReply };
  readonly response_headers?: { readonly response?: CommonReply };
  readonly request_body?: { readonly response?: CommonReply };
  readonly response_body?: { readonly response?: CommonReply };
  readonly request_trailers?: object;
  readonly response_trailers?: object;
  readonly immediate_response?: {
    readonly status?: { readonly code: string };
    readonly headers?: HeaderMutation;
    readonly body: Buffer;
  };
};
type CommonReply = {
  readonly header_mutation?: HeaderMutation;
  readonly body_mutation?: { readonly body?: Buffer; readonly clear_body?: boolean };
};
type HeaderMutation = {
  readonly set_headers?: readonly { readonly header: { readonly key: string; readonly raw_value: Buffer } }[];
};

export type ExtProcStream = {
  /** A ProcessingRequest, field names as in the proto files. */
  send(message: Record<string, unknown>): void;
  sendBytes(bytes: Uint8Array): void;
  reply(): Promise<Reply | undefined>;
  /** Half-closes, as Envoy does when it has nothing more to send. */
  end(): void;
  cancel(): void;
  /** How the stream ended. */
  readonly status: Promise<StatusObject>;
};

/** A client with a connection of its own, closed with the test. */
export function connectExtProc(t: TestContext, address: ListenAddress): Client {
  const target = address.kind === "tcp" ? `${address.host}:${address.port}` : `unix:${address.path}`;
  const client = new Client(target, credentials.createInsecure(), {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  t.after(() => client.close());
  return client;
}

export function openStream(client: Client, metadata: Record<string, string> = {}): ExtProcStream {
  const stream = openRaw(client, metadata);
  const received: Buffer[] = [];
  let wake = () => {};
  stream.on("data", (bytes: Buffer) => {
    received.push(bytes);
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
    send: (message) => void stream.write(encodeWith(ProcessingRequest, message)),
    sendBytes: (bytes) => void stream.write(bytes),
    async reply() {
      while (received.length === 0 && !over) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const bytes = received.shift();
      return bytes && (decodeWith(ProcessingResponse, bytes) as Reply);
    },
    end: () => stream.end(),
    cancel: () => stream.cancel(),
    status,
  };
}

/** The call itself; nobody reads its replies yet. */
export function openRaw(
  client: Client,
  metadata: Record<string, string> = {},
): ClientDuplexStream<Uint8Array, Buffer> {
  const sent = new Metadata();
  for (const [key, value] of Object.entries(metadata)) sent.set(key, value);
  const stream = client.makeBidiStreamRequest(
    "/envoy.service.ext_proc.v3.ExternalProcessor/Process",
    (message: Uint8Array) => Buffer.from(message),
    (bytes: Buffer) => bytes,
    sent,
  );
  // the status says the same
  return stream.on("error", () => {});
}

/** A frame with headers, as Envoy sends it. */
export function headers(
  direction: "request" | "response",
  list: Readonly<Record<string, string>>,
  endOfStream = false,
): Record<string, unknown> {
  const pairs = Object.entries(list).map(([key, value]) => ({ key, raw_value: Buffer.from(value) }));
  return { [`${direction}_headers`]: { headers: { headers: pairs }, end_of_stream: endOfStream } };
}

/** A frame with a body, or a piece of one. */
export function body(
  direction: "request" | "response",
  content: string | Uint8Array | object,
  endOfStream = true,
): Record<string, unknown> {
  const bytes =
    content instanceof Uint8Array
      ? content
      : Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
  return { [`${direction}_body`]: { body: bytes, end_of_stream: endOfStream } };
}

/** Header mutations as a table. */
export function setHeaders(mutation: HeaderMutation | undefined): Record<string, string> {
  return Object.fromEntries(
    (mutation?.set_headers ?? []).map(({ header }) => [header.key, header.raw_value.toString()]),
  );
}
