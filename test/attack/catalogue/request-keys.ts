/** Keys that parsers read differently: twice, in another case, unknown ones. */
import { call, echo, of, type RequestCase, secret } from "./case.ts";

const twice: readonly (readonly [string, string])[] = [
  ["tool name, denied last", call('{"name":"echo","name":"secret","arguments":{"text":"hi"}}')],
  ["tool name, denied first", call('{"name":"secret","name":"echo","arguments":{"text":"hi"}}')],
  ["tool name, escaped", call('{"name":"echo","n\\u0061me":"secret","arguments":{"text":"hi"}}')],
  [
    "tool name, all escaped",
    call('{"\\u006e\\u0061\\u006d\\u0065":"secret","name":"echo","arguments":{"text":"hi"}}'),
  ],
  ["tool name, upper-case escapes", call('{"name":"echo","na\\u006De":"secret","arguments":{"text":"hi"}}')],
  ["tool name, apart", call('{"name":"echo","arguments":{"text":"hi"},"name":"secret"}')],
  ["tool name, the same value", call('{"name":"echo","name":"echo","arguments":{"text":"hi"}}')],
  ["tool name, null last", call('{"name":"secret","name":null,"arguments":{"text":"hi"}}')],
  ["tool name, three times", call('{"name":"echo","name":"secret","name":"echo","arguments":{"text":"hi"}}')],
  ["method", `{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call","params":${secret}}`],
  ["method, known last", `{"jsonrpc":"2.0","id":1,"method":"tools/call","method":"ping","params":${secret}}`],
  [
    "method, escaped",
    `{"jsonrpc":"2.0","id":1,"method":"ping","m\\u0065thod":"tools/call","params":${secret}}`,
  ],
  [
    "method, around params",
    `{"jsonrpc":"2.0","method":"ping","id":1,"params":${secret},"method":"tools/call"}`,
  ],
  ["params", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"params":${secret}}`],
  [
    "params, denied first",
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${secret},"params":${echo}}`,
  ],
  [
    "params, escaped",
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"p\\u0061rams":${secret}}`,
  ],
  ["params, empty last", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${secret},"params":{}}`],
  [
    "params, to be merged",
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"secret"},"params":{"arguments":{"text":"hi"}}}',
  ],
  ["arguments", call('{"name":"echo","arguments":{"text":"hi"},"arguments":{"text":"nightfall"}}')],
  [
    "arguments, denied first",
    call('{"name":"echo","arguments":{"text":"nightfall"},"arguments":{"text":"hi"}}'),
  ],
  ["argument", call('{"name":"echo","arguments":{"text":"hi","text":"nightfall"}}')],
  ["argument, denied first", call('{"name":"echo","arguments":{"text":"nightfall","text":"hi"}}')],
  ["argument, escaped", call('{"name":"echo","arguments":{"text":"hi","te\\u0078t":"nightfall"}}')],
  [
    "argument, deep",
    call('{"name":"echo","arguments":{"text":"hi","more":[{"a":{"b":1,"b":"nightfall"}}]}}'),
  ],
  ["id", `{"jsonrpc":"2.0","id":1,"id":2,"method":"tools/call","params":${echo}}`],
  ["id, null last", `{"jsonrpc":"2.0","id":1,"id":null,"method":"tools/call","params":${secret}}`],
  ["jsonrpc", `{"jsonrpc":"2.0","jsonrpc":"1.0","id":1,"method":"tools/call","params":${echo}}`],
  ["_meta", call('{"name":"echo","arguments":{"text":"hi"},"_meta":{"a":1},"_meta":{"a":2}}')],
  [
    "in _meta",
    call('{"name":"echo","arguments":{"text":"hi"},"_meta":{"progressToken":1,"progressToken":2}}'),
  ],
  ["empty keys", call('{"name":"echo","arguments":{"text":"hi","":1,"":2}}')],
  [
    "__proto__",
    call('{"name":"echo","arguments":{"text":"hi","__proto__":{},"__proto__":{"text":"nightfall"}}}'),
  ],
  ["prompt name", '{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"echo","name":"secret"}}'],
  [
    "resource uri",
    '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"echo://a","uri":"secret://a"}}',
  ],
];

