/** Bytes that one JSON reader takes and another does not: encodings, trailing bytes, leniencies, numbers, depth. */
import { bytes, call, echo, of, type RequestCase, say, secret, type Verdict } from "./case.ts";

type Row = readonly [name: string, body: string | Uint8Array, expect?: Verdict];

const all = (fallback: Verdict, rows: readonly Row[]): RequestCase[] =>
  rows.map(([name, body, expect = fallback]) => ({ name, body, expect }));

/** A call of `echo` whose text holds these bytes. */
const raw = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  bytes(
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"',
    ...parts,
    '"}}}',
  );
const named = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  bytes(
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"',
    ...parts,
    '","arguments":{"text":"hi"}}}',
  );
const utf16 = (text: string, order: "le" | "be"): Uint8Array => {
  const buffer = Buffer.from(text, "utf16le");
  return order === "le" ? buffer : buffer.swap16();
};
const utf32 = (text: string, order: "le" | "be"): Uint8Array => {
  const buffer = Buffer.alloc(text.length * 4);
  for (let at = 0; at < text.length; at++) {
    if (order === "le") buffer.writeUInt32LE(text.charCodeAt(at), at * 4);
    else buffer.writeUInt32BE(text.charCodeAt(at), at * 4);
  }
  return buffer;
};
const bom = [0xef, 0xbb, 0xbf];
const nested = (depth: number, open = "[", close = "]", inner = ""): string =>
  call(
    `{"name":"echo","arguments":{"text":"hi","more":${open.repeat(depth)}${inner}${close.repeat(depth)}}}`,
  );
const secretCall = call(secret);
const echoCall = call(echo);

const escapes = all("denied", [
  ["tool, one letter", call('{"name":"s\\u0065cret","arguments":{"text":"hi"}}')],
  [
    "tool, all letters",
    call('{"name":"\\u0073\\u0065\\u0063\\u0072\\u0065\\u0074","arguments":{"text":"hi"}}'),
  ],
  ["tool, upper-case hex", call('{"name":"s\\u0065\\u0063ret","arguments":{"text":"hi"}}')],
  ["method, slash", '{"jsonrpc":"2.0","id":1,"method":"tools\\/call","params":{"name":"secret"}}'],
  ["method, \\u002f", '{"jsonrpc":"2.0","id":1,"method":"tools\\u002Fcall","params":{"name":"secret"}}'],
  [
    "method, all letters",
    '{"jsonrpc":"2.0","id":1,"method":"\\u0074\\u006f\\u006f\\u006c\\u0073\\u002f\\u0063\\u0061\\u006c\\u006c","params":{"name":"secret"}}',
  ],
  [
    "keys",
    '{"jsonr\\u0070c":"2.0","\\u0069d":1,"m\\u0065thod":"tools/call","p\\u0061rams":{"n\\u0061me":"secret"}}',
  ],
  ["arguments key", call('{"name":"echo","argum\\u0065nts":{"text":"nightfall"}}')],
  ["word, one letter", say('"night\\u0066all"')],
  ["word, all letters", say('"\\u006e\\u0069\\u0067\\u0068\\u0074\\u0066\\u0061\\u006c\\u006c"')],
  ["word, nested in JSON text", call('{"name":"echo","arguments":{"text":"{\\"a\\":\\"nightfall\\"}"}}')],
  ["word, deep", call('{"name":"echo","arguments":{"text":"hi","a":[[{"b":[{"c":"nightfall"}]}]]}}')],
  ["word, as a key", call('{"name":"echo","arguments":{"text":"hi","nightfall":1}}')],
  ["word, plain", say('"before nightfall"')],
  ["tool, plain", secretCall],
  [
    "white space everywhere",
    `\t\r\n {\n"jsonrpc" :\t"2.0"\r,"id": 1 ,"method" :"tools/call","params" : ${secret} }\r\n\t `,
  ],
  ["params before method", `{"params":${secret},"method":"tools/call","id":1,"jsonrpc":"2.0"}`],
  ["arguments before name", call('{"arguments":{"text":"hi"},"name":"secret"}')],
  ["long padding before the name", call(`{"arguments":{"text":"${"x".repeat(200_000)}"},"name":"secret"}`)],
  ["no arguments", call('{"name":"secret"}')],
  ["DEL and C1 in text", raw("nightfall", [0x7f, 0xc2, 0x85])],
]);

