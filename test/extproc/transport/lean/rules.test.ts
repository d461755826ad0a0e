/** What the protocol forbids (RFC 9113), and how it ends: the stream by RST_STREAM, or the connection by GOAWAY. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  block,
  data,
  frame,
  headers,
  message,
  preface,
  requestFields,
  settings,
  startPeer,
  u32,
} from "./raw-peer.ts";

const none = Buffer.alloc(0);
const end = 1;
const padded = 8;
const withPriority = 32;
const open = [headers(1), data(1, message("x"))];
const fields = (change: (name: string, value: string) => [string, string][]): Buffer =>
  block(...requestFields.flatMap(([name, value]) => change(name, value)));
const asked = (...extra: [string, string][]): Buffer => block(...requestFields, ...extra);
const without = (gone: string): Buffer => fields((name, value) => (name === gone ? [] : [[name, value]]));
const request = (encoded: Buffer, flags = 4): Buffer => frame(1, flags, 1, encoded);

type Case = [name: string, bytes: Buffer[], error: string];

const connectionErrors: Record<string, Case[]> = {
  "any frame": [
    ["larger than we take", [frame(0x16, 0, 0, Buffer.alloc(16_385))], "frameSize"],
    [
      "between HEADERS and CONTINUATION",
      [frame(1, 0, 1, asked()), frame(6, 0, 0, Buffer.alloc(8))],
      "protocol",
    ],
    ["unknown, between HEADERS and CONTINUATION", [frame(1, 0, 1, asked()), frame(0x16, 0, 0)], "protocol"],
  ],
  DATA: [
    ["on stream 0", [data(0, none)], "protocol"],
    ["on an idle stream", [data(1, none)], "protocol"],
    ["on a stream of ours", [...open, data(2, none)], "protocol"],
    ["all padding and more", [headers(1), data(1, Buffer.of(3, 0, 0), padded)], "protocol"],
    ["without its padding's length", [headers(1), data(1, none, padded)], "protocol"],
  ],
  HEADERS: [
    ["on stream 0", [headers(0)], "protocol"],
    ["on a stream of ours", [headers(2)], "protocol"],
    ["on a stream lower than the last", [headers(5), headers(3)], "streamClosed"],
    ["on a closed stream", [headers(1, [], end), headers(3), headers(1)], "streamClosed"],
    ["too short for its priority", [frame(1, 4 | withPriority, 1, Buffer.alloc(4))], "frameSize"],
    [
      "that depends on itself",
      [frame(1, 4 | withPriority, 1, Buffer.concat([u32(1), Buffer.of(0)]))],
      "protocol",
    ],
    ["with more padding than bytes", [request(Buffer.of(9, 0x82), 4 | padded)], "protocol"],
    ["with a header block that is none", [request(Buffer.of(0xff, 0xff))], "compression"],
  ],
  PRIORITY: [
    ["on stream 0", [frame(2, 0, 0, Buffer.alloc(5))], "protocol"],
    ["of another length", [frame(2, 0, 1, Buffer.alloc(4))], "frameSize"],
    ["that depends on itself", [frame(2, 0, 3, Buffer.concat([u32(3), Buffer.of(0)]))], "protocol"],
  ],
  RST_STREAM: [
    ["on stream 0", [frame(3, 0, 0, u32(8))], "protocol"],
    ["on an idle stream", [frame(3, 0, 1, u32(8))], "protocol"],
    ["of another length", [headers(1), frame(3, 0, 1, Buffer.alloc(5))], "frameSize"],
  ],
  SETTINGS: [
    ["on a stream", [frame(4, 0, 1)], "protocol"],
    ["of another length", [frame(4, 0, 0, Buffer.alloc(5))], "frameSize"],
    ["an ACK with values", [frame(4, 1, 0, Buffer.alloc(6))], "frameSize"],
    ["a push that is neither on nor off", [settings([2, 2])], "protocol"],
    ["a window over 2^31-1", [settings([4, 2 ** 31])], "flowControl"],
    ["frames under 16,384", [settings([5, 16_383])], "protocol"],
    ["frames over 2^24-1", [settings([5, 2 ** 24])], "protocol"],
    [
      "a window that makes one of a stream too large",
      [headers(1), frame(8, 0, 1, u32(2 ** 31 - 1 - 65_535)), settings([4, 65_536])],
      "flowControl",
    ],
  ],
  PUSH_PROMISE: [["from a client", [frame(5, 4, 1, u32(2))], "protocol"]],
  PING: [
    ["on a stream", [frame(6, 0, 1, Buffer.alloc(8))], "protocol"],
    ["of another length", [frame(6, 0, 0, Buffer.alloc(7))], "frameSize"],
  ],
  GOAWAY: [["on a stream", [frame(7, 0, 1, Buffer.alloc(8))], "protocol"]],
  WINDOW_UPDATE: [
    ["of nothing", [frame(8, 0, 0, u32(0))], "protocol"],
    ["over 2^31-1", [frame(8, 0, 0, u32(2 ** 31 - 1))], "flowControl"],
    ["on an idle stream", [frame(8, 0, 1, u32(1))], "protocol"],
    ["of another length", [frame(8, 0, 0, Buffer.alloc(3))], "frameSize"],
  ],
  CONTINUATION: [
    ["of nothing", [frame(9, 4, 1)], "protocol"],
    ["behind the end of headers", [headers(1), frame(9, 4, 1)], "protocol"],
    ["of another stream", [frame(1, 0, 1, asked()), frame(9, 4, 3)], "protocol"],
    ["on stream 0", [frame(1, 0, 1, asked()), frame(9, 4, 0)], "protocol"],
  ],
};

for (const [type, cases] of Object.entries(connectionErrors)) {
  describe(`${type} ends the connection`, () => {
    for (const [name, bytes, error] of cases) {
      it(`${name}: ${error}`, async (t) => {
        const peer = await startPeer(t);
        peer.send(...bytes);
        assert.equal(await peer.ended(), error);
        assert.deepEqual(peer.faults, []);
      });
    }
  });
}

const starts: Case[] = [
  ["nothing of HTTP/2", [Buffer.from("GET / HTTP/1.1\r\n\r\n")], "protocol"],
  ["a preface that goes wrong at its end", [preface.subarray(0, 23), Buffer.from("x")], "protocol"],
  ["no SETTINGS behind the preface", [preface, frame(6, 0, 0, Buffer.alloc(8))], "protocol"],
  ["an ACK behind the preface", [preface, frame(4, 1, 0)], "protocol"],
];
describe("a connection that begins with", () => {
  for (const [name, start, error] of starts) {
    it(`${name} ends: ${error}`, async (t) => {
      assert.equal(await (await startPeer(t, { start })).ended(), error);
    });
  }
});

const streamErrors: Case[] = [
  ["DATA behind the end", [headers(1), data(1, none, end), data(1, none)], "streamClosed"],
  ["HEADERS behind the end", [headers(1), data(1, none, end), request(block(["a", "b"]), 5)], "streamClosed"],
  ["trailers that end nothing", [...open, request(block(["a", "b"]))], "protocol"],
  ["trailers with a pseudo-header", [...open, request(block([":path", "/"]), 5)], "protocol"],
  ["a WINDOW_UPDATE of nothing", [...open, frame(8, 0, 1, u32(0))], "protocol"],
  ["a WINDOW_UPDATE over 2^31-1", [...open, frame(8, 0, 1, u32(2 ** 31 - 1))], "flowControl"],
  ["CONNECT", [request(block([":method", "CONNECT"], [":authority", "a"]))], "protocol"],
  ["no :method", [request(without(":method"))], "protocol"],
  ["no :scheme", [request(without(":scheme"))], "protocol"],
  ["no :path", [request(without(":path"))], "protocol"],
  ["an empty :path", [request(fields((n, v) => [[n, n === ":path" ? "" : v]]))], "protocol"],
  [
    "two :path",
    [
      request(
        fields((n, v) =>
          n === ":path"
            ? [
                [n, v],
                [n, v],
              ]
            : [[n, v]],
        ),
      ),
    ],
    "protocol",
  ],
  ["a pseudo-header behind others", [request(asked([":authority", "x"]))], "protocol"],
  ["a pseudo-header of responses", [request(block([":status", "200"], ...requestFields))], "protocol"],
  ["an unknown pseudo-header", [request(block([":color", "red"], ...requestFields))], "protocol"],
  ["a name in upper case", [request(asked(["X-Route", "a"]))], "protocol"],
  ["an empty name", [request(asked(["", "a"]))], "protocol"],
  ["a name with a space", [request(asked(["a b", "a"]))], "protocol"],
  ["a value with a line feed", [request(asked(["a", "b\nc: d"]))], "protocol"],
  ["a value with a zero", [request(asked(["a", "b\0"]))], "protocol"],
  ["a value that ends with a space", [request(asked(["a", "b "]))], "protocol"],
  ["a value that begins with a tab", [request(asked(["a", "\tb"]))], "protocol"],
  ["connection", [request(asked(["connection", "close"]))], "protocol"],
  ["transfer-encoding", [request(asked(["transfer-encoding", "chunked"]))], "protocol"],
  ["te of other than trailers", [request(block(...requestFields.slice(0, 5), ["te", "gzip"]))], "protocol"],
  ["a content-length that is none", [request(asked(["content-length", "+1"]))], "protocol"],
  ["two content-lengths", [request(asked(["content-length", "1"], ["content-length", "2"]))], "protocol"],
  [
    "more than its content-length",
    [headers(1, [["content-length", "5"]]), data(1, message("x"))],
    "protocol",
  ],
  [
    "less than its content-length",
    [headers(1, [["content-length", "7"]]), data(1, message("x"), end)],
    "protocol",
  ],
  ["a content-length and no content", [headers(1, [["content-length", "7"]], end)], "protocol"],
];
describe("a stream ends with", () => {
  for (const [name, bytes, error] of streamErrors) {
    it(`${name}: ${error}`, async (t) => {
      // Not answered and not ended by us, so that the stream is there.
      const peer = await startPeer(t, { accept: () => quiet });
      peer.send(...bytes);
      assert.equal(await peer.failed(1), error);
      await peer.settled();
      assert.deepEqual(peer.faults, []);
    });
  }
});

const allowed: [name: string, bytes: Buffer[]][] = [
  ["an unknown frame", [frame(0x16, 0xff, 77, Buffer.alloc(20))]],
  ["an unknown setting", [settings([0x99, 1])]],
  ["PRIORITY for an idle stream", [frame(2, 0, 99, Buffer.alloc(5))]],
  ["PRIORITY for a closed stream", [headers(1, [], end), frame(2, 0, 1, Buffer.alloc(5))]],
  ["a PING's answer that nobody asked for", [frame(6, 1, 0, Buffer.alloc(8))]],
  [
    "GOAWAY, and more streams that are known",
    [...open, frame(7, 0, 0, Buffer.alloc(8)), data(1, message("y"))],
  ],
  ["WINDOW_UPDATE for a closed stream", [headers(1, [], end), frame(8, 0, 1, u32(1))]],
  ["RST_STREAM for a closed stream", [headers(1, [], end), frame(3, 0, 1, u32(0))]],
  [
    "padded DATA and HEADERS",
    [
      request(Buffer.concat([Buffer.of(2), asked(), Buffer.alloc(2)]), 4 | padded),
      data(1, Buffer.concat([Buffer.of(9), message("x"), Buffer.alloc(9)]), padded),
    ],
  ],
  [
    "headers in parts",
    [
      frame(1, 1, 1, asked().subarray(0, 40)),
      frame(9, 0, 1, asked().subarray(40, 41)),
      frame(9, 4, 1, asked().subarray(41)),
    ],
  ],
  ["the reserved bit of a stream's number", [frame(1, 5, 1, asked()).fill(0x80, 5, 6)]],
  ["trailers", [...open, request(block(["a", "b"]), 5)]],
  ["a content-length that is right", [headers(1, [["content-length", "6"]]), data(1, message("x"), end)]],
];
describe("the connection goes on behind", () => {
  for (const [name, bytes] of allowed) {
    it(name, async (t) => {
      const peer = await startPeer(t);
      peer.send(...bytes);
      await peer.settled();
      peer.send(headers(101), data(101, message("still here")));
      const reply = await peer.next(({ type, id }) => type === 0 && id === 101);
      assert.equal(reply.payload.subarray(5).toString(), "still here");
    });
  }
});

const quiet = { onMessage: () => {}, onHalfClose: () => {}, onClosed: () => {}, onDrain: () => {} };
