/** Other ways into HTTP/1: request lines, framing that two readers may see differently, overrides of the verb, upgrades. */
import { call, echo, type HeaderList, of, type RequestCase, secret, type Verdict } from "./case.ts";

const secretCall = call(secret);
const echoCall = call(echo);
const size = (text: string): string => String(Buffer.byteLength(text));
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const last = "0\r\n\r\n";

const line = (requestLine: string, expect: Verdict, headers: HeaderList = []): RequestCase => ({
  name: requestLine.replaceAll("\t", "<tab>"),
  requestLine,
  body: secretCall,
  headers,
  expect,
});
const lines: RequestCase[] = [
  { name: "HTTP/1.0", http: "1.0", body: secretCall, expect: "refused by envoy" },
  line("POST /mcp", "refused by envoy"),
  line("POST /mcp HTTP/0.9", "refused by envoy"),
  line("POST /mcp HTTP/2.0", "refused by envoy"),
  line("POST /mcp HTTP/1.2", "refused by envoy"),
  line("POST /mcp http/1.1", "refused by envoy"),
  line("POST  /mcp HTTP/1.1", "denied"),
  line("POST\t/mcp\tHTTP/1.1", "denied"),
  line("POST /mcp HTTP/1.1 HTTP/1.1", "refused by envoy"),
  line("POST /mcp x HTTP/1.1", "refused by envoy"),
  line("POST http://127.0.0.1/mcp HTTP/1.1", "denied"),
  line("POST http://other.example/mcp HTTP/1.1", "denied"),
  line("POST http://127.0.0.1/x/../mcp HTTP/1.1", "denied"),
  line("POST HTTP://127.0.0.1/mcp HTTP/1.1", "denied"),
  line("POST https://127.0.0.1/mcp HTTP/1.1", "refused by envoy"),
  line("POST http://user@127.0.0.1/mcp HTTP/1.1", "denied"),
  line("POST http://127.0.0.1 HTTP/1.1", "denied"),
  line("POST http://127.0.0.1?x=/mcp HTTP/1.1", "refused by envoy"),
  line("POST //127.0.0.1/mcp HTTP/1.1", "denied"),
  line("POST ftp://127.0.0.1/mcp HTTP/1.1", "refused by envoy"),
  line("POST mcp HTTP/1.1", "refused by envoy"),
  line("POST * HTTP/1.1", "refused by envoy"),
  line("OPTIONS * HTTP/1.1", "refused by envoy"),
  line("CONNECT 127.0.0.1:80 HTTP/1.1", "refused by envoy"),
  line("CONNECT /mcp HTTP/1.1", "refused by envoy"),
  line("POST /mcp#x HTTP/1.1", "refused by envoy"),
  line("POST /mcp%23x HTTP/1.1", "denied"),
  line("POST /mcp%3fx HTTP/1.1", "denied"),
  line("POST /mcp%0d%0ax:%20y HTTP/1.1", "denied"),
  line("POST /..;/mcp HTTP/1.1", "denied"),
  line("POST /mcp%5c.. HTTP/1.1", "denied"),
  line("POST /x%2f..%2fmcp HTTP/1.1", "denied"),
  line("POST /mcp/%2e HTTP/1.1", "denied"),
  line("POST /%c0%ae%c0%ae/mcp HTTP/1.1", "denied"),
  line("POST /mcp\u00e9 HTTP/1.1", "refused by envoy"),
  line("PRI * HTTP/2.0", "refused by envoy"),
];

