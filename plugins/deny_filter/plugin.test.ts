import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

function denies(config: object, args: Record<string, never> | object): boolean {
  const plugin = newPlugin(definition, config);
  const answer = plugin.tool_pre_invoke?.({ name: "t", args: args as Record<string, string> }, newContext());
  return (answer as PluginResult<unknown> | undefined)?.continue_processing === false;
}

describe("arguments", () => {
  const words = ["Nightfall", "rm -rf /", "straße"];
  const rows: readonly [name: string, args: object, denied: boolean][] = [
    ["a word", { q: "nightfall" }, true],
    ["in any case, inside a longer word", { q: "x-NIGHTFALLs" }, true],
    ["nested", { a: [{ b: ["see Nightfall"] }] }, true],
    ["with a space", { q: "sudo rm -rf / now" }, true],
    ["a member's name", { nightfall: 1 }, true],
    ["zero-width characters inside", { q: "night\u200bfa\u00adll" }, true],
    ["full-width letters", { q: "ｎｉｇｈｔｆａｌｌ" }, true],
    ["letters beyond ASCII", { q: "STRAßE" }, true],
    ["almost", { q: "nightfal l" }, false],
    ["spread over two values", { a: "night", b: "fall" }, false],
    ["nothing", {}, false],
  ];
  for (const [name, args, denied] of rows) test(name, () => assert.equal(denies({ words }, args), denied));

  test("options turn normalising and names off", () => {
    assert.equal(denies({ words, normalize: false }, { q: "night\u200bfall" }), false);
    assert.equal(denies({ words, include_keys: false }, { nightfall: 1 }), false);
  });

  test("a number is text as it is written", () =>
    assert.equal(denies({ words: ["4711"] }, { n: 147_110 }), true));
});

describe("every hook", () => {
  const plugin = newPlugin(definition, { words: ["nightfall"] });
  const text = "Project Nightfall";
  const result = { content: [{ type: "text", text: "ok" }], structuredContent: { a: [text] } };
  const answers: readonly [hook: string, where: string, answer: unknown][] = [
    [
      "prompt_pre_fetch",
      "prompt arguments",
      plugin.prompt_pre_fetch?.({ prompt_id: "p", args: { a: text } }, newContext()),
    ],
    [
      "prompt_post_fetch",
      "prompt result",
      plugin.prompt_post_fetch?.(
        { prompt_id: "p", result: { messages: [{ role: "user", content: { type: "text", text } }] } },
        newContext(),
      ),
    ],
    [
      "tool_pre_invoke",
      "tool arguments",
      plugin.tool_pre_invoke?.({ name: "t", args: { a: text } }, newContext()),
    ],
    ["tool_post_invoke", "tool result", plugin.tool_post_invoke?.({ name: "t", result }, newContext())],
    [
      "resource_pre_fetch",
      "resource request",
      plugin.resource_pre_fetch?.({ uri: "file:///night%66all", metadata: {} }, newContext()),
    ],
    [
      "resource_post_fetch",
      "resource content",
      plugin.resource_post_fetch?.(
        { uri: "file:///x", content: { uri: "file:///x", blob: Buffer.from(text).toString("base64") } },
        newContext(),
      ),
    ],
  ];
  for (const [hook, where, answer] of answers) {
    test(hook, () => {
      const { continue_processing, violation } = answer as PluginResult<unknown>;
      assert.equal(continue_processing, false);
      assert.equal(violation?.code, "deny");
      assert.equal(violation?.description, `A deny word was found in the ${where}`);
    });
  }

  test("the protocol's own names and tokens are not content", () => {
    const plugin = newPlugin(definition, { words: ["text", "user", "image", "dead"] });
    const clean = {
      content: [
        { type: "text", text: "ok", annotations: { audience: ["user"] } },
        { type: "image", data: "dead", mimeType: "image/png" },
      ],
      nextCursor: "deadbeef",
    };
    assert.equal(plugin.tool_post_invoke?.({ name: "t", result: clean }, newContext()), undefined);
  });
});

describe("a URI as some server reads it", () => {
  const plugin = newPlugin(definition, { words: ["nightfall"] });
  const rows: readonly [name: string, uri: string, denied: boolean][] = [
    ["escapes", "file:///night%66all", true],
    ["escapes beside one that is no UTF-8", "file:///night%66all/%ff", true],
    ["escapes beside a percent sign", "file:///night%66all/100%", true],
    ["a tab inside, which URL parsers drop", "file:///night\tfall", true],
    ["line breaks inside, and escapes", "file:///ni\r\nght%66all", true],
    ["another word", "file:///night%20fall", false],
  ];
  for (const [name, uri, denied] of rows) {
    test(name, () => {
      const answer = plugin.resource_pre_fetch?.({ uri, metadata: {} }, newContext());
      assert.equal((answer as PluginResult<unknown> | undefined)?.continue_processing === false, denied);
    });
  }
});

describe("config", () => {
  for (const config of [
    {},
    { words: [] },
    { words: [""] },
    { words: [" "] },
    { words: ["\u200b"] },
    { words: "x" },
  ]) {
    test(`refuses ${JSON.stringify(config)}`, () => assert.ok(!definition.config.safeParse(config).success));
  }
});
