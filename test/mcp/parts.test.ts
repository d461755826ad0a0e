import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MessageSender } from "../../src/framework/message-payload.ts";
import { answerParts, callParts, introduces, type Part } from "../../src/mcp/parts.ts";
import { clientAnswerHooks, serverAnswerHooks } from "../../src/mcp/shapes.ts";
import { documentOf, messageOf } from "./documents.ts";

const all = () => true;

/** `hook path` of each part, with what is left out of it. */
function told(parts: readonly Part[]): string[] {
  return parts.map(({ hook, path, except, removable }) =>
    [
      hook,
      path.join("."),
      ...(except ? [`without ${except.join(" ")}`] : []),
      ...(removable ? [`may go: ${removable.join(".")}`] : []),
    ]
      .filter((text) => text !== "")
      .join(" "),
  );
}

function partsOfCall(
  method: string,
  params: string | undefined,
  from: MessageSender = "client",
  id = '"id":1,',
) {
  const member = params === undefined ? "" : `,"params":${params}`;
  const { document, message } = messageOf(`{"jsonrpc":"2.0",${id}"method":"${method}"${member}}`);
  assert.ok(message.kind === "request" || message.kind === "notification");
  return callParts(document, message, from, all);
}

function partsOfAnswer(
  method: string | undefined,
  json: string,
  {
    kind = "result",
    from = "server",
    startedBy,
  }: {
    kind?: "result" | "error";
    from?: MessageSender;
    startedBy?: string;
  } = {},
) {
  const document = documentOf(json);
  return answerParts(document, { kind, node: document.root, method, startedBy }, from, all);
}

describe("parts of a call", () => {
  const cases: [
    name: string,
    method: string,
    params: string | undefined,
    parts: string[],
    from?: MessageSender,
  ][] = [
    ["a tool's name and arguments", "tools/call", '{"name":"t","arguments":{}}', ["tool_pre_invoke"]],
    [
      "what stands beside them",
      "tools/call",
      '{"name":"t","_meta":{"x":1}}',
      ["tool_pre_invoke", "message without name arguments"],
    ],
    ["a resource's URI", "resources/read", '{"uri":"a:b"}', ["resource_pre_fetch"]],
    ["without params", "tools/list", undefined, ["message"]],
    ["a handshake", "initialize", "{}", ["initialization"]],
    ["a discovery", "server/discover", "{}", ["discover"]],
    ["a completion", "completion/complete", "{}", ["completion"]],
    ["an unknown method", "x/y", "{}", ["message"]],
    ["a server's sampling", "sampling/createMessage", "{}", ["sampling_request"], "server"],
    ["a server's elicitation", "elicitation/create", "{}", ["elicitation_request"], "server"],
    ["a server's roots", "roots/list", undefined, ["roots"], "server"],
    ["a method of the other side", "sampling/createMessage", "{}", ["message"], "client"],
    ["a tool call of a server", "tools/call", '{"name":"t"}', ["message"], "server"],
    [
      "a client's answers in a request that is sent again",
      "tools/call",
      '{"name":"t","inputResponses":{"a":{"action":"accept"},"b":{"role":"user","model":"m"},"c":{}},"requestState":"s"}',
      [
        "elicitation_response inputResponses.a",
        "sampling_response inputResponses.b",
        ...clientAnswerHooks.map((hook) => `${hook} inputResponses.c`),
        "tool_pre_invoke",
        "message without name arguments",
      ],
    ],
    [
      "answers that are no objects",
      "prompts/get",
      '{"name":"t","inputResponses":{"a":"x"}}',
      ["prompt_pre_fetch", "message without name arguments"],
    ],
    [
      "an update of a task",
      "tasks/update",
      '{"taskId":"1","inputResponses":{"a":{"roots":[]}}}',
      ["roots inputResponses.a", "task"],
    ],
  ];
  for (const [name, method, params, parts, from] of cases) {
    it(name, () => assert.deepEqual(told(partsOfCall(method, params, from)), parts));
  }

  it("notifications, of tasks too", () => {
    const notified = (method: string, params?: string, from?: MessageSender) =>
      told(partsOfCall(method, params, from, ""));
    assert.deepEqual(notified("notifications/progress", '{"progressToken":1}'), ["notification"]);
    assert.deepEqual(notified("notifications/x"), ["notification"]);
    assert.deepEqual(notified("notifications/tasks/status", '{"taskId":"1"}', "server"), ["task"]);
    assert.deepEqual(notified("notifications/tasks", '{"taskId":"1","result":{"contents":[]}}', "server"), [
      "tool_post_invoke result",
      "resource_post_fetch result",
      "task",
    ]);
  });

  it("none for hooks that nobody wants", () => {
    const { document, message } = messageOf(
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","_meta":{},"inputResponses":{"a":{}}}}',
    );
    assert.ok(message.kind === "request");
    assert.deepEqual(
      callParts(document, message, "client", () => false),
      [],
    );
    const only = callParts(document, message, "client", (hook) => hook === "message");
    assert.deepEqual(told(only), ["message inputResponses.a", "message without name arguments"]);
  });
});

