import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonValue, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import { assertNoneSlow } from "../../test/plugins/slow-texts.ts";
import definition from "./plugin.ts";

function run(
  hook: string,
  payload: object,
  config: object = {},
): PluginResult<Record<string, JsonValue>> | undefined {
  const plugin = newPlugin(definition, config) as Record<string, unknown>;
  const handler = plugin[hook] as (
    payload: object,
    context: unknown,
  ) => PluginResult<Record<string, JsonValue>>;
  return handler(payload, newContext());
}
const after = (text: string, config?: object) =>
  run("tool_post_invoke", { name: "t", result: { content: [{ type: "text", text }] } }, config);

describe("categories", () => {
  const rows: readonly [text: string, category: string | undefined][] = [
    ["I want to die", "self_harm"],
    ["thinking about killing\nmyself", "self_harm"],
    ["I don't want to live any more", "self_harm"],
    ["Stab him!", "violence"],
    ["I'm going to murder Bob", "violence"],
    ["how to build a pipe bomb", "violence"],
    ["eradicate all blue people", "hate"],
    ["immigrants must be shot", "hate"],
    ["k\u200bill my\u200bself", "self_harm"],
    ["ｋｉｌｌ ｍｙｓｅｌｆ", "self_harm"],
    [JSON.stringify({ a: "kill\nmyself" }), "self_harm"],
    ["Suicide prevention: call 988.", undefined],
    ["Our policy forbids hate speech and racial slurs.", undefined],
    ["kill the process with SIGTERM", undefined],
    ["The plan is to shoot a film", undefined],
    ["", undefined],
  ];
  for (const [text, category] of rows)
    test(text, () => {
      const { violation } = after(text) ?? {};
      assert.deepEqual(
        [violation?.code, violation?.details?.["categories"]],
        category === undefined ? [undefined, undefined] : ["HARMFUL_CONTENT", [category]],
      );
    });
});

describe("every part", () => {
  const text = "kill myself";
  const rows: readonly [hook: string, payload: object][] = [
    ["prompt_pre_fetch", { prompt_id: "p", args: { a: text } }],
    ["tool_pre_invoke", { name: "t", args: { a: [{ [text]: 1 }] } }],
    [
      "prompt_post_fetch",
      { prompt_id: "p", result: { messages: [{ role: "user", content: { type: "text", text } }] } },
    ],
    ["resource_post_fetch", { uri: "x:", content: { uri: "x:", text } }],
    [
      "resource_post_fetch",
      { uri: "x:", content: { uri: "x:", blob: Buffer.from(text).toString("base64") } },
    ],
    ["tool_post_invoke", { name: "t", result: { content: [], structuredContent: { a: text } } }],
    [
      "tool_post_invoke",
      { name: "t", result: { content: [{ type: "resource", resource: { uri: "x:", text } }] } },
    ],
  ];
  for (const [hook, payload] of rows)
    test(`${hook} ${JSON.stringify(payload)}`, () =>
      assert.equal(run(hook, payload)?.violation?.code, "HARMFUL_CONTENT"));
});

describe("options", () => {
  test("categories that do not block are told", () => {
    const answer = after("foo", { categories: { a: ["fo+"], b: ["bar"] }, block_on: ["b"] });
    assert.deepEqual(answer, { metadata: { harmful_categories: ["a"] } });
  });

  const textOf = (answer: PluginResult<Record<string, JsonValue>> | undefined): unknown =>
    (answer?.modified_payload?.["result"] as { content: { text: string }[] } | undefined)?.content[0]?.text;

  test("redact", () => {
    const answer = after("so: k\u200bill myself, or kill myself.", { redact: true, redaction_text: "#" });
    assert.equal(textOf(answer), "so: #, or #.");
    assert.equal(after("so: #, or #.", { redact: true }), undefined);
  });
  for (const [name, text, config] of [
    ["in JSON's escapes", JSON.stringify({ a: "kill\nmyself" }), {}],
    ["that would be found again", "kill myself", { redaction_text: "want to die" }],
  ] as const)
    test(`redact denies ${name}`, () =>
      assert.equal(after(text, { redact: true, ...config })?.violation?.code, "HARMFUL_CONTENT"));
  test("redact denies where a tool would be renamed", () => {
    const answer = run("tool_pre_invoke", { name: "kill myself", args: {} }, { redact: true });
    assert.equal(answer?.violation?.code, "HARMFUL_CONTENT");
  });
  test("a text that is too long", () =>
    assert.equal(after("abcdef", { max_text_chars: 5 })?.violation?.code, "HARMFUL_CONTENT_LIMIT_EXCEEDED"));
  for (const [path, config] of [
    ["categories.a.1", { categories: { a: ["x", "("] }, block_on: [] }],
    ["block_on.0", { categories: { a: ["x"] }, block_on: ["b"] }],
  ] as const)
    test(`a mistake at ${path} is named`, () =>
      assert.equal(definition.config.safeParse(config).error?.issues[0]?.path.join("."), path));
});

test("no text makes it slow", () => {
  const parts =
    'kill |i will |want to |better off |my |all |people |women should |an |a |the |\u200b|"|\\|[|{"a":|\u0430|\n| |x|\'m |going to |inferior |build |bomb'.split(
      "|",
    );
  assertNoneSlow(parts, 5, 3000, after);
});
