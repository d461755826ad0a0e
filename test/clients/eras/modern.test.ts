/** Revision 2026-07-28 between the client and the server of the TypeScript SDK, through Envoy and the adapter. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { word } from "../typescript/serve.ts";
import { connectModern } from "./modern-client.ts";
import { newModernServer, text } from "./modern-server.ts";
import { startEraRig, type Variant, variants } from "./rig.ts";

async function start(t: TestContext, variant: Variant, instructions?: string) {
  const server = newModernServer(instructions);
  const rig = await startEraRig(t, { serve: server.serve, variant });
  return { rig, ...server, connect: (answers = {}) => connectModern(t, rig.url, answers) };
}

const denial = (error: unknown) => (error as { code?: unknown }).code === 40300;

for (const variant of variants) {
  test(`2026-07-28, ${variant}`, async (t) => {
    const { rig, got, aborted, notify, connect } = await start(t, variant);
    const { client, asked } = await connect();

    await t.test("discover comes first, and a server is seen first", () => {
      assert.equal(client.getNegotiatedProtocolVersion(), "2026-07-28");
      assert.deepEqual(
        rig.seen("discover").map(({ kind }) => kind),
        ["request", "result"],
      );
      assert.equal(rig.seen("server_pre_register").length, 1);
      assert.equal(rig.seen("server_post_register").length, 1);
      // By its shape: `instructions`.
      assert.deepEqual(
        rig.seen("initialization").map(({ method }) => method),
        ["server/discover"],
      );
    });

    await t.test("what a result asks for, its answers and its state", async () => {
      rig.forget();
      const { content } = await client.callTool({ name: "ask", arguments: {} });
      assert.deepEqual(content, text("model,roots,user").content);
      assert.deepEqual(asked.splice(0).toSorted(), [
        "elicitation/create",
        "roots/list",
        "sampling/createMessage",
      ]);
      assert.equal(got.at(-1)?.state, "opaque-1");
      const methods = (hook: string) =>
        rig.seen(hook).map(({ kind, method, from }) => `${kind} ${method} ${from}`);
      assert.deepEqual(methods("elicitation_request"), ["request elicitation/create server"]);
      assert.deepEqual(methods("sampling_request"), ["request sampling/createMessage server"]);
      assert.ok(JSON.stringify(rig.seen("elicitation_response")).includes("Ada"));
      assert.ok(JSON.stringify(rig.seen("sampling_response")).includes("roses"));
      assert.ok(JSON.stringify(rig.seen("roots")).includes("file:///srv"));
      assert.ok(JSON.stringify(rig.seen("message")).includes("opaque-1"));
      assert.equal(rig.seen("tool_pre_invoke").length, 2);
      assert.equal(rig.seen("tool_post_invoke").length, 2);
    });

    await t.test("an entry that is denied is not asked", async () => {
      rig.forget();
      const { content } = await client.callTool({ name: "ask", arguments: { elicit: "bad" } });
      assert.deepEqual(content, text("model,roots").content);
      assert.deepEqual(asked.splice(0).toSorted(), ["roots/list", "sampling/createMessage"]);
      assert.equal(rig.seen("tool_post_invoke").length, 2);
      assert.ok(!JSON.stringify(rig.seen("tool_post_invoke")).includes(word));
    });

    await t.test("an answer that is denied does not arrive", async () => {
      const { client: other } = await connect({ user: word });
      const before = got.length;
      await assert.rejects(other.callTool({ name: "ask", arguments: {} }), denial);
      assert.equal(got.length, before + 1);
      await other.callTool({ name: "where", arguments: { region: "eu" } });
    });

    await t.test("an argument that is edited is edited in its header", async () => {
      await client.listTools();
      const { content } = await client.callTool({ name: "where", arguments: { region: "eu-internal" } });
      assert.deepEqual(content, text("in eu").content);
      const headers = rig.requests.at(-1)?.headers;
      assert.deepEqual([headers?.["mcp-name"], headers?.["mcp-param-region"]], ["where", "eu"]);
      await assert.rejects(client.callTool({ name: "where", arguments: { region: word } }), denial);
    });

    await t.test("prompts, resources, completion", async () => {
      rig.forget();
      assert.equal((await client.listPrompts()).prompts.length, 1);
      assert.equal((await client.listResources()).resources.length, 1);
      assert.equal((await client.getPrompt({ name: "p", arguments: { topic: "x" } })).messages.length, 1);
      await assert.rejects(client.getPrompt({ name: "p", arguments: { topic: word } }), denial);
      assert.equal((await client.readResource({ uri: "memo://r" })).contents[0].text, "fine");
      await assert.rejects(client.readResource({ uri: "memo://bad" }), denial);
      const complete = (value: string) =>
        client.complete({ ref: { type: "ref/prompt", name: "p" }, argument: { name: "topic", value } });
      assert.deepEqual((await complete("a")).completion.values, ["alpha"]);
      await assert.rejects(complete("b"), denial);
      for (const hook of [
        "prompt_list",
        "resource_list",
        "prompt_pre_fetch",
        "prompt_post_fetch",
        "resource_pre_fetch",
        "resource_post_fetch",
        "completion",
      ])
        assert.notEqual(rig.seen(hook).length, 0, hook);
    });

    await t.test("notifications of a call", async () => {
      const told: unknown[] = [];
      client.setNotificationHandler("notifications/message", ({ params }: { params: { data: unknown } }) => {
        told.push(params.data);
      });
      const { content } = await client.callTool({
        name: "chatty",
        arguments: {},
        _meta: { "io.modelcontextprotocol/logLevel": "debug" },
      });
      assert.deepEqual(content, text("told").content);
      assert.deepEqual(told, ["hello"]);
    });

    await t.test("an open subscription", async () => {
      rig.forget();
      const updated: string[] = [];
      let changed = () => {};
      const change = new Promise<void>((resolve) => {
        changed = resolve;
      });
      client.setNotificationHandler(
        "notifications/resources/updated",
        ({ params }: { params: { uri: string } }) => {
          updated.push(params.uri);
        },
      );
      client.setNotificationHandler("notifications/tools/list_changed", () => changed());
      const subscription = await client
        .listen({ toolsListChanged: true, resourceSubscriptions: ["memo://r", `memo://${word}-not`] })
        .catch((error: unknown) => error);
      assert.ok(denial(subscription), String(subscription));
      const listening = await client.listen({ toolsListChanged: true, resourceSubscriptions: ["memo://r"] });
      notify.resourceUpdated("memo://r");
      notify.toolsChanged();
      await change;
      assert.deepEqual(updated, ["memo://r"]);
      const methods = rig.seen("notification").map(({ method }) => method);
      assert.deepEqual(methods, [
        "notifications/subscriptions/acknowledged",
        "notifications/resources/updated",
        "notifications/tools/list_changed",
      ]);
      await listening.close();
      assert.equal(await listening.closed, "local");
    });

    await t.test("a call that is given up is given up at the server", async () => {
      const giveUp = new AbortController();
      const call = client.callTool(
        { name: "wait", arguments: {}, _meta: { "io.modelcontextprotocol/logLevel": "debug" } },
        { signal: giveUp.signal },
      );
      call.catch(() => {});
      await rig.untilSeen("notification", "waiting");
      giveUp.abort();
      await assert.rejects(call);
      while (aborted.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    });

    await t.test("a header that contradicts the body", async () => {
      const before = rig.requests.length;
      const meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { name: "c", version: "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
      };
      const response = await fetch(rig.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": "tools/call",
          "mcp-name": "other",
        },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method: "tools/call",
          params: { name: "where", arguments: {}, _meta: meta },
        }),
      });
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as { error: { code: number } }).error.code, -32020);
      assert.equal(rig.requests.length, before);
    });
  });
}

test("a server that says the word of itself is spoken to in the revision all the same", async (t) => {
  const { rig, connect } = await start(t, "static", word);
  const { client } = await connect();
  assert.equal(client.getNegotiatedProtocolVersion(), "2026-07-28");
  assert.equal(client.getInstructions(), undefined);
  await assert.rejects(client.listTools(), denial);
  assert.deepEqual(
    (await client.callTool({ name: "where", arguments: { region: "eu" } })).content,
    text("in eu").content,
  );
  assert.notEqual(rig.seen("discover").length, 0);
});
