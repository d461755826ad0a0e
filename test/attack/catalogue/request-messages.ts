/** The marker word in whatever a client can say: each method of each era, its parameters, notifications, answers. */
import {
  call,
  type Era,
  echo,
  type HeaderList,
  of,
  type RequestCase,
  request,
  type Verdict,
} from "./case.ts";

type Row = readonly [name: string, body: string, expect?: Verdict | undefined, more?: Partial<RequestCase>];
const all = (fallback: Verdict, era: Era, rows: readonly Row[]): RequestCase[] =>
  rows.map(([name, body, expect = fallback, more]) => ({ name, body, expect, era, ...more }));

const word = '"nightfall"';
const notify = (method: string, params: string): string =>
  `{"jsonrpc":"2.0","method":"notifications/${method}","params":${params}}`;
const echoArguments = '"name":"echo","arguments":{"text":"hi"}';

const requests = all("denied", "2025-11-25", [
  ...[
    ["clientInfo's name", `"clientInfo":{"name":${word},"version":"1"}`],
    ["clientInfo's version", `"clientInfo":{"name":"x","version":${word}}`],
    ["clientInfo's title", `"clientInfo":{"name":"x","version":"1","title":${word}}`],
    ["clientInfo's description", `"clientInfo":{"name":"x","version":"1","description":${word}}`],
    ["clientInfo's websiteUrl", `"clientInfo":{"name":"x","version":"1","websiteUrl":"https://nightfall"}`],
    ["clientInfo's icon", `"clientInfo":{"name":"x","version":"1","icons":[{"src":"https://a/nightfall"}]}`],
    ["_meta", `"clientInfo":{"name":"x","version":"1"},"_meta":{"a":${word}}`],
    ["unknown member", `"clientInfo":{"name":"x","version":"1"},"x":${word}`],
  ].map(
    ([name, inner]): Row => [
      `initialize: ${name}`,
      request("initialize", `{"protocolVersion":"2025-11-25","capabilities":{},${inner}}`),
    ],
  ),
  [
    "initialize: capabilities",
    request(
      "initialize",
      `{"protocolVersion":"2025-11-25","capabilities":{"experimental":{"x":{"a":${word}}}},"clientInfo":{"name":"x","version":"1"}}`,
    ),
  ],
  [
    "initialize: protocolVersion",
    request(
      "initialize",
      `{"protocolVersion":${word},"capabilities":{},"clientInfo":{"name":"x","version":"1"}}`,
    ),
  ],
  ["ping: params", request("ping", `{"x":${word}}`)],
  ["ping: _meta", request("ping", `{"_meta":{"x":${word}}}`)],
  ...[
    "tools/list",
    "prompts/list",
    "resources/list",
    "resources/templates/list",
    "tasks/list",
    "skills/list",
  ].flatMap((method): Row[] => [
    [`${method}: cursor`, request(method, `{"cursor":${word}}`)],
    [`${method}: _meta`, request(method, `{"_meta":{"x":${word}}}`)],
    [`${method}: _meta's key`, request(method, '{"_meta":{"nightfall":1}}')],
  ]),
  ...[
    "resources/subscribe",
    "resources/unsubscribe",
    "resources/read",
    "resources/directory/read",
    "skills/get",
  ].flatMap((method): Row[] => [
    [`${method}: uri`, request(method, '{"uri":"echo://nightfall"}')],
    [`${method}: uri, escaped`, request(method, '{"uri":"echo:\\/\\/night\\u0066all"}')],
    [`${method}: _meta`, request(method, `{"uri":"echo://a","_meta":{"x":${word}}}`)],
    [`${method}: unknown member`, request(method, `{"uri":"echo://a","x":[${word}]}`)],
  ]),
  ...["tools/call", "prompts/get"].flatMap((method): Row[] => [
    [`${method}: baggage`, request(method, `{${echoArguments},"_meta":{"baggage":"a=nightfall"}}`)],
    [`${method}: traceparent`, request(method, `{${echoArguments},"_meta":{"traceparent":${word}}}`)],
    [`${method}: _meta's key`, request(method, `{${echoArguments},"_meta":{"nightfall":1}}`)],
    [`${method}: _meta deep`, request(method, `{${echoArguments},"_meta":{"a":[{"b":${word}}]}}`)],
    [`${method}: progressToken`, request(method, `{${echoArguments},"_meta":{"progressToken":${word}}}`)],
    [`${method}: unknown member`, request(method, `{${echoArguments},"x":${word}}`)],
  ]),
  ["tools/call: task", call(`{${echoArguments},"task":{"ttl":60000,"x":${word}}}`)],
  [
    "completion: value",
    request(
      "completion/complete",
      `{"ref":{"type":"ref/prompt","name":"echo"},"argument":{"name":"text","value":${word}}}`,
    ),
  ],
  [
    "completion: value, escaped",
    request(
      "completion/complete",
      '{"ref":{"type":"ref/prompt","name":"echo"},"argument":{"name":"text","value":"\\u006eightfall"}}',
    ),
  ],
  [
    "completion: argument's name",
    request(
      "completion/complete",
      `{"ref":{"type":"ref/prompt","name":"echo"},"argument":{"name":${word},"value":"x"}}`,
    ),
  ],
  [
    "completion: prompt's name",
    request(
      "completion/complete",
      `{"ref":{"type":"ref/prompt","name":${word}},"argument":{"name":"text","value":"x"}}`,
    ),
  ],
  [
    "completion: uri",
    request(
      "completion/complete",
      '{"ref":{"type":"ref/resource","uri":"echo://nightfall/{x}"},"argument":{"name":"x","value":"x"}}',
    ),
  ],
  [
    "completion: context",
    request(
      "completion/complete",
      `{"ref":{"type":"ref/prompt","name":"echo"},"argument":{"name":"text","value":"x"},"context":{"arguments":{"a":${word}}}}`,
    ),
  ],
  ["logging/setLevel: level", request("logging/setLevel", `{"level":${word}}`)],
  ...["tasks/get", "tasks/result", "tasks/cancel", "tasks/update"].flatMap((method): Row[] => [
    [`${method}: taskId`, request(method, `{"taskId":${word}}`)],
    [`${method}: _meta`, request(method, `{"taskId":"t","_meta":{"x":${word}}}`)],
  ]),
  ["unknown method: params", request("x/y", `{"a":${word}}`)],
  ["unknown method: name", request("x/nightfall", "{}")],
  [
    "method of a server: params",
    request("sampling/createMessage", `{"systemPrompt":${word},"messages":[],"maxTokens":1}`),
  ],
  ["method that only starts so", request("tools/call/x", `{"name":"echo","arguments":{"text":${word}}}`)],
  ["method in upper case", request("TOOLS/CALL", `{"name":"echo","arguments":{"text":${word}}}`)],
  [
    "initialize",
    request(
      "initialize",
      '{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}',
    ),
    "forwarded",
  ],
  ["list", request("prompts/list", '{"cursor":"x"}'), "forwarded"],
  ["subscribe", request("resources/subscribe", '{"uri":"echo://a"}'), "forwarded"],
  [
    "completion",
    request(
      "completion/complete",
      '{"ref":{"type":"ref/prompt","name":"echo"},"argument":{"name":"text","value":"x"}}',
    ),
    "forwarded",
  ],
  ["_meta", call(`{${echoArguments},"_meta":{"baggage":"a=b","progressToken":1.50}}`), "forwarded"],
  ["unknown method", request("x/y", '{"a":1.0}'), "forwarded"],
]);

