/** Sends a case's bytes over a socket, with no client library in between that would mend them. */
import net from "node:net";
import type { RequestCase } from "../catalogue/case.ts";
import { defaultHeaders } from "./default-headers.ts";
import { sendHttp2 } from "./send-http2.ts";

export type Answer = {
  /** Undefined when no response head came. */
  readonly status: number | undefined;
  /** The peer ended the connection, not we. */
  readonly closed: boolean;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  /** Without its chunks' heads. */
  readonly body: Buffer;
};

const longest = 20_000;

/** Sends a case in the HTTP that it asks for. */
export function sendCase(one: RequestCase, port: number, patience = longest): Promise<Answer> {
  const wait = one.staysOpen ? Math.min(patience, 1000) : patience;
  return one.http === "2" ? sendHttp2(port, one, wait) : sendBytes(port, bytesOf(one, port), wait);
}

/** Resolves when the response is whole or the peer closed; after `patience` milliseconds with what came until then. */
export function sendBytes(port: number, bytes: Uint8Array, patience = longest): Promise<Answer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    const socket = net.connect(port, "127.0.0.1", () => socket.write(bytes));
    let closed = true;
    const timer = setTimeout(() => {
      closed = false;
      socket.destroy();
    }, patience);
    socket.on("data", (piece) => {
      pieces.push(piece);
      if (isWhole(Buffer.concat(pieces))) socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve({ closed, ...readAnswer(Buffer.concat(pieces)) });
    });
  });
}

/** The case as one HTTP/1.1 request that asks for the connection's end. */
export function bytesOf(one: RequestCase, port: number): Uint8Array {
  const body = one.framed?.bytes ?? one.body;
  const given = [...(one.headers ?? []), ...(one.framed?.headers ?? [])];
  const names = new Set(given.map(([name]) => name.trim().toLowerCase()));
  const length = Buffer.byteLength(one.body as string);
  const defaults: (readonly [string, string])[] = [
    ["host", `127.0.0.1:${port}`],
    ...defaultHeaders(one),
    ["connection", "close"],
  ];
  if (one.framed === undefined) defaults.push(["content-length", String(length)]);
  const lines = [
    ...defaults.filter(([name]) => !names.has(name)),
    ...given.filter(([, value]) => value !== ""),
  ];
  const first = one.requestLine ?? `${one.method ?? "POST"} ${one.path ?? "/mcp"} HTTP/${one.http ?? "1.1"}`;
  const head = `${first}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(body as string)]);
}

function readAnswer(raw: Buffer): Omit<Answer, "closed"> {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw.subarray(0, Math.max(end, 0)).toString("latin1").split("\r\n");
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(lines[0] ?? "")?.[1];
  if (status === undefined) return { status: undefined, headers: new Map(), body: raw };
  const headers = new Map(
    lines.slice(1).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const body = raw.subarray(end + 4);
  const isChunked = headers.get("transfer-encoding") === "chunked";
  return { status: Number(status), headers, body: isChunked ? withoutChunks(body) : body };
}

/** Some servers keep the connection that they were asked to close. */
function isWhole(raw: Buffer): boolean {
  const { status, headers } = readAnswer(raw);
  if (status === undefined || status < 200) return false;
  const length = headers.get("content-length");
  if (length !== undefined) return raw.length - (raw.indexOf("\r\n\r\n") + 4) >= Number(length);
  return headers.get("transfer-encoding") === "chunked" && raw.subarray(-5).toString() === "0\r\n\r\n";
}

function withoutChunks(raw: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = raw.indexOf("\r\n", at);
    const size = line < 0 ? 0 : Number.parseInt(raw.subarray(at, line).toString("latin1"), 16);
    if (!(size > 0)) return Buffer.concat(pieces);
    pieces.push(raw.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
