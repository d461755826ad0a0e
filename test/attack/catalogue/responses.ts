/** Answers to `tools/call` that clients read differently: bodies of JSON, streams of events, and what stands around them. */
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { bytes, type HeaderList, marker, of, type ResponseCase } from "./case.ts";

type Expect = ResponseCase["expect"];
type Body = ResponseCase["body"];
type Row = readonly [name: string, body: Body, expect?: Expect | undefined, more?: Partial<ResponseCase>];

const all = (fallback: Expect, rows: readonly Row[], more: Partial<ResponseCase> = {}): ResponseCase[] =>
  rows.map(([name, body, expect = fallback, own]) => ({ name, body, expect, ...more, ...own }));

/** A result with this JSON text for its text. */
const content = (text: string): string => `"content":[{"type":"text","text":${text}}]`;
const result = (inner: string, id = "@ID@"): string => `{"jsonrpc":"2.0","id":${id},"result":{${inner}}}`;
const good = result(content('"fine"'));
const bad = result(content(`"${marker}"`));
const text = (value: string): string => result(content(value));
const error = (inner: string, id = "@ID@"): string => `{"jsonrpc":"2.0","id":${id},"error":{${inner}}}`;
const event = (data: string, more = ""): string => `${more}data: ${data}\n\n`;
const bom = [0xef, 0xbb, 0xbf];
/** A result whose text holds these bytes. */
const raw = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  bytes('{"jsonrpc":"2.0","id":@ID@,"result":{"content":[{"type":"text","text":"', ...parts, '"}]}}');
const utf16 = (value: string): Uint8Array => Buffer.from(value, "utf16le");
const progress =
  '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}';

const plain = all("denied", [
  ["the word", bad],
  ["the word, escaped", text('"night\\u0066all"')],
  ["the word, all escaped", text('"\\u006e\\u0069\\u0067\\u0068\\u0074\\u0066\\u0061\\u006c\\u006c"')],
  [
    "keys escaped",
    '{"jsonrpc":"2.0","id":@ID@,"r\\u0065sult":{"cont\\u0065nt":[{"type":"text","t\\u0065xt":"nightfall"}]}}',
  ],
  ["result before id", `{"result":{${content('"nightfall"')}},"jsonrpc":"2.0","id":@ID@}`],
  [
    "second content item",
    result('"content":[{"type":"text","text":"fine"},{"type":"text","text":"nightfall"}]'),
  ],
  ["structuredContent", result(`${content('"fine"')},"structuredContent":{"a":["nightfall"]}`)],
  ["structuredContent's key", result(`${content('"fine"')},"structuredContent":{"nightfall":1}`)],
  ["structuredContent alone", result('"content":[],"structuredContent":{"a":"nightfall"}')],
  ["_meta", result(`${content('"fine"')},"_meta":{"a":"nightfall"}`)],
  ["item's _meta", result('"content":[{"type":"text","text":"fine","_meta":{"a":"nightfall"}}]')],
  ["isError", result(`"isError":true,${content('"nightfall"')}`)],
  ["resource's text", result('"content":[{"type":"resource","resource":{"uri":"a:b","text":"nightfall"}}]')],
  [
    "resource_link's description",
    result('"content":[{"type":"resource_link","uri":"a:b","name":"x","description":"nightfall"}]'),
  ],
  ["unknown content type", result('"content":[{"type":"x","x":"nightfall"}]')],
  ["unknown member of the result", result(`${content('"fine"')},"x":"nightfall"`)],
  ["toolResult", result('"toolResult":"nightfall"')],
  ["error's message", error('"code":1,"message":"nightfall"')],
  ["error's data", error('"code":1,"message":"x","data":{"a":["nightfall"]}')],
  ["error's other member", error('"code":1,"message":"x","more":"nightfall"')],
  ["white space around", `\r\n\t ${bad} \n`],
  [
    "a result of a list of tools",
    result('"tools":[{"name":"x","description":"nightfall","inputSchema":{"type":"object"}}]'),
  ],
  [
    "input required",
    result(
      '"resultType":"input_required","inputRequests":{"a":{"method":"elicitation/create","params":{"message":"nightfall","requestedSchema":{"type":"object","properties":{}}}}}',
    ),
  ],
  [
    "task",
    result(
      '"task":{"taskId":"t","status":"working","statusMessage":"nightfall","createdAt":"2026-01-01T00:00:00Z","ttl":null,"lastUpdatedAt":"2026-01-01T00:00:00Z"}',
    ),
  ],
  ["harmless", good, "forwarded"],
  [
    "harmless with odd spelling",
    '{ "result" : {"content":[ {"text":"caf\\u00e9 \\/ \u00e9","type":"text"} ] ,"structuredContent":{"big":98765432109876543210.10,"e":-0.0E-0}},"id":@ID@ , "jsonrpc":"2.0"}',
    "forwarded",
  ],
  ["harmless error", error('"code":-32602,"message":"no"'), "forwarded"],
]);

