import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject, JsonValue, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";
import { repairJson } from "./repair.ts";

describe("repairs", () => {
  const rows: readonly [text: string, value: unknown][] = [
    ["{'a': 'b'}", { a: "b" }],
    ["{'it': 'say \"x\"'}", { it: 'say "x"' }],
    ["{“a”: ‘b’}", { a: "b" }],
    ["{a: 1, b_2: 2, $c: 3}", { a: 1, b_2: 2, $c: 3 }],
    ["[1, 2, ]", [1, 2]],
    ['{"a": 1,\n}', { a: 1 }],
    ['{"a": 1 "b": 2}', { a: 1, b: 2 }],
    ["[{} {}]", [{}, {}]],
    ["{'a': True, 'b': None, 'c': NaN}", { a: true, b: null, c: null }],
    ["[.5, +1, 2., -3]", [0.5, 1, 2, -3]],
    ["[1, // one\n 2 /* two */]", [1, 2]],
    ['["a\nb\tc"]', ["a\nb\tc"]],
    [String.raw`["\d", '\'', "\x41"]`, [String.raw`\d`, "'", "A"]],
    ['```json\n{"a": 1}\n```', { a: 1 }],
    ['{"a": [1, {"b": "c', { a: [1, { b: "c" }] }],
    ['{"a": 1, "b', { a: 1, b: null }],
    ['{"a":', { a: null }],
    ["[1,", [1]],
    ["{", {}],
    ['["x\\', ["x"]],
    ['["x\\u00', ["x"]],
    ["{'__proto__': 1}", JSON.parse('{"__proto__":1}')],
    ["[\u00a01]", [1]],
  ];
  for (const [text, value] of rows)
    test(text, () => {
      const json = repairJson(text) as string;
      assert.deepEqual(JSON.parse(json), value);
      assert.equal(repairJson(json), json, "twice");
    });
});

describe("leaves", () => {
  for (const text of [
    "[see below] for more",
    "{name} is a placeholder",
    "[INFO] started",
    "[1] (2) 3",
    "{'a': }",
    "{'a' 1}",
    "[1}",
    "[1 2]",
    "{} trailing",
    "```\ncode\n```",
    "```",
    "[01x]",
    "'x'",
    "",
  ])
    test(text, () => assert.equal(repairJson(text), undefined));
});

function after(result: JsonValue, config: object = {}) {
  return newPlugin(definition, config).tool_post_invoke?.({ name: "t", result }, newContext()) as
    | PluginResult<{ result: JsonObject }>
    | undefined;
}
const item = (text: string): JsonObject => ({
  content: [
    { type: "text", text: "x" },
    { type: "text", text },
  ],
});

describe("results", () => {
  test("an item", () => {
    const answer = after(item("{'a': 1}"));
    assert.deepEqual(answer?.modified_payload?.result, item('{"a": 1}'));
    assert.deepEqual(answer?.metadata, { repaired: true, count: 1 });
  });
  test("embedded", () => {
    const embedded = (text: string) => ({ content: [{ type: "resource", resource: { uri: "x:", text } }] });
    assert.deepEqual(after(embedded("[1,]"))?.modified_payload?.result, embedded("[1]"));
  });
  const rows: readonly [name: string, result: JsonValue, config?: object][] = [
    ["JSON", item("[1, 2.50]")],
    ["prose", item("hello")],
    ["structured content", { content: [], structuredContent: { a: "[1,]" } }],
    ["a text that is too long", item("[1,]"), { max_text_chars: 3 }],
  ];
  for (const [name, result, config] of rows)
    test(`${name} is left`, () => assert.equal(after(result, config), undefined));
});

test("no text is slow", () => {
  for (const part of ["[", "{", "'", "[,", "/*", "//", "{a:", "\\", '"', "`", "[1 ", "[]", " ", "{'a':1,"]) {
    const text = `[${part.repeat(Math.ceil(400_000 / part.length))}`;
    const start = performance.now();
    after(item(text));
    after(item(`\`\`\`\n${text}`));
    assert.ok(performance.now() - start < 10_000, part);
  }
});
