/** gRPC over HTTP/2, and how frames become messages, in what only bytes can tell; the rest is in ../stream.test.ts. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaults, handler } from "../process-client.ts";
import {
  block,
  data,
  frame,
  headers,
  message,
  preface,
  type RawPeer,
  readBlock,
  requestFields,
  settings,
  startPeer,
  u32,
} from "./raw-peer.ts";

const end = 1;
const none = Buffer.alloc(0);

/** What a stream got: its headers, the bytes of its data, its trailers. */
async function answerOf(peer: RawPeer, id = 1): Promise<{ blocks: Record<string, string>[]; body: Buffer }> {
  const blocks: Record<string, string>[] = [];
  const body: Buffer[] = [];
  for (;;) {
    const { type, flags, payload } = await peer.next((came) => came.id === id && came.type <= 1);
    if (type === 1) blocks.push(readBlock(payload));
    else body.push(payload);
    if ((flags & end) === end) return { blocks, body: Buffer.concat(body) };
  }
}

describe("a request", () => {
  const changed = (name: string, value: string): Buffer =>
    frame(1, 5, 1, block(...requestFields.map(([n, v]) => [n, n === name ? value : v] as const)));
  const grpc = { ":status": "200", "content-type": "application/grpc" };
  const cases: [name: string, bytes: Buffer, first: Record<string, string>][] = [
    ["by GET is 415", changed(":method", "GET"), { ":status": "415", "content-type": "text/plain" }],
    [
      "of JSON is 415",
      changed("content-type", "application/json"),
      { ":status": "415", "content-type": "text/plain" },
    ],
    [
      "of gRPC-Web is 415",
      changed("content-type", "application/grpc-web"),
      { ":status": "415", "content-type": "text/plain" },
    ],
    [
      "of no type is 415",
      frame(1, 5, 1, block(...requestFields.slice(0, 4))),
      { ":status": "415", "content-type": "text/plain" },
    ],
    [
      "of application/grpc+proto is served",
      changed("content-type", "application/grpc+proto"),
      { ...grpc, "grpc-status": "0" },
    ],
    [
      "of application/grpc;v=1 is served",
      changed("content-type", "application/grpc;v=1"),
      { ...grpc, "grpc-status": "0" },
    ],
    [
      "to an unknown method is UNIMPLEMENTED",
      changed(":path", "/a.B/C"),
      { ...grpc, "grpc-status": "12", "grpc-message": "unknown method" },
    ],
  ];
  for (const [name, bytes, first] of cases) {
    it(name, async (t) => {
      const peer = await startPeer(t);
      peer.send(bytes);
      assert.deepEqual((await answerOf(peer)).blocks[0], first);
    });
  }

  it("hands over metadata: the first value, whatever the case, binary ones decoded", async (t) => {
    let seen: (string | undefined)[] = [];
    const peer = await startPeer(t, {
      accept: (stream) => {
        seen = ["X-Route", "raw-bin", "absent"].map((key) => stream.metadata(key));
        return handler({});
      },
    });
    peer.send(
      headers(1, [
        ["x-route", "a"],
        ["x-route", "b"],
        ["raw-bin", "aGk"],
      ]),
    );
    await peer.settled();
    assert.deepEqual(seen, ["a", "hi", undefined]);
  });
});

