import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GlobalContext, JsonObject, JsonValue } from "plugins-adapter/framework";
import { runExchange, testPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

const hash_key = "0123456789abcdef";
const tokenize = { default_mask_strategy: "tokenize", hash_key };
const forMail = { ...tokenize, restore_tokens: [{ tools: ["send_*"] }] };
type Caller = Partial<Omit<GlobalContext, "request_id">>;
const session: Caller = { session_id: "s-1" };

/** What a tool answered, as the client sees it. */
async function shown(config: JsonObject, caller: Caller, text: string): Promise<string> {
  const run = await testPlugin(definition, { config });
  const { payload } = await run.hook("tool_post_invoke", { name: "read", result: { text } }, caller);
  return (payload.result as { text: string }).text;
}

/** The arguments that a tool gets. */
async function given(config: JsonObject, caller: Caller, name: string, args: JsonObject): Promise<JsonValue> {
  const run = await testPlugin(definition, { config });
  const outcome = await run.hook("tool_pre_invoke", { name, args }, caller);
  assert.equal(outcome.violation, undefined);
  return outcome.payload.args;
}

describe("tokens", () => {
  test("are turned back for a tool that may see the value, in the session that they are of", async () => {
    const token = await shown(forMail, session, "bob@example.com");
    assert.match(token, /^\[TOKEN:[a-z2-7]+\]$/);
    assert.deepEqual(
      await given(forMail, session, "send_mail", { to: token, cc: [`Bob <${token}>`], n: 1 }),
      {
        to: "bob@example.com",
        cc: ["Bob <bob@example.com>"],
        n: 1,
      },
    );
    assert.deepEqual(await given(forMail, session, "send_mail", { [token]: 1 }), { "bob@example.com": 1 });
  });

  const user: Caller = { user: "jane", tenant_id: "acme" };
  const others: readonly [why: string, made: Caller, back: Caller, name: string, config: JsonObject][] = [
    ["another tool", session, session, "log", forMail],
    ["no tool at all", session, session, "send_mail", tokenize],
    ["another session", session, { session_id: "s-2" }, "send_mail", forMail],
    ["another user in the session", session, { ...session, user: "eve" }, "send_mail", forMail],
    [
      "another tenant in the session",
      { ...session, ...user },
      { ...session, ...user, tenant_id: "x" },
      "send_mail",
      forMail,
    ],
    ["no session", session, {}, "send_mail", forMail],
    ["a token of no session", {}, {}, "send_mail", forMail],
    ["a token of no session in a session", {}, session, "send_mail", forMail],
    ["no user, where users are the scope", {}, {}, "send_mail", { ...forMail, token_scope: "user" }],
    ["a session without a user there", session, session, "send_mail", { ...forMail, token_scope: "user" }],
    ["another user there", user, { ...user, user: "eve" }, "send_mail", { ...forMail, token_scope: "user" }],
    ["a token of the session for the user", { ...user, ...session }, user, "send_mail", forMail],
  ];
  for (const [why, made, back, name, config] of others) {
    test(`stay as they are: ${why}`, async () => {
      const token = await shown(config, made, "bob@example.com");
      assert.deepEqual(await given(config, back, name, { to: token }), { to: token });
    });
  }

  test("stay as they are: made under another key, or made up", async () => {
    const token = await shown({ ...forMail, hash_key: "fedcba9876543210" }, session, "bob@example.com");
    const args = { a: token, b: "[TOKEN:aaaa]", c: "[TOKEN:", d: `[TOKEN:${"a".repeat(100)}]` };
    assert.deepEqual(await given(forMail, session, "send_mail", args), args);
  });

  test("of a user are turned back in all sessions of that user", async () => {
    const config = { ...forMail, token_scope: "user" };
    const token = await shown(config, { ...user, session_id: "s-1" }, "bob@example.com");
    assert.deepEqual(await given(config, { ...user, session_id: "s-2" }, "send_mail", { to: token }), {
      to: "bob@example.com",
    });
  });

  test("of a user whose token is renewed are turned back", async () => {
    const config = { ...forMail, token_scope: "user" };
    const token = await shown(config, { user: { sub: "j", exp: 1 } }, "bob@example.com");
    assert.deepEqual(await given(config, { user: { sub: "j", exp: 2 } }, "send_mail", { to: token }), {
      to: "bob@example.com",
    });
  });

  test("are turned back by type, field and server, where a rule names them", async () => {
    const rows: readonly [rule: JsonObject, caller: Caller, isBack: boolean][] = [
      [{ types: ["email", "phone"] }, {}, true],
      [{ types: ["ssn"] }, {}, false],
      [{ fields: ["args.to"] }, {}, true],
      [{ fields: ["args.to.*", "to"] }, {}, false],
      [{ servers: ["crm-*"] }, { server_id: "crm-1" }, true],
      [{ servers: ["crm-*"] }, { server_id: "shop" }, false],
      [{ servers: ["crm-*"] }, {}, false],
      [{ servers: ["*"] }, {}, false],
    ];
    for (const [rule, more, isBack] of rows) {
      const config = { ...tokenize, restore_tokens: [{ tools: ["send"], ...rule }] };
      const caller = { ...session, ...more };
      const token = await shown(config, caller, "bob@example.com");
      const args = await given(config, caller, "send", { to: token });
      assert.deepEqual(args, { to: isBack ? "bob@example.com" : token }, JSON.stringify([rule, more]));
    }
  });

  test("are found again in a text with other data, and are not masked twice", async () => {
    const config = {
      ...forMail,
      mask_strategies: { ssn: "redact" },
      detect_api_keys: true,
      custom_patterns: [{ pattern: "[a-z2-7]{30,}", mask_strategy: "redact" }],
    };
    const token = await shown(config, session, "bob@example.com");
    assert.equal(
      await shown(config, session, `access: ${token} ssn 123-45-6789`),
      `access: ${token} ssn [REDACTED]`,
    );
    assert.deepEqual(await given(config, session, "send_mail", { q: `${token} ssn 123-45-6789 ${token}` }), {
      q: "bob@example.com ssn [REDACTED] bob@example.com",
    });
    // What only looks like a token is a text as any other.
    assert.equal(await shown(config, session, `[TOKEN:${"ab".repeat(20)}]`), "[TOKEN:[REDACTED]]");
  });

  test("within a larger finding go with it", async () => {
    const config = { ...forMail, custom_patterns: [{ pattern: "<.*>", mask_strategy: "redact" }] };
    const token = await shown(config, session, "bob@example.com");
    assert.deepEqual(await given(config, session, "send_mail", { q: `<${token}> ${token}` }), {
      q: "[REDACTED] bob@example.com",
    });
  });

  test("are not in clear where other data overlaps that is masked in another way", async () => {
    const config = { ...forMail, mask_strategies: { ssn: "redact" } };
    const args = { to: "123-45-6789@example.com" };
    assert.deepEqual(await given(config, session, "send_mail", args), { to: "[REDACTED]" });
    assert.deepEqual(await given(forMail, session, "send_mail", args), args);
    const rule = { ...tokenize, restore_tokens: [{ tools: ["send_mail"], types: ["email"] }] };
    assert.notDeepEqual(await given(rule, session, "send_mail", args), args);
  });

  test("are not made for a tool that may see the value", async () => {
    const args = { to: "bob@example.com", ssn: "123-45-6789" };
    const config = { ...forMail, mask_strategies: { ssn: "redact" } };
    assert.deepEqual(await given(config, session, "send_mail", args), { ...args, ssn: "[REDACTED]" });
    assert.notDeepEqual(await given(config, session, "log", args), args);
    assert.notDeepEqual(await given(config, {}, "send_mail", args), args);
  });

  test("are turned back in arguments of tools alone", async () => {
    const token = await shown(forMail, session, "bob@example.com");
    const run = await testPlugin(definition, { config: { ...forMail, restore_tokens: [{ tools: ["*"] }] } });
    const prompt = { prompt_id: "send_mail", args: { to: token } };
    assert.equal((await run.hook("prompt_pre_fetch", prompt, session)).modified, false);
    const result = { name: "send_mail", result: { text: token } };
    assert.equal((await run.hook("tool_post_invoke", result, session)).modified, false);
    assert.equal(
      (await run.hook("tool_pre_invoke", { name: "any", args: { to: token } }, session)).modified,
      true,
    );
  });

  test("are counted where they are turned back", async () => {
    const token = await shown(forMail, session, "bob@example.com");
    const run = await testPlugin(definition, { config: forMail });
    const payload = { name: "send_mail", args: { to: token, cc: "eve@example.com" } };
    const { metadata } = await run.hook("tool_pre_invoke", payload, session);
    assert.ok(!JSON.stringify(metadata).includes("example.com"));
    assert.match(JSON.stringify(metadata), /"total_detections":1,"total_masked":0.*"tokens_restored":1/);
  });
});

describe("tokens in exchanges", () => {
  const plugins = [{ plugin: definition, config: forMail }];
  const headers = (id: string) => ({ "mcp-session-id": id });

  function callOf(name: string, to: string, id: string) {
    const params = { name, arguments: { to } };
    return { headers: headers(id), body: { jsonrpc: "2.0", id: 1, method: "tools/call", params } };
  }

  async function received(name: string, to: string, id: string): Promise<string> {
    const { server } = await runExchange({ plugins, request: callOf(name, to, id) });
    return (JSON.parse(server?.body ?? "") as { params: { arguments: { to: string } } }).params.arguments.to;
  }

  test("session A's token is turned back for A's call of an allowed tool, and for nobody else's", async () => {
    const answered = { content: [{ type: "text", text: "write to bob@example.com" }] };
    const { client } = await runExchange({
      plugins,
      request: callOf("read", "x", "A"),
      response: { body: { jsonrpc: "2.0", id: 1, result: answered } },
    });
    const token = /\[TOKEN:[a-z2-7]+\]/.exec(client?.body ?? "")?.[0] ?? assert.fail(client?.body);
    assert.ok(!client?.body.includes("bob"));
    assert.equal(await received("send_mail", token, "A"), "bob@example.com");
    assert.equal(await received("send_mail", token, "B"), token);
    assert.equal(await received("read", token, "A"), token);
  });
});