const keys = all("refused duplicate_key", [
  ["content twice", result(`${content('"fine"')},${content('"nightfall"')}`)],
  ["content twice, the word first", result(`${content('"nightfall"')},${content('"fine"')}`)],
  [
    "content twice, escaped",
    result(`${content('"fine"')},"cont\\u0065nt":[{"type":"text","text":"nightfall"}]`),
  ],
  ["text twice", result('"content":[{"type":"text","text":"fine","text":"nightfall"}]')],
  ["type twice", result('"content":[{"type":"x","type":"text","text":"nightfall"}]')],
  [
    "result twice",
    `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"fine"')}},"result":{${content('"nightfall"')}}}`,
  ],
  ["id twice", `{"jsonrpc":"2.0","id":99,"id":@ID@,"result":{${content('"nightfall"')}}}`],
  [
    "structuredContent twice",
    result(`${content('"fine"')},"structuredContent":{},"structuredContent":{"a":"nightfall"}`),
  ],
  [
    "twice deep in structuredContent",
    result(`${content('"fine"')},"structuredContent":{"a":[{"b":1,"b":"nightfall"}]}`),
  ],
  ["error's message twice", error('"code":1,"message":"fine","message":"nightfall"')],
  [
    "Content",
    result(`${content('"fine"')},"Content":[{"type":"text","text":"nightfall"}]`),
    "refused folded_key",
  ],
  ["CONTENT alone", result('"CONTENT":[{"type":"text","text":"nightfall"}]'), "refused folded_key"],
  ["Text", result('"content":[{"type":"text","text":"fine","Text":"nightfall"}]'), "refused folded_key"],
  ["Text alone", result('"content":[{"type":"text","Text":"nightfall"}]'), "refused folded_key"],
  ["Result", `{"jsonrpc":"2.0","id":@ID@,"Result":{${content('"nightfall"')}}}`, "refused folded_key"],
  [
    "Result behind result",
    `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"fine"')}},"Result":{${content('"nightfall"')}}}`,
    "refused folded_key",
  ],
  [
    "re\u017fult",
    `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"fine"')}},"re\u017fult":{${content('"nightfall"')}}}`,
    "refused folded_key",
  ],
  [
    "\u017ftructuredContent",
    result(`${content('"fine"')},"\u017ftructuredContent":{"a":"nightfall"}`),
    "refused folded_key",
  ],
  [
    "StructuredContent",
    result(`${content('"fine"')},"StructuredContent":{"a":"nightfall"}`),
    "refused folded_key",
  ],
  ["iserror", result(`${content('"nightfall"')},"iserror":true`), "refused folded_key"],
  ["Message in an error", error('"code":1,"message":"fine","Message":"nightfall"'), "refused folded_key"],
  ["Error", `{"jsonrpc":"2.0","id":@ID@,"Error":{"code":1,"message":"nightfall"}}`, "refused folded_key"],
  ["ID", `{"jsonrpc":"2.0","ID":@ID@,"result":{${content('"nightfall"')}}}`, "refused folded_key"],
  [
    "text with a NUL in the key",
    result('"content":[{"type":"text","text":"fine","text\\u0000":"nightfall"}]'),
    "refused folded_key",
  ],
  [
    "unknown member",
    `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"fine"')}},"extra":"nightfall"}`,
    "refused unknown_member",
  ],
]);

