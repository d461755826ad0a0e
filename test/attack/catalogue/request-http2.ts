/** What HTTP/2 lets a client say that HTTP/1.1 does not: pseudo headers, frames, trailers, names in any case. */
import {
  call,
  echo,
  type HeaderList,
  type Http2Shape,
  of,
  type RequestCase,
  secret,
  type Verdict,
} from "./case.ts";

const secretCall = call(secret);
const echoCall = call(echo);
const length = String(Buffer.byteLength(secretCall));

const sent = (
  name: string,
  headers: HeaderList,
  expect: Verdict,
  more: Partial<RequestCase> = {},
): RequestCase => ({ name, body: secretCall, headers, expect, http: "2", ...more });
const shaped = (name: string, http2: Http2Shape, expect: Verdict, body = secretCall): RequestCase => ({
  name,
  body,
  http2,
  expect,
  http: "2",
});

const frames: RequestCase[] = [
  shaped("the denied call", {}, "denied"),
  shaped("a harmless call", {}, "forwarded", echoCall),
  shaped("byte by byte", { dataBytes: 1 }, "denied"),
  shaped("padded", { dataBytes: 7, padding: 200 }, "denied"),
  shaped("padded, harmless", { dataBytes: 7, padding: 200 }, "forwarded", echoCall),
  shaped("headers in two frames", { continuation: true }, "denied"),
  shaped("trailers", { trailers: [["x-a", "b"]] }, "denied"),
  shaped("trailers, harmless", { trailers: [["x-a", "b"]] }, "forwarded", echoCall),
  shaped("trailers that mirror another name", { trailers: [["mcp-name", "echo"]] }, "denied"),
  shaped("trailers with another type", { trailers: [["content-type", "text/plain"]] }, "denied"),
  shaped("trailers with a pseudo header", { trailers: [[":path", "/x"]] }, "refused by envoy"),
  shaped("trailers with a length", { trailers: [["content-length", "1"]] }, "refused by envoy"),
  shaped("data behind the end", { headersEnd: true }, "refused by envoy"),
];

const lengths: RequestCase[] = [
  sent("length", [["content-length", length]], "denied"),
  sent("length that is too short", [["content-length", "10"]], "refused by envoy"),
  sent("length that is too long", [["content-length", "9999"]], "refused by envoy"),
  sent("length 0", [["content-length", "0"]], "refused by envoy"),
  sent("length in hexadecimal", [["content-length", "0xff"]], "refused by envoy"),
  sent("length with a plus", [["content-length", `+${length}`]], "refused by envoy"),
  sent("negative length", [["content-length", "-1"]], "refused by envoy"),
  sent("two lengths in one", [["content-length", `${length}, ${length}`]], "refused by envoy"),
  sent(
    "the same length twice",
    [
      ["content-length", length],
      ["content-length", length],
    ],
    "refused by envoy",
  ),
  sent(
    "two lengths",
    [
      ["content-length", length],
      ["content-length", "10"],
    ],
    "refused by envoy",
  ),
];

/** What frames a message in HTTP/1.1 has no place in HTTP/2 (RFC 9113 §8.2.2). */
const connection: RequestCase[] = [
  sent("transfer-encoding: chunked", [["transfer-encoding", "chunked"]], "refused by envoy"),
  sent("transfer-encoding: identity", [["transfer-encoding", "identity"]], "refused by envoy"),
  sent("connection: close", [["connection", "close"]], "refused by envoy"),
  sent("connection: content-type", [["connection", "content-type"]], "refused by envoy"),
  sent("keep-alive", [["keep-alive", "timeout=5"]], "refused by envoy"),
  sent("proxy-connection", [["proxy-connection", "close"]], "refused by envoy"),
  sent("upgrade: h2c", [["upgrade", "h2c"]], "refused by envoy"),
  sent("upgrade: websocket", [["upgrade", "websocket"]], "refused by envoy"),
  sent("te: trailers", [["te", "trailers"]], "denied"),
  sent("te: gzip", [["te", "gzip"]], "refused by envoy"),
  sent("expect: 100-continue", [["expect", "100-continue"]], "denied"),
];

const names: RequestCase[] = [
  sent("Content-Type", [["Content-Type", "application/json"]], "refused by envoy"),
  sent("Mcp-Name", [["Mcp-Name", "echo"]], "refused by envoy"),
  sent("name with a space behind", [["mcp-name ", "echo"]], "refused by envoy"),
  sent("name with a colon", [["mcp:name", "echo"]], "refused by envoy"),
  sent("name with a line break", [["x\r\nmcp-name", "echo"]], "refused by envoy"),
  sent("name with a NUL", [["mcp-name\0", "echo"]], "refused by envoy"),
  sent("no name", [["", "echo"]], "refused by envoy"),
  sent("value with a line break", [["x-a", "b\r\nmcp-name: echo"]], "refused by envoy"),
  sent("value with a line feed", [["x-a", "b\nmcp-name: echo"]], "refused by envoy"),
  sent("value with a NUL", [["mcp-name", "echo\0"]], "refused by envoy"),
  sent("value with a space before", [["mcp-name", " echo"]], "refused header_mismatch"),
  sent("mirrored name", [["mcp-name", "echo"]], "refused header_mismatch"),
  sent(
    "mirrored name twice",
    [
      ["mcp-name", "secret"],
      ["mcp-name", "echo"],
    ],
    "refused header_mismatch",
  ),
  sent(
    "two types",
    [
      ["content-type", "application/json"],
      ["content-type", "text/plain"],
    ],
    "refused content_type",
  ),
  sent("no type", [["content-type", ""]], "refused content_type"),
  sent("coding", [["content-encoding", "gzip"]], "refused content_encoding"),
  sent(
    "a cookie in crumbs",
    [
      ["cookie", "a=b"],
      ["cookie", "c=d"],
    ],
    "denied",
  ),
  sent("host beside :authority", [["host", "other.example"]], "denied"),
  sent(
    "150 headers",
    Array.from({ length: 150 }, (_, at) => [`x-${at}`, "y"] as const),
    "refused by envoy",
  ),
  sent("a giant header", [["x-a", "y".repeat(100_000)]], "refused by envoy"),
];

