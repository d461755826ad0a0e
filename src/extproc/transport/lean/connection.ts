/** One HTTP/2 connection (RFC 9113): checks each frame, keeps streams and windows, and ends what breaks a rule. */

import type { Socket } from "node:net";
import type { Services } from "../services.ts";
import type { TransportOptions } from "../transport.ts";
import { type ErrorName, errorCode, fail, Http2Error } from "./errors.ts";
import { createFrameReader, type Frame, type FrameName, flag, maxFrameSize, none, uint32 } from "./frames.ts";
import { isRegular, readHeaders } from "./headers.ts";
import { createHpackDecoder } from "./hpack.ts";
import { createBudget, type Limits, price } from "./limits.ts";
import { createSender, defaultWindow, maxWindow } from "./sender.ts";
import { Stream, type StreamOwner } from "./stream.ts";

export interface ConnectionOptions extends Omit<TransportOptions, "listen" | "tls"> {
  /** Who serves a path. */
  readonly methods: Services["methods"];
  readonly limits: Limits;
  onFault(error: unknown): void;
}

/** Settings by their numbers (section 6.5.2). */
const setting = { enablePush: 2, maxStreams: 3, streamWindow: 4, frameSize: 5, listBytes: 6 };
/** Streams that we reset are remembered, since frames for them may be under way. */
const rememberedResets = 1000;
/** How long a peer gets to read why its connection ends. Milliseconds. */
const lastWords = 1000;

export type Connection = ReturnType<typeof serveConnection>;

