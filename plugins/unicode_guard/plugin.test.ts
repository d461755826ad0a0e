import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import { findUnicode } from "./find.ts";
import definition from "./plugin.ts";

type Answer = PluginResult<{ args: { text: string } }> | undefined;
const asked = (text: string, config: object = {}): Answer =>
  newPlugin(definition, config).tool_pre_invoke?.({ name: "t", args: { text } }, newContext()) as Answer;
const editOf = (answer: Answer) => answer?.modified_payload?.args.text;
const tags = (text: string) =>
  Array.from(text, (char) => String.fromCodePoint(0xe0000 + char.charCodeAt(0))).join("");

describe("what is taken out", () => {
  const rows: readonly [name: string, text: string, left: string, of: string][] = [
    ["a space without width", "pass\u200bword", "password", "invisible"],
    ["a word joiner", "a\u2060b", "ab", "invisible"],
    ["a soft hyphen", "a\u00adb", "ab", "invisible"],
    ["a byte order mark", "\ufeffa", "a", "invisible"],
    ["a Hangul filler", "a\u3164b", "ab", "invisible"],
    ["a joiner between Latin letters", "a\u200db\u200cc", "abc", "invisible"],
    ["tags", `a${tags("ignore")}b`, "ab", "tags"],
    ["tags behind a flag that is none", `\u{1f3f4}${tags("ignore")}`, "\u{1f3f4}", "tags"],
    ["selectors that carry bytes", "a\ufe01\u{e0130}b", "ab", "variation_selectors"],
    [
      "selectors in a row behind an emoji",
      "\u{1f600}\u{e0130}\u{e0131}\u{e0132}",
      "\u{1f600}\u{e0130}",
      "variation_selectors",
    ],
    ["an override", "a\u202eb\u202cc", "abc", "bidi"],
    ["isolates in code", "if x { // \u2067 admin\u2069 \u2066 }", "if x { //  admin  }", "bidi"],
    ["an embedding that is not closed", "שלום \u202b world", "שלום  world", "bidi"],
    ["colours", "\u001b[31mred\u001b[0m", "red", "terminal"],
    ["a link of a terminal", "\u001b]8;;https://x.example\u0007here\u001b]8;;\u001b\\", "here", "terminal"],
    ["a one-byte CSI", "a\u009b2Jb", "ab", "terminal"],
    ["a backspace", "rm\b\bls", "rmls", "terminal"],
    ["half a pair", "a\ud800b", "ab", "surrogates"],
  ];
  for (const [name, text, left, of] of rows) {
    test(name, () => {
      const answer = asked(text);
      assert.equal(editOf(answer), left);
      const found = answer?.metadata?.["unicode_guard"] as { found: object } | undefined;
      assert.deepEqual(Object.keys(found?.found ?? {}), [of]);
    });
  }
});

describe("what may stand", () => {
  const rows: readonly string[] = [
    "plain text\twith a tab\r\n",
    "naïve café, ﬁne, “quotes” – dashes…",
    "👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 ❤️ 1️⃣ 🇩🇪 🧑🏿‍🚀",
    "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "می‌خواهم به خانه بروم",
    "क्‍ष और श्रीमान्‌जी",
    "ක්‍රීඩා",
    "שלום (hello) עולם \u200f!",
    "הודעה \u2067של\u2069 סוף",
    "Hello \u2068Anna\u2069, welcome",
    "ภาษา\u200bไทย",
    "東京\u{e0100}都 葛\u{e0101}城",
    "漢字とカタカナとABC",
    "Δt = 5 µs at 10 kΩ, TNFα and β-carotene, λx.x",
    "Версия 3D-модели для iPhone, IT-компания",
    "Ελληνικά and English",
    "\ue000 an icon of a font",
  ];
  for (const text of rows)
    test(JSON.stringify(text).slice(0, 60), () => assert.equal(asked(text), undefined));
});

describe("words of mixed scripts", () => {
  for (const text of ["pаypal.com", "Αpple pаy", "gооgle", "micrоsoft", "пaроль"]) {
    test(text, () => {
      const violation = asked(text)?.violation;
      assert.equal(violation?.code, "UNICODE_GUARD_BLOCKED");
      assert.deepEqual(violation?.details?.["classes"], ["mixed_scripts"]);
    });
  }
  test("replaced", () =>
    assert.equal(editOf(asked("see pаypal.com", { mixed_scripts: "replace" })), "see paypal.com"));
});

