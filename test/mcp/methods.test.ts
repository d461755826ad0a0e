import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { builtinHooks } from "../../src/framework/index.ts";
import { messageHooks } from "../../src/framework/message-hooks.ts";
import { methodEntry, methodNames } from "../../src/mcp/methods.ts";

describe("table of methods", () => {
  it("gives ContextForge's hooks to the methods that they are for, and to no other", () => {
    const hooked = methodNames().flatMap((method) => {
      const { requestHook = "", requestFields, resultHook } = methodEntry(method) ?? {};
      return requestHook in messageHooks ? [] : [[method, requestHook, requestFields, resultHook]];
    });
    assert.deepEqual(hooked, [
      ["tools/call", "tool_pre_invoke", ["name", "arguments"], "tool_post_invoke"],
      ["prompts/get", "prompt_pre_fetch", ["name", "arguments"], "prompt_post_fetch"],
      ["resources/read", "resource_pre_fetch", ["uri"], "resource_post_fetch"],
    ]);
  });

  it("gives every message a hook that exists", () => {
    for (const method of methodNames()) {
      const { kind, requestHook = "", resultHook } = methodEntry(method) ?? {};
      assert.ok(requestHook in builtinHooks, method);
      assert.equal(resultHook !== undefined && resultHook in builtinHooks, kind === "request", method);
    }
  });

  it("compares names exactly", () => {
    for (const method of [
      "TOOLS/CALL",
      "tools/call ",
      "tools//call",
      "__proto__",
      "toString",
      "constructor",
      "",
    ]) {
      assert.equal(methodEntry(method), undefined, method);
    }
  });

  it("calls exactly the notifications/ methods notifications", () => {
    for (const method of methodNames()) {
      const entry = methodEntry(method);
      const expected = method.startsWith("notifications/") ? "notification" : "request";
      assert.equal(entry?.kind, expected, method);
      assert.equal(entry?.answerLegs.length === 0, expected === "notification", method);
    }
  });

  it("lets a client's messages travel in request bodies and a server's on streams", () => {
    for (const method of methodNames()) {
      const entry = methodEntry(method);
      assert.equal(entry?.legs.includes("request_body"), entry?.from !== "server", method);
      assert.equal(entry?.legs.includes("post_stream"), entry?.from !== "client", method);
    }
  });
});
