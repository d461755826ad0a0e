/** One request: its messages as far as its windows go, its status, and its end. */

import { grpcStatus } from "../grpc-status.ts";
import type { Call, CallListener, CallStatus } from "../grpc-stream.ts";
import type { ConnectionOptions } from "./connection.ts";
import { type ErrorName, fail } from "./errors.ts";
import { flag, none, uint32 } from "./frames.ts";
import { grpcHeaders, isGrpc, plainBody, plainHeaders, trailers } from "./headers.ts";
import { defaultWindow, type Sender } from "./sender.ts";

/** What a stream needs of its connection. */
export interface StreamOwner {
  readonly sender: Sender;
  readonly options: ConnectionOptions;
  /** The stream is over; with an error the peer is told so by a reset. */
  onStreamOver(stream: Stream, resetWith?: ErrorName): void;
}

/** A class, since closures for each method would be over a kilobyte a stream. */
export class Stream implements Call {
  readonly id: number;
  /** Bytes that the peer takes; negative after it made its windows smaller. */
  window: number;
  /** What waits for that, and who is told when it is gone. */
  readonly queue: Uint8Array[] = [];
  readonly #waiting: (() => void)[] = [];
  /** A message or a status was sent. */
  answered = false;
  /** The peer sends nothing more. */
  remoteClosed = false;
  readonly #owner: StreamOwner;
  readonly #headers: ReadonlyMap<string, string>;
  /** Undefined for what is not served. */
  #listener: CallListener | undefined;
  /** What is not delivered yet, in memory that is never written twice: messages are views of it. */
  #inbox = { bytes: none, from: 0, to: 0 };
  /** Bytes that the peer may send. */
  #receiveWindow: number;
  /** Bytes of DATA that are to come; NaN: nobody said. */
  #missing: number;
  /** An event is asked for. */
  #wanted = false;
  /** The trailers, once a status is decided; they go behind the queue. */
  #last: Buffer | undefined;