const envelopes = all("refused hybrid", [
  [
    "result and error",
    `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"nightfall"')}},"error":{"code":1,"message":"x"}}`,
  ],
  [
    "error and result",
    `{"jsonrpc":"2.0","id":@ID@,"error":{"code":1,"message":"nightfall"},"result":{${content('"fine"')}}}`,
  ],
  ["result and null error", `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"nightfall"')}},"error":null}`],
  [
    "null result and error",
    `{"jsonrpc":"2.0","id":@ID@,"result":null,"error":{"code":1,"message":"nightfall"}}`,
  ],
  ["method and result", `{"jsonrpc":"2.0","id":@ID@,"method":"ping","result":{${content('"nightfall"')}}}`],
  ["no version", `{"id":@ID@,"result":{${content('"nightfall"')}}}`, "refused bad_version"],
  ["version 1.0", `{"jsonrpc":"1.0","id":@ID@,"result":{${content('"nightfall"')}}}`, "refused bad_version"],
  [
    "version that is a number",
    `{"jsonrpc":2.0,"id":@ID@,"result":{${content('"nightfall"')}}}`,
    "refused bad_version",
  ],
  ["another id", result(content('"nightfall"'), "987"), "refused foreign_id"],
  ["id in a text", result(content('"nightfall"'), '"@ID@"'), "refused foreign_id"],
  ["id with a fraction", result(content('"nightfall"'), "@ID@.0"), "refused bad_id"],
  ["id with an exponent", result(content('"nightfall"'), "@ID@e0"), "refused bad_id"],
  ["id null", result(content('"nightfall"'), "null"), "refused bad_id"],
  ["no id", `{"jsonrpc":"2.0","result":{${content('"nightfall"')}}}`, "refused missing_id"],
  ["id list", result(content('"nightfall"'), "[@ID@]"), "refused bad_id"],
  ["error with id null", error('"code":1,"message":"nightfall"', "null"), "denied"],
  ["error without id", '{"jsonrpc":"2.0","error":{"code":1,"message":"nightfall"}}', "denied"],
  ["result that is a text", '{"jsonrpc":"2.0","id":@ID@,"result":"nightfall"}', "refused bad_result"],
  ["result that is a list", '{"jsonrpc":"2.0","id":@ID@,"result":["nightfall"]}', "refused bad_result"],
  ["error that is a text", '{"jsonrpc":"2.0","id":@ID@,"error":"nightfall"}', "refused bad_error"],
  ["list of one", `[${bad}]`, "refused batch"],
  ["list of two", `[${good},${bad}]`, "refused batch"],
  ["list within a list", `[[${bad}]]`, "refused batch"],
  [
    "request in place of an answer",
    '{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{"x":"nightfall"}}',
    "refused no_answer",
  ],
  [
    "notification in place of an answer",
    '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"nightfall"}}',
    "refused no_answer",
  ],
  ["text", '"nightfall"', "refused not_an_object"],
]);

