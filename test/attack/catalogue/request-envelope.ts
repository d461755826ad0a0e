/** JSON-RPC messages that are not quite one: ids, hybrids, batches, parameters, spelling. */
import { call, deniedTool, type Era, echo, of, type RequestCase, request, say, secret } from "./case.ts";

type Row = readonly [name: string, body: string, expect?: Expect];
type Expect = RequestCase["expect"];

const all = (fallback: Expect, rows: readonly Row[], era?: Era): RequestCase[] =>
  rows.map(([name, body, expect = fallback]) => ({ name, body, expect, ...(era && { era }) }));

const ids = all("refused bad_id", [
  ["1.0", call(secret, "1.0")],
  ["1e0", call(secret, "1e0")],
  ["10E-1", call(secret, "10E-1")],
  ["1.5", call(secret, "1.5")],
  ["-0", call(secret, "-0")],
  ["2^53", call(secret, "9007199254740992")],
  ["2^53+1", call(secret, "9007199254740993")],
  ["-2^53-1", call(secret, "-9007199254740993")],
  ["2^63", call(secret, "9223372036854775808")],
  ["2^64", call(secret, "18446744073709551616")],
  ["1e30", call(secret, "1e30")],
  ["null", call(secret, "null")],
  ["true", call(secret, "true")],
  ["false", call(secret, "false")],
  ["object", call(secret, "{}")],
  ["object with id", call(secret, '{"id":1}')],
  ["list", call(secret, "[]")],
  ["list of one", call(secret, "[1]")],
  ["0", call(secret, "0"), "denied"],
  ["-1", call(secret, "-1"), "denied"],
  ["2^53-1", call(secret, "9007199254740991"), "denied"],
  ["empty text", call(secret, '""'), "denied"],
  ["text of a number", call(secret, '"1"'), "denied"],
  ["text with escapes", call(secret, '"\\u0031\\n\\"\\/"'), "denied"],
  ["text with a pair", call(secret, '"\\ud83d\\ude00"'), "denied"],
  ["long text", call(secret, `"${"i".repeat(20_000)}"`), "denied"],
  ["text of null", call(echo, '"null"'), "forwarded"],
  ["escaped text", call(echo, '"\\u0031"'), "forwarded"],
]);

const noIds = all("refused missing_id", [
  ["tools/call", `{"jsonrpc":"2.0","method":"tools/call","params":${secret}}`],
  ["tools/call, harmless", `{"jsonrpc":"2.0","method":"tools/call","params":${echo}}`],
  ["prompts/get", '{"jsonrpc":"2.0","method":"prompts/get","params":{"name":"secret"}}'],
  ["resources/read", '{"jsonrpc":"2.0","method":"resources/read","params":{"uri":"secret://a"}}'],
  ["ping", '{"jsonrpc":"2.0","method":"ping"}'],
  ["tools/list", '{"jsonrpc":"2.0","method":"tools/list"}'],
  ["notification with an id", request("notifications/initialized", "{}"), "refused unexpected_id"],
  ["unknown notification with an id", request("notifications/tools/call", secret), "refused unexpected_id"],
  ["notification", '{"jsonrpc":"2.0","method":"notifications/initialized"}', "forwarded"],
  ["unknown notification", `{"jsonrpc":"2.0","method":"notifications/x","params":${secret}}`, "forwarded"],
]);

