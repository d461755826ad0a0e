import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject, JsonValue, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

function injected(result: JsonValue, config: object = {}): JsonValue | undefined {
  const plugin = newPlugin(definition, { notice_text: "N", marker: "[M]", ...config });
  const answer = plugin.prompt_post_fetch?.({ prompt_id: "p", result }, newContext()) as
    | PluginResult<{ result: JsonValue }>
    | undefined;
  return answer?.modified_payload?.result;
}

const text = (words: string): JsonObject => ({ type: "text", text: words });
const message = (role: string, content: JsonValue): JsonObject => ({ role, content });
const image = { type: "image", data: "", mimeType: "image/png" };
const own = message("user", text("[M] N"));

describe("messages", () => {
  const assistant = message("assistant", text("a"));
  const rows: readonly [name: string, messages: JsonValue[], placement: string, expected: JsonValue[]][] = [
    [
      "append",
      [assistant, message("user", text("u"))],
      "append",
      [assistant, message("user", text("u\n\n[M] N"))],
    ],
    ["prepend", [message("user", text("u"))], "prepend", [message("user", text("[M] N\n\nu"))]],
    ["of its own", [message("user", text("u"))], "separate_message", [message("user", text("u")), own]],
    ["an empty text", [message("user", text(""))], "append", [message("user", text("[M] N"))]],
    ["no user", [assistant], "append", [assistant, own]],
    ["no text of the user", [message("user", image)], "prepend", [message("user", image), own]],
    [
      "a list, append",
      [message("user", [text("a"), image, text("b"), image])],
      "append",
      [message("user", [text("a"), image, text("b\n\n[M] N"), image])],
    ],
    [
      "a list, prepend",
      [message("user", [image, text("a")])],
      "prepend",
      [message("user", [image, text("[M] N\n\na")])],
    ],
    ["the marker alone", [message("user", text("[M]"))], "append", [message("user", text("[M]\n\n[M] N"))]],
  ];
  for (const [name, messages, placement, expected] of rows)
    test(name, () => {
      const once = injected({ description: "d", messages }, { placement });
      assert.deepEqual(once, { description: "d", messages: expected });
      assert.equal(injected(once as JsonValue, { placement }), undefined, "twice");
    });
});

describe("what passes", () => {
  for (const result of [null, "x", {}, { messages: [] }, { messages: "x" }, { code: 1, message: "x" }])
    test(JSON.stringify(result), () => assert.equal(injected(result as JsonValue), undefined));
  test("odd messages get one of its own", () =>
    assert.deepEqual(
      injected({ messages: [null, 1, { role: "user", content: { type: "text", text: 1 } }] }),
      {
        messages: [null, 1, { role: "user", content: { type: "text", text: 1 } }, own],
      },
    ));
});