describe("parts of an answer", () => {
  it("go to the hook of the method", () => {
    assert.deepEqual(told(partsOfAnswer("tools/call", '{"messages":[]}')), ["tool_post_invoke"]);
    assert.deepEqual(told(partsOfAnswer("tools/list", '{"tools":[]}')), ["tool_list"]);
    assert.deepEqual(told(partsOfAnswer("tools/list", '{"content":[]}')), ["tool_list", "tool_post_invoke"]);
    assert.deepEqual(told(partsOfAnswer("tools/list", "{}", { kind: "error" })), ["tool_list"]);
    assert.deepEqual(told(partsOfAnswer("skills/get", "{}")), ["resource_list"]);
    assert.deepEqual(told(partsOfAnswer("ping", "{}")), ["message"]);
    assert.deepEqual(told(partsOfAnswer("x/y", '{"contents":[]}')), ["message", "resource_post_fetch"]);
    assert.deepEqual(told(partsOfAnswer("elicitation/create", "{}", { from: "client" })), [
      "elicitation_response",
    ]);
  });

  it("that start a task are seen as one, too", () => {
    assert.deepEqual(told(partsOfAnswer("tools/call", '{"task":{"taskId":"1"}}')), [
      "tool_post_invoke",
      "task",
    ]);
    const flat = '{"resultType":"task","taskId":"1","status":"working"}';
    assert.deepEqual(told(partsOfAnswer("tools/call", flat)), ["tool_post_invoke", "task"]);
    assert.deepEqual(told(partsOfAnswer("sampling/createMessage", '{"task":{}}', { from: "client" })), [
      "sampling_response",
      "task",
    ]);
  });

  it("that ask for input hold a request for each entry, which may go alone", () => {
    const asking =
      '{"resultType":"input_required","inputRequests":{"a":{"method":"elicitation/create","params":{"message":"?"}},"b":{"method":"roots/list"},"c":{}}}';
    assert.deepEqual(told(partsOfAnswer("tools/call", asking)), [
      "elicitation_request inputRequests.a.params may go: inputRequests.a",
      "roots inputRequests.b.params may go: inputRequests.b",
      "message inputRequests.c.params may go: inputRequests.c",
      "tool_post_invoke",
    ]);
  });

  it("that are errors hold what they ask the user for", () => {
    const required = '{"code":-32042,"data":{"elicitations":[{"url":"https://a"},1,{"url":"https://b"}]}}';
    const asked = ["elicitation_request data.elicitations.0", "elicitation_request data.elicitations.2"];
    assert.deepEqual(told(partsOfAnswer("tools/call", required, { kind: "error" })), [
      ...asked,
      "tool_post_invoke",
    ]);
    assert.deepEqual(told(partsOfAnswer("roots/list", required, { kind: "error", from: "client" })), [
      "roots",
    ]);
    const failed = told(partsOfAnswer("tasks/get", `{"taskId":"1","error":${required}}`));
    assert.ok(failed.includes("elicitation_request error.data.elicitations.2"), failed.join());
  });

  it("to tasks/result are those to what started the task", () => {
    const found = { startedBy: "prompts/get" };
    assert.deepEqual(told(partsOfAnswer("tasks/result", '{"content":[]}', found)), ["prompt_post_fetch"]);
    assert.deepEqual(told(partsOfAnswer("tasks/result", '{"contents":[]}')), [
      "tool_post_invoke",
      "resource_post_fetch",
    ]);
    const hosted = { from: "client", startedBy: "sampling/createMessage" } as const;
    assert.deepEqual(told(partsOfAnswer("tasks/result", "{}", hosted)), ["sampling_response"]);
    assert.deepEqual(told(partsOfAnswer("tasks/result", '{"action":"accept"}', { from: "client" })), [
      "elicitation_response",
    ]);
  });

  it("to tasks/get hold the result within", () => {
    const done = '{"taskId":"1","status":"completed","result":{"messages":[]}}';
    assert.deepEqual(told(partsOfAnswer("tasks/get", done)), [
      "tool_post_invoke result",
      "prompt_post_fetch result",
      "task",
      "tool_post_invoke",
    ]);
    const failed = '{"result":{},"error":{"code":1}}';
    assert.deepEqual(told(partsOfAnswer("tasks/get", failed, { startedBy: "tools/call" })), [
      "tool_post_invoke result",
      "tool_post_invoke error",
      "task",
      "tool_post_invoke",
    ]);
  });

  it("whose request is not known go to every hook of their shape, at least to one", () => {
    const cases: [result: string, hooks: string[]][] = [
      ["{}", ["tool_post_invoke"]],
      ['{"messages":[]}', ["tool_post_invoke", "prompt_post_fetch"]],
      ['{"tools":[],"prompts":[]}', ["tool_post_invoke", "tool_list", "prompt_list"]],
      ['{"resourceTemplates":[]}', ["tool_post_invoke", "resource_list"]],
      ['{"protocolVersion":"x"}', ["tool_post_invoke", "initialization"]],
      ['{"supportedVersions":[]}', ["tool_post_invoke", "discover"]],
      ['{"completion":{}}', ["tool_post_invoke", "completion"]],
      ['{"tasks":[]}', ["tool_post_invoke", "task"]],
    ];
    for (const [result, hooks] of cases)
      assert.deepEqual(told(partsOfAnswer(undefined, result)), hooks, result);
    const client: [result: string, hooks: readonly string[]][] = [
      ["{}", clientAnswerHooks],
      ['{"action":"accept","content":{}}', ["elicitation_response", "sampling_response"]],
      ['{"role":"user","content":{}}', ["sampling_response"]],
      ['{"model":"m"}', ["sampling_response"]],
      ['{"roots":[]}', ["roots"]],
      ['{"task":{}}', ["task"]],
    ];
    for (const [result, hooks] of client)
      assert.deepEqual(told(partsOfAnswer(undefined, result, { from: "client" })), hooks, result);
  });

  it("that are errors to nothing known go to every hook of their side", () => {
    assert.deepEqual(told(partsOfAnswer(undefined, "{}", { kind: "error" })), serverAnswerHooks);
    assert.deepEqual(
      told(partsOfAnswer(undefined, "{}", { kind: "error", from: "client" })),
      clientAnswerHooks,
    );
  });
});

it("a server introduces itself by the answer to a handshake, or by what looks like one", () => {
  const says = (method: string | undefined, json: string, kind: "result" | "error" = "result") => {
    const document = documentOf(json);
    return introduces(document, { kind, node: document.root, method });
  };
  assert.ok(says("initialize", "{}"));
  assert.ok(says("server/discover", "{}"));
  assert.ok(says(undefined, '{"serverInfo":{}}'));
  assert.ok(!says("initialize", "{}", "error"));
  assert.ok(!says("tools/call", '{"serverInfo":{}}'));
  assert.ok(!says(undefined, '{"content":[]}'));
});
