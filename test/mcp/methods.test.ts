import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { methodEntry, methodNames, resultShapes } from "../../src/mcp/methods.ts";
import { documentOf } from "./documents.ts";

describe("table of methods", () => {
  it("gives ContextForge's hooks to the methods that they are for, and to no other", () => {
    const hooked = methodNames().flatMap((method) => {
      const { requestHook, resultHook, subject } = methodEntry(method) ?? {};
      return requestHook || resultHook ? [[method, subject, requestHook, resultHook]] : [];
    });
    assert.deepEqual(hooked, [
      ["tools/call", "name", "tool_pre_invoke", "tool_post_invoke"],
      ["prompts/get", "name", "prompt_pre_fetch", "prompt_post_fetch"],
      ["resources/read", "uri", "resource_pre_fetch", "resource_post_fetch"],
    ]);
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

describe("resultShapes", () => {
  const cases: [result: string, shapes: string[]][] = [
    ['{"content":[]}', ["tool_post_invoke"]],
    ['{"structuredContent":null}', ["tool_post_invoke"]],
    ['{"isError":true}', ["tool_post_invoke"]],
    ['{"toolResult":"x"}', ["tool_post_invoke"]],
    ['{"messages":[]}', ["prompt_post_fetch"]],
    ['{"contents":[]}', ["resource_post_fetch"]],
    ['{"content":[],"role":"assistant","model":"m","action":"accept"}', ["tool_post_invoke"]],
    [
      '{"contents":[],"messages":[],"content":[]}',
      ["tool_post_invoke", "prompt_post_fetch", "resource_post_fetch"],
    ],
    ['{"action":"accept","content":{"a":1}}', []],
    ['{"tools":[]}', []],
    ["{}", []],
    ['[{"content":[]}]', []],
  ];
  for (const [result, shapes] of cases) {
    it(`reads ${result}`, () => {
      const document = documentOf(result);
      assert.deepEqual(resultShapes(document, document.root), shapes);
    });
  }
});