const readers = all("refused trailing_bytes", [
  ["text behind", `${bad}garbage`],
  ["a second answer behind", `${good}${bad}`],
  ["a second answer on a line of its own", `${good}\n${bad}`],
  ["the word first", `${bad}\n${good}`],
  ["NUL behind", bytes(bad, [0])],
  ["comma behind", `${bad},`],
  ["BOM", bytes(bom, bad), "refused byte_order_mark"],
  ["two BOMs", bytes(bom, bom, bad), "refused byte_order_mark"],
  ["UTF-16LE", utf16(bad), "refused syntax"],
  ["UTF-16LE with BOM", bytes([0xff, 0xfe], [...utf16(bad)]), "refused invalid_utf8"],
  [
    "UTF-16 with charset",
    utf16(bad),
    "refused response_content_type",
    { headers: [["content-type", "application/json; charset=utf-16le"]] },
  ],
  ["Latin-1 letter", raw("nightfall caf", [0xe9]), "refused invalid_utf8"],
  ["invalid byte", raw("nightfall", [0xff]), "refused invalid_utf8"],
  ["overlong letter", raw("n", [0xc1, 0xa9], "ghtfall nightfall"), "refused invalid_utf8"],
  ["surrogate in UTF-8", raw("nightfall", [0xed, 0xa0, 0x80]), "refused invalid_utf8"],
  ["lone surrogate", text('"nightfall\\ud800"'), "refused lone_surrogate"],
  ["NaN", result(`${content('"nightfall"')},"structuredContent":{"n":NaN}`), "refused syntax"],
  ["Infinity", result(`${content('"nightfall"')},"structuredContent":{"n":Infinity}`), "refused syntax"],
  ["1e400", result(`${content('"nightfall"')},"structuredContent":{"n":1e400}`), "refused number_range"],
  ["comment", result(`${content('"nightfall"')}/* */`), "refused syntax"],
  ["comma before a brace", result(`${content('"nightfall"')},`), "refused syntax"],
  ["tab in a string", text('"nightfall\t"'), "refused syntax"],
  ["single quotes", bad.replaceAll('"', "'"), "refused syntax"],
  ["unfinished", bad.slice(0, -1), "refused syntax"],
  [
    "1,000 levels",
    result(`${content('"nightfall"')},"structuredContent":{"a":${"[".repeat(1000)}${"]".repeat(1000)}}`),
    "refused depth",
  ],
  [
    "100,000 levels",
    result(
      `${content('"nightfall"')},"structuredContent":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    ),
    "refused depth",
  ],
  [
    "written letter by letter",
    ['{"jsonrpc":"2.0","id":@ID@,', ...`"result":{${content('"nightfall"')}}}`],
    "denied",
  ],
]);

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
const plainBad = bad;
const codings = all("denied", [
  ["gzip", plainBad, undefined, coded("gzip")],
  ["x-gzip", plainBad, undefined, coded("x-gzip")],
  ["deflate", plainBad, undefined, coded("deflate")],
  ["br", plainBad, undefined, coded("br")],
  ["zstd", plainBad, "refused content_encoding", coded("zstd")],
  ["identity", plainBad, undefined, coded("identity")],
  ["unknown", plainBad, "refused content_encoding", coded("x")],
  ["gzip that is none", plainBad, "refused content_encoding", coded("gzip, x")],
]);

const stream = all(
  "denied",
  [
    ["one event", event(bad)],
    ["named message", event(bad, "event: message\n")],
    ["named foo", event(bad, "event: foo\n")],
    ["named error", event(bad, "event: error\n")],
    ["named endpoint", event(bad, "event: endpoint\n")],
    ["named nothing", event(bad, "event:\n")],
    ["with an id", event(bad, "id: 7\n")],
    ["without a space", `data:${bad}\n\n`],
    ["two spaces", `data:  ${bad}\n\n`],
    ["tab", `data:\t${bad}\n\n`],
    ["several lines", `data: {"jsonrpc":"2.0","id":@ID@,\ndata: "result":{${content('"nightfall"')}}}\n\n`],
    [
      "several lines, names between",
      `data: {"jsonrpc":"2.0","id":@ID@,\nevent: message\ndata: "result":{${content('"nightfall"')}}}\nid: 1\n\n`,
    ],
    [
      "comment between",
      `data: {"jsonrpc":"2.0","id":@ID@,\n: nothing\ndata: "result":{${content('"nightfall"')}}}\n\n`,
    ],
    ["CRLF", `data: ${bad}\r\n\r\n`],
    ["CR", `data: ${bad}\r\r`],
    ["CR, and more behind", `data: ${bad}\r\r: x\r\r`],
    ["LF and CR", `data: ${bad}\n\r`],
    ["CR and CRLF", `data: ${bad}\r\r\n`],
    ["no blank line at the end", `data: ${bad}\n`],
    ["no line end at all", `data: ${bad}`],
    ["behind a notification", event(progress) + event(bad)],
    ["behind a comment", `: x\n\n${event(bad)}`],
    ["behind a priming event", `id: 1\ndata:\n\n${event(bad)}`],
    ["behind an event that is cut", `data: {"jsonrpc":"2.0"\n\n${event(bad)}`, "refused syntax"],
    ["two answers, the word first", event(bad) + event(good)],
    ["two answers, the word last", event(good) + event(bad)],
    [
      "cut within a letter",
      [
        bytes(
          'data: {"jsonrpc":"2.0","id":@ID@,"result":{"content":[{"type":"text","text":"nightfall ',
          [0xe2, 0x82],
        ),
        bytes([0xac], '"}]}}\n\n'),
      ],
    ],
    ["cut between CR and LF", [`data: ${bad}\r`, "\n\r", "\n"]],
    ["cut within the field name", ["da", `ta: ${bad}\n\n`]],
    ["U+2028 within", event(text('"nightfall\u2028"'))],
    ["U+0085 within", event(text('"nightfall\u0085"'))],
    ["line separators in UTF-8 before the word", event(text('"\u2028\u2029nightfall"'))],
    ["error answer", event(error('"code":1,"message":"nightfall"'))],
    ["another id", event(result(content('"nightfall"'), "987")), "refused foreign_id"],
    ["id in a text", event(result(content('"nightfall"'), '"@ID@"')), "refused foreign_id"],
    [
      "another id, then the right one",
      event(result(content('"nightfall"'), "987")) + event(good),
      "refused foreign_id",
    ],
    ["list", event(`[${bad}]`), "refused batch"],
    ["list of two", event(`[${good},${bad}]`), "refused batch"],
    ["trailing bytes", event(`${bad}garbage`), "refused trailing_bytes"],
    ["two answers in one event", `data: ${good}\ndata: ${bad}\n\n`, "refused trailing_bytes"],
    [
      "content twice",
      event(result(`${content('"fine"')},${content('"nightfall"')}`)),
      "refused duplicate_key",
    ],
    [
      "Content",
      event(result(`${content('"fine"')},"Content":[{"type":"text","text":"nightfall"}]`)),
      "refused folded_key",
    ],
    [
      "result and error",
      event(
        `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"nightfall"')}},"error":{"code":1,"message":"x"}}`,
      ),
      "refused hybrid",
    ],
    [
      "method and result",
      event(`{"jsonrpc":"2.0","id":@ID@,"method":"ping","result":{${content('"nightfall"')}}}`),
      "replaced",
    ],
    ["BOM in the data", bytes("data: ", bom, bad, "\n\n"), "refused byte_order_mark"],
    ["UTF-16 in the data", bytes("data: ", [...utf16(bad)], "\n\n"), "refused syntax"],
    ["invalid UTF-8", bytes("data: ", [...raw("nightfall", [0xff])], "\n\n"), "refused invalid_utf8"],
    ["NaN", event(result(`${content('"nightfall"')},"structuredContent":{"n":NaN}`)), "refused syntax"],
    [
      "1,000 levels",
      event(
        result(`${content('"nightfall"')},"structuredContent":{"a":${"[".repeat(1000)}${"]".repeat(1000)}}`),
      ),
      "refused depth",
    ],
    ["NUL in the data", bytes("data: ", bad, [0], "\n\n"), "refused trailing_bytes"],
    ["BOM at the start", bytes(bom, event(bad)), "denied"],
    ["two BOMs at the start", bytes(bom, bom, event(bad)), "denied"],
    ["BOM before the second event", bytes(event(progress), bom, event(bad)), "replaced"],
    ["Data", `Data: ${bad}\n\n`, "replaced"],
    ["DATA", `DATA: ${bad}\n\n`, "replaced"],
    ["space before data", ` data: ${bad}\n\n`, "replaced"],
    ["space before the colon", `data : ${bad}\n\n`, "replaced"],
    ["data with a NUL", bytes("data", [0], `: ${bad}\n\n`), "replaced"],
    ["line of no field", `${bad}\n\n`, "replaced"],
    ["the word in an event's name", "event: nightfall\ndata:\n\n".concat(event(good)), "forwarded"],
    ["harmless", event(good), "forwarded"],
    [
      "harmless with all its lines",
      `: hi\nid: 1\ndata:\n\nretry: 5\n\n${event(progress, "id: 2\nevent: message\n")}${event(good, "id: 3\n")}`,
      "forwarded",
    ],
    ["harmless in CRLF", `id: 1\r\ndata: ${good}\r\n\r\n`, "forwarded"],
    ["nothing", "", "forwarded"],
    ["comments alone", ": x\n\n: y\n\n", "forwarded"],
  ],
  { leg: "events" },
);

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