const verbs: RequestCase[] = [
  ...["x-http-method-override", "x-http-method", "x-method-override", "_method"].flatMap((header) => [
    {
      name: `${header}: GET on a POST`,
      body: secretCall,
      headers: [[header, "GET"]] as const,
      expect: "denied" as const,
    },
    {
      name: `${header}: POST on a DELETE`,
      method: "DELETE",
      body: secretCall,
      headers: [[header, "POST"]] as const,
      expect: "refused stray_body" as const,
    },
    {
      name: `${header}: POST on a PUT`,
      method: "PUT",
      body: secretCall,
      headers: [[header, "POST"]] as const,
      expect: "denied" as const,
    },
  ]),
  {
    name: "POST by ?_method=POST on a GET",
    method: "GET",
    path: "/mcp?_method=POST",
    body: secretCall,
    expect: "refused stray_body",
  },
  ...["PURGE", "SEARCH", "REPORT", "LOCK", "MKCOL", "COPY", "NOTIFY", "SUBSCRIBE"].map((method) => ({
    name: method,
    method,
    body: secretCall,
    expect: "denied" as const,
  })),
  {
    name: "GET with chunks",
    method: "GET",
    body: "",
    framed: { headers: [["transfer-encoding", "chunked"]], bytes: chunk(secretCall) + last },
    expect: "refused stray_body",
  },
  {
    name: "DELETE with chunks",
    method: "DELETE",
    body: "",
    framed: { headers: [["transfer-encoding", "chunked"]], bytes: chunk(secretCall) + last },
    expect: "refused stray_body",
  },
  {
    name: "websocket",
    method: "GET",
    body: "",
    headers: [
      ["connection", "upgrade"],
      ["upgrade", "websocket"],
      ["sec-websocket-version", "13"],
      ["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="],
      ["sec-websocket-protocol", "mcp"],
      ["content-type", ""],
    ],
    expect: "refused by envoy",
  },
  {
    name: "upgrade to an unknown protocol",
    body: secretCall,
    headers: [
      ["connection", "upgrade"],
      ["upgrade", "mcp"],
    ],
    expect: "refused by envoy",
  },
];

const framed = (
  name: string,
  headers: HeaderList,
  bytes: string,
  expect: Verdict,
  body = "",
): RequestCase => ({ name, body, framed: { headers, bytes }, expect });
const inner = `POST /mcp HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\nconnection: close\r\ncontent-length: ${size(secretCall)}\r\n\r\n${secretCall}`;
const both = (coding: string): HeaderList => [
  ["content-length", size(secretCall)],
  ["transfer-encoding", coding],
];
const smuggling: RequestCase[] = [
  framed(
    "length around chunks around a second request",
    [
      ["content-length", String(Buffer.byteLength(chunk(echoCall) + last + inner))],
      ["transfer-encoding", "chunked"],
    ],
    chunk(echoCall) + last + inner,
    "refused by envoy",
  ),
  framed(
    "chunks around a length",
    [
      ["transfer-encoding", "chunked"],
      ["content-length", "4"],
    ],
    chunk(inner) + last,
    "refused by envoy",
  ),
  framed("chunked and identity", both("chunked, identity"), chunk(secretCall) + last, "refused by envoy"),
  framed("identity", [["transfer-encoding", "identity"]], secretCall, "refused by envoy"),
  framed("xchunked", both("xchunked"), secretCall, "refused by envoy"),
  framed("chunked in quotes", both('"chunked"'), secretCall, "refused by envoy"),
  framed("CHUNKED", [["transfer-encoding", "CHUNKED"]], chunk(secretCall) + last, "denied"),
  framed("chunked, and a vertical tab", both("\u000bchunked"), secretCall, "refused by envoy"),
  framed("chunked, and a comma", both("chunked,"), secretCall, "refused by envoy"),
  framed(
    "chunked in two headers",
    [
      ["transfer-encoding", "identity"],
      ["transfer-encoding", "chunked"],
    ],
    chunk(secretCall) + last,
    "refused by envoy",
  ),
  framed(
    "the name with an underscore",
    [
      ["transfer_encoding", "chunked"],
      ["content-length", size(secretCall)],
    ],
    secretCall,
    "denied",
  ),
  framed(
    "the name with a space",
    [
      ["transfer-encoding ", "chunked"],
      ["content-length", size(secretCall)],
    ],
    secretCall,
    "refused by envoy",
  ),
  framed(
    "the name behind a line feed",
    [
      ["x-a", "b\ntransfer-encoding: chunked"],
      ["content-length", size(secretCall)],
    ],
    secretCall,
    "refused by envoy",
  ),
  framed(
    "length in two values",
    [["content-length", `${size(secretCall)}, 10`]],
    secretCall,
    "refused by envoy",
  ),
  framed("length 0 and a request behind", [["content-length", "0"]], inner, "forwarded"),
  framed("length with a space within", [["content-length", "1 00"]], secretCall, "refused by envoy"),
  framed(
    "length beyond 64 bits",
    [["content-length", "18446744073709551617"]],
    secretCall,
    "refused by envoy",
  ),
  framed("no length and no chunks", [], inner, "forwarded"),
  framed(
    "chunk size beyond 64 bits",
    [["transfer-encoding", "chunked"]],
    `1${"0".repeat(16)}\r\n${secretCall}\r\n${last}`,
    "refused by envoy",
  ),
  framed(
    "chunk size of 0x",
    [["transfer-encoding", "chunked"]],
    `0x${chunk(secretCall)}${last}`,
    "refused by envoy",
  ),
  framed(
    "negative chunk size",
    [["transfer-encoding", "chunked"]],
    `-${chunk(secretCall)}${last}`,
    "refused by envoy",
  ),
  framed(
    "chunk size and LF",
    [["transfer-encoding", "chunked"]],
    (chunk(secretCall) + last).replace("\r\n", "\n"),
    "refused by envoy",
  ),
  framed(
    "chunk extension with LF",
    [["transfer-encoding", "chunked"]],
    (chunk(secretCall) + last).replace("\r\n", ";a\nb\r\n"),
    "refused by envoy",
  ),
  framed(
    "chunk without its end",
    [["transfer-encoding", "chunked"]],
    `${chunk(secretCall).slice(0, -2)}${last}`,
    "refused by envoy",
  ),
  framed(
    "a second request behind the last chunk",
    [["transfer-encoding", "chunked"]],
    chunk(echoCall) + last + inner,
    "forwarded",
    echoCall,
  ),
  framed(
    "a second request in the trailers",
    [["transfer-encoding", "chunked"]],
    `${chunk(echoCall)}0\r\n${inner}`,
    "refused by envoy",
  ),
];

