import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject, JsonValue, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin, runExchange } from "plugins-adapter/testing";
import definition from "./plugin.ts";
import { cutJson, cutText, lengthOf } from "./shorten.ts";

function after(result: JsonValue, config: object): PluginResult<{ result: JsonObject }> | undefined {
  return newPlugin(definition, config).tool_post_invoke?.({ name: "t", result }, newContext()) as
    | PluginResult<{ result: JsonObject }>
    | undefined;
}
const item = (text: string): JsonObject => ({ content: [{ type: "text", text }] });
const cut = (result: JsonValue, config: object) => after(result, config)?.modified_payload?.result;
const codeOf = (result: JsonValue, config: object) => after(result, config)?.violation?.code;

describe("cutting", () => {
  const rows: readonly [text: string, most: number, ellipsis: string, words: boolean, out: string][] = [
    ["abcdef", 4, "…", false, "abc…"],
    ["abcdef", 4, "", false, "abcd"],
    ["abcdef", 2, "...", false, "ab"],
    ["😀😀😀😀", 3, "…", false, "😀😀…"],
    ["one two three four", 15, "…", true, "one two three…"],
    ["abcdefghijklmnop", 10, "…", true, "abcdefghi…"],
  ];
  for (const [text, most, ellipsis, words, out] of rows)
    test(`${text} to ${most}`, () => {
      assert.equal(cutText(text, most, ellipsis, words), out);
      assert.ok(lengthOf(out) <= most);
    });
  test("characters are code points", () => assert.equal(lengthOf("a😀\ud800"), 3));
});

describe("documents stay documents", () => {
  const rows: readonly [text: string, most: number, out: string | undefined][] = [
    ["[1,2,3]", 5, "[1,2]"],
    ["[1,2,3]", 7, "[1,2,3]"],
    ['{"a":[1,{"b":2}],"c":3}', 17, '{"a":[1,{"b":2}]}'],
    ['{"a":[1,{"b":2}],"c":3}', 10, '{"a":[1]}'],
    ['["a,]","b"]', 8, '["a,]"]'],
    ['["\\\\","b"]', 7, '["\\\\"]'],
    ["[[[]]]", 3, "[]"],
    ["[1]", 1, undefined],
  ];
  for (const [text, most, out] of rows)
    test(`${text} to ${most}`, () => assert.equal(cutJson(text, most), out));
  test("whatever the limit", () => {
    const text = JSON.stringify({ a: [1, 'x"]', { b: null, c: [[], {}] }], "d,": true });
    for (let most = 2; most <= text.length; most++) {
      const out = cutJson(text, most) as string;
      assert.ok(out.length <= most);
      JSON.parse(out);
      assert.equal(cutJson(out, most), out);
    }
  });
});

describe("truncate", () => {
  const config = { max_chars: 8 };
  const rows: readonly [name: string, result: JsonObject, out: JsonObject | undefined, more?: object][] = [
    ["fits", item("12345678"), undefined],
    ["a text", item("abcdefghij"), item("abcdefg…")],
    ["a number", item("12345678901"), undefined],
    [
      "structured content",
      { content: [], structuredContent: { a: ["abcdefghij"], abcdefghijk: 1 } },
      { content: [], structuredContent: { a: ["abcdefg…"], abcdefghijk: 1 } },
    ],
    [
      "embedded",
      { content: [{ type: "resource", resource: { uri: "file:///long/name", text: "abcdefghij" } }] },
      { content: [{ type: "resource", resource: { uri: "file:///long/name", text: "abcdefg…" } }] },
    ],
    ["an error", { code: -1, message: "abcdefghij" }, { code: -1, message: "abcdefg…" }],
    ["a document", item("[1,2,3,4,5]"), item("[1,2,3]")],
    [
      "a link is left",
      { content: [{ type: "resource_link", uri: "file:///a/b/c", name: "abcdefghij" }] },
      undefined,
    ],
    ["tokens", item("abcdefghij"), item("abcdefg…"), { limit_mode: "token", max_tokens: 2, max_chars: null }],
    ["no limit", item("abcdefghij"), undefined, { max_chars: 0 }],
    ["the last limit", item("abcdefghij"), item("abc…"), { max_chars: null, max_text_length: 4 }],
    ["an ellipsis", item("abcdefghij"), item("abcdef##"), { ellipsis: "##" }],
  ];
  for (const [name, result, out, more] of rows)
    test(name, () => {
      assert.deepEqual(cut(result, { ...config, ...more }), out);
      if (out !== undefined) assert.equal(cut(out, { ...config, ...more }), undefined, "twice");
    });
  test("what was done is told", () =>
    assert.deepEqual(after(item("abcdefghij"), config)?.metadata, {
      output_length_guard: { truncated: 1, below_minimum: 0 },
    }));
  test("too short is only told", () =>
    assert.deepEqual(after(item("a"), { min_chars: 2 }), {
      metadata: { output_length_guard: { truncated: 0, below_minimum: 1 } },
    }));
});