const hybrids = all("refused hybrid", [
  ["method and result", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${secret},"result":{}}`],
  ["result before method", `{"jsonrpc":"2.0","id":1,"result":{},"method":"tools/call","params":${secret}}`],
  [
    "method and null result",
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${secret},"result":null}`,
  ],
  [
    "method and error",
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${secret},"error":{"code":1,"message":"x"}}`,
  ],
  ["method and null error", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${secret},"error":null}`],
  [
    "all three",
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${secret},"result":{},"error":{"code":1,"message":"x"}}`,
  ],
  ["result and error", '{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"x"}}'],
  ["null method and result", '{"jsonrpc":"2.0","id":1,"method":null,"result":{}}'],
  [
    "method and empty list for a result",
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${secret},"result":[]}`,
  ],
  ["result with params", `{"jsonrpc":"2.0","id":1,"result":{},"params":${secret}}`, "refused unknown_member"],
  ["neither", '{"jsonrpc":"2.0","id":1}', "refused no_message"],
  ["params alone", `{"jsonrpc":"2.0","id":1,"params":${secret}}`, "refused no_message"],
  ["result without id", '{"jsonrpc":"2.0","result":{}}', "refused missing_id"],
  ["result that is a text", '{"jsonrpc":"2.0","id":1,"result":"x"}', "replaced"],
  ["result that is null", '{"jsonrpc":"2.0","id":1,"result":null}', "replaced"],
  ["error that is a text", '{"jsonrpc":"2.0","id":1,"error":"x"}', "replaced"],
]);

const versions = all("refused bad_version", [
  ["none", `{"id":1,"method":"tools/call","params":${secret}}`],
  ["1.0", `{"jsonrpc":"1.0","id":1,"method":"tools/call","params":${secret}}`],
  ["number", `{"jsonrpc":2.0,"id":1,"method":"tools/call","params":${secret}}`],
  ["number 2", `{"jsonrpc":2,"id":1,"method":"tools/call","params":${secret}}`],
  ["null", `{"jsonrpc":null,"id":1,"method":"tools/call","params":${secret}}`],
  ["list", `{"jsonrpc":["2.0"],"id":1,"method":"tools/call","params":${secret}}`],
  ["with a space", `{"jsonrpc":"2.0 ","id":1,"method":"tools/call","params":${secret}}`],
  ["2", `{"jsonrpc":"2","id":1,"method":"tools/call","params":${secret}}`],
  ["empty", `{"jsonrpc":"","id":1,"method":"tools/call","params":${secret}}`],
  ["escaped", `{"jsonrpc":"\\u0032.0","id":1,"method":"tools/call","params":${secret}}`, "denied"],
]);

const roots = all("refused not_an_object", [
  ["text", '"tools/call"'],
  ["number", "1"],
  ["null", "null"],
  ["true", "true"],
  ["text of a call", JSON.stringify(call(secret))],
  ["object of nothing", "{}", "refused bad_version"],
]);

const ping = request("ping", "{}", "7");
const batchRows: readonly Row[] = [
  ["one call", `[${call(secret)}]`],
  ["ping and call", `[${ping},${call(secret)}]`],
  ["call and ping", `[${call(secret)},${ping}]`],
  ["harmless and denied", `[${call(echo)},${call(secret, "2")}]`],
  ["notification and call", `[{"jsonrpc":"2.0","method":"notifications/initialized"},${call(secret)}]`],
];
const batches: RequestCase[] = [
  ...(["2025-06-18", "2025-11-25", "2026-07-28"] as const).flatMap((era) =>
    all("refused batch", batchRows, era).map((one) => ({ ...one, name: `${one.name}, ${era}` })),
  ),
  ...all("denied", batchRows, "2025-03-26").map((one) => ({ ...one, name: `${one.name}, 2025-03-26` })),
  ...all("denied", batchRows).map((one) => ({
    ...one,
    name: `${one.name}, no version`,
    headers: [["mcp-protocol-version", ""]] as const,
  })),
  ...all(
    "refused not_an_object",
    [
      ["list in a list", `[[${call(secret)}]]`],
      ["text in a list", '["tools/call"]'],
      ["call and null", `[${call(secret)},null]`],
      ["empty", "[]", "refused batch"],
      ["the same id twice", `[${call(echo)},${call(secret)}]`, "refused duplicate_id"],
      [
        "the same id, spelled otherwise",
        `[${call(echo, '"a"')},${call(secret, '"\\u0061"')}]`,
        "refused duplicate_id",
      ],
      [
        "folded key in the second",
        `[${ping},{"jsonrpc":"2.0","id":1,"Method":"tools/call","params":${secret}}]`,
        "refused folded_key",
      ],
      ["a good one", `[${ping},${call(echo)}]`, "forwarded"],
      [
        "the word in the third",
        `[${ping},${call(echo)},${call('{"name":"echo","arguments":{"text":"nightfall"}}', "3")}]`,
        "denied",
      ],
    ],
    "2025-03-26",
  ),
];