const notifications = all("denied in place", "2025-11-25", [
  ["initialized: _meta", notify("initialized", `{"_meta":{"x":${word}}}`)],
  ["cancelled: reason", notify("cancelled", `{"requestId":1,"reason":${word}}`)],
  ["cancelled: requestId", notify("cancelled", `{"requestId":${word}}`)],
  ["progress: message", notify("progress", `{"progressToken":1,"progress":1,"message":${word}}`)],
  ["roots/list_changed: _meta", notify("roots/list_changed", `{"_meta":{"x":${word}}}`)],
  [
    "tasks/status: statusMessage",
    notify("tasks/status", `{"taskId":"t","status":"working","statusMessage":${word}}`),
  ],
  ["message of a server: data", notify("message", `{"level":"info","data":{"a":${word}}}`)],
  ["unknown: params", notify("x", `{"a":[${word}]}`)],
  ["unknown: name", notify("nightfall", "{}")],
  ["without the prefix", `{"jsonrpc":"2.0","method":"x/y","params":{"a":${word}}}`],
  ["cancelled", notify("cancelled", '{"requestId":1,"reason":"late"}'), "forwarded"],
  ["without params", '{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}', "forwarded"],
]);

const answer = (inner: string, id = "1"): string => `{"jsonrpc":"2.0","id":${id},"result":{${inner}}}`;
const failed = (inner: string, id = "1"): string => `{"jsonrpc":"2.0","id":${id},"error":{${inner}}}`;
const answers = all("denied in place", "2025-11-25", [
  ["elicitation: content", answer(`"action":"accept","content":{"a":${word}}`)],
  ["elicitation: content, escaped", answer('"action":"accept","content":{"a":"n\\u0069ghtfall"}')],
  ["elicitation: content's key", answer('"action":"accept","content":{"nightfall":1}')],
  ["elicitation: list in the content", answer(`"action":"accept","content":{"a":["x",${word}]}`)],
  ["elicitation: content without action", answer(`"content":{"a":${word}}`)],
  ["elicitation: action", answer(`"action":${word}`)],
  ["elicitation: _meta", answer(`"action":"decline","_meta":{"x":${word}}`)],
  ["sampling: text", answer(`"role":"assistant","model":"m","content":{"type":"text","text":${word}}`)],
  [
    "sampling: second of a list",
    answer(
      `"role":"assistant","model":"m","content":[{"type":"text","text":"x"},{"type":"text","text":${word}}]`,
    ),
  ],
  [
    "sampling: tool_use",
    answer(
      `"role":"assistant","model":"m","stopReason":"toolUse","content":[{"type":"tool_use","id":"1","name":"echo","input":{"text":${word}}}]`,
    ),
  ],
  ["sampling: model", answer(`"role":"assistant","model":${word},"content":{"type":"text","text":"x"}`)],
  [
    "sampling: stopReason",
    answer(`"role":"assistant","model":"m","stopReason":${word},"content":{"type":"text","text":"x"}`),
  ],
  ["roots: uri", answer('"roots":[{"uri":"file:///nightfall"}]')],
  ["roots: name", answer(`"roots":[{"uri":"file:///a","name":${word}}]`)],
  ["roots: second", answer('"roots":[{"uri":"file:///a"},{"uri":"file:///nightfall"}]')],
  ["roots: _meta", answer(`"roots":[],"_meta":{"x":${word}}`)],
  ["task that a client hosts", answer(`"task":{"taskId":"t","status":"working","statusMessage":${word}}`)],
  ["tasks/get of a client", answer(`"taskId":"t","status":"failed","statusMessage":${word}`)],
  ["tasks/list of a client", answer(`"tasks":[{"taskId":"t","status":"working","statusMessage":${word}}]`)],
  ["tool's result", answer(`"content":[{"type":"text","text":${word}}]`)],
  ["no shape", answer(`"x":${word}`)],
  ["two shapes", answer(`"action":"accept","content":{"a":1},"roots":[{"uri":"file:///nightfall"}]`)],
  ["empty with _meta", answer(`"_meta":{"x":${word}}`)],
  ["id of a text", answer(`"action":"accept","content":{"a":${word}}`, '"x"')],
  ["error: message", failed(`"code":1,"message":${word}`)],
  ["error: data", failed(`"code":1,"message":"x","data":{"a":[${word}]}`)],
  ["error: data that is a text", failed(`"code":1,"message":"x","data":${word}`)],
  ["error with the word without id", `{"jsonrpc":"2.0","error":{"code":1,"message":${word}}}`],
  ["elicitation", answer('"action":"accept","content":{"a":1.50}'), "forwarded"],
  ["sampling", answer('"role":"assistant","model":"m","content":{"type":"text","text":"x"}'), "forwarded"],
  ["roots", answer('"roots":[{"uri":"file:///a"}]'), "forwarded"],
  ["empty", answer(""), "forwarded"],
  ["error without id", '{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}', "forwarded"],
  ["error", failed('"code":-1,"message":"x","data":1'), "forwarded"],
]);

