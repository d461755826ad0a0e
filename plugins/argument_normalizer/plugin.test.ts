import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonValue, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

function args(given: JsonValue, config: object = {}): JsonValue {
  const plugin = newPlugin(definition, config);
  const answer = plugin.tool_pre_invoke?.({ name: "t", args: { a: given } }, newContext()) as
    | PluginResult<{ args: { a: JsonValue } }>
    | undefined;
  return answer?.modified_payload?.args.a ?? given;
}

describe("texts", () => {
  const rows: readonly [text: string, out: string, config?: object][] = [
    ["e\u0301", "é"],
    ["é", "e\u0301", { unicode_form: "NFD" }],
    ["ﬁ", "fi", { unicode_form: "NFKC" }],
    ["ﬁ", "ﬁ"],
    ["e\u0301", "e\u0301", { enable_unicode: false }],
    ["a\0b\x1bc", "abc"],
    ["a\0b", "a\0b", { remove_control_chars: false }],
    ["e\0\u0301", "é"],
    ["  a  b\t\tc ", "a b c"],
    ["  a", "  a", { trim: false }],
    ["a  b", "a  b", { collapse_internal: false }],
    [" a  b ", " a  b ", { enable_whitespace: false }],
    ["a:\n    b  c\n\td", "a:\n    b c\n\td"],
    ["a\r\nb\rc", "a\nb\nc"],
    ["a\rb", "a\rb", { normalize_newlines: false }],
    ["a\n\n\n\nb", "a\n\n\n\nb"],
    ["a\n\n\n\nb", "a\n\nb", { collapse_blank_lines: true }],
    ["aB cD", "aB cD", { case_strategy: "lower" }],
    ["aB cD", "ab cd", { enable_casing: true, case_strategy: "lower" }],
    ["aB cD", "AB CD", { enable_casing: true, case_strategy: "upper" }],
    ["aB  éd", "Ab Éd", { enable_casing: true, case_strategy: "title" }],
    ['{"a":  "b  c"}', '{"a":  "b  c"}'],
  ];
  for (const [text, out, config] of rows)
    test(`${JSON.stringify(text)} ${JSON.stringify(config ?? {})}`, () => {
      assert.equal(args(text, config), out);
      assert.equal(args(out, config), out, "twice");
    });
});

describe("dates", () => {
  const rows: readonly [text: string, out: string, config?: object][] = [
    ["2024/1/31", "2024-01-31"],
    ["1/31/2024", "2024-01-31"],
    ["31.1.2024", "2024-01-31"],
    ["01/02/2024", "2024-01-02"],
    ["01/02/2024", "2024-02-01", { day_first: true }],
    ["1/31/2024", "2024-01-31", { day_first: true }],
    ["24-01-02", "24-01-02"],
    ["24-01-02", "2024-01-02", { year_first: true }],
    ["01-02-24", "2024-02-01", { day_first: true }],
    ["30/02/2024", "30/02/2024"],
    ["2024-13-01", "2024-13-01"],
    ["1.2.3", "1.2.3"],
    ["10.0.0.1", "10.0.0.1"],
    ["on 1/31/2024", "on 1/31/2024"],
    ["1/31/2024", "1/31/2024", { enable_dates: false }],
  ];
  for (const [text, out, config] of rows)
    test(`${text} ${JSON.stringify(config ?? {})}`, () => {
      assert.equal(args(text, config), out);
      assert.equal(args(out, config), out, "twice");
    });
});

describe("numbers", () => {
  const rows: readonly [text: string, out: string, config?: object][] = [
    ["1,234.56", "1234.56"],
    ["1.234,56", "1234.56"],
    ["1,234", "1234"],
    ["1,234,567", "1234567"],
    ["1.234.567", "1234567"],
    ["1,5", "1.5"],
    ["1.234", "1.234"],
    ["1.234", "1234", { decimal_detection: "comma" }],
    ["1,234", "1.234", { decimal_detection: "comma" }],
    ["1,234", "1234", { decimal_detection: "dot" }],
    ["1'234.5", "1234.5"],
    ["-1\u202f234,5", "-1234.5"],
    ["1,2,3", "1,2,3"],
    ["1,23,4", "1,23,4"],
    ["12 34", "12 34"],
    ["1,", "1,"],
    ["007", "007"],
    ["+31612345678", "+31612345678"],
    ["1,234 men", "1,234 men"],
    ["1,5", "1,5", { enable_numbers: false }],
  ];
  for (const [text, out, config] of rows)
    test(`${text} ${JSON.stringify(config ?? {})}`, () => assert.equal(args(text, config), out));
});

describe("fields", () => {
  const config = {
    field_overrides: [
      { pattern: "^a\\.code$", enable_whitespace: false },
      { pattern: "items\\[1\\]", enable_casing: true, case_strategy: "upper" },
    ],
  };
  test("by path", () =>
    assert.deepEqual(args({ code: " x ", other: " x ", items: ["y ", "y "], n: 1 }, config), {
      code: " x ",
      other: "x",
      items: ["y", "Y"],
      n: 1,
    }));
  test("a bad pattern is named", () => {
    const { error } = definition.config.safeParse({ field_overrides: [{ pattern: "(" }] });
    assert.deepEqual(error?.issues[0]?.path, ["field_overrides", 0, "pattern"]);
  });
});

test("prompts", () => {
  const plugin = newPlugin(definition);
  const run = (given: Record<string, string>) =>
    plugin.prompt_pre_fetch?.({ prompt_id: "p", args: given }, newContext()) as
      | PluginResult<object>
      | undefined;
  assert.deepEqual(run({ a: " b " })?.modified_payload, { prompt_id: "p", args: { a: "b" } });
  assert.equal(run({ a: "b" }), undefined);
});

test("no text is slow", () => {
  for (const part of [" ", "\t", "\n", "\r", "1,", "e\u0301", "\0", "a  ", "\n\n\n\n "]) {
    const start = performance.now();
    args(`x${part.repeat(Math.ceil(400_000 / part.length))}x`, {
      collapse_blank_lines: true,
      enable_casing: true,
      case_strategy: "title",
    });
    assert.ok(performance.now() - start < 10_000, JSON.stringify(part));
  }
});