const surrogates = all("refused lone_surrogate", [
  ["in text", say('"\\ud800"')],
  ["in text beside the word", say('"\\ud800nightfall"')],
  ["low one in text", say('"\\udc00"')],
  ["swapped pair in text", say('"\\udc00\\ud800"')],
  ["in the tool's name", call('{"name":"secret\\ud800","arguments":{"text":"hi"}}')],
  ["in a key", call('{"name":"echo","arguments":{"text":"hi","\\ud800":1}}')],
  ["in the method", '{"jsonrpc":"2.0","id":1,"method":"tools/call\\ud800","params":{}}'],
  ["a whole pair in text", say('"\\ud83d\\ude00"'), "forwarded"],
  [
    "a whole pair in a key",
    call('{"name":"echo","arguments":{"text":"hi","\\ud83d\\ude00":1}}'),
    "forwarded",
  ],
]);

const utf8 = all("refused invalid_utf8", [
  ["lone continuation", raw([0x80])],
  ["0xff", raw([0xff])],
  ["0xfe 0xff", raw([0xfe, 0xff])],
  ["Latin-1 letter", raw("caf", [0xe9])],
  ["cut two-byte sequence", raw([0xc3])],
  ["cut three-byte sequence", raw([0xe2, 0x82])],
  ["cut four-byte sequence", raw([0xf0, 0x9f, 0x98])],
  ["overlong slash, two bytes", raw([0xc0, 0xaf])],
  ["overlong slash, three bytes", raw([0xe0, 0x80, 0xaf])],
  ["overlong slash, four bytes", raw([0xf0, 0x80, 0x80, 0xaf])],
  ["overlong NUL", raw([0xc0, 0x80])],
  ["overlong letter in the tool's name", named("s", [0xc1, 0xa5], "cret")],
  ["invalid byte in the tool's name", named("secret", [0xff])],
  ["invalid byte before the tool's name", named([0x80], "secret")],
  ["surrogate in UTF-8", raw([0xed, 0xa0, 0x80])],
  ["CESU-8 pair", raw([0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80])],
  ["above U+10FFFF", raw([0xf4, 0x90, 0x80, 0x80])],
  ["five bytes", raw([0xf8, 0x88, 0x80, 0x80, 0x80])],
  ["escape swallowed by a cut sequence", raw([0xe2], '\\","text":"nightfall')],
  ["quote swallowed by a cut sequence", raw([0xc2], '","text":"nightfall')],
  ["behind the value", bytes(echoCall, [0xff])],
  [
    "in a key",
    bytes(
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hi","',
      [0xff],
      '":1}}}',
    ),
  ],
  ["noncharacter U+FFFF is UTF-8", raw([0xef, 0xbf, 0xbf]), "forwarded"],
  ["U+10FFFF is UTF-8", raw([0xf4, 0x8f, 0xbf, 0xbf]), "forwarded"],
  ["U+2028 is UTF-8", raw([0xe2, 0x80, 0xa8]), "forwarded"],
]);

