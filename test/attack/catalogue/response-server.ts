/** What a server says by itself on a stream: requests, notifications; and answers on a stream that is resumed. */
import { of, type ResponseCase } from "./case.ts";
import { content, error, event, good, result } from "./response-parts.ts";

type Row = readonly [name: string, message: string, expect?: ResponseCase["expect"]];

const word = '"nightfall"';
const ask = (method: string, params: string): string =>
  `{"jsonrpc":"2.0","id":"s1","method":"${method}","params":{${params}}}`;
const notify = (method: string, params: string): string =>
  `{"jsonrpc":"2.0","method":"notifications/${method}","params":{${params}}}`;
const samplingMessage = (inner: string): string =>
  ask("sampling/createMessage", `"maxTokens":1,"messages":[{"role":"user","content":${inner}}]`);
const form = (property: string): string =>
  ask(
    "elicitation/create",
    `"message":"x","requestedSchema":{"type":"object","properties":{"a":{"type":"string",${property}}}}`,
  );
const tool = `{"name":"a","description":${word},"inputSchema":{"type":"object"}}`;

const requests: readonly Row[] = [
  [
    "sampling: systemPrompt",
    ask("sampling/createMessage", `"maxTokens":1,"messages":[],"systemPrompt":${word}`),
  ],
  ["sampling: text", samplingMessage(`{"type":"text","text":${word}}`)],
  ["sampling: text, escaped", samplingMessage('{"type":"text","text":"ni\\u0067htfall"}')],
  [
    "sampling: second of a list",
    samplingMessage(`[{"type":"text","text":"x"},{"type":"text","text":${word}}]`),
  ],
  ["sampling: tool_use", samplingMessage(`{"type":"tool_use","id":"1","name":"a","input":{"x":${word}}}`)],
  [
    "sampling: tool_result",
    samplingMessage(`{"type":"tool_result","toolUseId":"1","content":[{"type":"text","text":${word}}]}`),
  ],
  [
    "sampling: tool_result's structure",
    samplingMessage(`{"type":"tool_result","toolUseId":"1","content":[],"structuredContent":{"x":${word}}}`),
  ],
  ["sampling: tool", ask("sampling/createMessage", `"maxTokens":1,"messages":[],"tools":[${tool}]`)],
  [
    "sampling: stopSequences",
    ask("sampling/createMessage", `"maxTokens":1,"messages":[],"stopSequences":[${word}]`),
  ],
  [
    "sampling: metadata",
    ask("sampling/createMessage", `"maxTokens":1,"messages":[],"metadata":{"x":${word}}`),
  ],
  [
    "sampling: model",
    ask(
      "sampling/createMessage",
      `"maxTokens":1,"messages":[],"modelPreferences":{"hints":[{"name":${word}}]}`,
    ),
  ],
  ["sampling: _meta", ask("sampling/createMessage", `"maxTokens":1,"messages":[],"_meta":{"x":${word}}`)],
  ["sampling: task", ask("sampling/createMessage", `"maxTokens":1,"messages":[],"task":{"x":${word}}`)],
  [
    "elicitation: message",
    ask("elicitation/create", `"message":${word},"requestedSchema":{"type":"object","properties":{}}`),
  ],
  ["elicitation: title", form(`"title":${word}`)],
  ["elicitation: description", form(`"description":${word}`)],
  ["elicitation: enum", form(`"enum":["x",${word}]`)],
  ["elicitation: enumNames", form(`"enum":["x"],"enumNames":[${word}]`)],
  ["elicitation: oneOf", form(`"oneOf":[{"const":"x","title":${word}}]`)],
  ["elicitation: default", form(`"default":${word}`)],
  [
    "elicitation: field's name",
    ask(
      "elicitation/create",
      '"message":"x","requestedSchema":{"type":"object","properties":{"nightfall":{"type":"string"}}}',
    ),
  ],
  [
    "elicitation: url",
    ask("elicitation/create", '"mode":"url","elicitationId":"e","message":"x","url":"https://nightfall/"'),
  ],
  [
    "elicitation: url's message",
    ask("elicitation/create", `"mode":"url","elicitationId":"e","message":${word},"url":"https://a/"`),
  ],
  ["roots: _meta", ask("roots/list", `"_meta":{"x":${word}}`)],
  ["ping: _meta", ask("ping", `"_meta":{"x":${word}}`)],
  ["tasks/get of a client's task", ask("tasks/get", `"taskId":${word}`)],
  ["tasks/result of a client's task", ask("tasks/result", `"taskId":"t","_meta":{"x":${word}}`)],
  ["method of a client", ask("tools/call", `"name":"a","arguments":{"x":${word}}`)],
  ["unknown method", ask("x/y", `"x":${word}`)],
  ["unknown method's name", ask("x/nightfall", "")],
  ["Params", `{"jsonrpc":"2.0","id":"s1","method":"ping","Params":{"x":${word}}}`, "replaced"],
  [
    "message twice",
    ask("elicitation/create", `"message":"x","message":${word},"requestedSchema":{"type":"object"}`),
    "replaced",
  ],
  [
    "Message",
    ask("elicitation/create", `"message":"x","Message":${word},"requestedSchema":{"type":"object"}`),
    "replaced",
  ],
];
const harmlessRequests: readonly Row[] = [
  ["sampling", samplingMessage('{"type":"text","text":"x"}'), "forwarded"],
  ["elicitation", form('"title":"x"'), "forwarded"],
  ["roots without params", '{"jsonrpc":"2.0","id":"s1","method":"roots/list"}', "forwarded"],
  ["ping", '{"jsonrpc":"2.0","id":0,"method":"ping"}', "forwarded"],
];

