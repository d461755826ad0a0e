/**
 * What real clients say, broken and cut up: the connection never throws, holds no more than it may, and what it makes
 * of the bytes does not depend on how they were read. FUZZ_SECONDS=n goes on for so long.
 */

import assert from "node:assert/strict";
import { connect as connectHttp2 } from "node:http2";
import type { Socket } from "node:net";
import { Duplex, duplexPair } from "node:stream";
import { describe, it } from "node:test";
import { serveCall } from "../../../../src/extproc/transport/grpc-stream.ts";
import { serveConnection } from "../../../../src/extproc/transport/lean/connection.ts";
import { defaultLimits } from "../../../../src/extproc/transport/lean/limits.ts";
import { createLiveSet } from "../../../../src/extproc/transport/live-set.ts";
import type { StreamAcceptor } from "../../../../src/extproc/transport/transport.ts";
import { handler } from "../process-client.ts";
import {
  block,
  data,
  frame,
  headers,
  integer,
  message,
  preface,
  processPath,
  requestFields,
  settings,
  u32,
} from "./raw-peer.ts";

const seconds = Number(process.env["FUZZ_SECONDS"] ?? 3);
const limits = { ...defaultLimits, headerListBytes: 4000, headerBlockBytes: 8000 };

/** Mulberry32: the same cases on every machine. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** A socket that only takes notes, so that a case takes no time. */
class Paper extends Duplex {
  readonly written: Buffer[] = [];
  setTimeout(): void {}
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written.push(chunk);
    done();
  }
}

interface Outcome {
  /** What handlers were told, and what was answered but for windows: that depends on when. */
  readonly events: string[];
  readonly faults: unknown[];
}

/** Gives the bytes to a connection, in the reads that `cut` makes of them. */
async function run(bytes: Buffer, cut: (left: number) => number): Promise<Outcome> {
  const events: string[] = [];
  const faults: unknown[] = [];
  const socket = new Paper();
  let opened = 0;
  const accept: StreamAcceptor = (stream) => {
    const name = `#${++opened}`;
    events.push(`${name} open ${stream.metadata("name")}`);
    let told = 0;
    return handler({
      onMessage: (m) => {
        events.push(`${name} ${m.length} ${Buffer.from(m).toString("hex", 0, 40)}`);
        stream.send(m);
        if (++told % 3 === 0) {
          stream.pause();
          stream.resume();
        }
      },
      onHalfClose: () => {
        events.push(`${name} half-close`);
        stream.endOk();
      },
      onClosed: () => events.push(`${name} closed`),
    });
  };
  const onFault = (fault: unknown) => faults.push(fault);
  serveConnection(socket as unknown as Socket, {
    maxMessageBytes: 100_000,
    maxConcurrentStreams: 20,
    initialStreamWindow: 100_000,
    initialConnectionWindow: 1 << 20,
    keepalive: { intervalMs: 1e9, timeoutMs: 1e9 },
    limits,
    methods: new Map([[processPath, (call) => serveCall(call, accept, createLiveSet(), onFault)]]),
    onFault,
  });
  for (let at = 0; at < bytes.length; ) {
    const size = Math.max(1, cut(bytes.length - at));
    // A copy, as each read of a socket is memory of its own.
    socket.emit("data", Buffer.from(bytes.subarray(at, at + size)));
    at += size;
    if (cut !== whole) await new Promise((resolve) => process.nextTick(resolve));
  }
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  const answer = Buffer.concat(socket.written);
  socket.destroy();
  await new Promise(setImmediate);
  // Handlers of streams that end together are told in any order.
  const ends = events.filter((event) => event.endsWith("closed")).sort();
  const told = perStream(events.filter((event) => !event.endsWith("closed")));
  return { events: [...told, ...ends, ...goaways(answer)], faults };
}

/** Streams are served side by side: what counts is the order within each. */
function perStream(events: readonly string[]): string[] {
  const number = (event: string) => Number(/^#(\d+)/.exec(event)?.[1]);
  return events
    .map((event, at) => ({ event, at }))
    .sort((a, b) => number(a.event) - number(b.event) || a.at - b.at)
    .map(({ event }) => event);
}

/** Whatever we write is frames, of sizes that the peer takes; its GOAWAYs. */
function goaways(answer: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < answer.length; ) {
    assert.ok(answer.length - at >= 9, "a frame's header");
    const length = answer.readUIntBE(at, 3);
    assert.ok(answer.length - at >= 9 + length, "a whole frame");
    if (answer[at + 3] === 7) found.push(`goaway ${answer.readUInt32BE(at + 13)}`);
    at += 9 + length;
  }
  return found;
}

const whole = (left: number): number => left;

