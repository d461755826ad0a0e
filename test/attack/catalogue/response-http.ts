/** What stands around an answer: its type, its coding, its status. */
import { bytes, type Encoding, type HeaderList, of, type ResponseCase } from "./case.ts";
import { all, bad, content, error, event, good, result } from "./response-parts.ts";

const type = (value: string): Partial<ResponseCase> => ({
  headers: value === "" ? [] : [["content-type", value]],
});
const multipart = (body: string): string =>
  `--b\r\ncontent-type: application/json\r\n\r\n${body}\r\n--b--\r\n`;
const types = all("refused response_content_type", [
  ["application/jsonx", bad, undefined, type("application/jsonx")],
  ["application/json-seq", bytes([0x1e], bad), undefined, type("application/json-seq")],
  ["application/json-seq without separator", bad, undefined, type("application/json-seq")],
  ["application/problem+json", bad, undefined, type("application/problem+json")],
  ["text/event-streamx", event(bad), undefined, type("text/event-streamx")],
  ["text/plain", bad, undefined, type("text/plain")],
  ["text/html", bad, undefined, type("text/html")],
  ["none", bad, undefined, type("")],
  ["events without a type", event(bad), undefined, type("")],
  ["application/x-ndjson", `${good}\n${bad}\n`, undefined, type("application/x-ndjson")],
  ["json and events", bad, undefined, type("application/json, text/event-stream")],
  ["events and json", event(bad), undefined, type("text/event-stream, application/json")],
  [
    "two headers",
    bad,
    undefined,
    {
      headers: [
        ["content-type", "application/json"],
        ["content-type", "text/plain"],
      ],
    },
  ],
  [
    "two headers, the other way",
    bad,
    undefined,
    {
      headers: [
        ["content-type", "text/plain"],
        ["content-type", "application/json"],
      ],
    },
  ],
  [
    "two headers, json and events",
    event(bad),
    undefined,
    {
      headers: [
        ["content-type", "text/event-stream"],
        ["content-type", "application/json"],
      ],
    },
  ],
  ["UTF-16 events", event(bad), undefined, type("text/event-stream; charset=utf-16")],
  ["charset of RFC 2231", bad, undefined, type("application/json; charset*=utf-7''x")],
  ["charset in quotes", bad, undefined, type('application/json; x="; charset=utf-7"')],
  ["charset with blanks", bad, undefined, type("application/json; charset = utf-8")],
  ["two charsets", bad, undefined, type("application/json; charset=utf-8; charset=utf-8")],
  ["a comma behind", bad, undefined, type("application/json,")],
  ["multipart/mixed", multipart(bad), undefined, type("multipart/mixed; boundary=b")],
  ["multipart/form-data", multipart(bad), undefined, type("multipart/form-data; boundary=b")],
  [
    "multipart/byteranges",
    multipart(bad),
    undefined,
    { ...type("multipart/byteranges; boundary=b"), status: 206 },
  ],
  ["a semicolon behind", bad, "denied", type("application/json;")],
  ["a semicolon behind events", event(bad), "denied", type("text/event-stream;")],
  ["two semicolons", bad, "denied", type("application/json;; charset=utf-8")],
  ["other parameter", bad, "denied", type("application/json; profile=x")],
  ["other parameter of events", event(bad), "denied", type("text/event-stream; x=y")],
  ["charset without its hyphen", bad, "denied", type("application/json; charset=utf8")],
  ["upper case", bad, "denied", type("APPLICATION/JSON")],
  ["charset", bad, "denied", type("application/json; charset=utf-8")],
  ["events in upper case", event(bad), "denied", type("TEXT/EVENT-STREAM")],
  ["events said to be JSON", event(bad), "refused syntax", type("application/json")],
  ["JSON said to be events", bad, "replaced", type("text/event-stream")],
]);

