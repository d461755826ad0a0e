/** A client of the lean transport that says in bytes what no client library would. */

import { connect, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { errorCode } from "../../../../src/extproc/transport/lean/errors.ts";
import { defaultLimits, type Limits } from "../../../../src/extproc/transport/lean/limits.ts";
import { createLeanTransport } from "../../../../src/extproc/transport/lean/server.ts";
import type {
  StreamAcceptor,
  Transport,
  TransportOptions,
} from "../../../../src/extproc/transport/transport.ts";
import { defaults, echo } from "../process-client.ts";

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly id: number;
  readonly payload: Buffer;
}

export interface RawPeer {
  readonly socket: Socket;
  /** What came so far. */
  readonly frames: readonly Frame[];
  readonly transport: Transport;
  readonly faults: unknown[];
  send(...bytes: Uint8Array[]): void;
  /** The first frame that fits and was not asked for before; rejects when the connection ends without it. */
  next(fits: (frame: Frame) => boolean): Promise<Frame>;
  /** All that was sent before is dealt with; throws where the connection ended. */
  settled(): Promise<void>;
  /** How the connection ended: the error of the GOAWAY, or "closed" where none came. */
  ended(): Promise<string>;
  /** The error of the reset of a stream, or how the connection ended. */
  failed(id: number): Promise<string>;
}

export const preface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export interface PeerOptions {
  readonly accept?: StreamAcceptor;
  readonly limits?: Partial<Limits>;
  readonly options?: Partial<TransportOptions>;
  /** Instead of the preface and empty SETTINGS. */
  readonly start?: readonly Buffer[];
}

/** Starts a transport, and connects to it. */
export async function startPeer(t: TestContext, given: PeerOptions = {}): Promise<RawPeer> {
  const faults: unknown[] = [];
  const transport = createLeanTransport(
    { ...defaults, ...given.options },
    given.accept ?? echo,
    (fault) => faults.push(fault),
    { ...defaultLimits, ...given.limits },
  );
  const address = await transport.start();
  if (address.kind !== "tcp") throw new Error("TCP expected");
  const socket = connect(address.port, "127.0.0.1").setNoDelay();
  t.after(async () => {
    socket.destroy();
    await transport.drain(0);
  });
  return speak(socket, transport, faults, given.start ?? [preface, settings()]);
}

function speak(socket: Socket, transport: Transport, faults: unknown[], start: readonly Buffer[]): RawPeer {
  const frames: Frame[] = [];
  let asked = 0;
  let closed = false;
  let wake = () => {};
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const end = 9 + rest.readUIntBE(0, 3);
      frames.push({
        type: rest[3] as number,
        flags: rest[4] as number,
        id: rest.readUInt32BE(5),
        payload: rest.subarray(9, end),
      });
      rest = rest.subarray(end);
    }
    wake();
  });
  socket.on("error", () => {});
  socket.once("close", () => {
    closed = true;
    wake();
  });
  let pings = 0;
  const peer: RawPeer = {
    socket,
    frames,
    transport,
    faults,
    send: (...bytes) => {
      socket.write(Buffer.concat(bytes));
    },
    next: async (fits) => {
      for (;;) {
        for (; asked < frames.length; asked++) {
          const frame = frames[asked] as Frame;
          if (fits(frame)) {
            asked++;
            return frame;
          }
        }
        if (closed)
          throw new Error(`the connection ended; came: ${frames.map(({ type }) => type).join(" ")}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    settled: async () => {
      const payload = Buffer.alloc(8);
      payload.writeUInt32BE(++pings, 4);
      peer.send(frame(6, 0, 0, payload));
      await peer.next(({ type, flags, payload: came }) => type === 6 && flags === 1 && came.equals(payload));
    },
    ended: async () => {
      while (!closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const goaway = frames.find(({ type }) => type === 7);
      return goaway === undefined ? "closed" : nameOf(goaway.payload.readUInt32BE(4));
    },
    failed: async (id) => {
      try {
        const { type, payload } = await peer.next(
          (frame) => (frame.type === 3 && frame.id === id) || frame.type === 7,
        );
        return type === 3
          ? nameOf(payload.readUInt32BE(0))
          : `connection: ${nameOf(payload.readUInt32BE(4))}`;
      } catch {
        return "connection: closed";
      }
    },
  };
  peer.send(...start);
  return peer;
}

export function nameOf(code: number): string {
  return Object.entries(errorCode).find(([, value]) => value === code)?.[0] ?? String(code);
}

export function frame(
  type: number,
  flags: number,
  id: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, payload]);
}

export function settings(...pairs: readonly (readonly [id: number, value: number])[]): Buffer {
  return frame(
    4,
    0,
    0,
    Buffer.concat(pairs.map(([id, value]) => Buffer.concat([Buffer.of(0, id), u32(value)]))),
  );
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** HPACK, in literals that no table keeps. */
export function block(...fields: readonly (readonly [name: string, value: string])[]): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value, "latin1");
    return Buffer.concat([integer(bytes.length, 7, 0), bytes]);
  };
  return Buffer.concat(fields.map(([name, value]) => Buffer.concat([Buffer.of(0), text(name), text(value)])));
}

/** RFC 7541, section 5.1. */
export function integer(value: number, prefix: number, flags: number): Buffer {
  const max = 2 ** prefix - 1;
  if (value < max) return Buffer.of(flags | value);
  const bytes = [flags | max];
  let rest = value - max;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

export const processPath = "/envoy.service.ext_proc.v3.ExternalProcessor/Process";

export const requestFields: readonly (readonly [string, string])[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", processPath],
  [":authority", "adapter"],
  ["content-type", "application/grpc"],
  ["te", "trailers"],
];

/** HEADERS of a Process call. `extra` goes behind the usual fields, flags beside END_HEADERS. */
export function headers(id: number, extra: readonly (readonly [string, string])[] = [], flags = 0): Buffer {
  return frame(1, 4 | flags, id, block(...requestFields, ...extra));
}

export function data(id: number, payload: Uint8Array, flags = 0): Buffer {
  return frame(0, flags, id, payload);
}

export function message(text: string | Uint8Array, flag = 0): Buffer {
  const bytes = Buffer.from(text as string);
  return Buffer.concat([Buffer.of(flag), u32(bytes.length), bytes]);
}

/** The text of a header block of ours, which has only literals and `:status` never from the table. */
export function readBlock(bytes: Buffer): Record<string, string> {
  const fields: Record<string, string> = {};
  let at = 0;
  const text = (): string => {
    let length = bytes[at++] as number;
    if (length === 127) {
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] as number;
        length += (byte & 127) << shift;
        if (byte < 128) break;
      }
    }
    at += length;
    return bytes.toString("latin1", at - length, at);
  };
  while (at < bytes.length) {
    at++;
    const name = text();
    fields[name] = text();
  }
  return fields;
}
