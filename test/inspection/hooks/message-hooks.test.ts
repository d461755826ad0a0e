import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MessagePayload, Plugin } from "../../../src/framework/index.ts";
import {
  asked,
  fetched,
  inspect,
  postHeaders,
  push,
  request,
  requestHead,
  responseHead,
  text,
} from "../inspect.ts";
import { answered, deny, events, message, result } from "../messages.ts";

/** A handler that masks the word in every text. */
const mask = (payload: MessagePayload) => ({
  modified_payload: JSON.parse(JSON.stringify(payload).replaceAll("hush", "***")) as MessagePayload,
});

async function sent(plugin: Plugin, body: string, settings = {}) {
  const inspected = await inspect(plugin, settings);
  requestHead(inspected.exchange);
  const verdict = await request(inspected.exchange, body);
  return { ...inspected, verdict, text: text(verdict, body) };
}

describe("a client's request", () => {
  it("is edited in its text, also beside what the method's hook is handed", async () => {
    const body = message(1, "tools/call", '{"name":"t","arguments":{"n":1.0},"_meta":{"x":"hush","y":1.0}}');
    assert.equal((await sent({ message: mask }, body)).text, body.replace("hush", "***"));
    const other = message(1, "completion/complete", '{"argument":{"value":"hush"}}');
    assert.equal((await sent({ completion: mask }, other)).text, other.replace("hush", "***"));
  });

  it("keeps what its own hook was handed, whatever another hook makes of the rest", async () => {
    const body = message(1, "tools/call", '{"name":"t","_meta":{"x":1}}');
    const meddle = (payload: MessagePayload) => ({
      modified_payload: { ...payload, params: { name: "other", arguments: { a: 1 }, _meta: { x: 2 } } },
    });
    assert.equal((await sent({ message: meddle }, body)).text, body.replace('"x":1', '"x":2'));
  });

  it("gets params where a plugin adds some", async () => {
    const add = (payload: MessagePayload) => ({ modified_payload: { ...payload, params: { cursor: "c" } } });
    const { text: forwarded } = await sent(
      { message: add },
      '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    );
    assert.deepEqual(JSON.parse(forwarded).params, { cursor: "c" });
  });

  it("is denied under its id", async () => {
    for (const [hook, body] of [
      ["initialization", message(1, "initialize", '{"clientInfo":{"name":"hush"}}')],
      ["completion", message(1, "completion/complete", '{"argument":{"value":"hush"}}')],
      ["task", message(1, "tasks/get", '{"taskId":"hush"}')],
      ["message", message(1, "resources/subscribe", '{"uri":"hush:a"}')],
      ["message", message(1, "no/such", '{"a":"hush"}')],
      ["message", message(1, "tools/call", '{"name":"t","_meta":{"baggage":"hush"}}')],
      [
        "elicitation_response",
        message(
          1,
          "tools/call",
          '{"name":"t","inputResponses":{"a":{"action":"accept","content":{"x":"hush"}}}}',
        ),
      ],
      [
        "sampling_response",
        message(
          1,
          "tasks/update",
          '{"taskId":"t","inputResponses":{"a":{"role":"user","content":{"text":"hush"}}}}',
        ),
      ],
    ] as const) {
      const { verdict, text: denial } = await sent({ [hook]: deny("hush") }, body);
      assert.equal(verdict.kind, "deny", body);
      assert.equal(JSON.parse(denial).id, 1, body);
      assert.equal(denial.includes('"a"'), false, body);
    }
  });

  it("is judged by the hooks of the answers in it before another plugin can rename them", async () => {
    const plugin: Plugin = {
      task: (payload) => ({
        modified_payload: JSON.parse(JSON.stringify(payload).replaceAll('"a":', '"b":')) as MessagePayload,
      }),
      elicitation_response: deny("hush"),
    };
    const params = '{"taskId":"t","inputResponses":{"a":{"action":"accept","content":{"x":"hush"}}}}';
    assert.equal((await sent(plugin, message(1, "tasks/update", params))).verdict.kind, "deny");
  });
});

describe("a client's notification", () => {
  it("is dropped with 202 where it is denied", async () => {
    const body = message(undefined, "notifications/progress", '{"message":"hush"}');
    const { verdict } = await sent({ notification: deny("hush") }, body);
    assert.ok(verdict.kind === "deny");
    assert.deepEqual([verdict.denial.status, verdict.denial.body.length], [202, 0]);
    assert.deepEqual(Object.fromEntries(verdict.denial.headers), { "x-mcp-denied": "true" });
  });

  it("that ends the handshake goes on without what was denied", async () => {
    const body = message(undefined, "notifications/initialized", '{"_meta":{"x":"hush"}}');
    const { text: forwarded, decisions } = await sent({ notification: deny("hush") }, body);
    assert.equal(forwarded, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
    assert.equal(decisions[0]?.action, "denied");
  });

  it("too large or too deep is dropped, malformed refused", async () => {
    const deep = message(undefined, "notifications/progress", `${'{"a":'.repeat(70)}1${"}".repeat(70)}`);
    const large = message(undefined, "notifications/progress", `{"a":"${"x".repeat(2000)}"}`);
    const limits = { limits: { request_body_bytes: 1024 } };
    for (const [body, status] of [
      [deep, 202],
      [large, 202],
      [large.replace("progress", "initialized"), 413],
      [message(undefined, "notifications/progress", '{"a":1,"a":2}'), 400],
    ] as const) {
      const { verdict } = await sent({}, body, limits);
      assert.ok(verdict.kind === "deny");
      assert.equal(verdict.denial.status, status, body.slice(0, 60));
    }
  });
});

describe("a client's answer to the server", () => {
  const elicited = (content: string) =>
    `{"jsonrpc":"2.0","id":"s1","result":{"action":"accept","content":${content}}}`;

  it("is edited in its text", async () => {
    const body = elicited('{ "a":"hush", "n":1.0 }');
    assert.equal((await sent({ elicitation_response: mask }, body)).text, body.replace("hush", "***"));
  });

  it("goes on as an error where it is denied, so that the server's tool ends", async () => {
    const { verdict, text: forwarded } = await sent(
      { elicitation_response: deny("hush") },
      elicited('{"a":"hush"}'),
    );
    assert.equal(verdict.kind, "replace");
    const { id, error } = JSON.parse(forwarded);
    assert.deepEqual([id, error.code, error.data], ["s1", 40300, { plugin: "inline", code: "NO" }]);
    assert.equal(forwarded.includes("accept"), false);
  });

  it("does so too where it cannot be read: its id is known", async () => {
    const limits = { limits: { request_body_bytes: 1024 } };
    for (const body of [
      elicited('{"a":1,"a":2}'),
      elicited(`"${"x".repeat(2000)}"`),
      elicited(`${'{"a":'.repeat(70)}1${"}".repeat(70)}`),
      '{"jsonrpc":"2.0","id":"s1","result":[]}',
      '{"jsonrpc":"2.0","id":"s1","result":{"action":"accept","Action":"decline"}}',
    ]) {
      const { verdict, text: forwarded } = await sent({}, body, limits);
      assert.equal(verdict.kind, "replace", body.slice(0, 80));
      assert.equal(JSON.parse(forwarded).id, "s1");
      assert.ok(JSON.parse(forwarded).error);
    }
    for (const unclear of [
      '{"jsonrpc":"2.0","id":"s1","method":"x","result":{}}',
      '{"jsonrpc":"2.0","id":"s1","Method":"x","result":{}}',
    ])
      assert.equal((await sent({}, unclear)).verdict.kind, "deny");
  });

  it("that is an error is seen by every hook that it may be for", async () => {
    const seen: string[] = [];
    const note = ({ kind, from }: MessagePayload) => void seen.push(`${kind} ${from}`);
    await sent(
      { elicitation_response: note, sampling_response: note, roots: note },
      '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"}}',
    );
    assert.deepEqual(seen, ["error client", "error client", "error client"]);
  });

  it("is seen and denied without an id too, as errors may be", async () => {
    for (const id of ["", '"id":null,']) {
      const body = `{"jsonrpc":"2.0",${id}"error":{"code":1,"message":"hush"}}`;
      assert.equal((await sent({ roots: mask }, body)).text, body.replace("hush", "***"));
      const { text: forwarded, faults } = await sent({ roots: deny("hush") }, body);
      assert.deepEqual(
        [JSON.parse(forwarded).id, JSON.parse(forwarded).error.code, faults],
        [null, 40300, []],
      );
    }
  });
});

it("a task that the client hosts: its result is read as what the server had asked for", async () => {
  const seen: string[] = [];
  const note = (hook: string) => (payload: MessagePayload) =>
    void (payload.from === "client" && seen.push(`${hook} ${payload.method}`));
  const { inspector } = await inspect({
    sampling_request: () => {},
    sampling_response: note("sampling_response"),
    elicitation_response: note("elicitation_response"),
    task: note("task"),
  });
  const session = [...postHeaders, ["mcp-session-id", "s"]] as const;
  const stream = inspector.open();
  requestHead(stream, [[":method", "GET"], ...session.slice(1)], true);
  responseHead(stream, events);
  const answer = async (json: string) => {
    const exchange = inspector.open();
    requestHead(exchange, session);
    await request(exchange, json);
    exchange.close();
  };
  await push(stream, `data: ${message(7, "sampling/createMessage", '{"task":{"ttl":1000}}')}\n\n`);
  await answer('{"jsonrpc":"2.0","id":7,"result":{"task":{"taskId":"c"}}}');
  await push(stream, `data: ${message(8, "tasks/result", '{"taskId":"c"}')}\n\n`);
  await answer('{"jsonrpc":"2.0","id":8,"result":{"x":1}}');
  await push(stream, `data: ${message(9, "tasks/result", '{"taskId":"other"}')}\n\n`);
  await answer('{"jsonrpc":"2.0","id":9,"result":{"x":1}}');
  assert.deepEqual(seen, [
    "sampling_response sampling/createMessage",
    "task sampling/createMessage",
    "sampling_response tasks/result",
    // Nobody knows what the other task was: all that it may be.
    "elicitation_response tasks/result",
    "sampling_response tasks/result",
    "task tasks/result",
  ]);
});

describe("a server's answer", () => {
  it("of a list loses the entries that a plugin leaves out, and is the caller's own", async () => {
    const plugin: Plugin = {
      tool_list: (payload) => {
        const tools = (payload.result?.["tools"] ?? []) as { name: string }[];
        const rest = tools.filter(({ name }) => name !== "poison");
        return { modified_payload: { ...payload, result: { ...payload.result, tools: rest } } };
      },
    };
    const list = '{"tools":[{"name":"a"},{"name":"poison"},{"name":"b"}],"ttlMs":1,"cacheScope":"public"}';
    const { text: forwarded } = await answered(plugin, message(1, "tools/list", "{}"), result(list));
    assert.equal(forwarded, result('{"tools":[{"name":"a"},{"name":"b"}],"ttlMs":1,"cacheScope":"private"}'));
  });

  it("is denied under the request's id, whatever the method", async () => {
    for (const [hook, method, json] of [
      ["tool_list", "tools/list", '{"tools":[{"description":"hush"}]}'],
      ["prompt_list", "prompts/list", '{"prompts":[{"description":"hush"}]}'],
      ["resource_list", "resources/templates/list", '{"resourceTemplates":[{"name":"hush"}]}'],
      ["initialization", "initialize", '{"instructions":"hush"}'],
      ["completion", "completion/complete", '{"completion":{"values":["hush"]}}'],
      ["task", "tasks/list", '{"tasks":[{"statusMessage":"hush"}]}'],
      ["message", "no/such", '{"a":"hush"}'],
      ["server_pre_register", "initialize", '{"instructions":"hush"}'],
      ["server_post_register", "initialize", '{"instructions":"hush"}'],
    ] as const) {
      const { text: denial } = await answered(
        { [hook]: deny("hush") },
        message(1, method, "{}"),
        result(json),
      );
      assert.equal(JSON.parse(denial).error?.code, 40300, method);
      assert.equal(JSON.parse(denial).id, 1, method);
    }
  });

  it("that is an error is seen by the hook of its method", async () => {
    const error = '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"hush","data":"hush"}}';
    const { text: forwarded } = await answered({ tool_list: mask }, message(1, "tools/list", "{}"), error);
    assert.equal(forwarded, error.replaceAll("hush", "***"));
  });

  it("that is an error which asks the user for something is that request, too", async () => {
    const required = (url: string) =>
      `{"jsonrpc":"2.0","id":1,"error":{"code":-32042,"message":"m","data":{"elicitations":[{"mode":"url","url":"a:b"}, {"mode":"url","url":"${url}"}]}}}`;
    const body = message(1, "tools/call", '{"name":"t"}');
    const masked = await answered({ elicitation_request: mask }, body, required("x:hush"));
    assert.equal(masked.text, required("x:***"));
    const refused = await answered({ elicitation_request: deny("hush") }, body, required("x:hush"));
    assert.equal(JSON.parse(refused.text).error.code, 40300);
    assert.equal(
      (await answered({ elicitation_request: mask }, body, required("x:y"))).text,
      required("x:y"),
    );
  });

  it("that asks for input loses the request that is denied; without any left it is an error", async () => {
    const ask = (entries: string, state = "") =>
      result(`{"resultType":"input_required","inputRequests":{${entries}}${state}}`);
    const good = '"a":{"method":"roots/list","params":{}}';
    const bad = '"b":{"method":"elicitation/create","params":{"message":"hush"}}';
    const plugin = { elicitation_request: deny("hush") };
    const body = message(1, "tools/call", '{"name":"t"}');
    const both = await answered(plugin, body, ask(`${good},${bad}`));
    assert.equal(both.text, ask(good));
    assert.deepEqual(
      both.decisions.map(({ method, action }) => [method, action]),
      [
        ["elicitation/create", "denied"],
        ["tools/call", "modified"],
      ],
    );
    assert.equal(
      (await answered(plugin, body, ask(bad, ',"requestState":"s"'))).text,
      ask("", ',"requestState":"s"'),
    );
    assert.ok(JSON.parse((await answered(plugin, body, ask(bad))).text).error);
  });

  it("that asks for input is handed to its own hook without what was denied", async () => {
    const asking =
      '{"resultType":"input_required","inputRequests":{"a":{"method":"roots/list"},"b":{"method":"elicitation/create","params":{"message":"hush"}}}}';
    const plugin = { elicitation_request: deny("hush"), tool_post_invoke: deny("hush") };
    const { text: forwarded } = await answered(
      plugin,
      message(1, "tools/call", '{"name":"t"}'),
      result(asking),
    );
    assert.deepEqual(JSON.parse(forwarded).result.inputRequests, { a: { method: "roots/list" } });
  });

  it("loses a request for input whose params are no object: nobody can say what it asks", async () => {
    const ask = (params: string) =>
      result(`{"inputRequests":{"a":{"method":"roots/list","params":${params}}},"requestState":"s"}`);
    const plugin = { roots: mask };
    const { text: forwarded, decisions } = await answered(
      plugin,
      message(1, "tools/list", "{}"),
      ask('["hush"]'),
    );
    assert.equal(forwarded, result('{"inputRequests":{},"requestState":"s"}'));
    assert.deepEqual(
      decisions.map(({ code, action }) => [code, action]),
      [
        ["BAD_PARAMS", "denied"],
        [undefined, "modified"],
      ],
    );
  });

  it("is its call's however the id is spelled, where it is denied too", async () => {
    const settings = { denial: { tool_errors: "result" }, limits: { event_bytes: 1024 } } as const;
    const body = message(1, "tools/call", '{"name":"t"}').replace('"id":1', '"id":"a"');
    const { exchange } = await asked({ tool_post_invoke: deny("hush") }, body, settings);
    responseHead(exchange, events);
    const answer = result('{"content":[{"type":"text","text":"hush"}]}').replace('"id":1', '"id":"\\u0061"');
    const forwarded = await push(exchange, `data: ${answer}\n\n`);
    assert.equal(JSON.parse(forwarded.slice("data: ".length)).result.isError, true);
    assert.equal(await push(exchange, `data: ${"x".repeat(2000)}`), "");
  });

  it("to a tool call may be denied by a result that says so", async () => {
    const settings = { denial: { tool_errors: "result" } };
    const body = message(1, "tools/call", '{"name":"t"}');
    const { text: forwarded } = await answered(
      { tool_post_invoke: deny("hush") },
      body,
      result('{"content":[{"type":"text","text":"hush"}]}'),
      settings,
    );
    assert.deepEqual(JSON.parse(forwarded).result, {
      content: [{ type: "text", text: "No -- hush" }],
      isError: true,
    });
  });
});

describe("messages in event streams", () => {
  it("run their hooks: calls of the server, notifications, answers", async () => {
    const seen: string[] = [];
    const note = ({ kind, method, from }: MessagePayload) => void seen.push(`${from} ${kind} ${method}`);
    const { exchange } = await fetched({
      sampling_request: note,
      elicitation_request: note,
      roots: note,
      notification: note,
      task: note,
      message: note,
      tool_list: note,
    });
    responseHead(exchange, events);
    for (const data of [
      message(1, "sampling/createMessage", "{}"),
      message(2, "elicitation/create", "{}"),
      message(3, "roots/list", "{}"),
      message(4, "ping", "{}"),
      message(undefined, "notifications/message", '{"data":1}'),
      message(undefined, "notifications/tasks/status", '{"taskId":"1"}'),
      result('{"tools":[]}'),
    ])
      assert.equal(await push(exchange, `data: ${data}\n\n`), `data: ${data}\n\n`);
    assert.deepEqual(seen, [
      "server request sampling/createMessage",
      "server request elicitation/create",
      "server request roots/list",
      "server request ping",
      "server notification notifications/message",
      "server notification notifications/tasks/status",
      "server result ",
    ]);
  });

  it("are denied in place", async () => {
    const plugin = { elicitation_request: deny("hush"), notification: deny("hush") };
    const { exchange } = await fetched(plugin);
    responseHead(exchange, events);
    const asking = `id: 5\ndata: ${message(2, "elicitation/create", '{"message":"hush"}')}\n\n`;
    assert.equal(
      await push(exchange, asking),
      'id: 5\ndata: {"jsonrpc":"2.0","id":2,"method":"policy/blocked","params":{}}\n\n',
    );
    const told = `id: 6\ndata: ${message(undefined, "notifications/message", '{"data":"hush"}')}\n\n`;
    assert.equal((await push(exchange, told)).includes("hush"), false);
  });
});