/** Serves a connection until it ends. */
export function serveConnection(socket: Socket, options: ConnectionOptions) {
  const { limits, keepalive } = options;
  const spend = createBudget(limits.budget);
  const sender = createSender(socket, spend, limits.unreadBytes);
  const decode = createHpackDecoder(limits.headerListBytes);
  const streams = new Map<number, Stream>();
  const resets = new Set<number>();
  let lastStream = 0;
  /** The header block that is coming in: nothing else may come before its end. */
  let block: { id: number; endStream: boolean; encoded: Buffer } | undefined;
  /** DATA that the connection's window was not given back for. */
  let owed = 0;
  let settingsCame = false;
  /** `draining`: no new streams; `over`: what comes is not read any more. */
  let state: "open" | "draining" | "over" = "open";
  /** For the preface with SETTINGS, and then for a header block. */
  const startDeadline = () => setTimeout(() => end("enhanceYourCalm"), limits.handshakeMs);
  let deadline = startDeadline();
  /** Whether the peer is alive. */
  let isAsked = false;

  const end = (error: ErrorName): void => {
    if (error !== "none") sender.frame("goaway", 0, 0, uint32(lastStream, errorCode[error]));
    state = "over";
    clearTimeout(deadline);
    for (const stream of streams.values()) stream.close();
    streams.clear();
    sender.flush();
    socket.end();
    // Not destroyed at once, which would throw away what is on its way to the peer.
    setTimeout(() => socket.destroy(), lastWords).unref();
  };
  const onStreamOver = (stream: Stream, resetWith?: ErrorName): void => {
    stream.close();
    streams.delete(stream.id);
    if (stream.answered) spend(price.useful);
    if (resetWith !== undefined) reset(stream.id, resetWith);
    if (state === "draining" && streams.size === 0) end("none");
  };
  const reset = (id: number, error: ErrorName): void => {
    resets.add(id);
    if (resets.size > rememberedResets) resets.delete(resets.values().next().value as number);
    sender.frame("reset", 0, id, uint32(errorCode[error]));
  };
  const owner: StreamOwner = { options, sender, onStreamOver };

  /** The stream of a frame; undefined where it is over. */
  const streamOf = (id: number): Stream | undefined => {
    if (id > lastStream || id % 2 === 0) fail("protocol");
    if (!streams.has(id)) spend(price.stray);
    return streams.get(id);
  };

  const onFragment = (flags: number, fragment: Buffer): void => {
    if (block === undefined) return fail("protocol");
    block.encoded = Buffer.concat([block.encoded, fragment]);
    const { id, endStream, encoded } = block;
    if (encoded.length > limits.headerBlockBytes) fail("enhanceYourCalm");
    if ((flags & flag.endHeaders) === 0) return;
    block = undefined;
    clearTimeout(deadline);
    onHeaderBlock(id, endStream, encoded);
  };

  const onHeaderBlock = (id: number, endStream: boolean, encoded: Buffer): void => {
    // Decoded whatever becomes of it: the table is the connection's.
    const fields = decode(encoded);
    if (id > lastStream) return open(id, endStream, fields);
    const stream = streamOf(id);
    if (stream === undefined) return resets.has(id) ? undefined : fail("streamClosed");
    if (stream.remoteClosed) fail("streamClosed", id);
    if (!endStream || !fields?.every(isRegular)) fail("protocol", id);
    stream.receive(none, 0, true);
  };

  const open = (id: number, endStream: boolean, fields: ReturnType<typeof decode>): void => {
    lastStream = id;
    if (state === "draining" || streams.size >= options.maxConcurrentStreams) fail("refused", id);
    const headers = readHeaders(fields ?? fail("enhanceYourCalm", id)) ?? fail("protocol", id);
    const stream = new Stream(id, headers, owner);
    streams.set(id, stream);
    stream.open();
    if (endStream && streams.has(id)) stream.receive(none, 0, true);
  };

  const handlers: Readonly<Record<FrameName, (frame: Frame) => void>> = {
    data: ({ payload, id, flags }) => {
      const content = unpad(payload, flags);
      // Given back whatever becomes of it: a stream that pauses must not hold up the others.
      owed += payload.length;
      if (owed >= defaultWindow / 2) {
        sender.frame("windowUpdate", 0, 0, uint32(owed));
        owed = 0;
      }
      const stream = streamOf(id);
      if (stream === undefined) return resets.has(id) ? undefined : fail("streamClosed", id);
      const last = (flags & flag.endStream) !== 0;
      if (content.length === 0 && !last) spend(price.emptyData);
      stream.receive(content, payload.length, last);
    },
    headers: ({ payload, id, flags }) => {
      const content = unpad(payload, flags);
      const hasPriority = (flags & flag.priority) !== 0;
      if (id % 2 === 0) fail("protocol");
      if (hasPriority) checkPriority(content, id);
      block = { id, endStream: (flags & flag.endStream) !== 0, encoded: none };
      if ((flags & flag.endHeaders) === 0) deadline = startDeadline();
      onFragment(flags, hasPriority ? content.subarray(5) : content);
    },
    continuation: ({ payload, flags }) => onFragment(flags, payload),
    priority: ({ payload, id }) => checkPriority(payload, id),
    reset: ({ id }) => {
      const stream = streamOf(id);
      if (stream?.answered === false) spend(price.wasted);
      if (stream !== undefined) onStreamOver(stream);
    },
    settings: ({ payload, flags }) => {
      const isAck = (flags & flag.ack) !== 0;
      if (payload.length % 6 !== 0 || (isAck && payload.length > 0)) fail("frameSize");
      spend((price.setting * payload.length) / 6);
      if (isAck) return;
      clearTimeout(deadline);
      settingsCame = true;
      for (let at = 0; at < payload.length; at += 6) {
        const [id, value] = [payload.readUInt16BE(at), payload.readUInt32BE(at + 2)];
        if (id === setting.enablePush && value > 1) fail("protocol");
        if (id === setting.frameSize && (value < maxFrameSize || value >= 2 ** 24)) fail("protocol");
        if (id === setting.frameSize) sender.peer.frameSize = value;
        if (id !== setting.streamWindow) continue;
        for (const stream of streams.values()) sender.grow(stream, value - sender.peer.streamWindow);
        sender.peer.streamWindow = value <= maxWindow ? value : fail("flowControl");
      }
      sender.frame("settings", flag.ack, 0);
    },
    pushPromise: () => fail("protocol"),
    ping: ({ payload, flags }) => {
      if ((flags & flag.ack) === 0) sender.frame("ping", flag.ack, 0, payload);
    },
    goaway: () => {},
    windowUpdate: ({ payload, id }) => {
      const bytes = payload.readUInt32BE(0) & maxWindow;
      const stream = id === 0 ? undefined : streamOf(id);
      if (id > 0 && stream === undefined) return;
      if (bytes === 0) fail("protocol", stream?.id);
      if (stream !== undefined && stream.window + bytes > maxWindow) fail("flowControl", id);
      sender.grow(stream, bytes);
    },
  };

  const onFrame = (frame: Frame): void => {
    const { name, flags, id } = frame;
    if (state === "over") return;
    const isFirst = name === "settings" && (flags & flag.ack) === 0;
    const isAwaited = name === "continuation" && id === block?.id;
    if (!(settingsCame || isFirst) || isAwaited !== (block !== undefined)) fail("protocol");
    spend(frame.price);
    if (name !== undefined) handlers[name](frame);
  };
  /** What goes wrong within ends the stream, or the connection. */
  const guard = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Http2Error)) options.onFault(error);
      const { error: name, streamId } = error instanceof Http2Error ? error : new Http2Error();
      if (streamId === undefined) return end(name);
      const stream = streams.get(streamId);
      if (stream === undefined) reset(streamId, name);
      else onStreamOver(stream, name);
      guard(() => spend(price.wasted));
    }
  };

  const read = createFrameReader((frame) => guard(() => onFrame(frame)));
  socket.on("data", (chunk: Buffer) => {
    if (isAsked) socket.setTimeout(keepalive.intervalMs);
    isAsked = false;
    if (state !== "over") guard(() => read(chunk));
  });
  socket.on("close", () => end("none"));
  socket.setTimeout(keepalive.intervalMs);
  socket.on("timeout", () => {
    if (isAsked) return void socket.destroy();
    isAsked = true;
    sender.frame("ping", 0, 0, Buffer.from("liveness"));
    socket.setTimeout(keepalive.timeoutMs);
  });
  const pair = (id: number, value: number) => Buffer.concat([Buffer.of(0, id), uint32(value)]);
  const windows = pair(setting.streamWindow, options.initialStreamWindow);
  const most = pair(setting.maxStreams, options.maxConcurrentStreams);
  sender.frame("settings", 0, 0, most, windows, pair(setting.listBytes, limits.headerListBytes));
  const more = options.initialConnectionWindow - defaultWindow;
  if (more > 0) sender.frame("windowUpdate", 0, 0, uint32(more));

  return {
    /** Asks the peer to open no more streams; those that cross this on the way are served (section 6.8). */
    announceDrain: (): void => {
      if (state === "open") sender.frame("goaway", 0, 0, uint32(maxWindow, 0));
    },
    /** Serves no more streams, and closes behind the last one. */
    drain: (): void => {
      if (state !== "open") return;
      state = "draining";
      sender.frame("goaway", 0, 0, uint32(lastStream, 0));
      if (streams.size === 0) end("none");
    },
  };
}

/** Without padding (section 6.1). */
function unpad(payload: Buffer, flags: number): Buffer {
  if ((flags & flag.padded) === 0) return payload;
  const padding = payload[0] ?? payload.length;
  return padding >= payload.length ? fail("protocol") : payload.subarray(1, payload.length - padding);
}

/** A stream cannot depend on itself (RFC 7540, section 5.3.1). */
function checkPriority(payload: Buffer, id: number): void {
  if (payload.length < 5) fail("frameSize");
  if ((payload.readUInt32BE(0) & maxWindow) === id) fail("protocol");
}
