import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { definePlugin } from "plugins-adapter/framework";
import { runExchange } from "plugins-adapter/testing";
import { z } from "zod";
import denyFilter from "../../plugins/deny_filter/plugin.ts";
import searchReplace from "../../plugins/search_replace/plugin.ts";

const deny = { plugin: denyFilter, config: { words: ["secret"] } };
const edit = { plugin: searchReplace, config: { words: [{ search: "blue", replace: "green" }] } };

const call = (text: string) => ({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "echo", arguments: { text } },
});
const answer = (text: string) => ({ jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text }] } });

describe("a request", () => {
  test("denied: the server sees nothing, the client an error under its id", async () => {
    const { server, client, request, response } = await runExchange({
      plugins: [deny],
      request: { body: call("a secret") },
      response: { body: answer("ok") },
    });
    assert.equal(server, undefined);
    assert.equal(client?.status, 200);
    assert.equal(client.headers["x-mcp-denied"], "true");
    assert.equal(JSON.parse(client.body).error.data.plugin, "deny_filter");
    assert.equal(request?.action, "denied");
    assert.equal(request.decisions[0]?.code, "deny");
    assert.equal(response, undefined);
  });

  test("answered by a plugin: the server sees nothing, the client a result under its id", async () => {
    const answering = definePlugin({
      kind: "answering",
      hooks: ["tool_pre_invoke"],
      config: z.strictObject({}),
      create: () => ({ tool_pre_invoke: () => ({ answer: answer("told").result }) }),
    });
    const { server, client, request, response } = await runExchange({
      plugins: [answering],
      request: { body: call("x"), headers: { accept: "application/json" } },
      response: { body: answer("ok") },
    });
    assert.deepEqual([server, response], [undefined, undefined]);
    assert.equal(client?.status, 200);
    assert.deepEqual(JSON.parse(client.body), answer("told"));
    assert.equal(request?.action, "answered");
    assert.deepEqual(
      request.decisions.map(({ action, plugin }) => [action, plugin]),
      [["answered", "answering"]],
    );
  });

  test("edited: only the value changes, and content-length follows", async () => {
    const text =
      '{ "jsonrpc":"2.0", "id":10, "method":"tools/call", "params":{"name":"t","arguments":{"a":"blue"}} }';
    const { server, request } = await runExchange({
      plugins: [edit],
      request: { body: text, headers: { "Content-Length": String(text.length) } },
    });
    assert.equal(server?.body, text.replace("blue", "green"));
    assert.equal(server.headers["content-length"], String(text.length + 1));
    assert.equal(request?.action, "modified");
    assert.equal(request.original, text);
  });

  test("allowed: byte for byte; what no plugin reads needs none", async () => {
    const body = JSON.stringify(call("fine"));
    const { server, client } = await runExchange({ plugins: [], request: { body } });
    assert.equal(server?.body, body);
    assert.equal(client, undefined);
  });

  test("not acceptable: refused by the adapter itself", async () => {
    const { server, client, request } = await runExchange({
      plugins: [deny],
      request: { body: '{"id":1,"id":2}' },
    });
    assert.equal(server, undefined);
    assert.equal(client?.status, 400);
    assert.equal(request?.decisions[0]?.verdict, "error");
  });

  test("a client's answer, denied: the server sees an error in its place, and answers that", async () => {
    const plugin = definePlugin({
      kind: "no_answers",
      hooks: ["elicitation_response"],
      config: z.strictObject({}),
      create: () => ({
        elicitation_response: () => ({
          continue_processing: false,
          violation: { reason: "Not that", code: "NO" },
        }),
      }),
    });
    const { server, client, request, response } = await runExchange({
      plugins: [{ plugin }],
      request: { body: { jsonrpc: "2.0", id: "q", result: { action: "accept", content: { a: "b" } } } },
      response: { headers: { ":status": "202" } },
    });
    assert.equal(request?.action, "denied");
    assert.equal(server?.status, undefined);
    const { id, error } = JSON.parse(server?.body ?? "");
    assert.deepEqual([id, error.code], ["q", 40300]);
    assert.equal(response?.action, "allowed");
    assert.equal(client?.status, 202);
  });

  test("larger than the limit", async () => {
    const { client } = await runExchange({
      plugins: [deny],
      adapter: { limits: { request_body_bytes: 100 } },
      request: { body: call("x".repeat(200)) },
    });
    assert.match(String(client?.body), /too large/);
  });

  test("its headers reach the plugins and the caller's identity", async () => {
    const { hooks } = await runExchange({
      plugins: [deny],
      adapter: { identity: { user: { header: "x-user" } } },
      request: { headers: { "X-User": "ada", "x-many": ["1", "2"] }, body: call("fine") },
    });
    assert.equal(hooks[0]?.caller.user, "ada");
    const { headers } = hooks[0]!.payload as { headers: Record<string, string> };
    assert.equal(headers["x-many"], "1, 2");
  });
});

