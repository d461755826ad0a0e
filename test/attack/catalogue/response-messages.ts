/** The marker word in whatever a server can answer: each method of each era, as JSON and as an event. */
import { type Era, of, type ResponseCase } from "./case.ts";
import { content, error, event, result } from "./response-parts.ts";

type Expect = ResponseCase["expect"];
type Row = readonly [name: string, body: string, expect?: Expect];

const word = '"nightfall"';

/** Each answer twice: as a JSON body, and as an event. */
function to(method: string, rows: readonly Row[], era?: Era): ResponseCase[] {
  return rows.flatMap(([name, body, expect = "denied"]) => {
    const one = { name: `${method}: ${name}`, body, to: method, expect, ...(era && { era }) };
    return [one, { ...one, name: `${one.name}, event`, body: event(body), leg: "events" as const }];
  });
}

const errors: readonly Row[] = [
  ["error's message", error(`"code":1,"message":${word}`)],
  ["error's data", error(`"code":1,"message":"x","data":{"a":[${word}]}`)],
  ["result's _meta", result(`"_meta":{"x":${word}}`)],
];

const greeting = (inner: string): string =>
  result(`"protocolVersion":"2025-11-25","capabilities":{},${inner}`);
const server = '"serverInfo":{"name":"x","version":"1"}';
const initialize = to("initialize", [
  ["instructions", greeting(`${server},"instructions":${word}`)],
  ["instructions, escaped", greeting(`${server},"instruct\\u0069ons":"ni\\u0067htfall"`)],
  ["server's name", greeting(`"serverInfo":{"name":${word},"version":"1"}`)],
  ["server's version", greeting(`"serverInfo":{"name":"x","version":${word}}`)],
  ["server's title", greeting(`"serverInfo":{"name":"x","version":"1","title":${word}}`)],
  ["server's description", greeting(`"serverInfo":{"name":"x","version":"1","description":${word}}`)],
  ["server's website", greeting('"serverInfo":{"name":"x","version":"1","websiteUrl":"https://nightfall"}')],
  [
    "server's icon",
    greeting('"serverInfo":{"name":"x","version":"1","icons":[{"src":"https://a/nightfall"}]}'),
  ],
  [
    "capabilities",
    result(`"protocolVersion":"2025-11-25","capabilities":{"experimental":{"x":{"a":${word}}}},${server}`),
  ],
  ["protocolVersion", result(`"protocolVersion":${word},"capabilities":{},${server}`)],
  ["_meta", greeting(`${server},"_meta":{"x":${word}}`)],
  ["unknown member", greeting(`${server},"x":${word}`)],
  [
    "instructions twice",
    greeting(`${server},"instructions":"x","instructions":${word}`),
    "refused duplicate_key",
  ],
  ["Instructions", greeting(`${server},"Instructions":${word}`), "refused folded_key"],
  errors[0] as Row,
  errors[1] as Row,
  ["harmless", greeting(`${server},"instructions":"be kind"`), "forwarded"],
]);

const found = (inner: string): string =>
  result(
    `"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{},"ttlMs":0,"cacheScope":"private",${inner}`,
  );
const modernServer = '"io.modelcontextprotocol/serverInfo":{"name":"x","version":"1"}';
const discover = to(
  "server/discover",
  [
    ["instructions", found(`"instructions":${word},"_meta":{${modernServer}}`)],
    ["server's name", found(`"_meta":{"io.modelcontextprotocol/serverInfo":{"name":${word},"version":"1"}}`)],
    ["_meta", found(`"_meta":{${modernServer},"x":${word}}`)],
    ["extension", found(`"capabilitiesX":{"extensions":{"x":{"a":${word}}}},"_meta":{${modernServer}}`)],
    ["unknown member", found(`"x":${word},"_meta":{${modernServer}}`)],
    ...errors.slice(0, 2),
    ["harmless", found(`"instructions":"be kind","_meta":{${modernServer}}`), "forwarded"],
  ],
  "2026-07-28",
);

