/**
 * An HTTP server that stands for the MCP server: it records exactly what reached it and answers as the test says,
 * over HTTP/1.1 or HTTP/2 without TLS.
 *
 *   const upstream = await startUpstream({ answer: json({ jsonrpc: "2.0", id: 1, result: {} }) });
 *   upstream.answer = async (request, reply) => { reply.head(200, { "content-type": "text/event-stream" });
 *                                                 await reply.write("data: 1\n\n"); await gate; reply.end(); };
 *   upstream.received[0].body
 *   await upstream.close();
 *
 * `gate` above is a promise of the test: a stream is stepped by hand, never by a clock.
 */
import http from "node:http";
import http2 from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";

export type Pairs = readonly (readonly [name: string, value: string])[];

/** A request as it arrived; `body` grows until `complete`. */
export type Received = {
  readonly method: string;
  readonly path: string;
  /** In wire order, HTTP/2 pseudo headers included. */
  readonly headers: Pairs;
  header(name: string): string | undefined;
  body: Buffer;
  trailers: Pairs;
  /** `reset`: Envoy went away before the end. */
  state: "arriving" | "complete" | "reset";
};

export type ReplyWriter = {
  head(status: number, headers?: Record<string, string>): void;
  /** Resolves when the bytes were handed to the socket. */
  write(bytes: Uint8Array | string): Promise<void>;
  end(bytes?: Uint8Array | string, trailers?: Record<string, string>): void;
  /** Breaks the connection (HTTP/1.1) or the stream (HTTP/2). */
  reset(): void;
  /** Resolves when the exchange is over, whichever side ended it. */
  readonly closed: Promise<void>;
};

export type Answer = (request: Received, reply: ReplyWriter) => void | Promise<void>;

export type Upstream = {
  readonly port: number;
  /** Every request so far, in order of arrival. */
  readonly received: readonly Received[];
  /** How the next requests are answered. */
  answer: Answer;
  /** Resolves to the `count`th request (from 1) when its headers are in. */
  arrival(count: number): Promise<Received>;
  close(): Promise<void>;
};

export type UpstreamOptions = {
  readonly answer?: Answer;
  readonly http2?: boolean;
  /** `headers`: answer before the request body is in. */
  readonly answerAt?: "headers" | "end";
};

export async function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  const received: Received[] = [];
  const arrivals: { count: number; resolve: (request: Received) => void }[] = [];
  const open = new Set<{ destroy(): void }>();

  const handle = (request: http.IncomingMessage | http2.Http2ServerRequest, reply: ReplyWriter) => {
    const record = recordOf(request);
    received.push(record);
    for (const waiting of arrivals) if (waiting.count === received.length) waiting.resolve(record);
    const answer = () => void Promise.resolve(upstream.answer(record, reply)).catch(() => reply.reset());
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => {
      pieces.push(piece);
      record.body = Buffer.concat(pieces);
    });
    request.on("end", () => {
      record.trailers = pairs(request.rawTrailers);
      record.state = "complete";
      if (options.answerAt !== "headers") answer();
    });
    request.on("aborted", () => {
      if (record.state === "arriving") record.state = "reset";
    });
    request.on("error", () => {});
    if (options.answerAt === "headers") answer();
  };

  const server = options.http2
    ? http2.createServer((request, response) => handle(request, http2Writer(response)))
    : http.createServer((request, response) => handle(request, http1Writer(response)));
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket)).on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const upstream: Upstream = {
    port: (server.address() as AddressInfo).port,
    received,
    answer: options.answer ?? status(404),
    arrival: (count) =>
      new Promise((resolve) => {
        const there = received[count - 1];
        if (there !== undefined) resolve(there);
        else arrivals.push({ count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
  return upstream;
}

/** A whole JSON answer; text and bytes are sent as they are. */
export function json(body: unknown, { code = 200, headers = {} as Record<string, string> } = {}): Answer {
  const bytes =
    typeof body === "string" || body instanceof Uint8Array
      ? Buffer.from(body)
      : Buffer.from(JSON.stringify(body));
  return (_, reply) => {
    reply.head(code, {
      "content-type": "application/json",
      "content-length": String(bytes.length),
      ...headers,
    });
    reply.end(bytes);
  };
}

/** An event stream written in the given pieces, one write each. */
export function eventStream(
  pieces: readonly (string | Uint8Array)[],
  headers: Record<string, string> = {},
): Answer {
  return async (_, reply) => {
    reply.head(200, { "content-type": "text/event-stream", ...headers });
    for (const piece of pieces) await reply.write(piece);
    reply.end();
  };
}

/** A status, and nothing else unless given. */
export function status(code: number, headers: Record<string, string> = {}, body = ""): Answer {
  return (_, reply) => {
    reply.head(code, headers);
    reply.end(body);
  };
}

function recordOf(request: http.IncomingMessage | http2.Http2ServerRequest): Received {
  const headers = pairs(request.rawHeaders);
  return {
    method: request.method ?? "",
    path: request.url ?? "",
    headers,
    header: (name) => headers.find(([key]) => key.toLowerCase() === name)?.[1],
    body: Buffer.alloc(0),
    trailers: [],
    state: "arriving",
  };
}

function pairs(raw: readonly string[]): Pairs {
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) list.push([raw[i] as string, raw[i + 1] as string]);
  return list;
}

function closedOf(stream: Duplex | http.ServerResponse | http2.Http2ServerResponse): Promise<void> {
  stream.on("error", () => {});
  return new Promise((resolve) => stream.once("close", () => resolve()));
}

function writeTo(
  stream: { write(bytes: Uint8Array | string, done: () => void): boolean },
  bytes: Uint8Array | string,
) {
  return new Promise<void>((resolve) => stream.write(bytes, () => resolve()));
}

function http1Writer(response: http.ServerResponse): ReplyWriter {
  return {
    head: (code, headers = {}) => {
      response.writeHead(code, headers);
      response.flushHeaders();
    },
    write: (bytes) => writeTo(response, bytes),
    end: (bytes, trailers) => {
      if (trailers !== undefined) response.addTrailers(trailers);
      if (bytes === undefined || bytes.length === 0) response.end();
      else response.end(bytes);
    },
    reset: () => void response.socket?.destroy(),
    closed: closedOf(response),
  };
}

function http2Writer(response: http2.Http2ServerResponse): ReplyWriter {
  return {
    head: (code, headers = {}) => {
      response.writeHead(code, headers);
      // there since Node 8, missing in the type declarations
      (response as unknown as { flushHeaders(): void }).flushHeaders();
    },
    write: (bytes) => writeTo(response, bytes),
    end: (bytes, trailers) => {
      if (trailers !== undefined) response.addTrailers(trailers);
      if (bytes === undefined || bytes.length === 0) response.end();
      else response.end(bytes);
    },
    reset: () => response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR),
    closed: closedOf(response),
  };
}
