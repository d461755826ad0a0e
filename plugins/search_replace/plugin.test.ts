import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonValue, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

const words = [
  { search: "crap", replace: "crud" },
  { search: "crud", replace: "stuff" },
  { search: "(?P<user>\\w+)@corp", replace: "\\g<user>@home" },
];

function afterTool(
  result: JsonValue,
  config: object = { words },
): PluginResult<{ result: JsonValue }> | undefined {
  const plugin = newPlugin(definition, config);
  return plugin.tool_post_invoke?.({ name: "t", result }, newContext()) as
    | PluginResult<{ result: JsonValue }>
    | undefined;
}

describe("results", () => {
  const rows: readonly [name: string, result: JsonValue, edited: JsonValue | undefined][] = [
    [
      "rules work one after the other",
      { content: [{ type: "text", text: "crap" }] },
      { content: [{ type: "text", text: "stuff" }] },
    ],
    [
      "named groups",
      { structuredContent: { to: ["bob@corp"] } },
      { structuredContent: { to: ["bob@home"] } },
    ],
    [
      "every content item",
      {
        content: [
          { type: "text", text: "a" },
          { type: "resource", resource: { uri: "x:", text: "crud" } },
        ],
      },
      {
        content: [
          { type: "text", text: "a" },
          { type: "resource", resource: { uri: "x:", text: "stuff" } },
        ],
      },
    ],
    ["names stay", { structuredContent: { crap: 1 } }, undefined],
    ["tokens stay", { nextCursor: "crap" }, undefined],
    ["nothing to do", { content: [] }, undefined],
    ["errors", { code: -1, message: "crap" }, { code: -1, message: "stuff" }],
  ];
  for (const [name, result, edited] of rows) {
    test(name, () => assert.deepEqual(afterTool(result)?.modified_payload?.result, edited));
  }

  test("names on request", () => {
    const answer = afterTool({ structuredContent: { crap: 1 }, content: [] }, { words, include_keys: true });
    assert.deepEqual(answer?.modified_payload?.result, { structuredContent: { stuff: 1 }, content: [] });
  });
});

describe("every other hook", () => {
  const plugin = newPlugin(definition, { words });
  const rows: readonly [hook: string, answer: unknown, payload: unknown][] = [
    [
      "prompt_pre_fetch",
      plugin.prompt_pre_fetch?.({ prompt_id: "p", args: { a: "crud" } }, newContext()),
      { prompt_id: "p", args: { a: "stuff" } },
    ],
    [
      "prompt_post_fetch",
      plugin.prompt_post_fetch?.({ prompt_id: "p", result: { description: "crud" } }, newContext()),
      { prompt_id: "p", result: { description: "stuff" } },
    ],
    [
      "tool_pre_invoke",
      plugin.tool_pre_invoke?.({ name: "crud", args: { a: ["crud"] } }, newContext()),
      { name: "crud", args: { a: ["stuff"] } },
    ],
    [
      "resource_pre_fetch",
      plugin.resource_pre_fetch?.({ uri: "file:///crud", metadata: { a: "crud" } }, newContext()),
      { uri: "file:///stuff", metadata: { a: "stuff" } },
    ],
    [
      "resource_post_fetch",
      plugin.resource_post_fetch?.(
        { uri: "file:///crud", content: { uri: "file:///crud", text: "crud" } },
        newContext(),
      ),
      { uri: "file:///crud", content: { uri: "file:///stuff", text: "stuff" } },
    ],
  ];
  for (const [hook, answer, payload] of rows) {
    test(hook, () => assert.deepEqual((answer as PluginResult<unknown>).modified_payload, payload));
  }
});

describe("a replacement that cannot be made denies", () => {
  test("too long", () => {
    const answer = afterTool(
      { content: "a".repeat(10) },
      {
        words: [
          { search: "a", replace: "a".repeat(5000) },
          { search: "a", replace: "a".repeat(5000) },
        ],
      },
    );
    assert.equal(answer?.continue_processing, false);
    assert.equal(answer?.violation?.code, "SEARCH_REPLACE_FAILED");
    assert.deepEqual(answer?.violation?.details, { problem: "limit" });
  });

  test("no form in the blob's encoding", () => {
    const blob = Buffer.from("é crap", "latin1").toString("base64");
    const answer = afterTool(
      { contents: [{ uri: "x:", blob }] },
      { words: [{ search: "crap", replace: "→" }] },
    );
    assert.deepEqual(answer?.violation?.details, { problem: "encoding" });
  });
});

describe("config errors name the rule", () => {
  const rows: readonly [word: object, path: string][] = [
    [{ search: "(", replace: "" }, "words.1.search"],
    [{ search: "(?=x)", replace: "" }, "words.1.search"],
    [{ search: "a", replace: "\\1" }, "words.1.replace"],
    [{ search: "", replace: "x" }, "words.1.search"],
    [{ search: "a" }, "words.1.replace"],
  ];
  for (const [word, path] of rows) {
    test(JSON.stringify(word), () => {
      const reading = definition.config.safeParse({ words: [{ search: "ok", replace: "" }, word] });
      assert.deepEqual(
        reading.error?.issues.map((issue) => issue.path.join(".")),
        [path],
      );
    });
  }
});
