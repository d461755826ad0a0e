/** Peers that ask for work, memory or time without end; each guard with a limit low enough to see it. */

import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, it } from "node:test";
import type { Limits } from "../../../../src/extproc/transport/lean/limits.ts";
import type { ProcessStream } from "../../../../src/extproc/transport/transport.ts";
import { handler } from "../process-client.ts";
import {
  block,
  data,
  frame,
  headers,
  integer,
  message,
  preface,
  requestFields,
  settings,
  startPeer,
  u32,
} from "./raw-peer.ts";

const none = Buffer.alloc(0);
/** What the connection's first SETTINGS and the test's PING cost. */
const own = 230;
/** Lets 20 pass of what costs so much. */
const few = (price: number) => ({ budget: { burst: own + 20 * price, perSecond: 0 } });
const quiet = () => handler({});

/** Each sends one useless frame; the n-th is past a limit of 20. */
const floods: [name: string, limits: Partial<Limits>, before: Buffer, one: (n: number) => Buffer][] = [
  ["PING", few(30), none, () => frame(6, 0, 0, Buffer.alloc(8))],
  ["SETTINGS", few(200), none, () => settings()],
  ["answers to SETTINGS", few(200), none, () => frame(4, 1, 0)],
  ["PRIORITY", few(20), none, (n) => frame(2, 0, 2 * n + 1, Buffer.alloc(5))],
  ["WINDOW_UPDATE", few(10), none, () => frame(8, 0, 0, u32(1))],
  ["WINDOW_UPDATE of a stream", few(10), headers(1), () => frame(8, 0, 1, u32(1))],
  ["empty DATA", few(100), headers(1), () => data(1, none)],
  ["padding and nothing else", few(100), headers(1), () => data(1, Buffer.of(1, 0), 8)],
  ["unknown frames", few(10), none, () => frame(0x77, 0, 0)],
  ["GOAWAY", few(10), none, () => frame(7, 0, 0, Buffer.alloc(8))],
  [
    "DATA for a closed stream",
    few(10),
    Buffer.concat([headers(1), frame(3, 0, 1, u32(8))]),
    () => data(1, none),
  ],
  [
    "RST_STREAM for a closed stream",
    few(10),
    Buffer.concat([headers(1), frame(3, 0, 1, u32(8))]),
    () => frame(3, 0, 1, u32(8)),
  ],
  [
    "streams opened and reset (rapid reset)",
    few(5),
    none,
    (n) => Buffer.concat([headers(2 * n + 1), frame(3, 0, 2 * n + 1, u32(8))]),
  ],
  [
    "streams that we have to reset",
    few(15),
    none,
    (n) => Buffer.concat([headers(2 * n + 1), frame(8, 0, 2 * n + 1, u32(0))]),
  ],
  ["malformed requests", few(5), none, (n) => frame(1, 4, 2 * n + 1, block([":method", "POST"]))],
];

describe("a flood ends the connection: ", () => {
  for (const [name, limits, before, one] of floods) {
    it(name, async (t) => {
      const peer = await startPeer(t, { accept: quiet, limits });
      peer.send(before, ...Array.from({ length: 15 }, (_, n) => one(n)));
      // The test's own PING and SETTINGS count where they are what is limited.
      await peer.settled();
      peer.send(...Array.from({ length: 15 }, (_, n) => one(n + 15)));
      assert.equal(await peer.ended(), "enhanceYourCalm");
      assert.deepEqual(peer.faults, []);
    });
  }

  it("streams over the limit, which are refused", async (t) => {
    const peer = await startPeer(t, {
      accept: quiet,
      limits: few(5),
      options: { maxConcurrentStreams: 2 },
    });
    peer.send(headers(1), headers(3), headers(5));
    assert.equal(await peer.failed(5), "refused");
    peer.send(frame(3, 0, 1, u32(8)), headers(7), data(7, message("x")));
    await peer.settled();
    peer.send(...Array.from({ length: 30 }, (_, n) => headers(2 * n + 9)));
    assert.equal(await peer.ended(), "enhanceYourCalm");
  });
});

