import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MessagePayload, Plugin } from "../../src/framework/index.ts";
import { inspect, postHeaders, push, request, requestHead, response, responseHead } from "./inspect.ts";

const events = [
  [":status", "200"],
  ["content-type", "text/event-stream"],
] as const;

const message = (id: number | undefined, method: string, params: string): string =>
  `{"jsonrpc":"2.0",${id === undefined ? "" : `"id":${id},`}"method":"${method}","params":${params}}`;
const result = (json: string): string => `{"jsonrpc":"2.0","id":1,"result":${json}}`;

describe("what came in another exchange is found", () => {
  it("the request of a server, for the client's answer", async () => {
    const seen: MessagePayload[] = [];
    const plugin: Plugin = {
      elicitation_request: () => {},
      elicitation_response: (payload) => void seen.push(payload),
      sampling_response: (payload) => void seen.push(payload),
    };
    const session = [...postHeaders, ["mcp-session-id", "s"]] as const;
    const { exchange, inspector } = await inspect(plugin);
    requestHead(exchange, [[":method", "GET"], ...session.slice(1)], true);
    responseHead(exchange, events);
    await push(exchange, `data: ${message(7, "sampling/createMessage", "{}")}\n\n`);
    for (const headers of [session, postHeaders]) {
      const next = inspector.open();
      requestHead(next, headers);
      await request(next, '{"jsonrpc":"2.0","id":7,"result":{"action":"accept"}}');
    }
    assert.deepEqual(
      seen.map(({ method }) => method),
      // By its request, and by its shape; then by its shape alone.
      ["sampling/createMessage", "sampling/createMessage", ""],
    );
  });

  it("the request that started a task, for what is asked of it", async () => {
    const seen: unknown[] = [];
    const plugin: Plugin = { tool_post_invoke: ({ name, result }) => void seen.push([name, result]) };
    const { exchange, inspector } = await inspect(plugin);
    const exchangeOf = async (next: typeof exchange, body: string, answer: string) => {
      requestHead(next);
      await request(next, body);
      responseHead(next);
      await response(next, answer);
    };
    await exchangeOf(
      exchange,
      message(1, "tools/call", '{"name":"slow"}'),
      result('{"task":{"taskId":"k","ttl":60000}}'),
    );
    await exchangeOf(inspector.open(), message(1, "tasks/result", '{"taskId":"k"}'), result('{"x":1}'));
    await exchangeOf(inspector.open(), message(1, "tasks/get", '{"taskId":"k"}'), result('{"y":1}'));
    await exchangeOf(inspector.open(), message(1, "tasks/result", '{"taskId":"other"}'), result('{"x":1}'));
    assert.deepEqual(seen, [
      ["slow", { task: { taskId: "k", ttl: 60000 } }],
      ["slow", { x: 1 }],
      ["slow", { y: 1 }],
      ["", { x: 1 }],
    ]);
  });

  it("the call of a stream, for the answer on one that resumes it", async () => {
    const seen: unknown[] = [];
    const { exchange, inspector } = await inspect({ tool_post_invoke: ({ name }) => void seen.push(name) });
    const session = [...postHeaders, ["mcp-session-id", "s"]] as const;
    requestHead(exchange, session);
    await request(exchange, message(9, "tools/call", '{"name":"slow"}'));
    responseHead(exchange, events);
    await push(exchange, "id: 1\ndata:\n\n");
    const resumed = inspector.open();
    requestHead(resumed, [[":method", "GET"], ...session.slice(1)], true);
    responseHead(resumed, events);
    await push(resumed, `data: {"jsonrpc":"2.0","id":9,"result":{"content":[]}}\n\n`);
    assert.deepEqual(seen, ["slow"]);
  });
});

