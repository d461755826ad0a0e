/**
 * What a stream costs on each transport, without Envoy: CPU of the server per stream of four messages each way, and
 * memory per idle stream. The two run in turns, each in a process of its own.
 *
 *   node -C plugins-adapter-source test/bench/transports.ts [--streams 20000] [--rounds 3] [--bytes 512] [--idle 5000]
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { parseArgs } from "node:util";
import { createGrpcTransport } from "../../src/extproc/transport/grpc-js.ts";
import { createLeanTransport } from "../../src/extproc/transport/lean/server.ts";
import type { StreamAcceptor, TransportOptions } from "../../src/extproc/transport/transport.ts";

interface Usage {
  /** Microseconds. */
  readonly cpu: number;
  /** Bytes: of the process, and what of it is in use by JavaScript. */
  readonly rss: number;
  readonly held: number;
}

const makers = { "grpc-js": createGrpcTransport, lean: createLeanTransport } as const;
const messages = 4;
const inFlight = 32;

const { values } = parseArgs({
  options: {
    serve: { type: "string" },
    streams: { type: "string", default: "20000" },
    rounds: { type: "string", default: "3" },
    bytes: { type: "string", default: "512" },
    idle: { type: "string", default: "5000" },
  },
});
/** The server's process: answers each message with sixty bytes, and tells its usage when asked. */
async function serve(name: keyof typeof makers): Promise<void> {
  const options: TransportOptions = {
    listen: { kind: "tcp", host: "127.0.0.1", port: 0 },
    maxMessageBytes: 1 << 24,
    maxConcurrentStreams: 100_000,
    initialStreamWindow: 1 << 20,
    initialConnectionWindow: 1 << 24,
    keepalive: { intervalMs: 60_000, timeoutMs: 20_000 },
  };
  const reply = Buffer.alloc(60);
  const accept: StreamAcceptor = (stream) => ({
    onMessage: () => {
      stream.send(reply);
    },
    onHalfClose: () => stream.endOk(),
    onClosed: () => {},
    onDrain: () => {},
  });
  const transport = makers[name](options, accept, (error) => console.error(error));
  const address = await transport.start();
  process.on("message", () => {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send?.({ cpu: user + system, rss, held: heapUsed + external } satisfies Usage);
  });
  process.once("disconnect", () => process.exit());
  process.send?.(address);
}

async function measure(): Promise<void> {
  const [streams, rounds, bytes, idle] = [values.streams, values.rounds, values.bytes, values.idle].map(
    Number,
  ) as [number, number, number, number];
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(makers)) {
      const child = fork(import.meta.filename, ["--serve", name], {
        execArgv: [...process.execArgv, "--expose-gc"],
      });
      const [{ port }] = (await once(child, "message")) as [{ port: number }];
      await run(port, streams / 4, bytes);
      const before = await usage(child);
      await run(port, streams, bytes);
      const after = await usage(child);
      const socket = await open(port, idle, bytes);
      const full = await usage(child);
      socket.destroy();
      child.disconnect();
      const cpu = ((after.cpu - before.cpu) / streams).toFixed(1);
      const each = ((full.held - after.held) / idle / 1024).toFixed(2);
      console.log(
        `${name.padEnd(8)} ${cpu} µs CPU per stream of ${messages} x ${bytes} B, RSS ${after.rss >> 20} MB, ${each} KB per idle stream`,
      );
    }
  }
}

async function usage(child: ChildProcess): Promise<Usage> {
  child.send("usage");
  const [answer] = (await once(child, "message")) as [Usage];
  return answer;
}

function frame(type: number, flags: number, id: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, payload]);
}

const start = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  frame(4, 0, 0, Buffer.from([0, 4, 0x3f, 0xff, 0xff, 0xff])),
  frame(8, 0, 0, Buffer.from([0x3f, 0xff, 0, 0])),
]);

