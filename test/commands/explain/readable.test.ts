import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readable } from "../../../src/commands/explain/readable.ts";

const rows: readonly [name: string, text: string, shown: string][] = [
  ["an object", '{"a":1,"b":[true,null]}', '{\n  "a": 1,\n  "b": [\n    true,\n    null\n  ]\n}'],
  ["empty ones", '{"a":{ },"b":[]}', '{\n  "a": {},\n  "b": []\n}'],
  ["signs inside strings", '{"a":"{,:\\"}"}', '{\n  "a": "{,:\\"}"\n}'],
  ["numbers as they are", "[1.0,12345678901234567890]", "[\n  1.0,\n  12345678901234567890\n]"],
  ["an event", 'event: message\ndata: {"a":1}\n\n', 'event: message\ndata: {\n  "a": 1\n}\n\n'],
  ["no JSON", "hello: [x", "hello: [x"],
  ["broken JSON", '{"a":[1', '{\n  "a": [\n    1'],
  ["what would steer a terminal", "\u001b[2Jred\u202e", "\\u001b[2Jred\\u202e"],
];
for (const [name, text, shown] of rows) test(name, () => assert.equal(readable(text), shown));

test("JSON stays the same value, and any text is taken", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      if (/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(text)) return;
      assert.deepEqual(JSON.parse(readable(text)), JSON.parse(text));
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void readable(text)));
});