  constructor(id: number, headers: ReadonlyMap<string, string>, owner: StreamOwner) {
    [this.id, this.#headers, this.#owner] = [id, headers, owner];
    this.window = owner.sender.peer.streamWindow;
    // A peer that has not seen our settings goes by the default.
    this.#receiveWindow = Math.max(owner.options.initialStreamWindow, defaultWindow);
    this.#missing = Number(headers.get("content-length") ?? Number.NaN);
  }

  /** Begins to serve. What is no gRPC is answered when the request is through. */
  open(): void {
    if (!isGrpc(this.#headers)) return;
    this.#listener = this.#owner.options.methods.get(this.#headers.get(":path") ?? "")?.(this);
    this.#listener?.onReceiveMetadata({ get: (key) => this.#metadata(key.toLowerCase()) });
    if (this.#listener === undefined) this.#end(grpcStatus.unimplemented, "unknown method");
  }

  /** Takes a DATA frame's payload, of `size` bytes on the wire, or the end that trailers are. */
  receive(payload: Buffer, size: number, last: boolean): void {
    if (this.remoteClosed) fail("streamClosed", this.id);
    this.remoteClosed = last;
    this.#receiveWindow -= size;
    if (this.#receiveWindow < 0) fail("flowControl", this.id);
    this.#missing -= payload.length;
    if (this.#missing < 0 || (last && this.#missing > 0)) fail("protocol", this.id);
    if (this.#last === undefined && this.#listener !== undefined) this.#keep(payload);
    if (this.#last === undefined && this.#listener === undefined && last) {
      this.#send(plainHeaders, plainBody);
      this.#end(grpcStatus.unimplemented, "no gRPC");
    }
    this.#deliver();
  }

  startRead(): void {
    this.#wanted = true;
    this.#deliver();
  }

  sendMessage(message: Uint8Array, onSent: () => void): void {
    if (this.#last !== undefined) return;
    this.#waiting.push(onSent);
    this.#send(grpcHeaders, Buffer.concat([Buffer.of(0), uint32(message.length), message]));
  }

  sendStatus({ code, details }: CallStatus): void {
    if (this.#last !== undefined) return;
    this.#last = trailers(code, details);
    this.#inbox = { bytes: none, from: 0, to: 0 };
    if (this.queue.length === 0) this.onSent();
  }

  /** The queue is empty again. */
  onSent(): void {
    if (this.#last === undefined) {
      for (const tell of this.#waiting.splice(0)) tell();
      return;
    }
    const block = this.answered ? this.#last : Buffer.concat([grpcHeaders, this.#last]);
    this.answered = true;
    this.#owner.sender.frame("headers", flag.endHeaders | flag.endStream, this.id, block);
    // A request that is not through is told that the rest isn't needed (RFC 9113, section 8.1).
    this.#owner.onStreamOver(this, this.remoteClosed ? undefined : "none");
  }

  /** The stream is over, here or there: its connection knows. */
  close(): void {
    this.#last ??= none;
    this.queue.length = 0;
    this.#inbox = { bytes: none, from: 0, to: 0 };
    // Later, so that nobody is told within a call of his own.
    process.nextTick(() => this.#listener?.onCancel());
  }

  #send(headers: Buffer, body: Buffer): void {
    if (!this.answered) this.#owner.sender.frame("headers", flag.endHeaders, this.id, headers);
    this.answered = true;
    this.#owner.sender.data(this, body);
  }

  #end(code: number, details: string): void {
    this.sendStatus({ code, details });
  }

  #metadata(name: string): (string | Buffer)[] {
    const value = this.#headers.get(name);
    if (value === undefined) return [];
    return [name.endsWith("-bin") ? Buffer.from(value, "base64") : value];
  }

  get #held(): number {
    return this.#inbox.to - this.#inbox.from;
  }

  /** Copies the bytes, which are a view of what was read for many streams. */
  #keep(payload: Buffer): void {
    const { bytes, from, to } = this.#inbox;
    if (to + payload.length <= bytes.length) {
      this.#inbox.to += payload.copy(bytes, to);
      return;
    }
    // With room for as much again, where a message comes in parts.
    const length = to - from + payload.length;
    const room = to > from ? 2 * length : length;
    this.#inbox = { bytes: Buffer.concat([bytes.subarray(from, to), payload], room), from: 0, to: length };
  }

  /** The next message, behind its prefix of five bytes; undefined: more are needed; a status: there never will be one. */
  #nextMessage(): Uint8Array | CallStatus | undefined {
    const { bytes, from, to } = this.#inbox;
    const start = from + 5;
    if (to < start) return undefined;
    const size = bytes.readUInt32BE(from + 1);
    if (bytes[from] === 1) return { code: grpcStatus.unimplemented, details: "compression is not supported" };
    if (bytes[from] !== 0) return { code: grpcStatus.internal, details: "a message with an invalid flag" };
    if (size > this.#owner.options.maxMessageBytes) {
      return { code: grpcStatus.resourceExhausted, details: "a message that is too large" };
    }
    if (start + size > to) return undefined;
    this.#inbox.from = start + size;
    if (this.#held === 0) this.#inbox = { bytes: none, from: 0, to: 0 };
    return bytes.subarray(start, start + size);
  }

  /** Delivers an event, where one is asked for and is there. */
  #deliver(): void {
    const isAwaited = this.#wanted && this.#last === undefined;
    const next = isAwaited ? this.#nextMessage() : undefined;
    if (next === undefined && !(isAwaited && this.remoteClosed)) return this.#giveBack();
    this.#wanted = false;
    if (next instanceof Uint8Array) this.#listener?.onReceiveMessage(next);
    else if (next !== undefined) this.sendStatus(next);
    else if (this.#held > 0) this.#end(grpcStatus.internal, "a message was cut short");
    else this.#listener?.onReceiveHalfClose();
  }

  /** Lets the peer send as much as was delivered, and the rest of a message that is waited for. */
  #giveBack(): void {
    const { initialStreamWindow } = this.#owner.options;
    const held = this.#wanted ? 0 : this.#held;
    const given = initialStreamWindow - held - this.#receiveWindow;
    if (this.#last !== undefined || this.remoteClosed || given < initialStreamWindow / 2) return;
    this.#receiveWindow += given;
    this.#owner.sender.frame("windowUpdate", 0, this.id, uint32(given));
  }
}