const encodings = all("refused byte_order_mark", [
  ["BOM", bytes(bom, secretCall)],
  ["two BOMs", bytes(bom, bom, secretCall)],
  ["BOM behind white space", bytes(" ", bom, secretCall), "refused syntax"],
  ["BOM behind the value", bytes(echoCall, bom), "refused trailing_bytes"],
  ["UTF-16LE", utf16(secretCall, "le"), "refused syntax"],
  ["UTF-16BE", utf16(secretCall, "be"), "refused syntax"],
  ["UTF-16LE with BOM", bytes([0xff, 0xfe], [...utf16(secretCall, "le")]), "refused invalid_utf8"],
  ["UTF-16BE with BOM", bytes([0xfe, 0xff], [...utf16(secretCall, "be")]), "refused invalid_utf8"],
  ["UTF-32LE", utf32(secretCall, "le"), "refused syntax"],
  ["UTF-32BE", utf32(secretCall, "be"), "refused syntax"],
  ["UTF-32LE with BOM", bytes([0xff, 0xfe, 0, 0], [...utf32(secretCall, "le")]), "refused invalid_utf8"],
  ["UTF-7", "+AHsAIg-jsonrpc+ACI-:+ACI-2.0+ACI-+AH0-", "refused syntax"],
]);

const trailing = all("refused trailing_bytes", [
  ["text", `${echoCall}garbage`],
  ["text behind the denied call", `${secretCall}garbage`],
  ["a second call", `${echoCall}${secretCall}`],
  ["a second call on a line of its own", `${echoCall}\n${secretCall}`],
  ["the denied call first", `${secretCall}\n${echoCall}`],
  ["closing brace", `${secretCall}}`],
  ["closing bracket", `${secretCall}]`],
  ["comma", `${secretCall},`],
  ["comma and a second call", `${echoCall},${secretCall}`],
  ["NUL", bytes(secretCall, [0])],
  ["NUL and a second call", bytes(echoCall, [0], secretCall)],
  ["comment", `${secretCall}// nothing`],
  ["record separator", bytes(secretCall, [0x1e])],
  ["form feed", bytes(secretCall, [0x0c])],
  ["no-break space", bytes(secretCall, [0xc2, 0xa0])],
  ["ctrl-Z", bytes(secretCall, [0x1a])],
  ["white space is none", `${echoCall} \t\r\n`, "forwarded"],
]);

const grammar = all("refused syntax", [
  ["NaN", say("NaN")],
  ["Infinity", say("Infinity")],
  ["-Infinity", say("-Infinity")],
  ["NaN beside the call", call('{"name":"secret","arguments":{"text":"hi","n":NaN}}')],
  ["Infinity beside the call", call('{"name":"secret","arguments":{"text":"hi","n":Infinity}}')],
  ["-Infinity beside the call", call('{"name":"secret","arguments":{"text":"hi","n":-Infinity}}')],
  ["leading zero", say("01")],
  ["leading plus", say("+1")],
  ["bare dot", say(".5")],
  ["dot at the end", say("1.")],
  ["hexadecimal", say("0x10")],
  ["octal", say("0o7")],
  ["digit separator", say("1_000")],
  ["minus alone", say("-")],
  ["exponent without digits", say("1e")],
  ["single quotes", call("{'name':'secret','arguments':{'text':'hi'}}")],
  ["bare keys", call('{name:"secret",arguments:{text:"hi"}}')],
  ["comment", call('{"name":"secret"/* */,"arguments":{"text":"hi"}}')],
  ["line comment", call('{"name":"secret",// "x"\n"arguments":{"text":"hi"}}')],
  ["hash comment", call('{"name":"secret",# x\n"arguments":{"text":"hi"}}')],
  ["comma before a brace", call('{"name":"secret","arguments":{"text":"hi"},}')],
  ["comma before a bracket", call('{"name":"secret","arguments":{"text":"hi","l":[1,]}}')],
  ["two commas", call('{"name":"secret",,"arguments":{"text":"hi"}}')],
  ["no comma", call('{"name":"secret" "arguments":{"text":"hi"}}')],
  ["equals sign", call('{"name"="secret"}')],
  ["key that is a number", call('{"name":"secret","arguments":{1:2}}')],
  ["True", call('{"name":"secret","arguments":{"text":"hi","b":True}}')],
  ["undefined", call('{"name":"secret","arguments":{"text":"hi","b":undefined}}')],
  ["tab in a string", say('"a\tb"')],
  ["line feed in a string", say('"a\nb"')],
  ["NUL in a string", raw([0])],
  ["NUL in the tool's name", named("secret", [0])],
  ["\\x escape", say('"\\x6e"')],
  ["\\' escape", say('"\\\'"')],
  ["\\0 escape", say('"\\0"')],
  ["\\u{} escape", say('"\\u{6e}"')],
  ["\\U escape", say('"\\U006e"')],
  ["short \\u escape", say('"\\u6e"')],
  ["\\u with a space", say('"\\u 06e"')],
  ["continued line", say('"a\\\nb"')],
  ["NUL between tokens", bytes('{"jsonrpc":"2.0",', [0], `"id":1,"method":"tools/call","params":${secret}}`)],
  [
    "no-break space between tokens",
    `{"jsonrpc":"2.0",\u00a0"id":1,"method":"tools/call","params":${secret}}`,
  ],
  ["vertical tab between tokens", `{"jsonrpc":"2.0",\u000b"id":1,"method":"tools/call","params":${secret}}`],
  ["form feed between tokens", `{"jsonrpc":"2.0",\f"id":1,"method":"tools/call","params":${secret}}`],
  ["unfinished", secretCall.slice(0, -1)],
  ["unfinished string", secretCall.slice(0, -8)],
  ["white space alone", "  \n"],
  ["anti-hijacking prefix", `)]}'\n${secretCall}`],
  ["form", "jsonrpc=2.0&method=tools/call"],
  ["text before", `x${secretCall}`],
]);