describe("an answer on a resumed stream", () => {
  it("does not pass for that to another call of the same id, answered before or never", async () => {
    const session = [...postHeaders, ["mcp-session-id", "s"]] as const;
    const answer = `data: {"jsonrpc":"2.0","id":9,"result":{"content":[{"type":"text","text":"hush"}]}}\n\n`;
    const mask: Plugin["tool_post_invoke"] = (payload) => ({
      modified_payload: JSON.parse(JSON.stringify(payload).replaceAll("hush", "***")),
    });
    for (const first of ["answered", "no response"]) {
      const { inspector } = await inspect({ tool_post_invoke: mask }, {}, "enforce", [{ tools: ["secret"] }]);
      const post = async (tool: string) => {
        const exchange = inspector.open();
        requestHead(exchange, session);
        await request(exchange, message(9, "tools/call", `{"name":"${tool}"}`));
        return exchange;
      };
      const secret = await post("secret");
      if (first === "answered") {
        responseHead(secret, events);
        assert.equal(await push(secret, answer, true), answer.replace("hush", "***"));
      }
      secret.close();
      const harmless = await post("harmless");
      responseHead(harmless, events);
      await push(harmless, "id: 1\ndata:\n\n");
      harmless.close();
      const resumed = inspector.open();
      requestHead(resumed, [[":method", "GET"], ...session.slice(1)], true);
      responseHead(resumed, events);
      assert.equal(await push(resumed, answer), answer.replace("hush", "***"), first);
    }
  });
});

describe("two calls with one id in one session", () => {
  const session = [...postHeaders, ["mcp-session-id", "s"]] as const;
  const call = (name: string) => message(9, "tools/call", `{"name":"${name}"}`);
  const answer = '{"jsonrpc":"2.0","id":9,"result":{"content":[]}}';
  const rejected = [
    [":status", "401"],
    ["content-type", "application/json"],
  ] as const;

  async function start() {
    const seen: string[] = [];
    const { inspector } = await inspect({ tool_post_invoke: ({ name }) => void seen.push(name) });
    const send = async (name: string, headers: readonly (readonly [string, string])[] = session) => {
      const exchange = inspector.open();
      requestHead(exchange, headers);
      await request(exchange, call(name));
      return exchange;
    };
    return { seen, send };
  }

  it("while both wait, either's answer may be the other's", async () => {
    const { seen, send } = await start();
    const first = await send("secret");
    const second = await send("harmless");
    responseHead(second, events);
    await push(second, `data: ${answer}\n\n`);
    responseHead(first);
    await response(first, answer);
    assert.deepEqual(seen, ["", ""]);
  });

  it("the first one's client went away, and the server has not answered yet", async () => {
    const { seen, send } = await start();
    (await send("secret")).close();
    const second = await send("harmless");
    responseHead(second, events);
    await push(second, `data: ${answer}\n\n`);
    assert.deepEqual(seen, [""]);
  });

  it("one after the other, each is known", async () => {
    const { seen, send } = await start();
    for (const name of ["a", "b", "b"]) {
      const exchange = await send(name);
      responseHead(exchange);
      await response(exchange, answer);
    }
    assert.deepEqual(seen, ["a", "b", "b"]);
  });

  it("a request that the server did not take is sent again", async () => {
    const { seen, send } = await start();
    const first = await send("a");
    responseHead(first, rejected);
    await response(first, '{"jsonrpc":"2.0","id":9,"error":{"code":1,"message":"who are you"}}');
    const second = await send("a");
    responseHead(second);
    await response(second, answer);
    assert.deepEqual(seen, ["a", "a"]);
  });

  it("in two sessions, or without one, each is known", async () => {
    const { seen, send } = await start();
    const exchanges = [
      await send("a"),
      await send("b", [...postHeaders, ["mcp-session-id", "t"]]),
      await send("c", postHeaders),
      await send("d", postHeaders),
    ];
    for (const exchange of exchanges) {
      responseHead(exchange);
      await response(exchange, answer);
    }
    assert.deepEqual(seen, ["a", "b", "c", "d"]);
  });
});

describe("behind Kuadrant's router", () => {
  const named = [...postHeaders, ["mcp-session-id", "s"]] as const;
  const routed = [...named, ["x-mcp-servername", "crm"], ["x-mcp-method", "tools/call"]] as const;

  it("a client's answer, of which the router says no method, is that to the server's request", async () => {
    const seen: string[] = [];
    const plugin = { sampling_response: ({ method }: MessagePayload) => void seen.push(method) };
    const { exchange, inspector } = await inspect(plugin, { identity: { preset: "kuadrant" } });
    requestHead(exchange, routed);
    await request(exchange, message(1, "tools/call", '{"name":"t"}'));
    responseHead(exchange, events);
    await push(exchange, `data: ${message(7, "sampling/createMessage", "{}")}\n\n`);
    const next = inspector.open();
    requestHead(next, named);
    await request(next, '{"jsonrpc":"2.0","id":7,"result":{"role":"assistant"}}');
    assert.deepEqual(seen, ["sampling/createMessage"]);
  });
});
