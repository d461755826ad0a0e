/** Exchanges as Envoy sends them under the static configuration: ProcessingRequests, encoded once. */
import { bodyModes } from "../../../src/extproc/wire/frames.ts";
import { encodeRequest } from "../../extproc/wire/requests.ts";

export interface Traffic {
  readonly name: string;
  /** In wire order; the last one is answered before the stream ends. */
  readonly frames: readonly Uint8Array[];
  /** Bytes of the bodies, both ways. */
  readonly bytes: number;
}

const protocol_config = {
  request_body_mode: bodyModes.indexOf("BUFFERED"),
  response_body_mode: bodyModes.indexOf("FULL_DUPLEX_STREAMED"),
};

const words = "The quick brown fox jumps over the lazy dog and files a report about it. ";
const text = (size: number): string => words.repeat(Math.ceil(size / words.length)).slice(0, size);
const json = (message: object): Buffer => Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));

const call = (size: number): Buffer =>
  json({
    id: 1,
    method: "tools/call",
    params: { name: "search", arguments: { query: text(size), limit: 10 }, _meta: { progressToken: 1 } },
  });
const result = (size: number): Buffer =>
  json({ id: 1, result: { content: [{ type: "text", text: text(size) }], isError: false } });
const tools = (count: number): Buffer =>
  json({
    id: 1,
    result: {
      tools: Array.from({ length: count }, (_, index) => ({
        name: `tool_${index}`,
        description: text(150),
        inputSchema: { type: "object", properties: { query: { type: "string" } }, required: ["query"] },
      })),
    },
  });
const events = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => {
    const last = index === count - 1;
    const data = last
      ? result(300)
      : json({
          method: "notifications/progress",
          params: { progressToken: 1, progress: index + 1, total: count, message: text(100) },
        });
    return Buffer.from(`event: message\nid: ${index}\ndata: ${data}\n\n`);
  });

const page = Buffer.from(text(500));
const session: Headers = { "mcp-session-id": "3f0a0b51-7c0e-4a43-9b5c-1f3c8f1a7a11" };
const responseHead: Headers = {
  date: "Sat, 21 Nov 2026 20:00:00 GMT",
  server: "uvicorn",
  "x-envoy-upstream-service-time": "2",
};
const jsonHead: Headers = { "content-type": "application/json" };

/** Every case; sizes are those of a call's answer. Plugins are handed a million bytes of text at most. */
export const traffic: readonly Traffic[] = [
  exchange("JSON 0.5 KB", call(300), jsonHead, [result(400)]),
  exchange("JSON 0.5 KB, session", call(300), jsonHead, [result(400)], session),
  exchange("JSON 16 KB", call(300), jsonHead, [result(16_000)]),
  exchange("JSON 256 KB", call(300), jsonHead, [result(256_000)]),
  exchange("JSON 0.9 MB", call(300), jsonHead, [result(900_000)]),
  exchange("SSE, 20 events", call(300), { "content-type": "text/event-stream" }, events(20)),
  exchange("list, 50 tools", json({ id: 1, method: "tools/list" }), jsonHead, [tools(50)]),
  exchange("no MCP (a page)", undefined, { "content-type": "text/html" }, [page]),
];

type Headers = Readonly<Record<string, string>>;

/** Envoy sends the end of an HTTP/1 response's body as an empty frame of its own, and big bodies in pieces of 64 KB. */
function exchange(
  name: string,
  request: Buffer | undefined,
  answerHead: Headers,
  answer: readonly Buffer[],
  more: Headers = {},
): Traffic {
  const pieces = answer.flatMap((body) => inPieces(body, 65_536));
  const size = (bodies: readonly Buffer[]): number => bodies.reduce((sum, { length }) => sum + length, 0);
  const frames = [
    headersFrame("request", requestHead(request, more), request === undefined, { protocol_config }),
    ...(request === undefined ? [] : [bodyFrame("request", request, true)]),
    headersFrame("response", { ":status": "200", ...answerHead, ...responseHead }, false),
    ...pieces.map((piece) => bodyFrame("response", piece, false)),
    bodyFrame("response", Buffer.alloc(0), true),
  ];
  return { name, frames, bytes: size(request ? [request] : []) + size(answer) };
}

function requestHead(body: Buffer | undefined, more: Headers): Headers {
  return {
    ":authority": "tools.example.com",
    ":path": "/mcp",
    ":method": body === undefined ? "GET" : "POST",
    ":scheme": "http",
    accept: "application/json, text/event-stream",
    ...(body && { "content-type": "application/json", "content-length": String(body.length) }),
    "mcp-protocol-version": "2025-06-18",
    "user-agent": "python-httpx/0.28.1",
    "accept-encoding": "gzip, deflate, br",
    "x-forwarded-proto": "http",
    "x-request-id": "3f0a0b51-7c0e-4a43-9b5c-1f3c8f1a7a11",
    ...more,
  };
}

function headersFrame(side: string, headers: Headers, end_of_stream: boolean, more: object = {}): Uint8Array {
  const list = Object.entries(headers).map(([key, value]) => ({ key, raw_value: Buffer.from(value) }));
  return encodeRequest({ ...more, [`${side}_headers`]: { headers: { headers: list }, end_of_stream } });
}

function bodyFrame(side: string, body: Buffer, end_of_stream: boolean): Uint8Array {
  return encodeRequest({ [`${side}_body`]: { body, end_of_stream } });
}

function inPieces(body: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
    body.subarray(index * size, (index + 1) * size),
  );
}