const coded = (value: string): Partial<ResponseCase> => ({
  headers: [
    ["content-type", "application/json"],
    ["content-encoding", value],
  ],
});
const inChunks = (coding: string, encoding: Encoding, ...more: HeaderList): Partial<ResponseCase> => ({
  headers: [["content-type", "application/json"], ["transfer-encoding", coding], ...more],
  encoding,
});
const codedEvents = (value: string, encoding?: Encoding): Partial<ResponseCase> => ({
  headers: [
    ["content-type", "text/event-stream"],
    ["content-encoding", value],
  ],
  ...(encoding && { encoding }),
});
const codings = all("denied", [
  ["gzip", bad, undefined, coded("gzip")],
  ["x-gzip", bad, undefined, coded("x-gzip")],
  ["deflate", bad, undefined, coded("deflate")],
  ["br", bad, undefined, coded("br")],
  ["zstd", bad, undefined, coded("zstd")],
  ["identity", bad, undefined, coded("identity")],
  ["unknown", bad, "refused content_encoding", coded("x")],
  ["gzip in upper case", bad, undefined, { ...coded("GZIP"), encoding: "gzip" }],
  [
    "two members of gzip",
    ['{"jsonrpc":"2.0","id":@ID@,', bad.slice(bad.indexOf('"result"'))],
    undefined,
    coded("gzip"),
  ],
  ["a second answer in a member of its own", [good, bad], "refused trailing_bytes", coded("gzip")],
  [
    "garbage behind gzip",
    bad,
    "refused content_encoding",
    { ...coded("gzip"), encoding: "gzip and garbage" },
  ],
  ["gzip cut short", bad, "refused content_encoding", { ...coded("gzip"), encoding: "gzip cut short" }],
  ["br cut short", bad, "refused content_encoding", { ...coded("br"), encoding: "br cut short" }],
  ["gzip said twice", bad, undefined, { ...coded("gzip, gzip"), encoding: "gzip twice" }],
  ["gzip twice, said once", bad, "refused invalid_utf8", { ...coded("gzip"), encoding: "gzip twice" }],
  [
    "gzip four times",
    bad,
    "refused content_encoding",
    { ...coded("gzip, gzip, gzip, gzip"), encoding: "gzip four times" },
  ],
  ["br in gzip", bad, undefined, { ...coded("br, gzip"), encoding: "br in gzip" }],
  [
    "br in gzip, said the other way",
    bad,
    "refused content_encoding",
    { ...coded("gzip, br"), encoding: "br in gzip" },
  ],
  ["deflate without a head", bad, undefined, { ...coded("deflate"), encoding: "raw deflate" }],
  [
    "garbage behind deflate",
    bad,
    "refused content_encoding",
    { ...coded("deflate"), encoding: "deflate and garbage" },
  ],
  ["garbage behind br", bad, "refused content_encoding", { ...coded("br"), encoding: "br and garbage" }],
  [
    "garbage behind zstd",
    bad,
    "refused content_encoding",
    { ...coded("zstd"), encoding: "zstd and garbage" },
  ],
  ["zstd cut short", bad, "refused content_encoding", { ...coded("zstd"), encoding: "zstd cut short" }],
  ["a second answer in a frame of zstd", [good, bad], "refused content_encoding", coded("zstd")],
  ["gzip with a weight", bad, "refused content_encoding", { ...coded("gzip;q=1"), encoding: "gzip" }],
  ["identity with a weight", bad, "refused content_encoding", coded("identity;q=1")],
  ["gzip behind identity", bad, undefined, { ...coded("identity, gzip"), encoding: "gzip" }],
  ["gzip before nothing", bad, undefined, { ...coded("gzip,"), encoding: "gzip" }],
  ["gzip behind a tab", bad, undefined, { ...coded("\tgzip"), encoding: "gzip" }],
  ["a folded header", bad, undefined, { ...coded("\r\n gzip"), encoding: "gzip" }],
  [
    "gzip in a second header",
    bad,
    undefined,
    {
      headers: [
        ["content-type", "application/json"],
        ["content-encoding", "identity"],
        ["content-encoding", "gzip"],
      ],
      encoding: "gzip",
    },
  ],
  ["chunked", bad, "refused content_encoding", coded("chunked")],
  ["aws-chunked", bad, "refused content_encoding", { ...coded("aws-chunked"), encoding: "chunks" }],
  ["compress", bad, "refused content_encoding", coded("compress")],
  ["gzip in trailers", bad, undefined, inChunks("chunked", "chunks, gzip in trailers")],
  [
    "gzip in trailers, and in fact",
    bad,
    "refused invalid_utf8",
    inChunks("chunked", "chunks of gzip, gzip in trailers"),
  ],
  ["gzip in chunks", bad, undefined, inChunks("chunked", "chunks of gzip", ["content-encoding", "gzip"])],
  ["gzip for the transfer", bad, "replaced", inChunks("gzip, chunked", "chunks of gzip")],
  ["gzip for the transfer, in no chunks", bad, "replaced", inChunks("gzip", "gzip")],
  ["identity for the transfer", bad, "replaced", inChunks("identity", "chunks")],
  [
    "a bomb",
    result(`${content('"nightfall"')},"x":"${"x".repeat(3_000_000)}"`),
    "refused content_encoding",
    coded("gzip"),
  ],
  [
    "events in gzip",
    event(bad),
    "refused content_encoding",
    {
      headers: [
        ["content-type", "text/event-stream"],
        ["content-encoding", "gzip"],
      ],
    },
  ],
  ["events in br", event(bad), "refused content_encoding", codedEvents("br")],
  ["events in zstd", event(bad), "refused content_encoding", codedEvents("zstd")],
  [
    "events in gzip and identity",
    event(bad),
    "refused content_encoding",
    codedEvents("gzip, identity", "gzip"),
  ],
  ["events in an unknown coding", event(bad), "refused content_encoding", codedEvents("x")],
  ["events in identity", event(bad), undefined, codedEvents("identity")],
  [
    "events in gzip, opened by a GET",
    event(bad),
    "refused content_encoding",
    { ...codedEvents("gzip"), leg: "get stream" },
  ],
  ["gzip that is not said", bad, "refused invalid_utf8", { encoding: "gzip" }],
  ["gzip that is none", bad, "refused content_encoding", coded("gzip, x")],
]);