/** A stream's headers, as literals that no table keeps, and its first message. */
function opening(id: number, message: Buffer): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.of(value.length), Buffer.from(value)]);
  const literal = (name: string, value: string) => Buffer.concat([Buffer.of(0), text(name), text(value)]);
  const block = Buffer.concat([
    Buffer.of(0x83, 0x86, 0x04),
    text("/envoy.service.ext_proc.v3.ExternalProcessor/Process"),
    Buffer.of(0x01),
    text("adapter"),
    literal("content-type", "application/grpc"),
    literal("te", "trailers"),
    literal("x-envoy-internal", "true"),
    literal("x-forwarded-for", "10.0.0.1"),
  ]);
  return Buffer.concat([frame(1, 4, id, block), dataFrames(id, message)]);
}

/** In frames as large as a server has to take. */
function dataFrames(id: number, message: Buffer): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < message.length; at += 16_384)
    frames.push(frame(0, 0, id, message.subarray(at, at + 16_384)));
  return Buffer.concat(frames);
}

function grpcMessage(bytes: number): Buffer {
  const message = Buffer.alloc(5 + bytes);
  message.writeUInt32BE(bytes, 1);
  return message;
}

/** Runs so many streams to their ends, some at a time, on one connection. */
async function run(port: number, count: number, bytes: number): Promise<void> {
  const socket = connect(port, "127.0.0.1").setNoDelay();
  socket.write(start);
  const message = grpcMessage(bytes);
  const answered = new Map<number, number>();
  let next = 1;
  let finished = 0;
  let out: Buffer[] = [];
  const openOne = () => {
    if ((next - 1) / 2 >= count) return;
    out.push(opening(next, message));
    answered.set(next, 0);
    next += 2;
  };
  for (let i = 0; i < inFlight; i++) openOne();
  socket.write(Buffer.concat(out));
  out = [];
  const sizes = new Map<number, number>();
  await eachFrame(
    socket,
    (type, flags, id, length) => {
      if (type === 0) {
        // A reply may come in more than one DATA frame.
        const got = (sizes.get(id) ?? 0) + length;
        sizes.set(id, got % 65);
        if (got < 65) return false;
        const done = (answered.get(id) ?? 0) + 1;
        answered.set(id, done);
        out.push(done < messages ? dataFrames(id, message) : frame(0, 1, id));
      } else if (type === 1 && (flags & 1) === 1) {
        if (answered.get(id) !== messages) throw new Error(`stream ${id} ended early`);
        finished++;
        answered.delete(id);
        sizes.delete(id);
        openOne();
      } else if (type === 4 && (flags & 1) === 0) {
        out.push(frame(4, 1, 0));
      } else if (type === 7) {
        throw new Error(`the server ended the connection after ${finished} streams`);
      }
      return finished === count;
    },
    () => {
      if (out.length > 0) socket.write(Buffer.concat(out));
      out = [];
    },
  );
  socket.destroy();
}

/** Opens so many streams and leaves them, each with a message answered. */
async function open(port: number, count: number, bytes: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").setNoDelay();
  socket.write(start);
  const message = grpcMessage(bytes);
  for (let i = 0; i < count; i++) socket.write(opening(2 * i + 1, message));
  let answers = 0;
  await eachFrame(socket, (type) => type === 0 && ++answers === count);
  return socket;
}

/** Calls back with each frame that comes, until that says it has seen enough. */
async function eachFrame(
  socket: Socket,
  onFrame: (type: number, flags: number, id: number, length: number) => boolean,
  afterChunk: () => void = () => {},
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  await new Promise<void>((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      let enough = false;
      try {
        while (!enough && rest.length - at >= 9) {
          const length = rest.readUIntBE(at, 3);
          if (rest.length - at < 9 + length) break;
          enough = onFrame(rest[at + 3] as number, rest[at + 4] as number, rest.readUInt32BE(at + 5), length);
          at += 9 + length;
        }
      } catch (error) {
        reject(error);
      }
      rest = rest.subarray(at);
      afterChunk();
      if (enough) {
        socket.off("data", onData);
        socket.resume();
        resolve();
      }
    };
    socket.on("data", onData);
    socket.once("close", () => reject(new Error("the server closed the connection")));
  });
}

if (values.serve === undefined) await measure();
else await serve(values.serve as keyof typeof makers);