const numbers = all("forwarded", [
  ["1e400", call('{"name":"echo","arguments":{"text":"hi","n":1e400}}'), "refused number_range"],
  ["-1e400", call('{"name":"echo","arguments":{"text":"hi","n":-1e400}}'), "refused number_range"],
  [
    "400 digits",
    call(`{"name":"echo","arguments":{"text":"hi","n":${"9".repeat(400)}}}`),
    "refused number_range",
  ],
  ["1e400 for an id", call(secret, "1e400"), "refused number_range"],
  ["2^53+1", call('{"name":"echo","arguments":{"text":"hi","n":9007199254740993}}')],
  ["23 digits", call('{"name":"echo","arguments":{"text":"hi","n":12345678901234567890123}}')],
  ["1.0", call('{"name":"echo","arguments":{"text":"hi","n":1.0}}')],
  ["-0", call('{"name":"echo","arguments":{"text":"hi","n":-0}}')],
  ["1E+2", call('{"name":"echo","arguments":{"text":"hi","n":1E+2}}')],
  ["1e-400", call('{"name":"echo","arguments":{"text":"hi","n":1e-400}}')],
  ["many digits behind the dot", call(`{"name":"echo","arguments":{"text":"hi","n":0.${"1".repeat(500)}}}`)],
]);

const depths = all("refused depth", [
  ["65 levels", nested(62)],
  ["100", nested(100)],
  ["1,000", nested(1000)],
  ["10,000", nested(10_000)],
  ["200,000", nested(200_000)],
  ["1,000 objects", nested(1000, '{"a":', "}", "1")],
  ["10,000 objects around the word", nested(10_000, '{"a":', "}", '"nightfall"')],
  ["an open end", `${"[".repeat(100_000)}`],
  ["64 levels are allowed", nested(61), "forwarded"],
  ["64 levels around the word", nested(61, "[", "]", '"nightfall"'), "denied"],
]);

export const byteCases: readonly RequestCase[] = [
  ...of("escape", escapes),
  ...of("surrogate", surrogates),
  ...of("utf-8", utf8),
  ...of("encoding", encodings),
  ...of("trailing", trailing),
  ...of("grammar", grammar),
  ...of("number", numbers),
  ...of("depth", depths),
];