const tool = (inner: string): string => `{"name":"echo",${inner}}`;
const schema = (inner: string): string => tool(`"inputSchema":{"type":"object",${inner}}`);
const plain = '"inputSchema":{"type":"object"}';
const tools = (...entries: readonly string[]): string => result(`"tools":[${entries.join(",")}]`);
const toolList = to("tools/list", [
  ["description", tools(tool(`"description":${word},${plain}`))],
  ["description, escaped", tools(tool(`"descripti\\u006fn":"night\\u0066all",${plain}`))],
  ["name", tools(`{"name":${word},${plain}}`)],
  ["title", tools(tool(`"title":${word},${plain}`))],
  ["the second", tools(tool(plain), `{"name":"b","description":${word},${plain}}`)],
  [
    "the hundredth",
    tools(...Array.from({ length: 99 }, () => tool(plain)), tool(`"description":${word},${plain}`)),
  ],
  ["schema's description", tools(schema(`"description":${word}`))],
  ["schema's title", tools(schema(`"title":${word}`))],
  ["schema's comment", tools(schema(`"$comment":${word}`))],
  ["schema's reference", tools(schema('"$ref":"https://nightfall/schema"'))],
  ["schema's definitions", tools(schema(`"$defs":{"a":{"description":${word}}}`))],
  ["schema's required", tools(schema(`"required":[${word}]`))],
  ["parameter's name", tools(schema('"properties":{"nightfall":{"type":"string"}}'))],
  ["parameter's description", tools(schema(`"properties":{"a":{"description":${word}}}`))],
  ["parameter's enum", tools(schema(`"properties":{"a":{"enum":["x",${word}]}}`))],
  ["parameter's const", tools(schema(`"properties":{"a":{"const":${word}}}`))],
  ["parameter's default", tools(schema(`"properties":{"a":{"default":${word}}}`))],
  ["parameter's examples", tools(schema(`"properties":{"a":{"examples":[${word}]}}`))],
  ["parameter's pattern", tools(schema(`"properties":{"a":{"pattern":${word}}}`))],
  ["parameter's header", tools(schema(`"properties":{"a":{"type":"string","x-mcp-header":${word}}}`))],
  [
    "deep parameter",
    tools(schema(`"properties":{"a":{"items":{"anyOf":[{"properties":{"b":{"description":${word}}}}]}}}`)),
  ],
  ["output's schema", tools(tool(`${plain},"outputSchema":{"type":"object","description":${word}}`))],
  ["annotations", tools(tool(`${plain},"annotations":{"title":${word}}`))],
  ["icon", tools(tool(`${plain},"icons":[{"src":"data:image/svg+xml,nightfall"}]`))],
  ["execution", tools(tool(`${plain},"execution":{"taskSupport":${word}}`))],
  ["tool's _meta", tools(tool(`${plain},"_meta":{"ui":{"resourceUri":"ui://nightfall"}}`))],
  ["tool's unknown member", tools(tool(`${plain},"x":${word}`))],
  ["nextCursor", result(`"tools":[],"nextCursor":${word}`)],
  ["cacheScope", result(`"tools":[],"cacheScope":${word}`)],
  ["unknown member", result(`"tools":[],"x":${word}`)],
  ["tools that are no list", result(`"tools":{"a":${word}}`)],
  ["a tool that is a text", result(`"tools":[${word}]`)],
  ["a result of a tool", result(content(word))],
  [
    "description twice",
    tools(tool(`"description":"fine","description":${word},${plain}`)),
    "refused duplicate_key",
  ],
  ["Description", tools(tool(`"description":"fine","Description":${word},${plain}`)), "refused folded_key"],
  ["Tools", result(`"tools":[],"Tools":[${tool(`"description":${word},${plain}`)}]`), "refused folded_key"],
  [
    "schema's key twice",
    tools(schema(`"description":"fine","description":${word}`)),
    "refused duplicate_key",
  ],
  ...errors,
  ["harmless", tools(tool(`"description":"says it","title":"Echo",${plain}`)), "forwarded"],
  ["harmless page", result('"tools":[],"nextCursor":"abc"'), "forwarded"],
]);

