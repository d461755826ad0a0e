/** Messages with names, shapes and ids that only look odd. */
import { answer, type Message, modern, modernMeta, named, own, request } from "./message.ts";

export const ownNames: readonly Message[] = [
  {
    name: "own names in a tool's arguments and results",
    request: request("tools/call", `{"name":"t","arguments":${own},"_meta":${own}}`),
    answer: answer(
      `{"content":[{"type":"text","text":"t","_meta":${own}}],"structuredContent":${own},"_meta":${own}}`,
    ),
  },
  {
    name: "own names in a prompt's arguments",
    request: request("prompts/get", `{"name":"p","arguments":${named}}`),
    answer: answer(`{"messages":[],"_meta":${own}}`),
  },
  {
    name: "own names in schemas",
    request: request("tools/list", "{}"),
    answer: answer(
      `{"tools":[ {"name":"t","inputSchema":{"type":"object","properties":${own},"$defs":${own}},"outputSchema":{"type":"object","properties":${own}},"_meta":${own}} ]}`,
    ),
  },
  {
    name: "own names in a completion's context",
    request: request(
      "completion/complete",
      `{"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"Name","value":"v"},"context":{"arguments":${named}}}`,
    ),
    answer: answer('{"completion":{"values":[ ]}}'),
  },
  {
    name: "own names in capabilities",
    request: request(
      "initialize",
      `{"protocolVersion":"2025-11-25","capabilities":{"experimental":${own}},"clientInfo":{"name":"c","version":"1"}}`,
    ),
    answer: answer(
      `{"protocolVersion":"2025-11-25","capabilities":{"experimental":${own}},"serverInfo":{"name":"s","version":"1"}}`,
    ),
  },
  {
    name: "own names in what a user filled in",
    request: `{"jsonrpc":"2.0","id":"s-1","result":{"action":"accept","content":${own}}}`,
  },
  {
    name: "own names in what a model asks of a tool",
    request: `{"jsonrpc":"2.0","id":"s-1","result":{"role":"assistant","model":"m","content":[ {"type":"tool_use","id":"1","name":"t","input":${own}} ]}}`,
  },
  {
    name: "own names in inputs, asked for",
    request: request("tools/call", `{"name":"t",${modernMeta}}`),
    answer: answer(
      `{"resultType":"input_required","inputRequests":{"Name":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":${own}}}}}}`,
    ),
    headers: modern("tools/call", "t"),
  },
  {
    name: "own names in inputs, given",
    request: request(
      "tools/call",
      `{"name":"t","inputResponses":{"Name":{"action":"accept","content":${own}},"Method":{"roots":[]}},${modernMeta}}`,
    ),
    answer: answer('{"resultType":"complete","content":[]}'),
    headers: modern("tools/call", "t"),
  },
  {
    name: "own names in an unknown method",
    request: request("vendor/own", `{"data":${own}}`),
    answer: answer(`{"data":${own}}`),
  },
  {
    name: "own names in an error's data",
    request: request("tools/call", '{"name":"t"}'),
    answer: `{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"m","data":${own}}}`,
  },
  {
    name: "own names in a log message",
    request: '{"jsonrpc":"2.0","method":"notifications/vendor","params":{"data":DATA}}'.replace("DATA", own),
  },
  {
    name: "no parameters",
    request: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    answer: answer('{"tools":[]}'),
  },
  ...[
    "{}",
    '{"content":[]}',
    '{"structuredContent":{"a":1}}',
    '{"content":[{"type":"vendor/thing","thing":1}]}',
    '{"content":[],"isError":true,"vendor":[1.0]}',
    '{"toolResult":{"a":1}}',
    '{"task":{"taskId":"x","status":"working","ttl":null}}',
  ].map(
    (result): Message => ({
      name: `a tool's result of ${result}`,
      request: request("tools/call", '{"name":"t"}'),
      answer: answer(result),
    }),
  ),
  ...[
    '{"contents":[]}',
    '{"contents":[{"uri":"a://b","text":"t","blob":"AAE="}]}',
    '{"contents":[{"uri":"a://b"}]}',
  ].map(
    (result): Message => ({
      name: `a resource of ${result}`,
      request: request("resources/read", '{"uri":"a://b"}'),
      answer: answer(result),
    }),
  ),
  ...[
    "file:///My Documents/a b.txt",
    "x:",
    "relative/path",
    "http://[::1]:8/%zz?q=a b#f",
    "urn:uuid:1",
    "",
  ].map(
    (uri): Message => ({
      name: `the URI "${uri}"`,
      request: request("resources/read", `{"uri":"${uri}"}`),
      answer: answer(`{"contents":[{"uri":"${uri}","text":"t"}]}`),
    }),
  ),
  ...["add", "a.b/c-d_e", "Ünïcode 工具", "with space", "get_Name", "__proto__", "constructor"].map(
    (name): Message => ({
      name: `the tool "${name}"`,
      request: request("tools/call", `{"name":"${name}","arguments":{"constructor":1,"toString":"x"}}`),
      answer: answer('{"content":[],"structuredContent":{"constructor":1,"hasOwnProperty":2}}'),
    }),
  ),
  ...['""', '"0"', '"é\\u00e9"', `"${"x".repeat(300)}"`, "-1"].map(
    (id): Message => ({
      name: `the id ${id.slice(0, 20)}`,
      request: request("tools/call", '{"name":"t"}', id),
      answer: answer('{"content":[]}', id),
    }),
  ),
];
