/** What servers say of themselves: initialize, discover, and the first event of 2024-11-05. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  fetched,
  inspect,
  postHeaders,
  push,
  request,
  requestHead,
  response,
  responseHead,
  text,
} from "../inspect.ts";
import { answered, deny, events, message, result } from "../messages.ts";

describe("a denied answer to server/discover", () => {
  const says =
    '{"resultType":"complete","supportedVersions":["2026-07-28","hush"],"capabilities":{"tools":{"listChanged":true,"x":"hush"},"extensions":{"hush":{}}},"instructions":"hush","ttlMs":9,"cacheScope":"public"}';
  const body = message(1, "server/discover", "{}");

  it("loses the server's words, so that clients stay in their era", async () => {
    const { text: forwarded, decisions } = await answered({ discover: deny("hush") }, body, result(says));
    assert.deepEqual(JSON.parse(forwarded).result, {
      resultType: "complete",
      supportedVersions: ["2026-07-28"],
      capabilities: { tools: { listChanged: true } },
      ttlMs: 0,
      cacheScope: "private",
    });
    assert.equal(decisions.at(-1)?.action, "denied");
  });

  it("is an error where that is asked for, the server is not to be registered, or nothing would be left", async () => {
    const error = { denial: { discover: "error" } };
    const refused = [
      await answered({ discover: deny("hush") }, body, result(says), error),
      await answered({ server_pre_register: deny("hush"), discover: () => {} }, body, result(says)),
      await answered({ discover: deny("hush") }, body, result('{"instructions":"hush"}')),
      await answered(
        { discover: deny("hush") },
        body,
        `{"jsonrpc":"2.0","id":1,"error":${says.replace("{", '{"code":1,"message":"m",')}}`,
      ),
    ];
    for (const { text: forwarded } of refused) assert.equal(JSON.parse(forwarded).error.code, 40300);
  });
});

describe("the transport of 2024-11-05", () => {
  const endpoint = (uri: string) => `event: endpoint\ndata: ${uri}\n\n`;
  const opened = async (settings = {}) => {
    const { exchange } = await fetched({ tool_post_invoke: deny("hush") }, settings);
    responseHead(exchange, events);
    return exchange;
  };

  it("is refused by the event that it begins with: the stream ends", async () => {
    const exchange = await opened();
    const verdict = await exchange.responseEvents(Buffer.from(endpoint("/messages?session_id=1")), false);
    assert.deepEqual([verdict.bytes.length, verdict.end, verdict.decision?.code], [0, true, "http_sse"]);
    assert.equal(await push(exchange, `data: ${result("{}")}\n\n`), "");
  });

  it("is inspected by shape where it is allowed, on its own origin", async () => {
    const allowed = { strict: { http_sse: false } };
    const exchange = await opened(allowed);
    const uri = endpoint("/messages?session_id=1");
    assert.equal(await push(exchange, uri), uri);
    const forwarded = await push(
      exchange,
      `data: ${result('{"content":[{"type":"text","text":"hush"}]}')}\n\n`,
    );
    assert.match(forwarded, /"error"/);
    for (const away of ["//evil.test/x", "http://evil.test/x", "http:/\\evil.test"])
      assert.equal(await push(await opened(allowed), endpoint(away)), "", away);
  });
});

describe("a server that is seen first", () => {
  const hello = result('{"protocolVersion":"2025-11-25","serverInfo":{"name":"s"}}');

  async function greet(
    inspector: Awaited<ReturnType<typeof inspect>>["inspector"],
    answer = hello,
    path = "/mcp",
  ) {
    const exchange = inspector.open();
    requestHead(exchange, [[":method", "POST"], [":path", path], ...postHeaders.slice(2)]);
    await request(exchange, message(1, "initialize", "{}"));
    responseHead(exchange);
    return text(await response(exchange, answer), answer);
  }

  it("is registered once, and again when it says something new or is another", async () => {
    const seen: string[] = [];
    const { inspector } = await inspect({
      server_pre_register: () => void seen.push("pre"),
      initialization: ({ kind }) => void (kind === "result" && seen.push("own")),
      server_post_register: () => void seen.push("post"),
    });
    await greet(inspector);
    await greet(inspector);
    assert.deepEqual(seen.splice(0), ["pre", "own", "post", "own"]);
    await greet(inspector, hello.replace('"s"', '"other"'));
    await greet(inspector, hello.replace('"s"', '"other"'), "/b");
    assert.deepEqual(seen, ["pre", "own", "post", "pre", "own", "post"]);
  });

  it("is registered for each caller, since conditions choose by them which plugins are asked", async () => {
    const { inspector } = await inspect(
      { server_pre_register: deny("") },
      { identity: { tenant_id: { header: "x-tenant" } } },
      "enforce",
      [{ tenant_ids: ["careful"] }],
    );
    const greeted = async (tenant: string) => {
      const exchange = inspector.open();
      requestHead(exchange, [...postHeaders, ["x-tenant", tenant]]);
      await request(exchange, message(1, "initialize", "{}"));
      responseHead(exchange);
      return text(await response(exchange, hello), hello);
    };
    assert.equal(await greeted("careless"), hello);
    assert.ok(JSON.parse(await greeted("careful")).error);
  });

  it("is asked about again until nobody objects or edits", async () => {
    let asked = 0;
    const denying = await inspect({
      server_pre_register: () => {
        asked++;
        return { violation: { reason: "r", description: "d", code: "NO", details: {} } };
      },
    });
    for (let times = 0; times < 3; times++) assert.ok(JSON.parse(await greet(denying.inspector)).error);
    assert.equal(asked, 3);
    const editing = await inspect({
      server_pre_register: (payload) => ({
        modified_payload: { ...payload, result: { ...payload.result, instructions: "none" } },
      }),
    });
    for (let times = 0; times < 2; times++)
      assert.equal(JSON.parse(await greet(editing.inspector)).result.instructions, "none");
  });
});