describe("no flood is", () => {
  it("a peer that resets every stream once it has its answer, as Envoy does", async (t) => {
    const peer = await startPeer(t, { limits: few(10) });
    for (let id = 1; id < 1001; id += 2) {
      peer.send(headers(id), data(id, message("x")));
      await peer.next((frame) => frame.type === 0 && frame.id === id);
      peer.send(frame(3, 0, id, u32(0)));
    }
    await peer.settled();
  });

  it("a reset that crosses our end of the stream", async (t) => {
    const peer = await startPeer(t, { limits: few(10) });
    for (let id = 1; id < 1001; id += 2) {
      peer.send(headers(id, [], 1), frame(3, 0, id, u32(0)), frame(8, 0, id, u32(100)));
    }
    peer.send(frame(6, 0, 0, Buffer.alloc(8)));
    await peer.settled();
  });

  it("a WINDOW_UPDATE or two for each DATA of ours", async (t) => {
    const peer = await startPeer(t, { limits: few(10) });
    peer.send(headers(1));
    for (let n = 0; n < 300; n++) {
      peer.send(data(1, message("x")), frame(8, 0, 1, u32(6)), frame(8, 0, 0, u32(6)));
      await peer.next(({ type }) => type === 0);
    }
  });

  it("a PING for each DATA of ours beside that, as of peers that measure the path", async (t) => {
    const peer = await startPeer(t);
    peer.send(headers(1));
    for (let n = 0; n < 1000; n++) {
      peer.send(data(1, message("x")));
      await peer.next(({ type }) => type === 0);
      peer.send(frame(6, 0, 0, Buffer.alloc(8)), frame(8, 0, 1, u32(6)), frame(8, 0, 0, u32(6)));
    }
    await peer.settled();
  });

  it("what comes slowly", async (t) => {
    const peer = await startPeer(t, { limits: { budget: { burst: 300, perSecond: 1e7 } } });
    for (let n = 0; n < 200; n++) await peer.settled();
  });
});

describe("headers", () => {
  const bomb = (count: number): Buffer =>
    Buffer.concat([
      block(...requestFields),
      // A field of 3,000 bytes goes into the table, and is then named by one byte each.
      Buffer.concat([Buffer.of(0x40, 1, 0x61), integer(3000, 7, 0), Buffer.alloc(3000, "x")]),
      Buffer.alloc(count, 0xbe),
    ]);

  it("that a few bytes blow up fail their request alone", async (t) => {
    const peer = await startPeer(t);
    peer.send(frame(1, 4, 1, bomb(10_000)));
    assert.equal(await peer.failed(1), "enhanceYourCalm");
    // The table is what it would be: an index into it is understood.
    peer.send(
      frame(1, 4, 3, Buffer.concat([block(...requestFields), Buffer.of(0xbe)])),
      data(3, message("x")),
    );
    assert.equal(
      (await peer.next(({ type, id }) => type === 0 && id === 3)).payload.toString("latin1", 5),
      "x",
    );
  });

  it("are limited in number, empty ones too", async (t) => {
    const peer = await startPeer(t);
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => [`x${n}`, ""] as [string, string]);
    peer.send(headers(1, many(500)), data(1, message("x")));
    await peer.next(({ type, id }) => type === 0 && id === 1);
    // Each counts 32 bytes and its name.
    peer.send(frame(1, 0, 3, block(...requestFields)), frame(9, 4, 3, block(...many(1000))));
    assert.equal(await peer.failed(3), "enhanceYourCalm");
    await peer.settled();
  });

  it("are limited in bytes, as we announce", async (t) => {
    const peer = await startPeer(t, { limits: { headerListBytes: 1000 } });
    const [announced] = peer.frames.length > 0 ? peer.frames : [await peer.next(({ type }) => type === 4)];
    assert.ok(announced?.payload.includes(Buffer.concat([Buffer.of(0, 6), u32(1000)])));
    peer.send(headers(1, [["a", "x".repeat(1000)]]));
    assert.equal(await peer.failed(1), "enhanceYourCalm");
    await peer.settled();
  });

  const unending: [name: string, part: Buffer][] = [
    ["of bytes", Buffer.alloc(16_000)],
    ["of nothing", none],
  ];
  for (const [name, part] of unending) {
    it(`without end, ${name}, end the connection (CONTINUATION flood)`, async (t) => {
      const peer = await startPeer(t);
      peer.send(
        frame(1, 0, 1, block(...requestFields)),
        ...Array.from({ length: 300 }, () => frame(9, 0, 1, part)),
      );
      assert.equal(await peer.ended(), "enhanceYourCalm");
    });
  }
});