const listed = (member: string, inner: string): string => result(`"${member}":[${inner}]`);
const lists = [
  ...to("prompts/list", [
    ["description", listed("prompts", `{"name":"a","description":${word}}`)],
    ["name", listed("prompts", `{"name":${word}}`)],
    ["title", listed("prompts", `{"name":"a","title":${word}}`)],
    [
      "argument's description",
      listed("prompts", `{"name":"a","arguments":[{"name":"x","description":${word}}]}`),
    ],
    ["argument's name", listed("prompts", `{"name":"a","arguments":[{"name":${word}}]}`)],
    ["_meta", listed("prompts", `{"name":"a","_meta":{"x":${word}}}`)],
    ["nextCursor", result(`"prompts":[],"nextCursor":${word}`)],
    ...errors,
    ["harmless", listed("prompts", '{"name":"a","description":"fine"}'), "forwarded"],
  ]),
  ...to("resources/list", [
    ["description", listed("resources", `{"uri":"a:b","name":"x","description":${word}}`)],
    ["uri", listed("resources", '{"uri":"a:nightfall","name":"x"}')],
    ["mimeType", listed("resources", `{"uri":"a:b","name":"x","mimeType":${word}}`)],
    ["annotations", listed("resources", `{"uri":"a:b","name":"x","annotations":{"audience":[${word}]}}`)],
    ["icon", listed("resources", '{"uri":"a:b","name":"x","icons":[{"src":"https://nightfall"}]}')],
    ["nextCursor", result(`"resources":[],"nextCursor":${word}`)],
    ...errors,
    ["harmless", listed("resources", '{"uri":"a:b","name":"x"}'), "forwarded"],
  ]),
  ...to("resources/templates/list", [
    ["description", listed("resourceTemplates", `{"uriTemplate":"a:{b}","name":"x","description":${word}}`)],
    ["template", listed("resourceTemplates", '{"uriTemplate":"a:nightfall{b}","name":"x"}')],
    ...errors,
    ["harmless", listed("resourceTemplates", '{"uriTemplate":"a:{b}","name":"x"}'), "forwarded"],
  ]),
  ...to("resources/directory/read", [
    ["uri", listed("resources", '{"uri":"skill://a/nightfall","name":"x"}')],
    ...errors,
  ]),
  ...to("skills/list", [
    ["description", listed("skills", `{"uri":"skill://a","frontmatter":{"name":"a","description":${word}}}`)],
    ["frontmatter", listed("skills", `{"uri":"skill://a","frontmatter":{"name":"a","x":[${word}]}}`)],
    ...errors,
    [
      "harmless",
      listed("skills", '{"uri":"skill://a","frontmatter":{"name":"a","description":"x"}}'),
      "forwarded",
    ],
  ]),
  ...to("skills/get", [
    [
      "description",
      result(`"uri":"skill://a","frontmatter":{"name":"a","description":${word}},"resources":[]`),
    ],
    [
      "resource",
      result('"uri":"skill://a","frontmatter":{"name":"a"},"resources":[{"uri":"skill://a/nightfall"}]'),
    ],
    ["no shape", result(`"x":${word}`)],
  ]),
];

