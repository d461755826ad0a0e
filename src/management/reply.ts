import type { ServerResponse } from "node:http";

/** An answer of the management server. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly body: string;
  /** Writes the body as time goes by, in place of `body`; what it returns is called once, when the client is gone. */
  readonly stream?: (sink: StreamSink) => () => void;
}

/** Where a stream goes. */
export interface StreamSink {
  /** False: the client reads more slowly than this is written; wait for `onDrain`. */
  write(text: string): boolean;
  onDrain(drained: () => void): void;
  end(): void;
}

/** An answer whose body is one line of JSON. */
export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, contentType: "application/json", body: `${JSON.stringify(body)}\n` };
}

/** Writes an answer, its body or its stream. HEAD gets the head alone. */
/**
 * Sends a reply. A client that takes nothing of it for `stallMs` loses its connection; a stream waits for its client until
 * it is ended itself.
 */
export function send(response: ServerResponse, reply: Reply, stallMs: number): void {
  const { status, headers, contentType, body, stream } = reply;
  // Nothing here is for browsers, caches among them.
  response.writeHead(status, {
    ...headers,
    "content-type": contentType,
    ...(stream === undefined && { "content-length": Buffer.byteLength(body) }),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  if (stream !== undefined && response.req.method !== "HEAD") return sendStream(response, stream, stallMs);
  response.setTimeout(stallMs);
  response.end(body);
}

function sendStream(response: ServerResponse, stream: NonNullable<Reply["stream"]>, stallMs: number): void {
  if (response.closed || response.destroyed) return;
  const stop = stream({
    write: (text) => response.write(text),
    onDrain: (drained) => void response.on("drain", drained),
    end() {
      response.setTimeout(stallMs);
      response.end();
    },
  });
  response.once("close", stop);
  // A connection that breaks is closed; that is all there is to know.
  response.on("error", () => {});
}