describe("actions", () => {
  const text = "a\u200bb";
  test("escape", () => assert.equal(editOf(asked(text, { invisible: "escape" })), "a\\u{200b}b"));
  test("escape keeps what can be read", () =>
    assert.equal(editOf(asked("\u001b[1mx", { terminal: "escape" })), "\\u{1b}[1mx"));
  test("block", () =>
    assert.equal(asked(text, { invisible: "block" })?.violation?.code, "UNICODE_GUARD_BLOCKED"));
  test("allow", () => assert.equal(asked(text, { invisible: "allow" }), undefined));
  test("private use, removed", () =>
    assert.equal(editOf(asked("a\ue000b", { private_use: "remove" })), "ab"));
  test("exemptions", () => assert.equal(asked(text, { exemptions: [{ fields: ["args.text"] }] }), undefined));
});

describe("every part of every hook", () => {
  const plugin = newPlugin(definition, {}) as Record<
    string,
    (payload: object, context: object) => PluginResult<unknown> | undefined
  >;
  const bad = "a\u200bb";
  const list = (tool: object) => ({
    kind: "result",
    method: "tools/list",
    from: "server",
    result: { tools: [tool] },
  });
  const rows: readonly [hook: string, payload: object, denied: boolean][] = [
    ["tool_pre_invoke", { name: bad, args: {} }, true],
    ["tool_pre_invoke", { name: "t", args: { deep: [{ text: bad }] } }, false],
    ["tool_pre_invoke", { name: "t", args: { [bad]: 1 } }, false],
    ["tool_post_invoke", { name: "t", result: { content: [{ type: "text", text: bad }] } }, false],
    ["tool_post_invoke", { name: "t", result: { content: [], structuredContent: { rows: [bad] } } }, false],
    [
      "tool_post_invoke",
      { name: "t", result: { content: [{ type: "resource", resource: { uri: "x:y", text: bad } }] } },
      false,
    ],
    [
      "prompt_post_fetch",
      { prompt_id: "p", result: { messages: [{ role: "user", content: { type: "text", text: bad } }] } },
      false,
    ],
    ["resource_pre_fetch", { uri: `file:///${bad}`, metadata: {} }, true],
    ["resource_post_fetch", { uri: "file:///x", content: { uri: "file:///x", text: bad } }, false],
    ["tool_list", list({ name: "t", description: bad, inputSchema: { type: "object" } }), false],
    [
      "tool_list",
      list({
        name: "t",
        inputSchema: { type: "object", properties: { p: { type: "string", description: bad } } },
      }),
      false,
    ],
    [
      "notification",
      {
        kind: "notification",
        method: "notifications/message",
        from: "server",
        params: { level: "info", data: bad },
      },
      false,
    ],
  ];
  for (const [hook, payload, denied] of rows) {
    test(`${hook} ${JSON.stringify(payload).slice(0, 70)}`, () => {
      const answer = plugin[hook]?.(payload, newContext());
      if (denied) assert.equal(answer?.violation?.code, "UNICODE_GUARD_BLOCKED");
      else assert.equal(JSON.stringify(answer?.modified_payload).includes("\u200b"), false);
    });
  }
  test("a tool's name in a list is edited like any text", () => {
    const answer = plugin["tool_list"]?.(list({ name: bad, inputSchema: { type: "object" } }), newContext());
    assert.deepEqual(answer?.modified_payload, list({ name: "ab", inputSchema: { type: "object" } }));
  });
});

describe("hostile texts", () => {
  test("what is left of any text has nothing to find but what is allowed", () => {
    const pieces = fc.constantFrom(
      "a",
      "\u200b",
      "\u200d",
      "\u202e",
      "\u202c",
      "\u2067",
      "\u2069",
      "\u001b[",
      "\u001b]",
      "\ufe0f",
      "👍",
      "\u{e0041}",
      "\ud800",
      "ש",
      "\n",
      "ض",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        let text = parts.join("");
        // Neighbours of what is taken out meet: a few rounds end, because each takes something out.
        for (let round = 0; round < 13; round++) text = editOf(asked(text)) ?? text;
        assert.equal(editOf(asked(text)), undefined);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test("no text of 100 KB takes long", () => {
    for (const piece of [
      "\u202e",
      "\u2067",
      "\u2069",
      "\u001b]",
      "\u001b[",
      "\u001b",
      "\u200b",
      "а a",
      "аa",
      "\u{e0041}",
      "\u{1f3f4}\u{e0067}",
      "\ufe0f",
      "é",
      "\n\u202b",
      "👍\u200d",
    ]) {
      const began = performance.now();
      findUnicode(piece.repeat(Math.ceil(100_000 / piece.length)));
      assert.ok(performance.now() - began < 2000, JSON.stringify(piece));
    }
  });
});