const batches = all("denied", "2025-03-26", [
  [
    "notification with the word",
    `[${call(echo)},${notify("cancelled", `{"requestId":9,"reason":${word}}`)}]`,
  ],
  ["the word in a list's cursor", `[${call(echo)},${request("tools/list", `{"cursor":${word}}`, "2")}]`],
  [
    "the word in _meta",
    `[${request("ping", "{}", "2")},${call(`{${echoArguments},"_meta":{"x":${word}}}`)}]`,
  ],
  [
    "call and answer with the word",
    `[${call(echo)},${answer(`"action":"accept","content":{"a":${word}}`, "9")}]`,
    "denied in place",
  ],
  [
    "notifications alone",
    `[${notify("x", "{}")},${notify("cancelled", `{"requestId":9,"reason":${word}}`)}]`,
    "denied in place",
  ],
  [
    "answers alone",
    `[${answer("", "8")},${answer(`"action":"accept","content":{"a":${word}}`, "9")}]`,
    "denied in place",
  ],
  ["answers", `[${answer("", "8")},${answer('"roots":[]', "9")}]`, "forwarded"],
  ["calls and a notification", `[${call(echo)},${notify("x", '{"a":1}')}]`, "forwarded"],
]);

const modern = "2026-07-28";
const meta = (more = ""): string =>
  `"_meta":{"io.modelcontextprotocol/protocolVersion":"${modern}","io.modelcontextprotocol/clientCapabilities":{}${more}}`;