const continued = (value: string, expect: Verdict, body = secretCall): RequestCase => ({
  name: `expect: ${value}`,
  body,
  headers: [["expect", value]],
  expect,
});
const many = (count: number): HeaderList =>
  Array.from({ length: count }, (_, at) => [`x-${at}`, "y"] as const);
const heads: RequestCase[] = [
  continued("100-continue", "denied"),
  { ...continued("100-continue", "forwarded", echoCall), name: "expect: 100-continue, harmless" },
  continued("100-CONTINUE", "denied"),
  continued("nothing", "denied"),
  { name: "80 headers", headers: many(80), body: secretCall, expect: "denied" },
  { name: "150 headers", headers: many(150), body: secretCall, expect: "refused by envoy" },
  { name: "a long header", headers: [["x-a", "y".repeat(30_000)]], body: secretCall, expect: "denied" },
  {
    name: "a giant header",
    headers: [["x-a", "y".repeat(100_000)]],
    body: secretCall,
    expect: "refused by envoy",
  },
  { name: "a long path", path: `/mcp?${"x".repeat(30_000)}`, body: secretCall, expect: "denied" },
  { name: "no host", headers: [["host", ""]], body: secretCall, expect: "refused by envoy" },
  {
    name: "two hosts",
    headers: [
      ["host", "127.0.0.1"],
      ["host", "other.example"],
    ],
    body: secretCall,
    expect: "denied",
  },
  { name: "another host", headers: [["host", "other.example"]], body: secretCall, expect: "denied" },
  {
    name: "mcp_name with an underscore",
    headers: [["mcp_name", "echo"]],
    body: secretCall,
    expect: "denied",
  },
  {
    name: "a header that an upstream drops",
    headers: [["connection", "close, content-type"]],
    body: secretCall,
    expect: "refused content_type",
  },
  {
    name: "a mirrored header that an upstream drops",
    headers: [
      ["connection", "close, mcp-name"],
      ["mcp-name", "echo"],
    ],
    body: secretCall,
    expect: "denied",
  },
  {
    name: "x-envoy-original-path",
    headers: [
      ["x-envoy-original-path", "/x"],
      ["x-rewrite-url", "/x"],
      ["x-original-url", "/x"],
    ],
    body: secretCall,
    expect: "denied",
  },
  {
    name: "a header of ext_proc's own",
    headers: [
      ["x-mcp-denied", "true"],
      ["x-envoy-upstream-rq-timeout-ms", "1"],
    ],
    body: secretCall,
    expect: "denied",
  },
];

export const http1Cases: readonly RequestCase[] = [
  ...of("request line", lines),
  ...of("verb", verbs),
  ...of("smuggling", smuggling),
  ...of("head", heads),
];