const folded: readonly (readonly [string, string])[] = [
  ["Name behind name", call('{"name":"echo","Name":"secret","arguments":{"text":"hi"}}')],
  ["Name before name", call('{"Name":"secret","name":"echo","arguments":{"text":"hi"}}')],
  ["NAME behind name", call('{"name":"echo","NAME":"secret","arguments":{"text":"hi"}}')],
  ["nAmE, escaped", call('{"name":"echo","n\\u0041mE":"secret","arguments":{"text":"hi"}}')],
  ["name with a NUL", call('{"name":"echo","name\\u0000":"secret","arguments":{"text":"hi"}}')],
  ["Arguments", call('{"name":"echo","arguments":{"text":"hi"},"Arguments":{"text":"nightfall"}}')],
  ["ARGUMENTS", call('{"name":"echo","arguments":{"text":"hi"},"ARGUMENTS":{"text":"nightfall"}}')],
  ["argument\u017f", call('{"name":"echo","arguments":{"text":"hi"},"argument\u017f":{"text":"nightfall"}}')],
  [
    "argument\u017f, escaped",
    call('{"name":"echo","arguments":{"text":"hi"},"argument\\u017f":{"text":"nightfall"}}'),
  ],
  ["Arguments alone", call('{"name":"echo","Arguments":{"text":"nightfall"}}')],
  [
    "Method behind method",
    `{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call","params":${secret}}`,
  ],
  [
    "METHOD before method",
    `{"jsonrpc":"2.0","id":1,"METHOD":"tools/call","method":"ping","params":${secret}}`,
  ],
  ["Params", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"Params":${secret}}`],
  ["param\u017f", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"param\u017f":${secret}}`],
  ["PARAM\u017f", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"PARAM\u017f":${secret}}`],
  [
    "params\u0000",
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"params\\u0000":${secret}}`,
  ],
  ["Id", `{"jsonrpc":"2.0","id":1,"Id":2,"method":"tools/call","params":${echo}}`],
  ["ID alone", `{"jsonrpc":"2.0","ID":1,"method":"tools/call","params":${secret}}`],
  ["JSONRPC", `{"jsonrpc":"2.0","JSONRPC":"2.0","id":1,"method":"tools/call","params":${echo}}`],
  ["j\u017fonrpc", `{"jsonrpc":"2.0","j\u017fonrpc":"2.0","id":1,"method":"tools/call","params":${echo}}`],
  ["Result", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"Result":{}}`],
  ["Error", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"Error":{}}`],
  ["_Meta", call('{"name":"echo","arguments":{"text":"hi"},"_Meta":{"progressToken":1}}')],
  ["Task", call('{"name":"echo","arguments":{"text":"hi"},"Task":{"ttl":1}}')],
  ["InputResponses", call('{"name":"echo","arguments":{"text":"hi"},"InputResponses":{}}')],
  ["requeststate", call('{"name":"echo","arguments":{"text":"hi"},"requeststate":"x"}')],
  [
    "Uri",
    '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"echo://a","Uri":"secret://a"}}',
  ],
  [
    "URI",
    '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"echo://a","URI":"secret://a"}}',
  ],
  ["prompt Name", '{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"echo","Name":"secret"}}'],
];

const unknown: readonly (readonly [string, string])[] = [
  ["extra", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"extra":1}`],
  ["name beside params", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"name":"secret"}`],
  [
    "arguments beside params",
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"arguments":{"text":"nightfall"}}`,
  ],
  ["param", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"param":${secret}}`],
  ["empty key", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"":${secret}}`],
  [
    "__proto__",
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"__proto__":{"params":${secret}}}`,
  ],
  ["constructor", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"constructor":{}}`],
  [
    "method with a space",
    `{"jsonrpc":"2.0","id":1,"method":"ping","method ":"tools/call","params":${secret}}`,
  ],
  [
    "method with a BOM",
    `{"jsonrpc":"2.0","id":1,"method":"ping","\ufeffmethod":"tools/call","params":${secret}}`,
  ],
  [
    "method, full width",
    `{"jsonrpc":"2.0","id":1,"method":"ping","\uff4dethod":"tools/call","params":${secret}}`,
  ],
  ["_meta beside params", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${echo},"_meta":{}}`],
];

export const keyCases: readonly RequestCase[] = [
  ...of(
    "key twice",
    twice.map(([name, body]) => ({ name, body, expect: "refused duplicate_key" as const })),
  ),
  ...of(
    "key folded",
    folded.map(([name, body]) => ({ name, body, expect: "refused folded_key" as const })),
  ),
  ...of("key unknown", [
    ...unknown.map(([name, body]) => ({ name, body, expect: "refused unknown_member" as const })),
    {
      name: "Cyrillic name in params is another key",
      body: call('{"name":"echo","n\u0430me":"secret","arguments":{"text":"hi"}}'),
      expect: "forwarded" as const,
    },
    {
      name: "Name among the arguments is the tool's own",
      body: call('{"name":"echo","arguments":{"text":"hi","Name":"x","name":"y"}}'),
      expect: "forwarded" as const,
    },
    {
      name: "Text among the arguments is seen",
      body: call('{"name":"echo","arguments":{"text":"hi","Text":"nightfall"}}'),
      expect: "denied" as const,
    },
  ]),
];