const headers = (method: string, name = ""): HeaderList => [
  ["mcp-protocol-version", modern],
  ["mcp-method", method],
  ...(name === "" ? [] : ([["mcp-name", name]] as const)),
];
const modernRow = (
  name: string,
  method: string,
  inner: string,
  expect?: Verdict,
  more: HeaderList = [],
): Row => [
  name,
  request(method, `{${inner}${inner === "" ? "" : ","}${meta()}}`),
  expect,
  { headers: [...headers(method, mirrored(inner)), ...more] },
];
const mirrored = (inner: string): string => /^"(?:name|uri|taskId)":"([^"]*)"/.exec(inner)?.[1] ?? "";
const retry = (inner: string): string => `${echoArguments},"requestState":"s","inputResponses":{${inner}}`;
const statelessRows: readonly Row[] = [
  [
    "server/discover: _meta",
    request("server/discover", `{${meta(`,"x":${word}`)}}`),
    undefined,
    { headers: headers("server/discover") },
  ],
  [
    "server/discover: client's name",
    request(
      "server/discover",
      `{${meta(`,"io.modelcontextprotocol/clientInfo":{"name":${word},"version":"1"}`)}}`,
    ),
    undefined,
    { headers: headers("server/discover") },
  ],
  [
    "client's capabilities",
    call(
      `{${echoArguments},"_meta":{"io.modelcontextprotocol/protocolVersion":"${modern}","io.modelcontextprotocol/clientCapabilities":{"x":${word}}}}`,
    ),
    undefined,
    { headers: headers("tools/call", "echo") },
  ],
  [
    "baggage in _meta",
    call(`{${echoArguments},${meta(`,"baggage":"a=nightfall"`)}}`),
    undefined,
    { headers: headers("tools/call", "echo") },
  ],
  modernRow("baggage in a header", "tools/call", echoArguments, "denied", [["baggage", "a=nightfall"]]),
  modernRow("tracestate in a header", "tools/call", echoArguments, "denied", [["tracestate", "nightfall"]]),
  modernRow("Mcp-Param-Text", "tools/call", echoArguments, "denied", [["mcp-param-text", "nightfall"]]),
  modernRow("Mcp-Param of no parameter", "tools/call", echoArguments, "denied", [
    ["mcp-param-x", "nightfall"],
  ]),
  modernRow("Mcp-Name that both say", "tools/call", '"name":"nightfall","arguments":{}'),
  modernRow("requestState", "tools/call", `${echoArguments},"requestState":${word}`),
  modernRow("requestState of a prompt", "prompts/get", `${echoArguments},"requestState":${word}`),
  modernRow("requestState of a resource", "resources/read", `"uri":"echo://a","requestState":${word}`),
  modernRow(
    "inputResponses: elicitation",
    "tools/call",
    retry(`"a":{"action":"accept","content":{"x":${word}}}`),
  ),
  modernRow(
    "inputResponses: the second",
    "tools/call",
    retry(`"a":{"action":"decline"},"b":{"action":"accept","content":{"x":${word}}}`),
  ),
  modernRow(
    "inputResponses: sampling",
    "tools/call",
    retry(`"a":{"role":"assistant","model":"m","content":{"type":"text","text":${word}}}`),
  ),
  modernRow("inputResponses: roots", "tools/call", retry('"a":{"roots":[{"uri":"file:///nightfall"}]}')),
  modernRow("inputResponses: no shape", "tools/call", retry(`"a":{"x":${word}}`)),
  modernRow(
    "inputResponses: wrapped in a result",
    "tools/call",
    retry(`"a":{"result":{"action":"accept","content":{"x":${word}}}}`),
  ),
  modernRow("inputResponses: an error", "tools/call", retry(`"a":{"error":{"code":1,"message":${word}}}`)),
  modernRow("inputResponses: a text", "tools/call", retry(`"a":${word}`)),
  modernRow(
    "inputResponses: a list",
    "tools/call",
    retry(`"a":[{"action":"accept","content":{"x":${word}}}]`),
  ),
  modernRow("inputResponses: key", "tools/call", retry('"nightfall":{"action":"decline"}')),
  modernRow(
    "inputResponses that are a list",
    "tools/call",
    `${echoArguments},"inputResponses":[{"action":"accept","content":{"x":${word}}}]`,
  ),
  modernRow("inputResponses that are a text", "tools/call", `${echoArguments},"inputResponses":${word}`),
  modernRow(
    "inputResponses of a prompt",
    "prompts/get",
    `${echoArguments},"inputResponses":{"a":{"action":"accept","content":{"x":${word}}}}`,
  ),
  modernRow(
    "inputResponses of a resource",
    "resources/read",
    `"uri":"echo://a","inputResponses":{"a":{"action":"accept","content":{"x":${word}}}}`,
  ),
  modernRow(
    "inputResponses of a list",
    "tools/list",
    `"inputResponses":{"a":{"action":"accept","content":{"x":${word}}}}`,
  ),
  modernRow(
    "tasks/update: elicitation",
    "tasks/update",
    `"taskId":"t","inputResponses":{"a":{"action":"accept","content":{"x":${word}}}}`,
  ),
  modernRow(
    "tasks/update: sampling",
    "tasks/update",
    `"taskId":"t","inputResponses":{"a":{"role":"assistant","model":"m","content":{"type":"text","text":${word}}}}`,
  ),
  modernRow(
    "tasks/update: key",
    "tasks/update",
    '"taskId":"t","inputResponses":{"nightfall":{"action":"decline"}}',
  ),
  modernRow(
    "subscriptions/listen: uri",
    "subscriptions/listen",
    '"notifications":{"resourceSubscriptions":["echo://nightfall"]}',
  ),
  modernRow("subscriptions/listen: task", "subscriptions/listen", `"notifications":{"taskIds":[${word}]}`),
  modernRow("notifications of a client", "notifications/x", `"a":${word}`, "refused unexpected_id"),
  modernRow(
    "an answer to a server",
    "tools/call",
    retry('"a":{"action":"accept","content":{"x":1}}'),
    "forwarded",
  ),
  modernRow(
    "subscriptions/listen",
    "subscriptions/listen",
    '"notifications":{"resourceSubscriptions":["echo://a"]}',
    "forwarded",
  ),
  modernRow("server/discover", "server/discover", "", "forwarded"),
  modernRow("Mcp-Param-Text, harmless", "tools/call", echoArguments, "forwarded", [["mcp-param-text", "hi"]]),
];
const stateless = all("denied", modern, statelessRows).map((one) =>
  one.name === "subscriptions/listen" ? { ...one, staysOpen: true as const } : one,
);

/** Endpoints of HTTP+SSE (2024-11-05), where the answer comes on the GET stream. */
const endpoints: RequestCase[] = [
  "/messages/?session_id=0123456789abcdef",
  "/message?sessionId=0b2e3a52-9f34-4d8c-a7f5-54a1a2a7a6b1",
  "/sse",
].map((path) => ({
  name: path,
  path,
  headers: [["mcp-protocol-version", ""]],
  body: call(`{"name":"echo","arguments":{"text":${word}}}`),
  expect: "denied",
}));

export const messageCases: readonly RequestCase[] = [
  ...of("says", requests),
  ...of("notifies", notifications),
  ...of("answers", answers),
  ...of("batch of messages", batches),
  ...of("stateless", stateless),
  ...of("2024-11-05", endpoints),
];