/** Bodies of `codings` as they go over the wire. */
export const encoders: Readonly<Record<string, (plain: Uint8Array) => Uint8Array>> = {
  gzip: (plain) => gzipSync(plain),
  "x-gzip": (plain) => gzipSync(plain),
  deflate: (plain) => deflateSync(plain),
  br: (plain) => brotliCompressSync(plain),
  zstd: (plain) => zstdCompressSync(plain),
};

/** Every answer of the catalogue, under a name of its own. */
export const responseCases: readonly ResponseCase[] = [
  ...of("result", plain),
  ...of("key", keys),
  ...of("envelope", envelopes),
  ...of("reader", readers),
  ...of("content type", types),
  ...of("coding", codings),
  ...of("stream", stream),
  ...of("status", statuses),
];

/** The pieces of a case's body as they are written, for a request of this id (its JSON text). */
export function piecesOf(one: ResponseCase, id: string): Uint8Array[] {
  const pieces = Array.isArray(one.body)
    ? (one.body as readonly (string | Uint8Array)[])
    : [one.body as string | Uint8Array];
  const coding = headerOf(one.headers, "content-encoding");
  const encode = encoders[coding ?? ""] ?? ((plain: Uint8Array) => plain);
  return pieces.map((piece) => encode(withId(piece, id)));
}

function withId(piece: string | Uint8Array, id: string): Uint8Array {
  if (typeof piece === "string") return Buffer.from(piece.replaceAll("@ID@", () => id));
  // Latin-1 keeps every byte; the UTF-16 cases have a NUL behind each letter.
  const latin1 = Buffer.from(piece).toString("latin1");
  const wide = [..."@ID@"].map((letter) => `${letter}\0`).join("");
  const filled = latin1
    .replaceAll("@ID@", () => id)
    .replaceAll(wide, () => [...id].map((letter) => `${letter}\0`).join(""));
  return Buffer.from(filled, "latin1");
}

function headerOf(headers: HeaderList | undefined, name: string): string | undefined {
  return headers?.find(([key]) => key === name)?.[1];
}
