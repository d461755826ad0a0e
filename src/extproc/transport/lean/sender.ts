/** A connection's way out: frames gathered into one write, and data as far as the peer's windows go. */

import type { Duplex } from "node:stream";
import { fail } from "./errors.ts";
import { type FrameName, frameHeader, maxFrameSize } from "./frames.ts";
import { price, type Spend } from "./limits.ts";
import type { Stream } from "./stream.ts";

export const defaultWindow = 65_535;
export const maxWindow = 2 ** 31 - 1;

export type Sender = ReturnType<typeof createSender>;

/** @param maxUnread of bytes: a peer that leaves more unread is cut off; data stops at half of it. */
export function createSender(socket: Duplex, spend: Spend, maxUnread: number) {
  /** What the peer takes: of the connection, of each stream to come, and in one frame. */
  const peer = { window: defaultWindow, streamWindow: defaultWindow, frameSize: maxFrameSize };
  const ready = new Set<Stream>();
  /** What goes out with the next write. */
  let pieces: Uint8Array[] = [];
  let pending = 0;
  let isScheduled = false;
  const hasRoom = () => peer.window > 0 && pending + socket.writableLength < maxUnread / 2;

  /** One write for all streams, as the calls cost more than the bytes. */
  const flush = (): void => {
    pump();
    if (pieces.length > 0 && socket.writable) socket.write(Buffer.concat(pieces));
    [pieces, pending, isScheduled] = [[], 0, false];
    if (socket.writableLength > maxUnread) socket.destroy();
    // What is written at once makes no `drain`.
    if (ready.size > 0 && hasRoom()) schedule();
  };
  /** After all sockets that are readable were read. */
  const schedule = (): void => {
    if (!isScheduled) setImmediate(flush);
    isScheduled = true;
  };
  socket.on("drain", schedule);

  /** Writes a frame that flow control doesn't hold back. */
  const frame = (name: FrameName, flags: number, streamId: number, ...payload: Uint8Array[]): void => {
    const length = payload.reduce((sum, part) => sum + part.length, 0);
    pieces.push(frameHeader(length, name, flags, streamId), ...payload);
    pending += length;
    schedule();
  };

  /** One frame of each stream in turn, until they or the windows have no more, or the socket has enough. */
  const pump = (): void => {
    for (const stream of ready) {
      if (!hasRoom()) return;
      // Taken out and put back at the end, where this loop comes by again.
      ready.delete(stream);
      const bytes = stream.queue[0];
      if (bytes === undefined || stream.window <= 0) continue;
      // A quarter, as with what hasRoom() lets wait it may not come to what cuts the peer off.
      const size = Math.min(stream.window, peer.window, peer.frameSize, maxUnread / 4, bytes.length);
      for (const each of [stream, peer]) each.window -= size;
      frame("data", 0, stream.id, bytes.subarray(0, size));
      spend(price.useful);
      if (size < bytes.length) stream.queue[0] = bytes.subarray(size);
      else stream.queue.shift();
      if (stream.queue.length > 0) ready.add(stream);
      else stream.onSent();
    }
  };

  return {
    peer,
    frame,
    flush,
    /** Sends data as the windows allow. */
    data: (stream: Stream, bytes: Uint8Array): void => {
      stream.queue.push(bytes);
      ready.add(stream);
      schedule();
    },
    /** Makes a stream's window larger, or that of the connection; also by less than nothing. */
    grow: (stream: Stream | undefined, bytes: number): void => {
      const grown = stream ?? peer;
      grown.window += bytes;
      if (grown.window > maxWindow) fail("flowControl");
      if (stream !== undefined) ready.add(stream);
      schedule();
    },
  };
}
