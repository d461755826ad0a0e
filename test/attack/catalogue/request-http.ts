/** What stands around the message: headers, codings, framing, verbs and paths. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { call, echo, type HeaderList, of, type RequestCase, request, secret, type Verdict } from "./case.ts";

const secretCall = call(secret);
const echoCall = call(echo);
const modern = "2026-07-28";
const meta = (version: string): string =>
  `"_meta":{"io.modelcontextprotocol/protocolVersion":"${version}","io.modelcontextprotocol/clientCapabilities":{}}`;
const modernCall = (name: string, version: string = modern): string =>
  call(`{"name":"${name}","arguments":{"text":"hi"},${meta(version)}}`);

type Row = readonly [
  name: string,
  headers: HeaderList,
  expect?: Verdict | undefined,
  body?: string | Uint8Array,
];
const all = (fallback: Verdict, body: string | Uint8Array, rows: readonly Row[]): RequestCase[] =>
  rows.map(([name, headers, expect = fallback, own = body]) => ({ name, headers, body: own, expect }));

const type = (value: string): HeaderList => [["content-type", value]];
const contentTypes = all("refused content_type", secretCall, [
  ["none", type("")],
  ["text/plain", type("text/plain")],
  ["text/json", type("text/json")],
  ["application/jsonx", type("application/jsonx")],
  ["application/json-rpc", type("application/json-rpc")],
  ["application/jsonrequest", type("application/jsonrequest")],
  ["application/vnd.api+json", type("application/vnd.api+json")],
  ["application/json5", type("application/json5")],
  ["application/x-www-form-urlencoded", type("application/x-www-form-urlencoded")],
  ["multipart/form-data", type("multipart/form-data; boundary=x")],
  ["application/octet-stream", type("application/octet-stream")],
  ["*/*", type("*/*")],
  ["application", type("application")],
  ["two in one", type("application/json, text/plain")],
  ["two in one, the other way", type("text/plain, application/json")],
  ["the same twice in one", type("application/json, application/json")],
  [
    "two headers",
    [
      ["content-type", "application/json"],
      ["content-type", "text/plain"],
    ],
  ],
  [
    "two headers, the other way",
    [
      ["content-type", "text/plain"],
      ["content-type", "application/json"],
    ],
  ],
  [
    "the same header twice",
    [
      ["content-type", "application/json"],
      ["content-type", "application/json"],
    ],
  ],
  ["UTF-16", type("application/json; charset=utf-16")],
  ["UTF-16LE", type("application/json; charset=utf-16le")],
  ["UTF-7", type("application/json; charset=utf-7")],
  ["Latin-1", type("application/json; charset=iso-8859-1")],
  ["unknown charset", type("application/json; charset=x")],
  ["two charsets", type("application/json; charset=utf-8; charset=utf-16")],
  ["the same charset twice", type("application/json; charset=utf-8; charset=utf-8")],
  ["charset in single quotes", type("application/json; charset='utf-8'")],
  ["charset with blanks", type("application/json; charset = utf-8")],
  ["charset of RFC 2231", type("application/json; charset*=utf-7''x")],
  ["charset in pieces", type("application/json; charset*0=utf-; charset*1=7")],
  ["charset in another parameter's quotes", type('application/json; x="; charset=utf-7"')],
  ["parameter without a value", type("application/json; x")],
  ["space within", type("application /json")],
  ["a comma behind", type("application/json,")],
  ["other parameter", type("application/json; boundary=x"), "denied"],
  ["a semicolon behind", type("application/json;"), "denied"],
  ["two semicolons", type("application/json;;charset=utf-8"), "denied"],
  ["charset without its hyphen", type("application/json; charset=utf8"), "denied"],
  ["upper case", type("APPLICATION/JSON"), "denied"],
  ["charset", type("application/json; charset=utf-8"), "denied"],
  ["charset in upper case", type("application/json;CHARSET=UTF-8"), "denied"],
  ["charset in quotes", type('application/json; charset="utf-8"'), "denied"],
]);

const coding = (value: string): HeaderList => [["content-encoding", value]];
const codings = all("refused content_encoding", secretCall, [
  ["gzip", coding("gzip"), undefined, gzipSync(secretCall)],
  ["x-gzip", coding("x-gzip"), undefined, gzipSync(secretCall)],
  ["GZIP", coding("GZIP"), undefined, gzipSync(secretCall)],
  ["deflate", coding("deflate"), undefined, deflateSync(secretCall)],
  ["deflate without a head", coding("deflate"), undefined, deflateRawSync(secretCall)],
  ["br", coding("br"), undefined, brotliCompressSync(secretCall)],
  ["zstd", coding("zstd"), undefined, zstdCompressSync(secretCall)],
  ["gzip twice", coding("gzip, gzip"), undefined, gzipSync(gzipSync(secretCall))],
  ["gzip that is none", coding("gzip")],
  ["deflate that is none", coding("deflate")],
  ["br that is none", coding("br")],
  ["zstd that is none", coding("zstd")],
  ["identity", coding("identity"), "denied"],
  ["identity in upper case", coding("IDENTITY"), "denied"],
  ["identity twice in one", coding("identity, identity")],
  ["identity with a weight", coding("identity;q=1")],
  ["identity and gzip", coding("identity, gzip"), undefined, gzipSync(secretCall)],
  [
    "identity and gzip in two headers",
    [...coding("identity"), ...coding("gzip")],
    undefined,
    gzipSync(secretCall),
  ],
  [
    "gzip and identity in two headers",
    [...coding("gzip"), ...coding("identity")],
    undefined,
    gzipSync(secretCall),
  ],
  ["chunked", coding("chunked")],
  ["aws-chunked", coding("aws-chunked")],
  ["unknown", coding("x")],
  ["gzip without the header", [], "refused invalid_utf8", gzipSync(secretCall)],
  ["zstd without the header", [], "refused invalid_utf8", zstdCompressSync(secretCall)],
]);

const modernHeaders = (method: string, name: string, version: string = modern): HeaderList => [
  ["mcp-protocol-version", version],
  ["mcp-method", method],
  ["mcp-name", name],
];
const base64 = (text: string): string => `=?base64?${Buffer.from(text).toString("base64")}?=`;
const mirrored = all("refused header_mismatch", modernCall("secret"), [
  ["harmless name in the header", modernHeaders("tools/call", "echo")],
  ["harmless name in the body", modernHeaders("tools/call", "secret"), undefined, modernCall("echo")],
  ["other method", modernHeaders("ping", "secret")],
  ["method of a list", modernHeaders("tools/list", "secret")],
  ["method in upper case", modernHeaders("TOOLS/CALL", "secret")],
  ["name in upper case", modernHeaders("tools/call", "SECRET")],
  ["name in base64", modernHeaders("tools/call", base64("echo"))],
  ["bad base64", modernHeaders("tools/call", "=?base64?c2V!jcmV0?=")],
  ["base64 of no UTF-8", modernHeaders("tools/call", "=?base64?/w==?=")],
  ["base64 marker in upper case", modernHeaders("tools/call", "=?BASE64?c2VjcmV0?=")],
  ["two names", [...modernHeaders("tools/call", "secret"), ["mcp-name", "echo"]]],
  ["two names, the other way", [...modernHeaders("tools/call", "echo"), ["mcp-name", "secret"]]],
  ["the same name twice", [...modernHeaders("tools/call", "secret"), ["mcp-name", "secret"]]],
  ["two methods", [...modernHeaders("tools/call", "secret"), ["mcp-method", "ping"]]],
  ["two versions", [...modernHeaders("tools/call", "secret"), ["mcp-protocol-version", "2025-06-18"]]],
  ["older version in the header", modernHeaders("tools/call", "secret", "2025-06-18")],
  ["older version in the header, nothing else", [["mcp-protocol-version", "2025-06-18"]]],
  ["no version in the header", [["mcp-protocol-version", ""]]],
  [
    "older version in the body",
    modernHeaders("tools/call", "secret"),
    undefined,
    modernCall("secret", "2025-06-18"),
  ],
  [
    "version in the body that is no text",
    modernHeaders("tools/call", "secret"),
    undefined,
    call(
      '{"name":"secret","arguments":{"text":"hi"},"_meta":{"io.modelcontextprotocol/protocolVersion":["2026-07-28"]}}',
    ),
  ],
  [
    "unknown version in the body",
    [["mcp-protocol-version", "2025-06-18"]],
    undefined,
    modernCall("secret", "2099-01-01"),
  ],
  ["names joined by a comma", modernHeaders("tools/call", "echo,secret")],
  ["older revision, other name", modernHeaders("tools/call", "echo", "2025-06-18"), undefined, secretCall],
  ["older revision, other method", modernHeaders("ping", "", "2025-06-18"), undefined, secretCall],
  ["no revision, other name", modernHeaders("tools/call", "echo", ""), undefined, secretCall],
  [
    "resource's other uri",
    modernHeaders("resources/read", "echo://a"),
    undefined,
    request("resources/read", `{"uri":"secret://a",${meta(modern)}}`),
  ],
  [
    "prompt's other name",
    modernHeaders("prompts/get", "echo"),
    undefined,
    request("prompts/get", `{"name":"secret",${meta(modern)}}`),
  ],
  ["as they should be", modernHeaders("tools/call", "secret"), "denied"],
  ["name in base64 as it should be", modernHeaders("tools/call", base64("secret")), "denied"],
  ["as they should be, harmless", modernHeaders("tools/call", "echo"), "forwarded", modernCall("echo")],
  [
    "method's name with a space around",
    modernHeaders("  tools/call ", " echo  "),
    "forwarded",
    modernCall("echo"),
  ],
]);

const verbs: RequestCase[] = [
  // An answer to HEAD has no body that could name a code.
  { name: "HEAD with a body", method: "HEAD", body: secretCall, expect: "refused unnamed" },
  ...["GET", "DELETE", "OPTIONS"].map((method) => ({
    name: `${method} with a body`,
    method,
    body: secretCall,
    expect: "refused stray_body" as const,
  })),
  ...["PUT", "PATCH", "PROPFIND"].map((method) => ({
    name: method,
    method,
    body: secretCall,
    expect: "denied" as const,
  })),
  { name: "TRACE", method: "TRACE", body: secretCall, expect: "denied" },
  { name: "post in lower case", method: "post", body: secretCall, expect: "refused by envoy" },
  { name: "unknown verb", method: "TOOLS", body: secretCall, expect: "refused by envoy" },
  {
    name: "GET that says POST",
    method: "GET",
    body: secretCall,
    headers: [["x-http-method-override", "POST"]],
    expect: "refused stray_body",
  },
  {
    name: "upgrade",
    body: secretCall,
    headers: [
      ["connection", "upgrade"],
      ["upgrade", "websocket"],
    ],
    expect: "refused by envoy",
  },
  {
    name: "upgrade to HTTP/2",
    body: secretCall,
    headers: [
      ["connection", "upgrade, http2-settings, close"],
      ["upgrade", "h2c"],
      ["http2-settings", "AAMAAABkAAQAAP__"],
    ],
    expect: "denied",
  },
];

const paths: RequestCase[] = [
  "/mcp/",
  "//mcp",
  "/MCP",
  "/%6dcp",
  "/mcp;x",
  "/mcp/.",
  "/x/../mcp",
  "/mcp?x=1",
  "/",
  "/mcp%2f",
  "/./mcp",
  "/mcp?method=ping",
  "/x/%2e%2e/mcp",
  "/\\mcp",
].map((path) => ({ name: path, path, body: secretCall, expect: "denied" as const }));
paths.push({ name: "/mcp%00", path: "/mcp%00", body: secretCall, expect: "refused by envoy" });

const chunk = (text: string | Uint8Array, size = text.length): string => {
  const all = Buffer.from(text as string).toString("latin1");
  const pieces: string[] = [];
  for (let at = 0; at < all.length; at += size) {
    const piece = all.slice(at, at + size);
    pieces.push(`${piece.length.toString(16)}\r\n${piece}\r\n`);
  }
  return `${pieces.join("")}0\r\n\r\n`;
};
const length = (text: string): string => String(Buffer.byteLength(text));
const chunked: HeaderList = [["transfer-encoding", "chunked"]];
const framed = (
  name: string,
  headers: HeaderList,
  text: string,
  expect: Verdict,
  body = "",
): RequestCase => ({
  name,
  body,
  framed: { headers, bytes: text },
  expect,
});
const framing: RequestCase[] = [
  framed("chunked", chunked, chunk(secretCall), "denied"),
  framed("chunked byte by byte", chunked, chunk(secretCall, 1), "denied"),
  framed("chunked, harmless", chunked, chunk(echoCall, 5), "forwarded", echoCall),
  framed("chunk extension", chunked, chunk(secretCall).replace("\r\n", ";x=y\r\n"), "denied"),
  framed("trailers", chunked, `${chunk(secretCall).slice(0, -2)}mcp-name: echo\r\n\r\n`, "denied"),
  framed("chunked and gzip", [["transfer-encoding", "gzip, chunked"]], chunk(secretCall), "refused by envoy"),
  framed("chunked twice", [["transfer-encoding", "chunked, chunked"]], chunk(secretCall), "refused by envoy"),
  framed(
    "length and chunked",
    [["content-length", length(secretCall)], ...chunked],
    chunk(secretCall),
    "refused by envoy",
  ),
  framed(
    "two lengths",
    [
      ["content-length", length(secretCall)],
      ["content-length", "1"],
    ],
    secretCall,
    "refused by envoy",
  ),
  framed(
    "length with a plus",
    [["content-length", `+${length(secretCall)}`]],
    secretCall,
    "refused by envoy",
  ),
  framed(
    "length in hexadecimal",
    [["content-length", `0x${Buffer.byteLength(secretCall).toString(16)}`]],
    secretCall,
    "refused by envoy",
  ),
  framed("negative length", [["content-length", "-1"]], secretCall, "refused by envoy"),
  framed(
    "header with a space before the colon",
    [["content-length ", length(secretCall)]],
    secretCall,
    "refused by envoy",
  ),
  framed(
    "folded header",
    [
      ["content-type", "application/json;\r\n charset=utf-16"],
      ["content-length", length(secretCall)],
    ],
    secretCall,
    "refused content_type",
  ),
  framed(
    "NUL in a header",
    [
      ["mcp-name", "secret\0"],
      ["content-length", length(secretCall)],
    ],
    secretCall,
    "refused by envoy",
  ),
  framed(
    "bare CR in a mirrored header",
    [
      ["mcp-name", "echo\rmcp-name: secret"],
      ["content-length", length(secretCall)],
    ],
    secretCall,
    "refused header_mismatch",
  ),
  framed(
    "bare CR in another header",
    [
      ["x-a", "b\rmcp-name: secret"],
      ["content-length", length(echoCall)],
    ],
    echoCall,
    "forwarded",
    echoCall,
  ),
  framed(
    "bare CR before a content type",
    [
      ["x-a", "b\rcontent-type: application/json; charset=utf-16"],
      ["content-length", length(echoCall)],
    ],
    echoCall,
    "forwarded",
    echoCall,
  ),
  framed("chunk size with a plus", chunked, `+${chunk(secretCall)}`, "refused by envoy"),
  framed(
    "chunk size in upper case with zeros",
    chunked,
    `000${chunk(secretCall).replace(/^\w+/, (size) => size.toUpperCase())}`,
    "denied",
  ),
  framed(
    "a second request behind the first",
    [["content-length", length(echoCall)]],
    `${echoCall}POST /mcp HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\nconnection: close\r\ncontent-length: ${length(secretCall)}\r\n\r\n${secretCall}`,
    "forwarded",
    echoCall,
  ),
];

export const httpCases: readonly RequestCase[] = [
  ...of("content type", contentTypes),
  ...of("content encoding", codings),
  ...of("mirrored header", mirrored),
  ...of("verb", verbs),
  ...of("path", paths),
  ...of("framing", framing),
];