const said = (inner: string): string => result(`"messages":[{"role":"user","content":${inner}}]`);
const fetched = [
  ...to("prompts/get", [
    ["text", said(`{"type":"text","text":${word}}`)],
    ["description", result(`"description":${word},"messages":[]`)],
    ["resource", said(`{"type":"resource","resource":{"uri":"a:b","text":${word}}}`)],
    ["link", said(`{"type":"resource_link","uri":"a:nightfall","name":"x"}`)],
    ["content's _meta", said(`{"type":"text","text":"x","_meta":{"x":${word}}}`)],
    ["role", result(`"messages":[{"role":${word},"content":{"type":"text","text":"x"}}]`)],
    [
      "the second message",
      result(
        `"messages":[{"role":"user","content":{"type":"text","text":"x"}},{"role":"assistant","content":{"type":"text","text":${word}}}]`,
      ),
    ],
    ["text twice", said(`{"type":"text","text":"x","text":${word}}`), "refused duplicate_key"],
    ["Text", said(`{"type":"text","text":"x","Text":${word}}`), "refused folded_key"],
    ["a result of a tool", result(content(word))],
    ...errors,
    ["harmless", said('{"type":"text","text":"x"}'), "forwarded"],
  ]),
  ...to("resources/read", [
    ["text", listed("contents", `{"uri":"a:b","text":${word}}`)],
    ["uri", listed("contents", '{"uri":"a:nightfall","text":"x"}')],
    ["mimeType", listed("contents", `{"uri":"a:b","mimeType":${word},"text":"x"}`)],
    ["content's _meta", listed("contents", `{"uri":"a:b","text":"x","_meta":{"ui":{"csp":${word}}}}`)],
    ["the second", listed("contents", `{"uri":"a:b","text":"x"},{"uri":"a:c","text":${word}}`)],
    ["beside contents", result(`"contents":[],"x":${word}`)],
    ["contents that are no list", result(`"contents":{"uri":"a:b","text":${word}}`)],
    [
      "a skill",
      listed("contents", '{"uri":"skill://a/SKILL.md","mimeType":"text/markdown","text":"# nightfall"}'),
    ],
    [
      "an app",
      listed("contents", '{"uri":"ui://a","mimeType":"text/html;profile=mcp-app","text":"<b>nightfall</b>"}'),
    ],
    ["Text", listed("contents", `{"uri":"a:b","text":"x","Text":${word}}`), "refused folded_key"],
    ["text twice", listed("contents", `{"uri":"a:b","text":"x","text":${word}}`), "refused duplicate_key"],
    ...errors,
    ["harmless", listed("contents", '{"uri":"a:b","text":"x"}'), "forwarded"],
  ]),
  ...to("completion/complete", [
    ["value", result(`"completion":{"values":["x",${word}],"total":2}`)],
    ["beside values", result(`"completion":{"values":[],"x":${word}}`)],
    ["values that are a text", result(`"completion":{"values":${word}}`)],
    ...errors,
    ["harmless", result('"completion":{"values":["x"]}'), "forwarded"],
  ]),
  ...["resources/subscribe", "logging/setLevel", "ping", "x/y"].flatMap((method) =>
    to(method, [
      ["unknown member", result(`"x":${word}`)],
      ["a result of a tool", result(content(word))],
      ["a list of tools", tools(tool(`"description":${word},${plain}`))],
      ...errors,
      ["harmless", result(""), "forwarded"],
    ]),
  ),
];

const task = (inner: string): string =>
  `"taskId":"t","status":"working","createdAt":"2026-01-01T00:00:00Z","lastUpdatedAt":"2026-01-01T00:00:00Z","ttl":null${inner}`;
const tasks = [
  ...to(
    "tools/call",
    [
      ["task's statusMessage", result(`"task":{${task(`,"statusMessage":${word}`)}}`)],
      [
        "model-immediate-response",
        result(`"task":{${task("")}},"_meta":{"io.modelcontextprotocol/model-immediate-response":${word}}`),
      ],
      ["task's unknown member", result(`"task":{${task(`,"x":${word}`)}}`)],
      [
        "-32042 with a URL",
        error(
          '"code":-32042,"message":"x","data":{"elicitations":[{"mode":"url","elicitationId":"e","url":"https://nightfall","message":"x"}]}',
        ),
      ],
      [
        "-32042 with a message",
        error(
          `"code":-32042,"message":"x","data":{"elicitations":[{"mode":"url","elicitationId":"e","url":"https://a","message":${word}}]}`,
        ),
      ],
      ["harmless task", result(`"task":{${task("")}}`), "forwarded"],
    ],
    "2025-11-25",
  ),
  ...["tasks/get", "tasks/cancel"].flatMap((method) =>
    to(
      method,
      [
        ["statusMessage", result(task(`,"statusMessage":${word}`))],
        ["unknown member", result(task(`,"x":${word}`))],
        ["finished with a result", result(task(`,"result":{${content(word)}}`))],
        [
          "finished with structured content",
          result(task(`,"result":{"content":[],"structuredContent":{"a":${word}}}`)),
        ],
        ["finished with a result of no shape", result(task(`,"result":{"x":${word}}`))],
        ["finished with an error", result(task(`,"error":{"code":1,"message":${word}}`))],
        ["finished with an error's data", result(task(`,"error":{"code":1,"message":"x","data":${word}}`))],
        [
          "input required",
          result(
            task(
              `,"inputRequests":{"a":{"method":"elicitation/create","params":{"message":${word},"requestedSchema":{}}}}`,
            ),
          ),
        ],
        ...errors,
        ["harmless", result(task("")), "forwarded"],
      ],
      "2025-11-25",
    ),
  ),
  ...to(
    "tasks/result",
    [
      ["a tool's result", result(content(word))],
      ["a prompt's", said(`{"type":"text","text":${word}}`)],
      ["a resource's", listed("contents", `{"uri":"a:b","text":${word}}`)],
      ["of no shape", result(`"x":${word}`)],
      ["a task of its own", result(`"task":{${task(`,"statusMessage":${word}`)}}`)],
      ["a list", tools(tool(`"description":${word},${plain}`))],
      ["sampling's", result(`"role":"assistant","model":"m","content":{"type":"text","text":${word}}`)],
      ["elicitation's", result(`"action":"accept","content":{"a":${word}}`)],
      [
        "related task",
        result(`${content('"fine"')},"_meta":{"io.modelcontextprotocol/related-task":{"taskId":${word}}}`),
      ],
      ...errors,
      [
        "harmless",
        result(`${content('"fine"')},"_meta":{"io.modelcontextprotocol/related-task":{"taskId":"t"}}`),
        "forwarded",
      ],
    ],
    "2025-11-25",
  ),
  ...to(
    "tasks/list",
    [
      ["statusMessage", listed("tasks", `{${task(`,"statusMessage":${word}`)}}`)],
      ["nextCursor", result(`"tasks":[],"nextCursor":${word}`)],
      ...errors,
    ],
    "2025-11-25",
  ),
  ...to("tasks/update", [["unknown member", result(`"x":${word}`)], ...errors], "2026-07-28"),
];