const params = all("refused bad_params", [
  ["list", call('["secret",{"text":"hi"}]')],
  ["text", call('"secret"')],
  ["text of JSON", call(JSON.stringify(secret))],
  ["null", call("null")],
  ["none", '{"jsonrpc":"2.0","id":1,"method":"tools/call"}'],
  ["empty", call("{}")],
  ["name null", call('{"name":null,"arguments":{"text":"hi"}}')],
  ["name list", call('{"name":["secret"],"arguments":{"text":"hi"}}')],
  ["name object", call('{"name":{"name":"secret"},"arguments":{"text":"hi"}}')],
  ["name number", call('{"name":1,"arguments":{"text":"hi"}}')],
  ["arguments null", call('{"name":"echo","arguments":null}')],
  ["arguments text of JSON", call('{"name":"echo","arguments":"{\\"text\\":\\"nightfall\\"}"}')],
  ["arguments list", call('{"name":"echo","arguments":[{"text":"nightfall"}]}')],
  ["arguments list of pairs", call('{"name":"echo","arguments":[["text","nightfall"]]}')],
  ["arguments false", call('{"name":"echo","arguments":false}')],
  ["arguments number", call('{"name":"echo","arguments":0}')],
  [
    "prompt arguments with a list",
    request("prompts/get", '{"name":"echo","arguments":{"text":["nightfall"]}}'),
  ],
  ["prompt name list", request("prompts/get", '{"name":["secret"]}')],
  ["uri list", request("resources/read", '{"uri":["secret://a"]}')],
  ["uri null", request("resources/read", '{"uri":null}')],
  ["params of a list method", request("tools/list", '["x"]')],
  [
    "__proto__ among the arguments",
    call('{"name":"echo","arguments":{"text":"hi","__proto__":{"text":"nightfall"}}}'),
    "denied",
  ],
  [
    "__proto__ in params",
    call('{"name":"echo","arguments":{"text":"hi"},"__proto__":{"name":"secret"}}'),
    "forwarded",
  ],
  [
    "constructor among the arguments",
    call('{"name":"echo","arguments":{"text":"hi","constructor":{"prototype":{"x":"nightfall"}}}}'),
    "denied",
  ],
  [
    "hasOwnProperty among the arguments",
    call('{"name":"echo","arguments":{"text":"hi","hasOwnProperty":"nightfall"}}'),
    "denied",
  ],
  ["toString for a tool", call('{"name":"toString","arguments":{}}'), "forwarded"],
  ["__proto__ for a tool", call('{"name":"__proto__","arguments":{}}'), "forwarded"],
  ["task beside it", call('{"name":"secret","arguments":{"text":"hi"},"task":{"ttl":1000}}'), "denied"],
  [
    "_meta beside it",
    call('{"_meta":{"progressToken":1,"name":"echo"},"name":"secret","arguments":{"text":"hi"}}'),
    "denied",
  ],
]);