const failed = (status: number): Partial<ResponseCase> => ({ status });
const statuses = all("denied", [
  ["400 with an error", error('"code":1,"message":"nightfall"'), undefined, failed(400)],
  ["400 with a result", bad, undefined, failed(400)],
  [
    "404 with an error without id",
    '{"jsonrpc":"2.0","error":{"code":1,"message":"nightfall"}}',
    undefined,
    failed(404),
  ],
  [
    "500 with an error of another id",
    error('"code":1,"message":"nightfall"', '"server-error"'),
    undefined,
    failed(500),
  ],
  ["500 with text", "nightfall", undefined, { status: 500, headers: [["content-type", "text/plain"]] }],
  [
    "400 with text that is JSON behind a byte order mark",
    bytes([0xef, 0xbb, 0xbf], error('"code":1,"message":"night\\u0066all"')),
    "refused byte_order_mark",
    { status: 400, headers: [["content-type", "text/plain"]] },
  ],
  ["503 with HTML", "<p>nightfall</p>", undefined, { status: 503, headers: [["content-type", "text/html"]] }],
  ["500 with text without a type", "nightfall", undefined, { status: 500, headers: [] }],
  [
    "401 with OAuth's error",
    '{"error":"invalid_token","error_description":"nightfall"}',
    undefined,
    failed(401),
  ],
  ["500 with an event stream", event(bad), undefined, { status: 500, leg: "events" }],
  ["201 with a result", bad, undefined, failed(201)],
  ["203 with a result", bad, undefined, failed(203)],
  ["202 with a result", bad, undefined, failed(202)],
  ["206 with a result", bad, undefined, failed(206)],
  [
    "206 with the first half",
    bad.slice(0, -9),
    "refused syntax",
    {
      status: 206,
      headers: [
        ["content-type", "application/json"],
        ["content-range", "bytes 0-99/200"],
      ],
    },
  ],
  ["206 with the text alone", '"nightfall"', "refused not_an_object", failed(206)],
  [
    "206 with half of gzip",
    bad,
    "refused content_encoding",
    { ...coded("gzip"), status: 206, encoding: "gzip cut short" },
  ],
  ["500 with gzip", bad, undefined, { ...coded("gzip"), status: 500 }],
  [
    "500 with text in br",
    "nightfall",
    undefined,
    {
      status: 500,
      headers: [
        ["content-type", "text/plain"],
        ["content-encoding", "br"],
      ],
    },
  ],
  [
    "500 with events in gzip",
    event(bad),
    undefined,
    {
      status: 500,
      headers: [
        ["content-type", "text/event-stream"],
        ["content-encoding", "gzip"],
      ],
    },
  ],
  // What follows a head that has no body is no part of the response.
  ["204 with gzip", bad, "replaced", { ...coded("gzip"), status: 204 }],
  ["304 with gzip", bad, "replaced", { ...coded("gzip"), status: 304 }],
  ["202 with events", event(bad), undefined, { status: 202, leg: "events" }],
  [
    "307 elsewhere",
    "",
    "refused redirect",
    { status: 307, headers: [["location", "http://other.example/mcp"]] },
  ],
  [
    "308 elsewhere, with the word",
    "nightfall",
    "refused redirect",
    {
      status: 308,
      headers: [
        ["location", "//other.example/mcp"],
        ["content-type", "text/plain"],
      ],
    },
  ],
  [
    "302 elsewhere, with backslashes",
    "",
    "refused redirect",
    { status: 302, headers: [["location", "/\\other.example/mcp"]] },
  ],
  [
    "307 to another port",
    "",
    "refused redirect",
    { status: 307, headers: [["location", "http://127.0.0.1:1/mcp"]] },
  ],
  [
    "307 to two places, elsewhere first",
    "",
    "refused redirect",
    {
      status: 307,
      headers: [
        ["location", "http://other.example/"],
        ["location", "/mcp"],
      ],
    },
  ],
  // Envoy makes one header of the two, which is a path of this origin.
  [
    "307 to two places",
    "",
    "forwarded",
    {
      status: 307,
      headers: [
        ["location", "/mcp"],
        ["location", "http://other.example/"],
      ],
    },
  ],
  ["404 harmless", '{"jsonrpc":"2.0","error":{"code":1,"message":"gone"}}', "forwarded", failed(404)],
]);

export const responseHttpCases: readonly ResponseCase[] = [
  ...of("content type", types),
  ...of("coding", codings),
  ...of("status", statuses),
];