const asked = (inner: string): string => result(`"resultType":"input_required","inputRequests":{${inner}}`);
const elicit = (params: string): string => `"a":{"method":"elicitation/create","params":{${params}}}`;
const sample = (params: string): string =>
  `"a":{"method":"sampling/createMessage","params":{"maxTokens":1,${params}}}`;
const inputRequired = ["tools/call", "prompts/get", "resources/read"].flatMap((method) =>
  to(
    method,
    [
      ["elicitation's message", asked(elicit(`"message":${word},"requestedSchema":{}`))],
      [
        "elicitation's title",
        asked(
          elicit(
            `"message":"x","requestedSchema":{"type":"object","properties":{"a":{"type":"string","title":${word}}}}`,
          ),
        ),
      ],
      [
        "elicitation's default",
        asked(
          elicit(
            `"message":"x","requestedSchema":{"type":"object","properties":{"a":{"type":"string","default":${word}}}}`,
          ),
        ),
      ],
      ["elicitation's URL", asked(elicit('"mode":"url","message":"x","url":"https://nightfall"'))],
      ["sampling's prompt", asked(sample(`"systemPrompt":${word},"messages":[]`))],
      [
        "sampling's message",
        asked(sample(`"messages":[{"role":"user","content":{"type":"text","text":${word}}}]`)),
      ],
      ["sampling's tool", asked(sample(`"messages":[],"tools":[${tool(`"description":${word},${plain}`)}]`))],
      ["roots' _meta", asked(`"a":{"method":"roots/list","params":{"_meta":{"x":${word}}}}`)],
      [
        "the second",
        asked(`"b":{"method":"roots/list"},${elicit(`"message":${word},"requestedSchema":{}`)}`),
        "denied in place",
      ],
      ["unknown method", asked(`"a":{"method":"x/y","params":{"x":${word}}}`)],
      ["method's name", asked('"a":{"method":"x/nightfall","params":{}}')],
      ["beside params", asked(`"a":{"method":"roots/list","x":${word}}`)],
      ["a request that is a text", asked(`"a":${word}`)],
      ["key", asked('"nightfall":{"method":"roots/list"}')],
      ["requests that are a list", result(`"resultType":"input_required","inputRequests":[${word}]`)],
      ["requestState", result(`"resultType":"input_required","requestState":${word}`)],
      ["content beside it", result(`"resultType":"input_required","requestState":"s",${content(word)}`)],
      ["harmless", asked(elicit('"message":"x","requestedSchema":{}')), "forwarded"],
    ],
    "2026-07-28",
  ),
);

export const responseMessageCases: readonly ResponseCase[] = [
  ...of("answer", [...initialize, ...discover, ...toolList, ...lists, ...fetched, ...tasks]),
  ...of("input required", inputRequired),
];
