import assert from "node:assert/strict";
import { describe, test } from "node:test";
import responseCache from "../../../plugins/response_cache/plugin.ts";
import type { Plugin } from "../../../src/framework/index.ts";
import { createInspector } from "../../../src/inspection/inspector.ts";
import type { Decision, Headers, RequestVerdict } from "../../../src/inspection/verdict.ts";
import { adapterSettings } from "../../../src/settings/adapter.ts";
import { newPlugin } from "../../../src/testing/instances.ts";
import { managerOf, type TestPlugin } from "../../framework/manager-of.ts";
import { testState } from "../../state/memory.ts";
import { call, jsonHeaders, postHeaders, requestPlan, response, toolAnswer } from "../inspect.ts";

const acceptBoth = ["accept", "application/json, text/event-stream"] as const;

interface Ask {
  readonly body?: string;
  readonly user?: string;
  readonly headers?: Headers;
  /** What the server says, where it is asked. */
  readonly answer?: string;
  /** As an event stream. */
  readonly events?: string;
  readonly status?: string;
}

interface Told {
  /** Whether the server was asked. */
  readonly asked: boolean;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly verdict: RequestVerdict;
}

/** A gateway with a cache and other plugins around it. */
function gateway(options: { before?: TestPlugin[]; after?: TestPlugin[]; config?: object } = {}) {
  const { before = [], after = [], config = {} } = options;
  const cache = newPlugin(responseCache, { cacheable_tools: ["read*"], ...config }) as Plugin;
  const plugins = [...before, { name: "cache", plugin: cache }, ...after];
  const manager = managerOf(
    plugins.map((plugin, index) => ({ name: `p${index}`, priority: index, ...plugin })),
  );
  const decisions: Decision[] = [];
  const faults: unknown[] = [];
  const inspector = createInspector({
    hooks: manager,
    settings: adapterSettings.parse({ identity: { user: { header: "x-user" } } }),
    enabled: true,
    correlation: testState().correlation,
    observer: {
      decided: (decision) => decisions.push(decision),
      faulted: (error) => faults.push(error),
      unfit() {},
    },
  });
  async function ask(asking: Ask = {}): Promise<Told> {
    const { body = call("1", "read", '{"a":1}'), user = "ada", headers = [acceptBoth] } = asking;
    const exchange = inspector.open();
    try {
      const own = postHeaders.filter(([name]) => !headers.some(([other]) => other === name));
      await requestPlan(exchange, [...own, ["x-user", user], ...headers]);
      const verdict = await exchange.requestBody(Buffer.from(body));
      assert.deepEqual(faults, []);
      if (verdict.kind === "answer" || verdict.kind === "deny") {
        const sent = verdict.kind === "answer" ? verdict.answer : verdict.denial;
        assert.equal(sent.status, 200);
        return {
          asked: false,
          body: Buffer.from(sent.body).toString(),
          headers: Object.fromEntries(sent.headers),
          verdict,
        };
      }
      const { answer = toolAnswer("1", "fresh"), events, status = "200" } = asking;
      const type = events === undefined ? "application/json" : "text/event-stream";
      await exchange.responseHead({
        headers: [...jsonHeaders.slice(2), [":status", status], ["content-type", type]],
        endOfStream: false,
        bodyReadable: true,
      });
      if (events !== undefined) {
        const { bytes } = await exchange.responseEvents(Buffer.from(events), true);
        return { asked: true, body: Buffer.from(bytes).toString(), headers: {}, verdict };
      }
      const said = await response(exchange, answer);
      const bytes = said.kind === "replace" ? said.body : said.kind === "deny" ? said.denial.body : answer;
      return { asked: true, body: Buffer.from(bytes).toString(), headers: {}, verdict };
    } finally {
      exchange.close();
    }
  }
  return { ask, decisions, cache };
}

const denyTool = { continue_processing: false, violation: { reason: "r", description: "d", code: "NO" } };

test("the second call gets the first one's result under its own id, and the server is not asked", async () => {
  const { ask, decisions } = gateway();
  assert.equal((await ask({ answer: toolAnswer("1", "first") })).asked, true);
  const again = await ask({ body: call('"1"', "read", '{"a":1}') });
  assert.equal(again.asked, false);
  assert.equal(again.body, toolAnswer('"1"', "first"));
  assert.equal(again.headers["content-type"], "application/json");
  assert.equal(again.headers["x-mcp-denied"], undefined);
  assert.equal(again.verdict.kind, "answer");
  assert.deepEqual(again.verdict.decision, {
    method: "tools/call",
    name: "read",
    verdict: "allow",
    action: "answered",
    plugin: "cache",
  });
  assert.equal(decisions.filter(({ action }) => action === "answered").length, 1);
});

test("a result that came in an event stream is kept", async () => {
  const { ask } = gateway();
  await ask({ events: `data: ${toolAnswer("1", "streamed")}\n\n` });
  assert.equal((await ask()).body, toolAnswer("1", "streamed"));
});

