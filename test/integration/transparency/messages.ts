/** A message of every kind. */
import { answer, type Message, meta, modern, modernMeta, odd, request } from "./message.ts";
import { ownNames } from "./own-names.ts";

const pair = (
  method: string,
  params: string,
  result: string,
  headers: Record<string, string> = {},
): Message => ({ name: method, request: request(method, params), answer: answer(result), headers });

const text = `{"text":"caf\\u00e9 \\/ é","type":"text",${meta}}`;
const content = `[ ${text}, {"type":"image","data":"iVBORw0KGgo=","mimeType":"image/png"},{"type":"resource","resource":{"uri":"a://b","blob":"AAECAw=="}} ]`;
const nested = `${'{"a":['.repeat(20)}1.0${"]}".repeat(20)}`;

export const messages: readonly Message[] = [
  pair(
    "initialize",
    `{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"},${meta}}`,
    `{"protocolVersion":"2025-11-25","capabilities":{"tools":{ }},"serverInfo":{"name":"s","version":"1"},"instructions":"é \\u00e9"}`,
  ),
  pair("ping", "{ }", "{ }"),
  pair(
    "tools/list",
    `{${meta}}`,
    `{"tools":[ {"name":"t","inputSchema":{"type":"object","x":${odd}}} ],${meta}}`,
  ),
  pair(
    "tools/call",
    `{"arguments":${odd},"name":"t",${meta}}`,
    `{"content":${content},"structuredContent":${odd}}`,
  ),
  pair("prompts/list", "{}", `{"prompts":[ {"name":"p"} ],${meta}}`),
  pair(
    "prompts/get",
    '{"name":"p","arguments":{"a" : "\\u00e9"}}',
    `{"messages":[{"role":"user","content":${text}}]}`,
  ),
  pair("resources/list", "{}", `{"resources":[ ],${meta}}`),
  pair("resources/templates/list", "{}", '{"resourceTemplates":[ ]}'),
  pair(
    "resources/read",
    '{"uri":"file:///caf%C3%A9\\u002f"}',
    `{"contents":[ {"uri":"file:///x","text":"\\u00e9 é",${meta}},{"uri":"a:b","blob":"AAE="} ]}`,
  ),
  pair("resources/subscribe", '{"uri":"a://b"}', "{ }"),
  pair(
    "completion/complete",
    '{"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"a","value":"\\u00e9"}}',
    '{"completion":{"values":[ "\\u00e9" ],"total":1.0}}',
  ),
  pair("logging/setLevel", '{"level":"debug"}', "{ }"),
  pair("tasks/get", '{"taskId":"x"}', `{"taskId":"x","status":"working","statusMessage":"é",${meta}}`),
  pair("tasks/result", '{"taskId":"x"}', `{"content":${content}}`),
  pair("vendor/unknown", odd, odd),
  pair(
    "server/discover",
    `{${modernMeta}}`,
    `{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{ },"instructions":"\\u00e9"}`,
    modern("server/discover"),
  ),
  {
    ...pair(
      "tools/call",
      `{"name":"t","arguments":${odd},${modernMeta}}`,
      `{"resultType":"input_required","inputRequests":{"k":{"method":"roots/list"}},"requestState":"\\u0041=="}`,
      modern("tools/call", "t"),
    ),
    name: "a tool that needs input",
  },
  {
    ...pair(
      "tools/call",
      `{"name":"t","arguments":{},"inputResponses":{"k":{"roots":[ ]}},"requestState":"\\u0041==",${modernMeta}}`,
      `{"resultType":"complete","content":${content}}`,
      modern("tools/call", "t"),
    ),
    name: "a tool that gets its input",
  },
  ...ownNames,
  {
    name: "an error with data",
    request: request("tools/call", '{"name":"t"}'),
    answer: `{"id":1,"error":{"data":${odd},"message":"\\u00e9","code":-32000.0},"jsonrpc":"2.0"}`.replace(
      "-32000.0",
      "-32000",
    ),
  },
  {
    name: "an id of text",
    request: request("tools/call", '{"name":"t"}', '"\\u0061/1"'),
    answer: answer(`{"content":${content}}`, '"\\u0061/1"'),
  },
  {
    name: "a large id",
    request: request("tools/call", '{"name":"t"}', "9007199254740991"),
    answer: answer('{"content":[]}', "9007199254740991"),
  },
  {
    name: "an id of zero",
    request: request("tools/call", '{"name":"t"}', "0"),
    answer: answer('{"content":[]}', "0"),
  },
  {
    name: "deep values",
    request: request("tools/call", `{"name":"t","arguments":${nested}}`),
    answer: answer(`{"content":[],"structuredContent":${nested}}`),
  },
  {
    name: "large values",
    request: request("tools/call", `{"name":"t","arguments":{"a":"${"é\\u00e9 ".repeat(20_000)}"}}`),
    answer: answer(`{"content":[{"type":"text","text":"${"é\\n ".repeat(40_000)}"}]}`),
  },
  {
    name: "notifications/initialized",
    request: '{ "jsonrpc":"2.0","method":"notifications/initialized" }\n',
  },
  {
    name: "notifications/cancelled",
    request: `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"\\u00e9",${meta}}}`,
  },
  {
    name: "an unknown notification",
    request: `{"jsonrpc":"2.0","method":"notifications/vendor","params":${odd}}`,
  },
  {
    name: "an answer of the client",
    request: `{"jsonrpc":"2.0","id":"s-1","result":{"role":"assistant","content":${text},"model":"m"}}`,
  },
  {
    name: "an error of the client",
    request: '{"jsonrpc":"2.0","id":7,"error":{"code":-1,"message":"\\u00e9"}}',
  },
  {
    name: "a batch of 2025-03-26",
    request: `[ ${request("ping", "{}")}, ${request("tools/call", '{"name":"t"}', "2")},{"jsonrpc":"2.0","method":"notifications/x"} ]`,
    answer: `[${answer('{"content":[ ]}', "2")} , ${answer("{ }")}]`,
    headers: { "mcp-protocol-version": "2025-03-26" },
  },
];