describe("a response", () => {
  const request = { body: call("fine") };

  test("edited and denied as JSON", async () => {
    const edited = await runExchange({ plugins: [edit], request, response: { body: answer("blue") } });
    assert.deepEqual(JSON.parse(edited.client?.body ?? ""), answer("green"));
    const denied = await runExchange({
      plugins: [deny],
      request,
      response: { body: answer("secret"), headers: { ":status": "200", "mcp-session-id": "s" } },
    });
    assert.equal(denied.response?.action, "denied");
    assert.equal(denied.client?.headers["mcp-session-id"], "s");
    assert.match(denied.client?.body ?? "", /^\{"jsonrpc":"2.0","id":1,"error":/);
  });

  test("as an event stream, in pieces that split events", async () => {
    const whole = `event: message\ndata: ${JSON.stringify(answer("blue"))}\n\n`;
    const { client, response } = await runExchange({
      plugins: [edit],
      request,
      response: {
        events: [
          { jsonrpc: "2.0", method: "notifications/progress", params: {} },
          whole.slice(0, 40),
          whole.slice(40),
        ],
      },
    });
    assert.equal(response?.action, "modified");
    assert.ok(client?.body.endsWith(whole.replace("blue", "green")));
  });

  test("an event that is denied", async () => {
    const { client, response } = await runExchange({
      plugins: [deny],
      request,
      response: { events: [answer("secret"), ": ping\n\n"] },
    });
    assert.equal(response?.action, "denied");
    assert.match(client?.body ?? "", /"error":/);
    assert.ok(client?.body.endsWith(": ping\n\n"));
  });

  test("without its request it is judged by its shape", async () => {
    const { request: sent, response } = await runExchange({
      plugins: [deny],
      response: { body: answer("secret") },
    });
    assert.equal(sent, undefined);
    assert.equal(response?.action, "denied");
  });

  test("without a body", async () => {
    const { client } = await runExchange({ plugins: [deny], request, response: {} });
    assert.deepEqual([client?.status, client?.body], [202, ""]);
  });
});

test("several plugins of one definition, each with a name of its own", async () => {
  const other = { plugin: denyFilter, config: { words: ["other"] } };
  const { hooks } = await runExchange({ plugins: [deny, other], request: { body: call("other") } });
  assert.deepEqual(
    hooks[0]?.outcome.executions.map(({ plugin, action }) => [plugin, action]),
    [
      ["deny_filter", "allowed"],
      ["deny_filter 2", "denied"],
    ],
  );
});

test("a plugin that is refused, and settings that make no sense", async () => {
  await assert.rejects(runExchange({ plugins: [denyFilter], request: {} }), /words/);
  const adapter = { compat: "nothing" } as unknown as { compat: "none" };
  await assert.rejects(runExchange({ plugins: [], adapter, request: {} }), /compat/);
});
