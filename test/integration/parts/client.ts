/**
 * Plain HTTP clients, over HTTP/1.1, HTTP/2 or a bare socket, that show what arrived piece by piece.
 *
 *   const response = await send(port, { body: '{"jsonrpc":"2.0",…}' });      // HTTP/1.1, resolves at the headers
 *   const first = await response.next();                                     // one piece, undefined at the end
 *   const whole = await response.finish();                                   // the rest, and how it ended
 *   response.abort();                                                        // walks away
 *   const outcome = await exchange(port, { protocol: "http2", body });       // all at once; a reset is an outcome, no error
 *   const bytes = await rawExchange(port, "POST / HTTP/1.1\r\n…");           // what no client library would send
 */
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import type { Readable } from "node:stream";
import type { Pairs } from "./upstream.ts";

export type ClientRequest = {
  readonly protocol?: "http1" | "http2";
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Several pieces are sent without a content-length. */
  readonly body?: string | Uint8Array | readonly (string | Uint8Array)[];
  readonly trailers?: Readonly<Record<string, string>>;
};

/** One piece of a body; `at` is `performance.now()` at its arrival. */
export type Piece = { readonly bytes: Buffer; readonly at: number };

export type Finished = {
  readonly status: number;
  readonly headers: Pairs;
  readonly body: Buffer;
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly trailers: Pairs;
  /** `reset`: the connection or stream broke before the end of the body. */
  readonly ended: "complete" | "reset";
};

export type ClientResponse = {
  readonly status: number;
  readonly headers: Pairs;
  header(name: string): string | undefined;
  /** The next piece, `undefined` when the body ended, well or not. */
  next(): Promise<Piece | undefined>;
  /** Reads on until the collected text holds `text`, or the body ends; resolves to all text so far. */
  until(text: string): Promise<string>;
  finish(): Promise<Finished>;
  abort(): void;
};

/** What `exchange` gives where no response head came. */
export type NoResponse = { readonly status: undefined; readonly error: string };

/** The headers that a Streamable HTTP client sends with a POST. */
export const mcpHeaders = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
} as const;

/** Sends one request on a connection of its own; resolves at the response's head, rejects when none comes. */
export function send(port: number, request: ClientRequest = {}): Promise<ClientResponse> {
  return request.protocol === "http2" ? sendHttp2(port, request) : sendHttp1(port, request);
}

/** Sends one request and waits for its end. */
export async function exchange(port: number, request: ClientRequest = {}): Promise<Finished | NoResponse> {
  let response: ClientResponse;
  try {
    response = await send(port, request);
  } catch (error) {
    return { status: undefined, error: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
  return response.finish();
}

/** Writes bytes to a socket and returns all that comes back until the peer closes or `limitMs` passes. */
export function rawExchange(port: number, bytes: string | Uint8Array, limitMs = 5000): Promise<Buffer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    const socket = net.connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setTimeout(limitMs, () => socket.destroy());
    socket.on("data", (piece) => pieces.push(piece));
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(pieces)));
  });
}

function piecesOf(request: ClientRequest): readonly (string | Uint8Array)[] {
  if (request.body === undefined) return [];
  return typeof request.body === "string" || request.body instanceof Uint8Array
    ? [request.body]
    : request.body;
}

function headersOf(request: ClientRequest): Record<string, string> {
  const headers: Record<string, string> = {
    ...(request.method === "GET" ? {} : mcpHeaders),
    ...request.headers,
  };
  const pieces = piecesOf(request);
  if (pieces.length === 1 && request.trailers === undefined && headers["content-length"] === undefined) {
    headers["content-length"] = String(Buffer.byteLength(pieces[0] as string));
  }
  return headers;
}

function sendHttp1(port: number, request: ClientRequest): Promise<ClientResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request({
      host: "127.0.0.1",
      port,
      agent: false,
      method: request.method ?? "POST",
      path: request.path ?? "/mcp",
      headers: headersOf(request),
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      resolve(
        responseOf(incoming.statusCode ?? 0, listOf(incoming.rawHeaders), incoming, {
          trailers: () => listOf(incoming.rawTrailers),
          complete: () => incoming.complete,
          abort: () => outgoing.destroy(),
        }),
      );
    });
    for (const piece of piecesOf(request)) outgoing.write(piece);
    if (request.trailers !== undefined) outgoing.addTrailers(request.trailers);
    outgoing.end();
  });
}

function sendHttp2(port: number, request: ClientRequest): Promise<ClientResponse> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    session.on("error", reject);
    const pieces = piecesOf(request);
    const stream = session.request(
      { ":method": request.method ?? "POST", ":path": request.path ?? "/mcp", ...headersOf(request) },
      {
        endStream: pieces.length === 0 && request.trailers === undefined,
        waitForTrailers: request.trailers !== undefined,
      },
    );
    let trailers: Pairs = [];
    stream.on("error", reject);
    stream.on("close", () => {
      session.close();
      // without a head there was no response event: an error for the caller, ignored otherwise
      reject(new Error(`HTTP/2 stream closed with code ${stream.rstCode}`));
    });
    stream.on("wantTrailers", () => stream.sendTrailers(request.trailers ?? {}));
    stream.on("trailers", (_, __, raw?: string[]) => {
      trailers = listOf(raw ?? []);
    });
    stream.on("response", (headers, _, raw?: string[]) => {
      resolve(
        responseOf(Number(headers[":status"]), listOf(raw ?? []), stream, {
          trailers: () => trailers,
          complete: () => stream.rstCode === http2.constants.NGHTTP2_NO_ERROR && stream.readableEnded,
          abort: () => {
            stream.close(http2.constants.NGHTTP2_CANCEL);
            session.destroy();
          },
        }),
      );
    });
    for (const piece of pieces) stream.write(piece);
    stream.end();
  });
}

type Ending = { trailers(): Pairs; complete(): boolean; abort(): void };

function responseOf(code: number, headers: Pairs, stream: Readable, ending: Ending): ClientResponse {
  const pieces: Piece[] = [];
  let taken = 0;
  let wake = () => {};
  const over = new Promise<void>((resolve) => {
    stream.on("error", () => {}).once("close", () => resolve());
  });
  let closed = false;
  void over.then(() => {
    closed = true;
    wake();
  });
  stream.on("data", (bytes: Buffer) => {
    pieces.push({ bytes, at: performance.now() });
    wake();
  });
  const collected = () => Buffer.concat(pieces.map((piece) => piece.bytes));
  const next = async (): Promise<Piece | undefined> => {
    while (taken === pieces.length && !closed) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return taken < pieces.length ? pieces[taken++] : undefined;
  };
  return {
    status: code,
    headers,
    header: (name) => headers.find(([key]) => key.toLowerCase() === name)?.[1],
    next,
    async until(text) {
      while (!collected().includes(text) && (await next()) !== undefined);
      return collected().toString();
    },
    async finish() {
      await over;
      const body = collected();
      return {
        status: code,
        headers,
        body,
        text: body.toString(),
        pieces,
        trailers: ending.trailers(),
        ended: ending.complete() ? "complete" : "reset",
      };
    },
    abort: ending.abort,
  };
}

function listOf(raw: readonly string[]): Pairs {
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) list.push([raw[i] as string, raw[i + 1] as string]);
  return list;
}