describe("a message", () => {
  const wrong: [name: string, bytes: Buffer, status: string, extra?: [string, string]][] = [
    ["that is compressed", message("x", 1), "12", ["grpc-encoding", "gzip"]],
    ["with another flag", message("x", 2), "13"],
    ["over the limit", message(Buffer.alloc((1 << 20) + 1)).subarray(0, 100), "8"],
  ];
  for (const [name, bytes, status, extra] of wrong) {
    it(`${name} ends its stream with ${status}, and reaches nobody`, async (t) => {
      const peer = await startPeer(t, {
        accept: () =>
          handler({ onMessage: () => assert.fail("delivered"), onHalfClose: () => assert.fail("told") }),
      });
      peer.send(headers(1, extra ? [extra] : []), data(1, bytes, end));
      assert.equal((await answerOf(peer)).blocks[0]?.["grpc-status"], status);
      await peer.settled();
      assert.deepEqual(peer.faults, []);
    });
  }

  it("cut short is no message and no half-close: INTERNAL", async (t) => {
    const events: string[] = [];
    const peer = await startPeer(t, {
      accept: () =>
        handler({ onMessage: (m) => events.push(String(m)), onHalfClose: () => events.push("half-close") }),
    });
    peer.send(headers(1), data(1, Buffer.concat([message("whole"), message("cut").subarray(0, 7)]), end));
    assert.equal((await answerOf(peer)).blocks[0]?.["grpc-status"], "13");
    assert.deepEqual(events, ["whole"]);
  });

  it("is the same however it comes: in frames, reads, and among others", async (t) => {
    const texts = ["", "a", "b".repeat(20_000), "c".repeat(5), "d".repeat(40_000)];
    const stream = Buffer.concat(texts.map((text) => message(text)));
    for (const [frameSize, readSize] of [
      [16_384, 70_000],
      [1000, 333],
      [7, 4096],
      [16_384, 16_393],
    ] as const) {
      const peer = await startPeer(t);
      const frames: Buffer[] = [headers(1)];
      for (let at = 0; at < stream.length; at += frameSize)
        frames.push(data(1, stream.subarray(at, at + frameSize)));
      const bytes = Buffer.concat([...frames, data(1, none, end)]);
      for (let at = 0; at < bytes.length; at += readSize) peer.send(bytes.subarray(at, at + readSize));
      const { blocks, body } = await answerOf(peer);
      assert.ok(body.equals(stream), `in frames of ${frameSize} and reads of ${readSize}`);
      assert.deepEqual(blocks.at(-1), { "grpc-status": "0" });
      peer.socket.destroy();
    }
  });

  it("stays what it was while others follow: no memory is written twice", async (t) => {
    const kept: Uint8Array[] = [];
    const peer = await startPeer(t, { accept: () => handler({ onMessage: (m) => kept.push(m) }) });
    const texts = Array.from({ length: 300 }, (_, n) => String(n).repeat((n * 37) % 900));
    peer.send(headers(1));
    const bytes = Buffer.concat(texts.map((text) => message(text)));
    for (let at = 0; at < bytes.length; at += 1777) peer.send(data(1, bytes.subarray(at, at + 1777)));
    await peer.settled();
    assert.deepEqual(kept.map(String), texts);
  });
});