const notifications: readonly Row[] = [
  ["message: data", notify("message", `"level":"info","data":${word}`)],
  ["message: deep data", notify("message", `"level":"info","data":{"a":[${word}]}`)],
  ["message: data's key", notify("message", '"level":"info","data":{"nightfall":1}')],
  ["message: logger", notify("message", `"level":"info","logger":${word},"data":1`)],
  ["progress: message", notify("progress", `"progressToken":1,"progress":1,"message":${word}`)],
  [
    "progress: message, escaped",
    notify("progress", '"progressToken":1,"progress":1,"message":"nigh\\u0074fall"'),
  ],
  ["cancelled: reason", notify("cancelled", `"requestId":1,"reason":${word}`)],
  ["resources/updated: uri", notify("resources/updated", '"uri":"a:nightfall"')],
  ["resources/updated: title", notify("resources/updated", `"uri":"a:b","title":${word}`)],
  ["tools/list_changed: _meta", notify("tools/list_changed", `"_meta":{"x":${word}}`)],
  ["elicitation/complete: id", notify("elicitation/complete", `"elicitationId":${word}`)],
  [
    "tasks/status: statusMessage",
    notify("tasks/status", `"taskId":"t","status":"working","statusMessage":${word}`),
  ],
  ["tasks: result", notify("tasks", `"taskId":"t","status":"completed","result":{${content(word)}}`)],
  [
    "tasks: result's structure",
    notify("tasks", `"taskId":"t","status":"completed","result":{"structuredContent":{"a":${word}}}`),
  ],
  ["tasks: result of no shape", notify("tasks", `"taskId":"t","status":"completed","result":{"x":${word}}`)],
  ["tasks: error", notify("tasks", `"taskId":"t","status":"failed","error":{"code":1,"message":${word}}`)],
  [
    "tasks: input required",
    notify(
      "tasks",
      `"taskId":"t","status":"input_required","inputRequests":{"a":{"method":"elicitation/create","params":{"message":${word}}}}`,
    ),
  ],
  [
    "subscriptions/acknowledged: uri",
    notify("subscriptions/acknowledged", '"notifications":{"resourceSubscriptions":["a:nightfall"]}'),
  ],
  ["unknown", notify("x", `"x":${word}`)],
  ["unknown name", notify("nightfall", "")],
  ["without the prefix", `{"jsonrpc":"2.0","method":"x/y","params":{"x":${word}}}`],
  ["of a client", notify("initialized", `"_meta":{"x":${word}}`)],
];
const harmlessNotifications: readonly Row[] = [
  ["message", notify("message", '"level":"info","data":"x"'), "forwarded"],
  ["progress", notify("progress", '"progressToken":1,"progress":1.0,"message":"x"'), "forwarded"],
  ["list_changed", '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}', "forwarded"],
  [
    "of tasks",
    notify("tasks", `"taskId":"t","status":"completed","result":{${content('"fine"')}}`),
    "forwarded",
  ],
];

const rows = [...requests, ...harmlessRequests, ...notifications, ...harmlessNotifications];
const on = (leg: "events" | "get stream", more: Partial<ResponseCase>, behind = ""): ResponseCase[] =>
  rows.map(([name, message, expect = "denied in place"]) => ({
    name,
    body: event(message, "id: 5\n") + behind,
    leg,
    expect,
    ...more,
  }));

/** Results of every shape on a stream whose requests are not known. */
const resumed: ResponseCase[] = (
  [
    [
      "initialize",
      `"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"x","version":"1"},"instructions":${word}`,
    ],
    ["discover", `"supportedVersions":["2026-07-28"],"instructions":${word}`],
    ["tools", `"tools":[${tool}]`],
    ["prompts", `"prompts":[{"name":"a","description":${word}}]`],
    ["resources", `"resources":[{"uri":"a:nightfall","name":"x"}]`],
    ["templates", `"resourceTemplates":[{"uriTemplate":"a:{x}","name":${word}}]`],
    ["skills", `"skills":[{"uri":"skill://a","frontmatter":{"description":${word}}}]`],
    ["completion", `"completion":{"values":[${word}]}`],
    ["task", `"task":{"taskId":"t","status":"working","statusMessage":${word}}`],
    ["tasks", `"tasks":[{"taskId":"t","status":"working","statusMessage":${word}}]`],
    ["finished task", `"taskId":"t","status":"completed","result":{${content(word)}}`],
    [
      "input required",
      `"resultType":"input_required","inputRequests":{"a":{"method":"elicitation/create","params":{"message":${word}}}}`,
    ],
    ["sampling", `"role":"assistant","model":"m","content":{"type":"text","text":${word}}`],
    ["roots", '"roots":[{"uri":"file:///nightfall"}]'],
    ["elicitation", `"action":"accept","content":{"x":${word}}`],
    ["two shapes", `"tools":[],"completion":{"values":[${word}]}`],
  ] as const
).map(([name, inner]) => ({
  name,
  body: event(result(inner), "id: 6\n"),
  leg: "get stream",
  requestHeaders: [["last-event-id", "5"]],
  expect: "denied",
}));

