import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject, JsonValue, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import { cleanMarkdown } from "./clean.ts";
import definition from "./plugin.ts";

describe("tidied", () => {
  const rows: readonly [text: string, clean: string][] = [
    ["a\r\nb\rc", "a\nb\nc"],
    ["\n\na\n\n\n\nb\n \n\t\nc\n\n", "a\n\nb\n\nc"],
    ["##Title", "## Title"],
    ["#Title", "# Title"],
    ["######x", "###### x"],
    ["* a\n+ b\n• c\n- d", "- a\n- b\n- c\n- d"],
    ["* a\n    * b\n      + c", "- a\n    - b\n      - c"],
    ["*   a", "-   a"],
    ["a\n```\n```\nb", "a\nb"],
    ["a\n\n```js\n\n```\n\nb", "a\n\nb"],
    ["1. a\n    * b", "1. a\n    - b"],
    ["~~~\n~~~", ""],
    [" ", ""],
  ];
  for (const [text, clean] of rows)
    test(JSON.stringify(text), () => {
      assert.equal(cleanMarkdown(text), clean);
      assert.equal(cleanMarkdown(clean), clean, "twice");
    });
});

describe("left", () => {
  for (const text of [
    "",
    "# Title",
    "#tag and #12",
    "#!/bin/sh",
    "#include <a>",
    "#######Seven",
    "* * *",
    "***",
    "*emphasis* and 2 * 3",
    "a  \nb",
    "```\n##x\n* y\n\n\n\nz\n```",
    "````\n```\n```\n````",
    "~~~py\n#X\n~~~",
    "```\nnever closed\n\n\n##x",
    "    * code",
    "a\n\n    ##code",
    "`` ```x``` ``",
  ])
    test(JSON.stringify(text), () => assert.equal(cleanMarkdown(text), text));
});

test("twice is once, whatever the text", () => {
  let seed = 1;
  const parts = ["\n", "```", "~~~", "* ", "#", "A", " ", "    ", "- ", "•", "\t", "1. ", "\r", "x"];
  for (let round = 0; round < 3000; round++) {
    let text = "";
    for (let length = 0; length < 12; length++) {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      text += parts[(seed >> 8) % parts.length];
    }
    const once = cleanMarkdown(text);
    assert.equal(cleanMarkdown(once), once, JSON.stringify(text));
  }
});

function run(hook: string, payload: object, config: object = {}): Record<string, JsonValue> | undefined {
  const plugin = newPlugin(definition, config) as Record<string, unknown>;
  const handler = plugin[hook] as (
    payload: object,
    context: unknown,
  ) => PluginResult<Record<string, JsonValue>> | undefined;
  return handler(payload, newContext())?.modified_payload;
}
const text = (words: string): JsonObject => ({ type: "text", text: words });
const dirty = "##A";
const clean = "## A";

describe("parts", () => {
  test("prompts", () => {
    const result = (words: string) => ({
      messages: [
        { role: "user", content: text(words) },
        { role: "user", content: [text("b"), text(words)] },
      ],
    });
    assert.deepEqual(
      run("prompt_post_fetch", { prompt_id: "p", result: result(dirty) })?.["result"],
      result(clean),
    );
    assert.equal(run("prompt_post_fetch", { prompt_id: "p", result: result(clean) }), undefined);
  });

  test("tools", () => {
    const result = (words: string) => ({
      content: [text(words), { type: "image", data: "", mimeType: "a/b" }],
    });
    assert.deepEqual(
      run("tool_post_invoke", { name: "t", result: result(dirty) })?.["result"],
      result(clean),
    );
  });

  const embedded = (words: string, more: object) => ({
    content: [{ type: "resource", resource: { uri: "x:a", text: words, ...more } }],
  });
  test("embedded Markdown", () => {
    const type = { mimeType: "text/markdown; charset=utf-8" };
    const payload = { name: "t", result: embedded(dirty, type) };
    assert.deepEqual(run("tool_post_invoke", payload)?.["result"], embedded(clean, type));
  });

  test("Markdown by its name", () => {
    const content = { uri: "file:///a.MD?x", text: dirty };
    assert.deepEqual(run("resource_post_fetch", { uri: "x:", content })?.["content"], {
      ...content,
      text: clean,
    });
  });

  const left: readonly [name: string, hook: string, payload: object, config?: object][] = [
    [
      "other types",
      "resource_post_fetch",
      { uri: "x:", content: { uri: "a.md", mimeType: "text/x-python", text: dirty } },
    ],
    ["no type", "resource_post_fetch", { uri: "x:", content: { uri: "x:a", text: dirty } }],
    ["embedded code", "tool_post_invoke", { name: "t", result: embedded(dirty, {}) }],
    [
      "structured content",
      "tool_post_invoke",
      { name: "t", result: { content: [text(dirty)], structuredContent: { result: dirty } } },
    ],
    ["JSON", "tool_post_invoke", { name: "t", result: { content: [text('\n\n{"a":"##A"}\n\n\n')] } }],
    ["errors", "tool_post_invoke", { name: "t", result: { code: -1, message: dirty } }],
    [
      "too long",
      "tool_post_invoke",
      { name: "t", result: { content: [text(dirty)] } },
      { max_text_chars: 2 },
    ],
  ];
  for (const [name, hook, payload, config] of left)
    test(`${name}: left`, () => assert.equal(run(hook, payload, config), undefined));
});

test("no text is slow", () => {
  for (const part of [
    "\n",
    "```\n",
    "* ",
    "#",
    " \n",
    "\t",
    "```\n```\n",
    "~~~\n\n",
    "1. \n",
    "\r",
    "`",
    "* a\n",
  ]) {
    const start = performance.now();
    cleanMarkdown(part.repeat(Math.ceil(400_000 / part.length)));
    assert.ok(performance.now() - start < 10_000, JSON.stringify(part));
  }
});