describe("what we send", () => {
  it("goes as far as the windows allow, from stream to stream in turn, and then on", async (t) => {
    const text = "x".repeat(100_000);
    const peer = await startPeer(t, {
      accept: (stream) =>
        handler({
          onMessage: () => {
            stream.send(Buffer.from(text));
            stream.endOk();
          },
        }),
      start: [preface, settings([4, 30_000])],
    });
    for (const id of [1, 3, 5]) peer.send(headers(id), data(id, message(""), end));
    // A PING is answered before data that waits for its turn.
    await peer.settled();
    await peer.settled();
    const got = (id: number) =>
      peer.frames.filter((f) => f.type === 0 && f.id === id).reduce((sum, f) => sum + f.payload.length, 0);
    assert.equal(got(1) + got(3) + got(5), 65_535);
    assert.ok([1, 3, 5].every((id) => got(id) <= 30_000 && got(id) > 0));
    // Windows of streams may get smaller than what is in flight, and come back.
    peer.send(settings([4, 0]), frame(8, 0, 0, u32(1 << 20)));
    await peer.settled();
    assert.equal(got(1) + got(3) + got(5), 65_535);
    peer.send(settings([4, 200_000]));
    for (let ended = 0; ended < 3; ended++) await peer.next((f) => f.type === 1 && f.flags === 5);
    for (const id of [1, 3, 5]) assert.equal(got(id), 100_005);
  });

  it("ends in one frame with its status where nothing was sent, and has large frames where they are allowed", async (t) => {
    const peer = await startPeer(t, {
      start: [preface, settings([5, 1 << 20], [4, 1 << 20]), frame(8, 0, 0, u32(1 << 20))],
    });
    peer.send(headers(1), data(1, none, end));
    assert.deepEqual((await answerOf(peer)).blocks, [
      { ":status": "200", "content-type": "application/grpc", "grpc-status": "0" },
    ]);
    const long = message("y".repeat(100_000));
    peer.send(headers(3));
    for (let at = 0; at < long.length; at += 16_384) peer.send(data(3, long.subarray(at, at + 16_384)));
    assert.equal((await peer.next((f) => f.type === 0 && f.id === 3)).payload.length, 100_005);
  });

  it("is whole where a frame may be larger than what a peer may leave unread", async (t) => {
    const peer = await startPeer(t, {
      accept: (stream) =>
        handler({
          onMessage: () => {
            stream.send(Buffer.alloc(12 << 20));
            stream.endOk();
          },
        }),
      start: [preface, settings([5, 2 ** 24 - 1], [4, 2 ** 24]), frame(8, 0, 0, u32(2 ** 24))],
    });
    peer.send(headers(1), data(1, message("x"), end));
    const { blocks, body } = await answerOf(peer);
    assert.equal(body.length, (12 << 20) + 5);
    assert.deepEqual(blocks.at(-1), { "grpc-status": "0" });
  });

  it("is no status text that ends with a space, which a field may not", async (t) => {
    const peer = await startPeer(t, {
      accept: (stream) => {
        stream.endError(3, `${"x".repeat(125)} cut behind the space`);
        return handler({});
      },
    });
    peer.send(headers(1));
    assert.equal((await answerOf(peer)).blocks[0]?.["grpc-message"], "x".repeat(125));
  });

  it("is an encoded status text, cut where it is too long", async (t) => {
    const peer = await startPeer(t, {
      accept: (stream) => {
        stream.endError(3, `100% ü\n${"ü".repeat(10_000)}`);
        return handler({});
      },
    });
    peer.send(headers(1));
    const [status] = (await answerOf(peer)).blocks;
    assert.match(status?.["grpc-message"] ?? "", /^100%25 %C3%BC%0A(?:%C3%BC)+(?:%C3)?$/);
    assert.ok((status?.["grpc-message"]?.length ?? 0) <= 126);
  });

  it("tells a client that sends on that its rest is not needed, and takes what was under way", async (t) => {
    const peer = await startPeer(t, {
      accept: (stream) => {
        stream.endError(7, "no");
        return handler({ onMessage: () => assert.fail("delivered") });
      },
    });
    peer.send(headers(1));
    assert.equal(await peer.failed(1), "none");
    peer.send(data(1, message("late")), frame(8, 0, 1, u32(5)), frame(1, 5, 1, block(["trailer", "x"])));
    await peer.settled();
    assert.equal(peer.frames.filter(({ type }) => type === 3).length, 1);
  });

  it("begins with our settings and the connection's window", async (t) => {
    const peer = await startPeer(t, { options: { maxConcurrentStreams: 7, initialStreamWindow: 70_000 } });
    const { payload } = await peer.next(({ type }) => type === 4);
    const pair = (id: number, value: number) => Buffer.concat([Buffer.of(0, id), u32(value)]);
    assert.ok(payload.equals(Buffer.concat([pair(3, 7), pair(4, 70_000), pair(6, 32_768)])));
    const update = await peer.next(({ type, id }) => type === 8 && id === 0);
    assert.equal(update.payload.readUInt32BE(), defaults.initialConnectionWindow - 65_535);
  });
});

describe("a drain", () => {
  it("serves streams until its second GOAWAY, then refuses them and closes behind the last", async (t) => {
    const peer = await startPeer(t);
    peer.send(headers(1));
    await peer.settled();
    const drained = peer.transport.drain(60_000);
    const isGoaway = ({ type }: { type: number }) => type === 7;
    assert.equal((await peer.next(isGoaway)).payload.readUInt32BE(0), 2 ** 31 - 1);
    peer.send(headers(3), data(3, message("crossed")));
    await peer.next(({ type, id }) => type === 0 && id === 3);
    assert.equal((await peer.next(isGoaway)).payload.readUInt32BE(0), 3);
    peer.send(headers(5));
    assert.equal(await peer.failed(5), "refused");
    peer.send(data(1, none, end), data(3, none, end));
    assert.equal(await peer.ended(), "none");
    await drained;
  });
});

describe("health", () => {
  const path = "/grpc.health.v1.Health/Check";
  const asked = block(...requestFields.map(([n, v]) => [n, n === ":path" ? path : v] as const));
  const cases: [name: string, body: Buffer, status: string][] = [
    ["a request that is none", message(Buffer.of(0xff)), "13"],
    ["no request", none, "13"],
  ];
  for (const [name, body, status] of cases) {
    it(`answers ${name} with ${status}`, async (t) => {
      const peer = await startPeer(t);
      peer.send(frame(1, 4, 1, asked), data(1, body, end));
      assert.equal((await answerOf(peer)).blocks[0]?.["grpc-status"], status);
      assert.deepEqual(peer.faults, []);
    });
  }
});
