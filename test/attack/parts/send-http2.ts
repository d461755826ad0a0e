/**
 * Sends a case as HTTP/2 frames over a socket, with no client library in between that would refuse what it may not send:
 * header blocks are literals without Huffman coding (RFC 7541 §6.2.2), frames are RFC 9113 §4.
 */
import net from "node:net";
import type { HeaderList, RequestCase } from "../catalogue/case.ts";
import { defaultHeaders } from "./default-headers.ts";
import type { Answer } from "./send.ts";

const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const types = { data: 0, headers: 1, reset: 3, settings: 4, goAway: 7, continuation: 9 } as const;
const endOfStream = 0x1;
const acknowledged = 0x1;
const endOfHeaders = 0x4;
const padded = 0x8;
const prioritised = 0x20;

/** As `sendBytes`; of the answer's headers only the status is read. A stream or connection that is reset is closed without one. */
export function sendHttp2(port: number, one: RequestCase, patience: number): Promise<Answer> {
  return new Promise((resolve) => {
    let status: number | undefined;
    let closed = true;
    let rest: Buffer = Buffer.alloc(0);
    const body: Buffer[] = [];
    const socket = net.connect(port, "127.0.0.1", () => socket.write(framesOf(one, port)));
    const timer = setTimeout(() => {
      closed = false;
      socket.destroy();
    }, patience);
    socket.on("data", (piece) => {
      rest = Buffer.concat([rest, piece]);
      for (let frame = firstFrame(rest); frame !== undefined; frame = firstFrame(rest)) {
        rest = rest.subarray(9 + frame.payload.length);
        const { type, flags, payload, stream } = frame;
        if (type === types.settings && (flags & acknowledged) === 0)
          socket.write(frameOf(types.settings, acknowledged, 0, Buffer.alloc(0)));
        if (type === types.headers && status === undefined) {
          const said = statusOf(unpadded(flags, payload));
          if (said === undefined || said >= 200) status = said;
        }
        if (type === types.data) body.push(unpadded(flags, payload));
        const answered = stream === 1 && (type === types.data || type === types.headers);
        const over = answered && (flags & endOfStream) !== 0;
        if (over || type === types.reset || type === types.goAway) socket.destroy();
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve({ status, closed, headers: new Map(), body: Buffer.concat(body) });
    });
  });
}

function framesOf(one: RequestCase, port: number): Buffer {
  const { trailers, dataBytes, padding = 0, continuation = false, headersEnd = false } = one.http2 ?? {};
  const block = blockOf(headersOf(one, port));
  const cut = continuation ? 10 : block.length;
  const flags = (continuation ? 0 : endOfHeaders) | (headersEnd ? endOfStream : 0);
  const frames = [
    preface,
    frameOf(types.settings, 0, 0, Buffer.alloc(0)),
    frameOf(types.headers, flags, 1, block.subarray(0, cut)),
  ];
  if (continuation) frames.push(frameOf(types.continuation, endOfHeaders, 1, block.subarray(cut)));
  if (headersEnd && one.body.length === 0) return Buffer.concat(frames);
  const body = Buffer.from(one.body as string);
  const size = dataBytes ?? Math.max(1, Math.min(body.length, 16_000));
  for (let at = 0; at < body.length; at += size) {
    const piece = body.subarray(at, at + size);
    const last = at + size >= body.length && trailers === undefined;
    const payload =
      padding > 0 ? Buffer.concat([Buffer.from([padding]), piece, Buffer.alloc(padding)]) : piece;
    frames.push(frameOf(types.data, (last ? endOfStream : 0) | (padding > 0 ? padded : 0), 1, payload));
  }
  if (trailers !== undefined)
    frames.push(frameOf(types.headers, endOfHeaders | endOfStream, 1, blockOf(trailers)));
  return Buffer.concat(frames);
}

function headersOf(one: RequestCase, port: number): HeaderList {
  const given = one.headers ?? [];
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const pseudo: HeaderList = [
    [":method", one.method ?? "POST"],
    [":scheme", "http"],
    [":authority", `127.0.0.1:${port}`],
    [":path", one.path ?? "/mcp"],
  ];
  const plain = defaultHeaders(one).filter(([name]) => !names.has(name));
  const sent = given.filter(([, value]) => value !== "");
  const ownPseudo = sent.filter(([name]) => name.startsWith(":"));
  return one.http2?.inOrder
    ? [...pseudo.filter(([name]) => !names.has(name)), ...plain, ...sent]
    : [
        ...pseudo.filter(([name]) => !names.has(name)),
        ...ownPseudo,
        ...plain,
        ...sent.filter(([name]) => !name.startsWith(":")),
      ];
}

function blockOf(headers: HeaderList): Buffer {
  return Buffer.concat(headers.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]));
}

/** RFC 7541 §5.2, without Huffman coding. */
function literal(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  const prefix: number[] = [];
  let length = bytes.length;
  if (length < 127) prefix.push(length);
  else {
    prefix.push(127);
    for (length -= 127; length >= 128; length = Math.floor(length / 128)) prefix.push((length % 128) + 128);
    prefix.push(length);
  }
  return Buffer.concat([Buffer.from(prefix), bytes]);
}

function frameOf(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

type Frame = {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
};

function firstFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 9) return undefined;
  const length = bytes.readUIntBE(0, 3);
  if (bytes.length < 9 + length) return undefined;
  return {
    type: bytes.readUInt8(3),
    flags: bytes.readUInt8(4),
    stream: bytes.readUInt32BE(5) & 0x7fffffff,
    payload: bytes.subarray(9, 9 + length),
  };
}

function unpadded(flags: number, payload: Buffer): Buffer {
  const before = (flags & padded) === 0 ? 0 : 1;
  const behind = before === 0 ? 0 : payload.readUInt8(0);
  const priority = (flags & prioritised) === 0 ? 0 : 5;
  return payload.subarray(before + priority, payload.length - behind);
}

/** `:status` comes first: an entry of the static table, or digits (RFC 7541 appendices A and B). */
function statusOf(block: Buffer): number | undefined {
  let at = 0;
  // A change of the table's size may stand before it.
  while (at < block.length && (block.readUInt8(at) & 0xe0) === 0x20) at++;
  const first = block[at];
  if (first === undefined) return undefined;
  const known = [200, 204, 206, 304, 400, 404, 500][first - 0x88];
  if (known !== undefined) return known;
  const length = block[at + 1] ?? 0;
  const value = block.subarray(at + 2, at + 2 + (length & 0x7f));
  return Number((length & 0x80) === 0 ? value.toString("latin1") : digitsOf(value));
}

function digitsOf(huffman: Uint8Array): string {
  const bits = [...huffman].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  let text = "";
  for (let at = 0; at + 5 <= bits.length; ) {
    const short = Number.parseInt(bits.slice(at, at + 5), 2);
    const isShort = short < 3;
    const digit = isShort ? short : Number.parseInt(bits.slice(at, at + 6), 2) - 0b011001 + 3;
    if (digit < 0 || digit > 9) break;
    text += String(digit);
    at += isShort ? 5 : 6;
  }
  return text;
}