describe("the server is asked again", () => {
  const twice = (second: Ask, first: Ask = {}) => ({ first, second });
  const params = (more: string) =>
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"a":1},${more}}}`;
  const result = (members: string) => `{"jsonrpc":"2.0","id":1,"result":{${members}}}`;
  const text = '"content":[{"type":"text","text":"x"}]';
  const elicit =
    'data: {"jsonrpc":"2.0","id":9,"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{}}}}\n\n';
  const rows: Record<string, { first: Ask; second: Ask; config?: object }> = {
    "for another user": twice({ user: "bob" }),
    "in another session": twice({ headers: [acceptBoth, ["mcp-session-id", "s2"]] }),
    "at another path": twice({ headers: [acceptBoth, [":path", "/other"]] }),
    "at another host": twice({ headers: [acceptBoth, [":authority", "other.test"]] }),
    "with another token": twice({ headers: [acceptBoth, ["authorization", "Bearer b"]] }),
    "with other arguments": twice({ body: call("1", "read", '{"a":2}') }),
    "for another tool": twice({ body: call("1", "reader", '{"a":1}') }),
    "where the client takes no JSON": twice({ headers: [["accept", "text/event-stream"]] }),
    "where the client takes JSON with no weight": twice({
      headers: [["accept", "application/json;q=0, */*;q=0.0"]],
    }),
    "where the client says nothing of what it takes": twice({ headers: [] }),
    "for a task": twice({ body: params('"task":{"ttl":1000}') }),
    "with answers to its questions": twice({ body: params('"inputResponses":{}') }),
    "with its own state": twice({ body: params('"requestState":"s"') }),
    "with an extension's metadata": twice({ body: params('"_meta":{"example.com/tenant":"b"}') }),
    "after an error result": twice({}, { answer: result(`${text},"isError":true`) }),
    "after a JSON-RPC error": twice(
      {},
      { answer: '{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"m"}}' },
    ),
    "after an HTTP error": twice({}, { status: "500" }),
    "after a task": twice({}, { answer: result(`${text},"task":{"taskId":"t"}`) }),
    "after a result that is not complete": twice(
      {},
      { answer: result(`${text},"resultType":"input_required"`) },
    ),
    "after a result without content": twice({}, { answer: result('"structuredContent":{}') }),
    "after a result with numbers that are not exact": twice(
      {},
      { answer: result(`${text},"structuredContent":{"n":9007199254740993}`) },
    ),
    "after a call with numbers that are not exact": twice(
      { body: call("1", "read", '{"a":9007199254740992}') },
      { body: call("1", "read", '{"a":9007199254740993}') },
    ),
    "after a result that is fresh no longer": twice({}, { answer: result(`${text},"ttlMs":0`) }),
    "after a stream in which the server asked the client": twice(
      {},
      { events: `${elicit}data: ${toolAnswer("1", "x")}\n\n` },
    ),
    "for what is not listed": {
      first: { body: call("1", "write", "{}") },
      second: { body: call("1", "write", "{}") },
    },
    "for callers without a name": { first: { user: "" }, second: { user: "" } },
  };
  for (const [name, { first, second, config }] of Object.entries(rows))
    test(name, async () => {
      const { ask } = gateway(config ? { config } : {});
      assert.equal((await ask(first)).asked, true);
      assert.equal((await ask(second)).asked, true);
    });

  test("for a tenant's callers without a name, but not where they share", async () => {
    for (const [config, asked] of [
      [{}, true],
      [{ anonymous: true }, false],
    ] as const) {
      const { ask } = gateway({ config });
      await ask({ user: "" });
      assert.equal((await ask({ user: "" })).asked, asked);
    }
  });

  test("for each message of a batch", async () => {
    const { ask } = gateway();
    const one = call("1", "read", '{"a":1}');
    const revision: Headers = [acceptBoth, ["mcp-protocol-version", "2025-03-26"]];
    await ask({ headers: revision });
    assert.equal((await ask({ headers: revision })).asked, false);
    const batch = await ask({ body: `[${one}]`, headers: revision, answer: `[${toolAnswer("1", "b")}]` });
    assert.equal(batch.asked, true);
    assert.equal(batch.body, `[${toolAnswer("1", "b")}]`);
  });
});

describe("other plugins", () => {
  /** Does it in the second exchange only. */
  const second = (hook: "tool_pre_invoke" | "tool_post_invoke", answer: (payload: never) => unknown) => {
    let runs = 0;
    return {
      name: "other",
      plugin: { [hook]: (payload: never) => (++runs === 2 ? answer(payload) : undefined) },
    };
  };

  for (const place of ["before", "after"] as const)
    test(`a deny ${place} the cache wins over what it has`, async () => {
      const { ask } = gateway({ [place]: [second("tool_pre_invoke", () => denyTool)] });
      await ask({ answer: toolAnswer("1", "kept") });
      const denied = await ask();
      assert.equal(denied.verdict.kind, "deny");
      assert.doesNotMatch(denied.body, /kept/);
      assert.equal((await ask()).body, toolAnswer("1", "kept"));
    });

  test("an edit after the look-up drops the answer", async () => {
    const edit = (payload: { args: object }) => ({ modified_payload: { ...payload, args: { a: 2 } } });
    const { ask } = gateway({ after: [second("tool_pre_invoke", edit as never)] });
    await ask();
    const again = await ask();
    assert.equal(again.asked, true);
    assert.match(Buffer.from(again.verdict.kind === "replace" ? again.verdict.body : "").toString(), /"a":2/);
  });

  test("what was asked with an edit after the look-up is not kept", async () => {
    let runs = 0;
    const tool_pre_invoke = (payload: object) =>
      ++runs === 1 ? { modified_payload: { ...payload, args: { a: 2 } } } : undefined;
    const { ask } = gateway({ after: [{ plugin: { tool_pre_invoke } }] });
    await ask();
    assert.equal((await ask()).asked, true);
    assert.equal((await ask()).asked, false);
  });

  test("an edit before the look-up is part of the call", async () => {
    const tool_pre_invoke = (payload: object) => ({ modified_payload: { ...payload, args: { a: 2 } } });
    const { ask } = gateway({ before: [{ plugin: { tool_pre_invoke } }] });
    await ask();
    assert.equal((await ask({ body: call("1", "read", '{"a":7}') })).asked, false);
  });

  test("post hooks edit each answer for its own caller", async () => {
    let runs = 0;
    const tool_post_invoke = (payload: { result: object }) => ({
      modified_payload: { ...payload, result: { content: [{ type: "text", text: `seen ${++runs}` }] } },
    });
    const { ask } = gateway({ after: [{ plugin: { tool_post_invoke } }] });
    assert.equal((await ask()).body, toolAnswer("1", "seen 1"));
    const again = await ask();
    assert.equal(again.asked, false);
    assert.equal(again.body, toolAnswer("1", "seen 2"));
  });

  test("a denied answer is denied, under the call's id", async () => {
    const { ask, decisions } = gateway({ after: [second("tool_post_invoke", () => denyTool)] });
    await ask({ answer: toolAnswer("1", "kept") });
    const denied = await ask({ body: call("7", "read", '{"a":1}') });
    assert.equal(denied.verdict.kind, "deny");
    assert.equal(denied.headers["x-mcp-denied"], "true");
    assert.match(denied.body, /^\{"jsonrpc":"2\.0","id":7,/);
    assert.doesNotMatch(denied.body, /kept/);
    assert.equal(decisions.at(-1)?.action, "denied");
  });

  test("a result that was denied is not kept", async () => {
    let runs = 0;
    const tool_post_invoke = () => (++runs === 1 ? denyTool : undefined);
    const { ask } = gateway({ after: [{ plugin: { tool_post_invoke } }] });
    await ask();
    assert.equal((await ask()).asked, true);
  });

  test("a result that was edited before it came to the cache is not kept", async () => {
    const tool_post_invoke = (payload: object) => ({
      modified_payload: { ...payload, result: { content: [] } },
    });
    const { ask } = gateway({ before: [{ plugin: { tool_post_invoke } }] });
    await ask();
    assert.equal((await ask()).asked, true);
  });

  test("http_post_request sees an answer as a response, edits its headers and denies it", async () => {
    const http_post_request = (payload: { response_headers: object; status_code: number }) =>
      ++runs === 3
        ? denyTool
        : {
            modified_payload: {
              ...payload,
              response_headers: { ...payload.response_headers, "x-seen": "yes" },
            },
          };
    let runs = 0;
    const { ask } = gateway({ after: [{ plugin: { http_post_request } }] });
    await ask();
    const again = await ask();
    assert.equal(again.asked, false);
    assert.equal(again.headers["x-seen"], "yes");
    assert.equal(runs, 2);
    const denied = await ask();
    assert.equal(denied.verdict.kind, "deny");
    assert.equal(runs, 3);
  });

  for (const mode of ["permissive", "audit", "concurrent"] as const)
    test(`an answer in mode ${mode} is none`, async () => {
      const tool_pre_invoke = () => ({ answer: { content: [] } });
      const { ask } = gateway({ after: [{ plugin: { tool_pre_invoke }, mode }] });
      assert.equal((await ask()).asked, true);
    });

  test("an answer that is no object fails the plugin", async () => {
    const { ask } = gateway({ after: [{ plugin: { tool_pre_invoke: () => ({ answer: [1] }) } }] });
    assert.equal((await ask()).verdict.kind, "deny");
  });

  test("an answer too deep for any client is none", async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`);
    const { ask } = gateway({ after: [{ plugin: { tool_pre_invoke: () => ({ answer: deep }) } }] });
    const { asked, verdict } = await ask();
    assert.ok(asked || verdict.kind === "deny");
  });
});
