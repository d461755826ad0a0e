import { AsyncLocalStorage } from "node:async_hooks";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { McpBlock } from "../config/external-schema.ts";
import { bodyStream, discard } from "./body-stream.ts";
import { ExternalConnectionError, ExternalServerError } from "./errors.ts";
import { authHeaders, tlsOptions } from "./server-access.ts";

/** What a request belongs to: the SDK's transports neither hand on a call's signal nor tell a call that its answer broke off. */
export interface CallScope {
  readonly signal: AbortSignal;
  /** Ends the call, if it has not ended. */
  fail(error: ExternalServerError): void;
  /** The scope is one request: when its answer is over and the call has not ended, there is no answer. */
  readonly single: boolean;
}

export const callScope = new AsyncLocalStorage<CallScope>();

export interface HttpOptions {
  readonly mcp: McpBlock;
  readonly connections: number;
  readonly maxResponseBytes: number;
  readonly allowedStatuses: readonly number[] | undefined;
  /** Called when the event stream of the SSE transport ends, however it does. */
  readonly streamEnded: () => void;
}

export interface HttpClient {
  /** As the global `fetch`; redirects are not followed. */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** Closes every connection. */
  close(): void;
}

/** How long a request may take that no call waits for: notifications, the end of a session. */
const unattendedMs = 5000;

/**
 * An HTTP client that does what the global `fetch` cannot: a bounded pool of connections, client certificates, unix
 * sockets, and a limit on what an answer may hold. Throws if a certificate or key file cannot be read.
 */
export function createHttpClient(options: HttpOptions): HttpClient {
  const { mcp } = options;
  const secure = ["https:", "wss:"].includes(URL.parse(mcp.url ?? "")?.protocol ?? "");
  // The event stream of the SSE transport takes a connection too.
  const pool = { keepAlive: true, maxSockets: options.connections + 1, maxFreeSockets: options.connections };
  const agent = secure ? new HttpsAgent({ ...pool, ...tlsOptions(mcp) }) : new HttpAgent(pool);
  const own = authHeaders(mcp.auth);

  async function send(target: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(target);
    const method = init.method ?? "GET";
    const stream = method === "GET" && mcp.proto === "SSE";
    const headers = { ...Object.fromEntries(new Headers(init.headers)), ...own };
    const call = callScope.getStore();
    const body = typeof init.body === "string" ? Buffer.from(init.body) : undefined;
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, {
      method,
      agent,
      headers: { ...headers, ...(body && { "content-length": body.length }) },
      ...(mcp.uds && { socketPath: mcp.uds }),
    });
    const stop = () => request.destroy(new ExternalServerError("the request was given up"));
    const signals = [init.signal, stream ? undefined : call?.signal].filter(
      (signal) => signal instanceof AbortSignal,
    );
    for (const signal of signals) {
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop);
    }
    const timer = call === undefined && !stream ? setTimeout(stop, unattendedMs) : undefined;
    request.once("close", () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener("abort", stop);
    });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once("response", resolve);
      request.once("error", (error: NodeJS.ErrnoException) => {
        const failure =
          error instanceof ExternalServerError
            ? error
            : new ExternalConnectionError(`the server cannot be reached: ${error.code ?? error.message}`);
        // The SDK's transport tells of its stream's failure in words of its own.
        if (stream) call?.fail(failure);
        reject(failure);
      });
      request.end(body);
    });
    // Later errors are the answer's: its body ends with them.
    request.on("error", () => {});
    if (stream) return response(answer, options, undefined);
    return response(answer, options, method === "POST" ? call : undefined);
  }

  return { fetch: send, close: () => agent.destroy() };
}

/** @param call the call that it answers, if it does */
function response(answer: IncomingMessage, options: HttpOptions, call: CallScope | undefined): Response {
  const { maxResponseBytes, allowedStatuses } = options;
  const status = answer.statusCode ?? 0;
  const allowed = allowedStatuses?.includes(status) ?? (status >= 200 && status < 300);
  // 202 is what a notification that belongs to a call's scope is answered with.
  if (call !== undefined && !allowed && status !== 202) {
    answer.destroy();
    // 404: the session ended (MCP, Streamable HTTP, session management); 400 is what older servers say instead.
    const lost = [400, 404, 502, 503, 504].includes(status);
    const message = `the server answered with status ${status}`;
    throw lost ? new ExternalConnectionError(message) : new ExternalServerError(message);
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  if (status < 200 || status > 599 || [204, 205, 304].includes(status)) {
    discard(answer);
    return new Response(null, { status: status < 200 || status > 599 ? 502 : status, headers });
  }
  const isStream = call === undefined && answer.headers["content-type"]?.startsWith("text/event-stream");
  const body = isStream
    ? streamBody(answer, maxResponseBytes, options.streamEnded)
    : answerBody(answer, maxResponseBytes, call);
  return new Response(bodyStream(answer, body), { status, headers });
}

type Chunks = AsyncGenerator<Uint8Array<ArrayBuffer>, void>;

const tooLarge = "the server's answer is too large";
/** Between the end of an answer and its message's arrival at the call there are only microtasks; this is far longer. */
const settleMs = 100;

async function* answerBody(answer: IncomingMessage, limit: number, call: CallScope | undefined): Chunks {
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer<ArrayBuffer>>) {
      size += chunk.length;
      if (size > limit) throw new ExternalServerError(tooLarge);
      yield chunk;
    }
  } catch (error) {
    call?.fail(
      error instanceof ExternalServerError ? error : new ExternalConnectionError("the connection was lost"),
    );
    throw error;
  }
  if (call?.single !== true || answer.statusCode === 202) return;
  const none = new ExternalConnectionError("the server's answer ended without a message");
  setTimeout(() => call.fail(none), settleMs).unref();
}

/** A stream without end is limited from one empty line to the next. */
async function* streamBody(answer: IncomingMessage, limit: number, ended: () => void): Chunks {
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer<ArrayBuffer>>) {
      const boundary = Math.max(chunk.lastIndexOf("\n\n"), chunk.lastIndexOf("\r\n\r\n"));
      size = boundary >= 0 ? chunk.length - boundary : size + chunk.length;
      if (size > limit) throw new ExternalServerError(tooLarge);
      yield chunk;
    }
  } finally {
    ended();
  }
}