const pseudo: RequestCase[] = [
  sent(
    ":method twice",
    [
      [":method", "GET"],
      [":method", "POST"],
    ],
    "refused by envoy",
  ),
  sent(
    ":path twice",
    [
      [":path", "/mcp"],
      [":path", "/other"],
    ],
    "refused by envoy",
  ),
  sent(
    ":authority twice",
    [
      [":authority", "a"],
      [":authority", "b"],
    ],
    "refused by envoy",
  ),
  sent(
    ":scheme twice",
    [
      [":scheme", "http"],
      [":scheme", "https"],
    ],
    "refused by envoy",
  ),
  sent(
    ":path behind a plain header",
    [
      ["x-a", "b"],
      [":path", "/mcp"],
    ],
    "refused by envoy",
    { http2: { inOrder: true } },
  ),
  sent("no :path", [[":path", ""]], "refused by envoy"),
  sent("no :method", [[":method", ""]], "refused by envoy"),
  sent("no :scheme", [[":scheme", ""]], "refused by envoy"),
  sent("no :authority", [[":authority", ""]], "refused by envoy"),
  sent(":status", [[":status", "200"]], "refused by envoy"),
  sent("unknown", [[":x", "y"]], "refused by envoy"),
  sent(":protocol on a POST", [[":protocol", "websocket"]], "refused by envoy"),
  sent(":scheme ftp", [[":scheme", "ftp"]], "denied"),
  sent(":scheme https", [[":scheme", "https"]], "denied"),
  sent(":path without a slash", [[":path", "mcp"]], "refused by envoy"),
  sent(":path *", [[":path", "*"]], "refused by envoy"),
  sent(":path that is a URL", [[":path", "http://127.0.0.1/mcp"]], "refused by envoy"),
  sent(":path with a fragment", [[":path", "/mcp#x"]], "refused by envoy"),
  sent(
    ":path with a space and a version",
    [[":path", "/mcp HTTP/1.1\r\nmcp-name: echo"]],
    "refused by envoy",
  ),
  sent(":path with a space", [[":path", "/mcp x"]], "refused by envoy"),
  sent(":path with a line feed", [[":path", "/mcp\nx: y"]], "refused by envoy"),
  sent(":path with a NUL", [[":path", "/mcp\0"]], "refused by envoy"),
  sent(":authority with a path", [[":authority", "127.0.0.1/other"]], "refused by envoy"),
  sent(":authority with a user", [[":authority", "x@127.0.0.1"]], "refused by envoy"),
  sent(":method with a line break", [[":method", "POST /x HTTP/1.1\r\nx: y\r\n\r\nGET"]], "refused by envoy"),
  sent(":method in lower case", [[":method", "post"]], "denied"),
  sent(":method unknown", [[":method", "TOOLS"]], "denied"),
  sent(":method CONNECT", [[":method", "CONNECT"]], "refused by envoy"),
  sent(
    ":method CONNECT as HTTP/2 has it",
    [
      [":method", "CONNECT"],
      [":path", ""],
      [":scheme", ""],
    ],
    "denied",
  ),
  sent(
    ":method CONNECT as HTTP/2 has it, harmless",
    [
      [":method", "CONNECT"],
      [":path", ""],
      [":scheme", ""],
    ],
    "refused by envoy",
    { body: echoCall },
  ),
  sent(
    "extended CONNECT of a websocket",
    [
      [":method", "CONNECT"],
      [":protocol", "websocket"],
      ["sec-websocket-version", "13"],
    ],
    "refused by envoy",
  ),
  ...["GET", "DELETE", "OPTIONS"].map((method) =>
    sent(`:method ${method} with a body`, [[":method", method]], "refused stray_body"),
  ),
  sent(":method HEAD with a body", [[":method", "HEAD"]], "refused by envoy"),
  ...["PUT", "PATCH"].map((method) => sent(`:method ${method}`, [[":method", method]], "denied")),
];

export const http2Cases: readonly RequestCase[] = [
  ...of("HTTP/2", frames),
  ...of("HTTP/2 length", lengths),
  ...of("HTTP/2 connection", connection),
  ...of("HTTP/2 header", names),
  ...of("HTTP/2 pseudo header", pseudo),
];
