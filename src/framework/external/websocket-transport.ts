import { connect as netConnect } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { JSONRPCMessageSchema } from "@modelcontextprotocol/sdk/types.js";
import { type ClientOptions, WebSocket } from "ws";
import type { McpBlock } from "../config/external-schema.ts";
import { parseJson } from "../parse-json.ts";
import { mostUnsent } from "./connection.ts";
import { ExternalConnectionError, ExternalServerError } from "./errors.ts";
import { authHeaders, tlsOptions } from "./server-access.ts";

/** What MCP's SDKs call themselves in the opening handshake. */
const subprotocol = "mcp";
/** How long the peer may take to answer a close frame. */
const closeMs = 1000;

/**
 * MCP over a WebSocket as the SDKs speak it: subprotocol `mcp`, each text message one JSON-RPC message. A message that
 * is none, or one over `maxMessageBytes`, ends the connection: nobody could say which call it answers.
 * `start` rejects with one of the errors of errors.ts or a system error, at the latest when `signal` fires. Throws if a
 * certificate or key file cannot be read.
 */
export function createWebSocketTransport(
  mcp: McpBlock,
  maxMessageBytes: number,
  signal: AbortSignal,
): Transport {
  const url = new URL(mcp.url ?? "");
  const options = socketOptions(mcp, url.protocol === "wss:", maxMessageBytes);
  let socket: WebSocket | undefined;

  const transport: Transport = {
    start() {
      const made = new WebSocket(url, subprotocol, options);
      socket = made;
      made.on("message", (data, isBinary) => {
        const message = isBinary ? undefined : readMessage(String(data));
        if (message === undefined) made.terminate();
        else transport.onmessage?.(message);
      });
      made.on("close", () => transport.onclose?.());
      return opened(made, signal);
    },
    async send(message) {
      const open = socket;
      if (open?.readyState !== WebSocket.OPEN) throw lost();
      if (open.bufferedAmount > mostUnsent) {
        open.terminate();
        throw new ExternalConnectionError("the server does not read what it is sent");
      }
      await new Promise<void>((resolve, reject) => {
        open.send(JSON.stringify(message), (error) => (error ? reject(lost()) : resolve()));
      });
    },
    async close() {
      socket?.close(1000);
    },
  };
  return transport;
}

const lost = () => new ExternalConnectionError("the connection was lost");

/** Resolves when the opening handshake is over. */
async function opened(socket: WebSocket, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      stop = () => {
        reject(new ExternalServerError("the server did not answer in time"));
        socket.terminate();
      };
      // Stays: errors of an open connection end it, and its end is what is told.
      socket.on("error", (error: NodeJS.ErrnoException) => reject(handshakeError(error)));
      socket.once("unexpected-response", (request, { statusCode = 0 }) => {
        reject(statusError(statusCode));
        request.destroy();
      });
      socket.once("close", () => reject(lost()));
      socket.once("open", resolve);
      signal.addEventListener("abort", stop, { once: true });
      if (signal.aborted) stop();
    });
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function handshakeError({ code }: NodeJS.ErrnoException): ExternalServerError {
  return code === undefined
    ? new ExternalServerError("the server does not open a WebSocket for MCP")
    : new ExternalConnectionError(`the server cannot be reached: ${code}`);
}

function statusError(status: number): ExternalServerError {
  const message = `the server answered with status ${status}`;
  return [502, 503, 504].includes(status)
    ? new ExternalConnectionError(message)
    : new ExternalServerError(message);
}

function readMessage(text: string) {
  try {
    return JSONRPCMessageSchema.parse(parseJson(text));
  } catch {
    return undefined;
  }
}

function socketOptions(
  mcp: McpBlock,
  secure: boolean,
  maxMessageBytes: number,
): ClientOptions & { readonly closeTimeout: number } {
  const path = mcp.uds;
  return {
    headers: authHeaders(mcp.auth),
    maxPayload: maxMessageBytes,
    // Compression costs more than it saves next door, and makes a small frame a large message.
    perMessageDeflate: false,
    followRedirects: false,
    closeTimeout: closeMs,
    ...(secure && (tlsOptions(mcp) as object)),
    ...(path && {
      createConnection: ((given: object) =>
        secure ? tlsConnect({ ...given, path }) : netConnect({ path })) as typeof netConnect,
    }),
  };
}