test("both forms of a result stay alike, and it goes on", async () => {
  const structuredContent = {
    rows: ["x".repeat(50), "b"],
    more: Array.from({ length: 40 }, (_, index) => index),
  };
  const result = { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent };
  const { client } = await runExchange({
    plugins: [{ plugin: definition, config: { max_chars: 20 } }],
    request: { body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "t" } } },
    response: { body: { jsonrpc: "2.0", id: 1, result } },
  });
  const sent = JSON.parse(client?.body ?? "").result;
  assert.equal(sent.structuredContent.rows[0], `${"x".repeat(19)}…`);
  assert.deepEqual(JSON.parse(sent.content[0].text), sent.structuredContent);
});

describe("block", () => {
  const rows: readonly [name: string, result: JsonObject, config: object, code: string | undefined][] = [
    ["too long", item("abcdefghij"), { max_chars: 8 }, "OUTPUT_LENGTH_VIOLATION"],
    ["too short", item("a"), { min_chars: 2 }, "OUTPUT_LENGTH_VIOLATION"],
    ["fits", item("abc"), { min_chars: 2, max_chars: 3 }, undefined],
    ["tokens", item("abcdefghij"), { limit_mode: "token", max_tokens: 2 }, "OUTPUT_TOKEN_VIOLATION"],
    ["structured", { structuredContent: { a: "abcdefghij" } }, { max_chars: 8 }, "OUTPUT_LENGTH_VIOLATION"],
    ["a document", item("[1,2,3,4,5]"), { max_chars: 8 }, "OUTPUT_LENGTH_VIOLATION"],
    [
      "size",
      { structuredContent: { a: [1, 2, 3, 4] } },
      { max_structure_size: 3 },
      "STRUCTURE_SIZE_VIOLATION",
    ],
    [
      "depth",
      { structuredContent: { a: { b: {} } } },
      { max_recursion_depth: 2 },
      "STRUCTURE_DEPTH_VIOLATION",
    ],
  ];
  for (const [name, result, config, code] of rows)
    test(name, () => assert.equal(codeOf(result, { strategy: " BLOCK ", ...config }), code));
  test("details", () => {
    const { violation } = after(item("abcdefghij"), { strategy: "block", max_chars: 8 }) ?? {};
    const { compliance_mapping: _, ...details } = violation?.details ?? {};
    assert.deepEqual([violation?.http_status_code, violation?.mcp_error_code], [422, -32000]);
    assert.deepEqual(details, { length: 10, min: 0, max: 8, location: "content.0.text" });
  });
});

test("a minimum above the maximum is refused", () => {
  for (const config of [
    { min_chars: 3, max_chars: 2 },
    { min_tokens: 3, max_tokens: 2 },
    { strategy: "cut" },
  ])
    assert.equal(definition.config.safeParse(config).success, false);
});

test("no text is slow", () => {
  for (const part of ["[", '["a",', "😀", " ", '"', '{"a":', "\\", "a-"]) {
    const text = part.repeat(Math.ceil(400_000 / part.length));
    const start = performance.now();
    after(item(text), { word_boundary: true });
    after(item(JSON.stringify([text, text])), {});
    after(item(JSON.stringify(Array.from({ length: 50_000 }, () => part))), {});
    cutJson(JSON.stringify([text]), 1000);
    assert.ok(performance.now() - start < 20_000, part);
  }
});
