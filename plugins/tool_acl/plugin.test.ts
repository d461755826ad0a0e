import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GlobalContext, JsonObject, MessagePayload, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

type Answer = PluginResult<MessagePayload> | undefined;
function by(caller: Partial<GlobalContext>) {
  const context = newContext();
  Object.assign(context.global_context, caller);
  return context;
}
const call = (config: object, name: string, caller: Partial<GlobalContext>) =>
  (newPlugin(definition, config).tool_pre_invoke?.({ name, args: {} }, by(caller)) as Answer)?.violation
    ?.code !== "TOOL_ACL_DENIED";
const rules = [
  { effect: "allow", users: ["ann@x.test"], tools: ["get_*"] },
  { effect: "allow", roles: ["admin"] },
  { effect: "allow", tenants: ["acme"], servers: ["git*"], tools: ["list"] },
  { effect: "deny", tools: ["get_secret"] },
];

describe("calls", () => {
  const rows: readonly (readonly [name: string, caller: Partial<GlobalContext>, allowed: boolean])[] = [
    ["get_a", { user: "ann@x.test" }, true],
    ["get_a", { user: { sub: "1", email: "ann@x.test" } }, true],
    ["set_a", { user: "ann@x.test" }, false],
    ["get_a", { user: "bob" }, false],
    ["get_a", {}, false],
    ["get_a", { user: " " }, false],
    ["any", { user: { sub: "2", roles: ["x", "admin"] } }, true],
    ["any", { user: { sub: "2", roles: "x admin" } }, true],
    ["any", { user: { sub: "2", roles: { admin: true } } }, false],
    ["any", { user: { roles: ["admin"] } }, false],
    ["get_secret", { user: { sub: "2", roles: ["admin"] } }, false],
    ["list", { user: "u", tenant_id: "acme", server_id: "github" }, true],
    ["list", { user: "u", tenant_id: "acme" }, false],
    ["list", { user: "u", server_id: "github" }, false],
  ];
  for (const [name, caller, allowed] of rows)
    test(`${name} by ${JSON.stringify(caller)}`, () => assert.equal(call({ rules }, name, caller), allowed));
  test("defaults, unknown callers and another claim", () => {
    assert.equal(call({}, "a", { user: "u" }), false);
    assert.equal(call({ default: "allow" }, "a", { user: "u" }), true);
    assert.equal(call({ default: "allow" }, "a", {}), false);
    assert.equal(call({ default: "allow", unknown_callers: "by_rules" }, "a", {}), true);
    assert.equal(call({ rules, unknown_callers: "by_rules" }, "get_a", {}), false);
    assert.equal(
      call({ rules, roles_claim: "groups" }, "a", { user: { sub: "1", groups: ["admin"] } }),
      true,
    );
  });
  test("prompts and resources", () => {
    const plugin = newPlugin(definition, {
      rules: [{ effect: "allow", prompts: ["p"], resources: ["file:///a/*"] }],
    });
    const who = by({ user: "u" });
    const code = (answer: unknown) => (answer as Answer)?.violation?.code;
    assert.equal(code(plugin.prompt_pre_fetch?.({ prompt_id: "p", args: {} }, who)), undefined);
    assert.equal(code(plugin.prompt_pre_fetch?.({ prompt_id: "q", args: {} }, who)), "TOOL_ACL_DENIED");
    assert.equal(code(plugin.resource_pre_fetch?.({ uri: "file:///a/b", metadata: {} }, who)), undefined);
    assert.equal(
      code(plugin.resource_pre_fetch?.({ uri: "file:///b", metadata: {} }, who)),
      "TOOL_ACL_DENIED",
    );
    assert.equal(code(plugin.tool_pre_invoke?.({ name: "p", args: {} }, who)), "TOOL_ACL_DENIED");
  });
});

describe("lists", () => {
  const list = (
    hook: "tool_list" | "resource_list",
    result: JsonObject,
    caller: Partial<GlobalContext> = { user: "ann@x.test" },
  ) => {
    const given = rules.concat({ effect: "allow", resources: ["file:///a*"] } as never);
    return newPlugin(definition, { rules: given })[hook]?.(
      { kind: "result", method: "", from: "server", result },
      by(caller),
    ) as Answer;
  };
  const tools = [{ name: "get_a" }, { name: "set_a" }, "odd", {}];
  test("hold what the caller may use, for this caller alone", () => {
    const answer = list("tool_list", { tools, nextCursor: "c", cacheScope: "public" });
    assert.deepEqual(answer?.modified_payload?.result, {
      tools: [{ name: "get_a" }],
      nextCursor: "c",
      cacheScope: "private",
    });
    assert.deepEqual(list("tool_list", { tools }, {})?.modified_payload?.result, { tools: [] });
  });
  test("pass where nothing is hidden and nobody may keep them for others", () => {
    assert.equal(list("tool_list", { tools: [{ name: "get_a" }] }), undefined);
    assert.deepEqual(list("tool_list", { tools: [], cacheScope: "public" })?.modified_payload?.result, {
      tools: [],
      cacheScope: "private",
    });
  });
  test("of resources and templates", () => {
    const result = {
      resources: [{ uri: "file:///a" }, { uri: "file:///b" }],
      resourceTemplates: [{ uriTemplate: "file:///a/{x}" }],
    };
    assert.deepEqual(list("resource_list", result)?.modified_payload?.result, {
      ...result,
      resources: [{ uri: "file:///a" }],
    });
  });
});
