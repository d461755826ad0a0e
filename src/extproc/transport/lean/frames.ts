/** HTTP/2 frames (RFC 9113, sections 4 and 6): what holds for each type, and how a stream of bytes falls into frames. */

import { fail } from "./errors.ts";

/** In the order of their numbers: where they belong, bytes of the payload, and what they cost of a budget (limits.ts). */
const frameRules = {
  data: { on: "stream" },
  headers: { on: "stream" },
  // Without meaning since RFC 9113 (CVE-2019-9513).
  priority: { on: "stream", length: 5, price: 20 },
  reset: { on: "stream", length: 4 },
  // This is answered (CVE-2019-9515), as is PING (CVE-2019-9512), with which some peers measure at each DATA of ours.
  settings: { on: "connection", price: 200 },
  pushPromise: { on: "stream" },
  ping: { on: "connection", length: 8, price: 30 },
  goaway: { on: "connection", price: 10 },
  windowUpdate: { length: 4, price: 10 },
  // Of headers that do not end (CVE-2024-27316).
  continuation: { on: "stream", price: 50 },
} satisfies Record<string, FrameRule>;
type FrameRule = { on?: "stream" | "connection"; length?: number; price?: number };
export type FrameName = keyof typeof frameRules;

const frameNames = Object.keys(frameRules) as FrameName[];
export const flag = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 };

/** Frames that we take and, until the peer allows more, send: the smallest limit there may be. */
export const maxFrameSize = 16_384;
const headerSize = 9;
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
export const none: Buffer = Buffer.alloc(0);

/** Its `name` is undefined for an unknown type, which is to be ignored. */
export type Frame = ReturnType<typeof frameOf>;

/** Reads a client's bytes: the preface, then frames, each told when it is whole and as its type has to be. */
export function createFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let prefaceBytes = 0;
  /** The beginning of a frame whose rest has not come yet. */
  let part = none;
  return (chunk) => {
    const start = Math.min(preface.length - prefaceBytes, chunk.length);
    if (preface.compare(chunk, 0, start, prefaceBytes, prefaceBytes + start) !== 0) fail("protocol");
    prefaceBytes += start;
    let bytes = part.length > 0 ? Buffer.concat([part, chunk]) : chunk.subarray(start);
    while (bytes.length >= headerSize) {
      const end = headerSize + bytes.readUIntBE(0, 3);
      if (end > headerSize + maxFrameSize) fail("frameSize");
      if (end > bytes.length) break;
      onFrame(frameOf(bytes.subarray(0, end)));
      bytes = bytes.subarray(end);
    }
    part = Buffer.from(bytes);
  };
}

function frameOf(bytes: Buffer) {
  const payload = bytes.subarray(headerSize);
  const id = bytes.readUInt32BE(5) & 0x7fff_ffff;
  const name = frameNames[bytes.readUInt8(3)];
  const { on, length, price = 0 }: FrameRule = name === undefined ? { price: 10 } : frameRules[name];
  if (on !== undefined && (on === "stream") !== id > 0) fail("protocol");
  if (length !== undefined && length !== payload.length) fail("frameSize");
  return { name, flags: bytes.readUInt8(4), id, payload, price };
}

export function frameHeader(length: number, name: FrameName, flags: number, id: number): Buffer {
  const header = Buffer.of(0, 0, 0, frameNames.indexOf(name), flags, 0, 0, 0, 0);
  header.writeUIntBE(length, 0, 3);
  header.writeUInt32BE(id, 5);
  return header;
}

/** A payload of 32-bit numbers. */
export function uint32(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * index);
  return bytes;
}