/** Event streams could hold batches in 2025-03-26. */
const batches: ResponseCase[] = (
  [
    ["notification and answer", `[${notify("message", `"level":"info","data":${word}`)},${good}]`, "denied"],
    ["two notifications", `[${notify("x", '"x":1')},${notify("x", `"x":${word}`)}]`, "denied in place"],
    [
      "request and notification",
      `[${ask("roots/list", `"_meta":{"x":${word}}`)},${notify("x", '"x":1')}]`,
      "denied in place",
    ],
    ["harmless", `[${notify("x", '"x":1')},${notify("x", '"x":2')}]`, "forwarded"],
  ] as const
).map(([name, body, expect]) => ({ name, body: event(body), leg: "get stream", era: "2025-03-26", expect }));

/** The stream of `subscriptions/listen` (2026-07-28) stays open and ends with a result. */
const listening: ResponseCase[] = (
  [
    [
      "acknowledged",
      notify("subscriptions/acknowledged", '"notifications":{"resourceSubscriptions":["a:nightfall"]}'),
      "denied in place",
    ],
    ["updated", notify("resources/updated", '"uri":"a:nightfall"'), "denied in place"],
    [
      "tasks",
      notify("tasks", `"taskId":"t","status":"completed","result":{${content(word)}}`),
      "denied in place",
    ],
    [
      "subscription's _meta",
      notify("tools/list_changed", `"_meta":{"io.modelcontextprotocol/subscriptionId":${word}}`),
      "denied in place",
    ],
    ["final result", result(`"resultType":"complete","_meta":{"x":${word}}`), "denied"],
    ["final error", error(`"code":1,"message":${word}`), "denied"],
    ["harmless", notify("resources/updated", '"uri":"a:b"'), "forwarded"],
  ] as const
).map(([name, body, expect]) => ({
  name,
  body: event(body),
  leg: "events",
  to: "subscriptions/listen",
  era: "2026-07-28",
  expect,
}));

/** HTTP+SSE (2024-11-05) begins with an event that says where to POST to; refused unless a setting allows it. */
const uri = "/messages?sessionId=nightfall";
const endpoints: ResponseCase[] = (
  [
    ["the event", `event: endpoint\ndata: ${uri}\n\n`],
    [
      "with a result behind",
      `event: endpoint\ndata: ${uri}\n\n${event(result(content(word)), "event: message\n")}`,
    ],
    ["another origin", "event: endpoint\ndata: http://other.example/nightfall\n\n"],
    ["no space", `event:endpoint\ndata:${uri}\n\n`],
    ["data first", `data: ${uri}\nevent: endpoint\n\n`],
    ["two names", `event: message\nevent: endpoint\ndata: ${uri}\n\n`],
    ["two names, the other way", `event: endpoint\nevent: message\ndata: ${uri}\n\n`],
    ["two lines of data", `event: endpoint\ndata: /messages\ndata: ?sessionId=nightfall\n\n`],
    ["CR", `event: endpoint\rdata: ${uri}\r\r`],
    ["CRLF", `event: endpoint\r\ndata: ${uri}\r\n\r\n`],
    ["no blank line", `event: endpoint\ndata: ${uri}\n`],
    ["a space behind the name", `event: endpoint \ndata: ${uri}\n\n`],
    ["upper case", `event: ENDPOINT\ndata: ${uri}\n\n`],
    ["a mark before", `\ufeffevent: endpoint\ndata: ${uri}\n\n`],
    ["an id", `id: 1\nevent: endpoint\ndata: ${uri}\n\n`],
    ["a comment before", `: x\n\nevent: endpoint\ndata: ${uri}\n\n`],
    ["text in JSON", `event: endpoint\ndata: "${uri}"\n\n`],
    ["number", "event: endpoint\ndata: 0\n\n"],
    ["without a name", `data: ${uri}\n\n`],
  ] as const
).map(([name, body]) => ({ name, body, leg: "get stream", era: "2025-03-26", expect: "replaced" }));

export const serverMessageCases: readonly ResponseCase[] = [
  ...of("server on a POST stream", on("events", {}, event(good))),
  ...of("server on a GET stream", on("get stream", {})),
  ...of("server on a resumed stream", on("get stream", { requestHeaders: [["last-event-id", "5"]] })),
  ...of("resumed answer", resumed),
  ...of("batch of a server", batches),
  ...of("listening", listening),
  ...of("endpoint", endpoints),
];
