/** What stands around an answer: its type, its coding, its status. */
import { bytes, of, type ResponseCase } from "./case.ts";
import { all, bad, content, error, event, good, result } from "./response-parts.ts";

const type = (value: string): Partial<ResponseCase> => ({
  headers: value === "" ? [] : [["content-type", value]],
});
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
  ["a semicolon behind", bad, undefined, type("application/json;")],
  ["a semicolon behind events", event(bad), undefined, type("text/event-stream;")],
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
const codings = all("denied", [
  ["gzip", bad, undefined, coded("gzip")],
  ["x-gzip", bad, undefined, coded("x-gzip")],
  ["deflate", bad, undefined, coded("deflate")],
  ["br", bad, undefined, coded("br")],
  ["zstd", bad, "refused content_encoding", coded("zstd")],
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
  ["gzip said twice", bad, "refused content_encoding", { ...coded("gzip, gzip"), encoding: "gzip twice" }],
  [
    "deflate without a head",
    bad,
    "refused content_encoding",
    { ...coded("deflate"), encoding: "raw deflate" },
  ],
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