describe("time", () => {
  const soon = { limits: { handshakeMs: 50 } };

  it("for the preface is limited", async (t) => {
    assert.equal(
      await (await startPeer(t, { ...soon, start: [preface.subarray(0, 10)] })).ended(),
      "enhanceYourCalm",
    );
  });

  it("for the first SETTINGS is limited", async (t) => {
    assert.equal(await (await startPeer(t, { ...soon, start: [preface] })).ended(), "enhanceYourCalm");
  });

  it("for a header block is limited", async (t) => {
    const peer = await startPeer(t, soon);
    peer.send(frame(1, 0, 1, block(...requestFields)));
    assert.equal(await peer.ended(), "enhanceYourCalm");
  });

  it("without a sign of life is limited: a PING is to be answered", async (t) => {
    const peer = await startPeer(t, { options: { keepalive: { intervalMs: 40, timeoutMs: 40 } } });
    const ping = await peer.next(({ type, flags }) => type === 6 && flags === 0);
    peer.send(frame(6, 1, 0, ping.payload));
    await peer.next(({ type, flags }) => type === 6 && flags === 0);
    assert.equal(await peer.ended(), "closed");
  });
});

describe("memory", () => {
  it("for answers that a peer does not read is limited", async (t) => {
    const limits = { budget: { burst: 1e12, perSecond: 0 }, unreadBytes: 1 << 20 };
    const peer = await startPeer(t, { limits });
    await peer.settled();
    peer.socket.pause();
    const pings = Buffer.concat(Array.from({ length: 10_000 }, () => frame(6, 0, 0, Buffer.alloc(8))));
    await new Promise<void>((resolve) => {
      const more = (): void => {
        if (peer.socket.destroyed || peer.socket.errored !== null) resolve();
        else peer.socket.write(pings, more);
      };
      peer.socket.once("close", resolve);
      peer.socket.once("error", () => resolve());
      more();
    });
  });

  it("for data that a peer does not read is limited, and the rest waits in its stream", async (t) => {
    let stream: ProcessStream | undefined;
    let drains = 0;
    const peer = await startPeer(t, {
      limits: { unreadBytes: 1 << 20 },
      accept: (opened) => {
        stream = opened;
        return handler({ onDrain: () => drains++ });
      },
      start: [preface, settings([4, 2 ** 31 - 1]), frame(8, 0, 0, u32(2 ** 31 - 1 - 65_535))],
    });
    peer.send(headers(1));
    await peer.settled();
    peer.socket.pause();
    let sent = 0;
    while (stream?.send(Buffer.alloc(1 << 16)) && sent < 1000) sent++;
    assert.ok(sent < 60, `${sent} messages taken`);
    peer.socket.resume();
    for (let got = 0; got < (sent + 1) * ((1 << 16) + 5); )
      got += (await peer.next(({ type }) => type === 0)).payload.length;
    await peer.settled();
    assert.equal(drains, 1);
  });

  it("for messages is limited, before they have come", async (t) => {
    const peer = await startPeer(t, { options: { maxMessageBytes: 1000 } });
    peer.send(headers(1), data(1, Buffer.concat([Buffer.of(0), u32(1001)])));
    const { payload } = await peer.next(({ type, flags }) => type === 1 && flags === 5);
    const text = payload.toString("latin1");
    assert.ok(text.includes("\u00018") && text.includes("a message that is too large"), text);
  });

  it("for a paused stream is what its window lets in, and one more byte is an error", async (t) => {
    const peer = await startPeer(t, {
      options: { initialStreamWindow: 70_000 },
      accept: (stream) => {
        stream.pause();
        return handler({});
      },
    });
    peer.send(frame(4, 1, 0), headers(1));
    for (let n = 0; n < 7; n++) peer.send(data(1, Buffer.alloc(10_000)));
    await peer.settled();
    assert.ok(!peer.frames.some(({ type, id }) => type === 8 && id === 1));
    peer.send(data(1, Buffer.of(0)));
    assert.equal(await peer.failed(1), "flowControl");
  });

  it("for connections is limited", async (t) => {
    const peer = await startPeer(t, { limits: { connections: 1 } });
    await peer.settled();
    const { remotePort = 0 } = peer.socket;
    const second = connect(remotePort, "127.0.0.1");
    second.on("error", () => {});
    await new Promise((resolve) => second.once("close", resolve));
    await peer.settled();
  });

  it("SETTINGS hold a limited number of entries", async (t) => {
    const peer = await startPeer(t);
    peer.send(settings(...Array.from({ length: 100 }, (_, n) => [4, n] as const)));
    await peer.settled();
    peer.send(settings(...Array.from({ length: 2000 }, (_, n) => [4, n] as const)));
    assert.equal(await peer.ended(), "enhanceYourCalm");
  });
});
