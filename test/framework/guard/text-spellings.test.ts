import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { percentDecoded, textSpellings } from "../../../src/framework/index.ts";

describe("one round of decoding", () => {
  const rows: readonly (readonly [text: string, decoded: string])[] = [
    ["", ""],
    ["plain 100% %zz %", "plain 100% %zz %"],
    ["%41%62c", "Abc"],
    ["%2", "%2"],
    ["a%2fb%2Fc", "a/b/c"],
    ["%252e", "%2e"],
    ["%%32e", "%2e"],
    ["%c3%a9", "é"],
    ["%f0%9f%98%80", "😀"],
    ["%c0%ae%e0%80%af", "./"],
    ["%u002e%U002E", ".."],
    ["%ff%41", "\ufffdA"],
    ["%c3", "\ufffd"],
    ["é%41", "éA"],
  ];
  for (const [text, decoded] of rows) {
    test(JSON.stringify(text), () => assert.equal(percentDecoded(text), decoded));
  }
});

test("spellings are those of every round, each once", () => {
  assert.deepEqual(textSpellings("a b"), ["a b"]);
  assert.deepEqual(textSpellings("%252e"), ["%252e", "%2e", "."]);
  assert.deepEqual(textSpellings("a+%2527"), ["a+%2527", "a+%27", "a+'", "a %2527", "a '"]);
  assert.deepEqual(textSpellings("1 + 1"), ["1 + 1"]);
  assert.ok(textSpellings("%25".repeat(1000)).length <= 7);
});
