/**
 * What the exchange needs of a gRPC server, and nothing more, so that another transport can take grpc-js's place.
 * One stream is one call of `ExternalProcessor/Process`; messages are whole, encoded ProcessingRequests/-Responses.
 */

export interface ProcessStream {
  /** Queues one encoded ProcessingResponse. False: the peer reads slower than we write; `StreamHandler.onDrain` follows. */
  send(message: Uint8Array): boolean;
  /** Stops and resumes reading: back-pressure through HTTP/2 flow control to whoever produces the body. */
  pause(): void;
  resume(): void;
  /** Ends with status OK. Envoy takes an early OK for "no more inspection": only after both directions are answered. */
  endOk(): void;
  /** Ends with an error status; Envoy fails the exchange closed. `code` is a gRPC status code. */
  endError(code: number, message: string): void;
  /** gRPC metadata of the call (Envoy's `initial_metadata`), first value of a key. */
  metadata(key: string): string | undefined;
}

/** Callbacks of one stream. After `onClosed` none is called, and nothing sent reaches anybody. */
export interface StreamHandler {
  onMessage(message: Uint8Array): void;
  /** Envoy half-closed: no message follows. */
  onHalfClose(): void;
  /** The stream is gone: cancelled, reset, or ended. Called once. */
  onClosed(): void;
  onDrain(): void;
  /**
   * No time is left. Ends what is under way so that its client sees a proper end, and the stream ends by itself soon;
   * false where that can't be done, and the stream has to end with an error.
   */
  giveUp?(): boolean;
}

export type StreamAcceptor = (stream: ProcessStream) => StreamHandler;

/** Where to listen: `host:port`, or a unix socket's path. */
export type ListenAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | {
      readonly kind: "unix";
      readonly path: string;
      /** Permissions of the socket file; 0o600 when not given. */
      readonly mode?: number;
    };

/** PEM contents. With `clientCa` a client certificate is required (mTLS). */
export interface TlsMaterial {
  readonly cert: Uint8Array;
  readonly key: Uint8Array;
  readonly clientCa?: Uint8Array;
}

export interface TransportOptions {
  readonly listen: ListenAddress;
  readonly tls?: TlsMaterial;
  /** Largest ProcessingRequest accepted, bytes. */
  readonly maxMessageBytes: number;
  readonly maxConcurrentStreams: number;
  readonly initialStreamWindow: number;
  readonly initialConnectionWindow: number;
  readonly keepalive: { readonly intervalMs: number; readonly timeoutMs: number };
}

export interface Transport {
  /**
   * False: it closes connections on which Envoy resets many streams (over 1,000 and 33 a second), which fails the
   * exchanges in flight. To be told to the operator at start.
   */
  readonly resetLimitRaised: boolean;
  /** Binds and serves; resolves to the address in use (the port when 0 was asked). Rejects when the address can't be had. */
  start(): Promise<ListenAddress>;
  /** Health status of the standard `grpc.health.v1.Health` service, for the whole server ("") and the ext_proc service. */
  setServing(serving: boolean): void;
  /** Refuses new streams (GOAWAY) and resolves when the live ones ended; after `deadlineMs` the rest are cut off. */
  drain(deadlineMs: number): Promise<void>;
}