/** What node:http2's client says in a few calls, and what it does not say by hand. */
async function recordings(): Promise<Buffer[]> {
  const [ours, theirs] = duplexPair();
  const parts: Buffer[] = [];
  ours.on("data", (chunk: Buffer) => parts.push(chunk));
  const session = connectHttp2("http://localhost", { createConnection: () => theirs });
  session.on("error", () => {});
  ours.write(settings([3, 100]));
  const calls = ["a", "b", "c"].map((name) => {
    const call = session.request({
      ":method": "POST",
      ":path": processPath,
      "content-type": "application/grpc",
      te: "trailers",
      name,
      "x-long": name.repeat(200),
    });
    call.on("error", () => {});
    for (let n = 0; n < 4; n++) call.write(message(name.repeat(n * 300)));
    return call;
  });
  calls[0]?.end();
  await new Promise((resolve) => setTimeout(resolve, 50));
  calls[1]?.close(8);
  session.ping(() => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
  session.destroy();
  ours.destroy();
  const byHand = Buffer.concat([
    preface,
    settings([4, 20_000], [5, 20_000], [1, 0]),
    frame(2, 0, 9, Buffer.alloc(5)),
    headers(1, [["name", "x"]]),
    data(1, Buffer.concat([message("one"), message(""), message("three".repeat(2000))])),
    frame(1, 0, 3, block(...requestFields)),
    frame(9, 0, 3, block(["name", "in parts"])),
    frame(9, 4, 3, Buffer.concat([Buffer.of(0x40), block(["k", "v"]).subarray(1), Buffer.of(0xbe)])),
    data(3, Buffer.concat([Buffer.of(4), message("padded"), Buffer.alloc(4)]), 8),
    frame(8, 0, 3, u32(1000)),
    frame(8, 0, 0, u32(1000)),
    frame(6, 0, 0, Buffer.alloc(8)),
    data(1, Buffer.alloc(0), 1),
    frame(3, 0, 3, u32(8)),
    frame(0x30, 0, 5, Buffer.alloc(3)),
    headers(5, [["content-length", "6"]]),
    data(5, message("x"), 1),
    frame(1, 5, 7, Buffer.concat([integer(100, 5, 0x20), block(...requestFields)])),
    frame(7, 0, 0, Buffer.alloc(8)),
  ]);
  return [Buffer.concat(parts), byHand];
}

/** Where the frames of a recording begin. */
function framesOf(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = preface.length; at + 9 <= bytes.length; ) {
    const end = at + 9 + bytes.readUIntBE(at, 3);
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
}

/** Some of: bits turned, bytes set, frames dropped, doubled, moved, cut, made longer, of another type or stream. */
function mutate(recording: Buffer, random: (below: number) => number): Buffer {
  const frames = framesOf(recording).map((bytes): Buffer => Buffer.from(bytes));
  for (let n = random(6); n >= 0; n--) {
    const at = random(frames.length);
    const bytes = frames[at];
    if (bytes === undefined) break;
    switch (random(10)) {
      case 0:
        frames.splice(at, 1);
        break;
      case 1:
        frames.splice(random(frames.length), 0, Buffer.from(bytes));
        break;
      case 2:
        frames.splice(random(frames.length), 0, ...frames.splice(at, 1));
        break;
      case 3:
        bytes[3] = random(11);
        break;
      case 4:
        bytes[4] = random(256);
        break;
      case 5:
        bytes.writeUInt32BE(random(12), 5);
        break;
      case 6:
        bytes.writeUIntBE(random(2) === 0 ? random(40) : random(2 ** 24), 0, 3);
        break;
      case 7: {
        const payload = bytes.subarray(9, 9 + random(bytes.length));
        frames[at] = frame(bytes[3] as number, bytes[4] as number, bytes.readUInt32BE(5), payload);
        break;
      }
      default:
        for (let bits = random(8); bits >= 0; bits--) {
          const where = random(bytes.length);
          bytes[where] = random(3) === 0 ? random(256) : (bytes[where] as number) ^ (1 << random(8));
        }
    }
  }
  const start = random(50) === 0 ? preface.subarray(0, random(24)) : preface;
  return Buffer.concat([start, ...frames]);
}

describe("a connection", () => {
  it("makes of a recording what was said in it", async () => {
    for (const bytes of await recordings()) {
      const { events, faults } = await run(bytes, whole);
      assert.ok(events.length > 8, events.join("\n"));
      assert.ok(!events.some((event) => event.startsWith("goaway")), events.join("\n"));
      assert.deepEqual(faults, []);
    }
  });

  it(`survives broken ones, and reads them alike in any parts (${seconds} s)`, async () => {
    const originals = await recordings();
    const until = performance.now() + seconds * 1000;
    let failed = 0;
    let cases = 0;
    for (; performance.now() < until || cases < 200; cases++) {
      const random = randomFrom(cases);
      const bytes = mutate(originals[random(originals.length)] as Buffer, random);
      const atOnce = await run(bytes, whole);
      const largest = random(4) === 0 ? 3 : 2000;
      const inParts = await run(bytes, () => 1 + random(largest));
      assert.deepEqual(atOnce.faults, [], `case ${cases}`);
      assert.deepEqual(inParts, atOnce, `case ${cases}`);
      if (atOnce.events.some((event) => event.startsWith("goaway"))) failed++;
    }
    assert.ok(failed > cases / 10 && failed < cases, `${failed} of ${cases} ended the connection`);
  });
});