const method = (name: string): string => request(name, secret);
const tool = (name: string): string => call(`{"name":"${name}","arguments":{"text":"hi"}}`);
const spelling = all("forwarded", [
  ["method: space behind", method("tools/call ")],
  ["method: space before", method(" tools/call")],
  ["method: two slashes", method("tools//call")],
  ["method: upper case", method("TOOLS/CALL")],
  ["method: one upper-case letter", method("tools/Call")],
  ["method: backslash", method("tools\\\\call")],
  ["method: percent", method("tools%2fcall")],
  ["method: dot", method("tools.call")],
  ["method: slash behind", method("tools/call/")],
  ["method: zero-width space", method("tools/\u200bcall")],
  ["method: full width", method("tools\uff0fcall")],
  ["method: Cyrillic", method("tool\u0455/call")],
  ["method: empty", method("")],
  ["method: NUL", method("tools/call\\u0000"), "refused bad_method"],
  ["method: line feed", method("tools/call\\n"), "refused bad_method"],
  ["method: tab", method("\\ttools/call"), "refused bad_method"],
  ["method: null", `{"jsonrpc":"2.0","id":1,"method":null,"params":${secret}}`, "refused bad_method"],
  [
    "method: list",
    `{"jsonrpc":"2.0","id":1,"method":["tools/call"],"params":${secret}}`,
    "refused bad_method",
  ],
  ["method: number", `{"jsonrpc":"2.0","id":1,"method":1,"params":${secret}}`, "refused bad_method"],
  ["tool: NUL behind", tool(`${deniedTool}\\u0000`), "refused bad_params"],
  ["tool: NUL and more", tool("secret\\u0000.txt"), "refused bad_params"],
  ["tool: line feed", tool("secret\\n"), "refused bad_params"],
  ["tool: escape character", tool("\\u001bsecret"), "refused bad_params"],
  ["tool: space behind", tool("secret ")],
  ["tool: upper case", tool("SECRET")],
  ["tool: full width", tool("\uff53ecret")],
  ["tool: zero-width space", tool("sec\u200bret")],
  ["tool: soft hyphen", tool("sec\u00adret")],
  ["tool: combining", tool("secre\u0301t")],
  ["tool: percent", tool("s%65cret")],
  ["tool: empty", tool("")],
]);

const others = all("forwarded", [
  ["denied prompt", request("prompts/get", '{"name":"secret","arguments":{"text":"hi"}}'), "denied"],
  ["prompt argument", request("prompts/get", '{"name":"echo","arguments":{"text":"nightfall"}}'), "denied"],
  ["prompt argument key", request("prompts/get", '{"name":"echo","arguments":{"nightfall":"x"}}'), "denied"],
  ["prompt", request("prompts/get", '{"name":"echo","arguments":{"text":"hi"}}')],
  ["denied resource", request("resources/read", '{"uri":"secret://a"}'), "denied"],
  ["denied resource, escaped", request("resources/read", '{"uri":"s\\u0065cret:\\/\\/a"}'), "denied"],
  ["resource with the word", request("resources/read", '{"uri":"echo://nightfall"}'), "denied"],
  ["resource", request("resources/read", '{"uri":"echo://a"}')],
  ["uri with a tab", request("resources/read", '{"uri":"sec\\tret://a"}'), "refused bad_params"],
  ["uri with a line feed", request("resources/read", '{"uri":"\\nsecret://a"}'), "refused bad_params"],
  ["uri with a space before", request("resources/read", '{"uri":" secret://a"}'), "refused bad_params"],
  ["uri with a NUL", request("resources/read", '{"uri":"secret://a\\u0000"}'), "refused bad_params"],
  ["list of tools", request("tools/list", "{}")],
  ["ping", ping],
  ["harmless call", call(echo)],
  ["harmless call without arguments", call('{"name":"echo"}')],
  [
    "odd spelling arrives as it was",
    '{ "params" : {"arguments":{"n":1.50, "text":"\\u00e9\\/"},\t"name":"echo"},\r\n "method":"tools/call", "id" :7,"jsonrpc":"2.0" }\n',
  ],
  ["texts of all planes", say('"\u00e9\u4e2d\ud83d\ude00\\u0007"')],
  ["a large text", say(`"${"x".repeat(300_000)}"`)],
  ["answer to a server's request", '{"jsonrpc":"2.0","id":1,"result":{"action":"accept","content":{"a":1}}}'],
  ["error to a server's request", '{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no"}}'],
]);

export const envelopeCases: readonly RequestCase[] = [
  ...of("id", ids),
  ...of("no id", noIds),
  ...of("hybrid", hybrids),
  ...of("version", versions),
  ...of("root", roots),
  ...of("batch", batches),
  ...of("params", params),
  ...of("spelling", spelling),
  ...of("message", others),
];
