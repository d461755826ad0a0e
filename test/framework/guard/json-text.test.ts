import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { editJsonText, isJsonDocument, jsonStrings } from "../../../src/framework/guard/json-text.ts";

const upper = (text: string, name: boolean) => (name ? text : text.toUpperCase());

describe("a JSON text", () => {
  const rows: readonly [text: string, edited: string | undefined][] = [
    ['{"a":"b"}', '{"a":"B"}'],
    [' [ "x" , 1.50, 12345678901234567890 ]\n', ' [ "X" , 1.50, 12345678901234567890 ]\n'],
    ['{"a" : "A", "b\\"": "c\\\\"}', '{"a" : "A", "b\\"": "C\\\\"}'],
    ['{"a":"\\u0041"}', '{"a":"\\u0041"}'],
    ['["\\\\\\"x"]', '["\\\\\\"X"]'],
    ["[]", "[]"],
    ['"x"', undefined],
    ["{x}", undefined],
    ["prose", undefined],
    ["", undefined],
  ];
  for (const [text, edited] of rows) test(text, () => assert.equal(editJsonText(text, upper), edited));

  test("what it says", () => {
    assert.equal(jsonStrings('{"a":"b\\nc"}'), "a\nb\nc");
    assert.equal(jsonStrings("x"), undefined);
    assert.ok(isJsonDocument("[1]"));
  });

  test("long strings, and escapes in a row", () => {
    const text = JSON.stringify([`${"\\".repeat(200_000)}"x`, "y".repeat(1_000_000)]);
    assert.equal(
      editJsonText(text, (string) => string),
      text,
    );
  });
});
