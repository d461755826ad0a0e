import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../src/framework/json.ts";
import { carryTwinEdits, twinLeak } from "../../src/mcp/twin.ts";

const say = (text: string): JsonObject => ({ type: "text", text });
const result = (structuredContent: JsonValue, ...texts: string[]): JsonObject => ({
  content: texts.map(say),
  structuredContent,
});
const json = JSON.stringify;
/** More digits than a double has. */
const lossy = Number("12345678901234567890");

describe("carryTwinEdits", () => {
  const cases: [name: string, original: JsonObject, edited: JsonObject, expected: JsonObject][] = [
    [
      "structured content to its JSON text",
      result({ mail: "a@b.c", n: 1 }, '{"mail":"a@b.c","n":1}'),
      result({ mail: "[X]", n: 1 }, '{"mail":"a@b.c","n":1}'),
      result({ mail: "[X]", n: 1 }, '{"mail":"[X]","n":1}'),
    ],
    [
      "JSON text to structured content",
      result({ mail: "a@b.c" }, '{"mail":"a@b.c"}'),
      result({ mail: "a@b.c" }, '{"mail":"[X]"}'),
      result({ mail: "[X]" }, '{"mail":"[X]"}'),
    ],
    [
      "an edit of each to the other, spelling kept",
      result({ a: "1", b: "2", big: lossy }, '{ "big": 12345678901234567890,\n  "a": "1", "b": "2" }'),
      result({ a: "X", b: "2", big: lossy }, '{ "big": 12345678901234567890,\n  "a": "1", "b": "Y" }'),
      result({ a: "X", b: "Y", big: lossy }, '{ "big": 12345678901234567890,\n  "a": "X", "b": "Y" }'),
    ],
    [
      "a string that Python wraps, to its text",
      result({ result: "card 4111" }, "card 4111"),
      result({ result: "card ****" }, "card 4111"),
      result({ result: "card ****" }, "card ****"),
    ],
    [
      "a text to the string that Python wraps",
      result({ result: "card 4111" }, "card 4111"),
      result({ result: "card 4111" }, "card ****"),
      result({ result: "card ****" }, "card ****"),
    ],
    [
      "a wrapped list's element to its text",
      result({ result: ["a", "b", { c: 1 }] }, "a", "b", '{"c": 1}'),
      result({ result: ["a", "X", { c: 2 }] }, "a", "b", '{"c": 1}'),
      result({ result: ["a", "X", { c: 2 }] }, "a", "X", '{"c": 2}'),
    ],
    [
      "the last text to structured content and the first text",
      result({ a: "1" }, '{"a":"1"}', '{ "a" : "1" }'),
      result({ a: "1" }, '{"a":"1"}', '{ "a" : "X" }'),
      result({ a: "X" }, '{"a":"X"}', '{ "a" : "X" }'),
    ],
    [
      "a renamed and a removed key",
      result({ "a@b.c": 1, gone: 2 }, '{"a@b.c":1,"gone":2}'),
      result({ "[X]": 1 }, '{"a@b.c":1,"gone":2}'),
      result({ "[X]": 1 }, '{"[X]":1}'),
    ],
    [
      "a list that became shorter",
      result({ l: ["a", "b"] }, '{"l":["a","b"]}'),
      result({ l: ["b"] }, '{"l":["a","b"]}'),
      result({ l: ["b"] }, '{"l":["b"]}'),
    ],
  ];
  for (const [name, original, edited, expected] of cases) {
    it(`carries ${name}`, () => {
      const carried = carryTwinEdits(original, edited);
      assert.deepEqual(carried, expected);
      assert.equal(twinLeak(original, carried), false);
      assert.equal(twinLeak(original, edited), true, "it had leaked without");
    });
  }

  it("gives back what it got where there is nothing to carry", () => {
    const originals: JsonValue[] = [
      result({ a: 1 }, '{"a":1}'),
      result({ a: 1 }, "unrelated"),
      { content: [say("x")] },
      { structuredContent: { a: 1 } },
      { content: "x", structuredContent: { a: 1 } },
      { content: [null, 1, { text: 5 }], structuredContent: null },
      [],
      null,
      "x",
    ];
    for (const original of originals) {
      assert.equal(carryTwinEdits(original, original), original);
      assert.equal(twinLeak(original, original), false, json(original));
    }
  });

  it("leaves edits made to both alike", () => {
    const original = result({ a: "1", b: "1" }, '{"a":"1","b":"1"}');
    const edited = result({ a: "X", b: "1" }, '{"a":"X","b":"1"}');
    assert.equal(carryTwinEdits(original, edited), edited);
    assert.equal(twinLeak(original, edited), false);
  });

  it("makes members of a hostile name its own", () => {
    const original = JSON.parse(
      '{"content":[{"text":"{\\"__proto__\\":\\"a\\"}"}],"structuredContent":{"__proto__":"a"}}',
    );
    const edited = JSON.parse(
      '{"content":[{"text":"{\\"__proto__\\":\\"a\\"}"}],"structuredContent":{"__proto__":"X"}}',
    );
    assert.equal(json(carryTwinEdits(original, edited)), json(edited).replace('\\"a\\"', '\\"X\\"'));
  });
});

describe("twinLeak", () => {
  const original = result({ mail: "a@b.c", note: "n", n: 4111 }, '{"mail":"a@b.c","note":"n","n":4111}');
  const text = '{"mail":"a@b.c","note":"n","n":4111}';
  const masked = '{"mail":"[X]","note":"n","n":4111}';
  const structured = { mail: "a@b.c", note: "n", n: 4111 };
  const cases: [name: string, edited: JsonValue, leak: boolean][] = [
    ["a text that is no JSON any more, structured content untouched", result(structured, "[REDACTED]"), true],
    [
      "a text cut within JSON, structured content edited",
      result({ ...structured, mail: "[X]" }, text.slice(0, 20)),
      true,
    ],
    ["both gone from each other", result({ mail: "x", note: "y", n: 1 }, "[REDACTED]"), false],
    ["structured content removed, text untouched", { content: [say(text)] }, true],
    ["structured content removed, text edited", { content: [say(masked)] }, false],
    ["text removed, structured content untouched", { content: [], structuredContent: structured }, true],
    ["text removed, structured content edited", { content: [], structuredContent: { mail: "[X]" } }, false],
    ["text emptied, structured content untouched", result(structured, ""), true],
    ["both removed", { content: [] }, false],
    ["an item added before, both edited", result({ ...structured, mail: "[X]" }, "notice", masked), false],
    ["an item added before, text left", result({ ...structured, mail: "[X]" }, "notice", text), true],
    ["an item added before, nothing edited", result(structured, "notice", text), false],
    ["a number left in a text", result({ ...structured, n: null }, "n is 4111, mail a@b.c, note n"), true],
    ["an error instead", null, false],
  ];
  for (const [name, edited, leak] of cases)
    it(`${leak ? "sees" : "sees none in"} ${name}`, () => assert.equal(twinLeak(original, edited), leak));

  it("is not deceived by an escape", () => {
    const before = result({ a: 'x"y' }, '{"a":"x\\"y"}');
    assert.equal(twinLeak(before, result({ a: "X" }, '{"a":"x\\"y"')), true);
  });

  it("does not deny an unchanged empty text", () => {
    const before = result({ result: "" }, "");
    assert.equal(twinLeak(before, result({ result: "" }, "")), false);
  });

  it("gives up rather than search without end", () => {
    const many = Array.from({ length: 2000 }, (_, index) => `value ${index}`);
    const before = result(many, json(many));
    assert.equal(twinLeak(before, result(many, `${json(many)}${"x".repeat(1 << 20)}`)), true);
  });
});

describe("twins", () => {
  const leaf = fc.oneof(
    fc.constantFrom("secret", "b", "", "é\u2028"),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom("a", "secret", "result", "__proto__"), tie("value"), {
        noNullPrototype: true,
      }),
    ),
  }));
  const mask = (part: JsonValue): JsonValue => {
    if (part === "secret") return "*";
    if (Array.isArray(part)) return part.map(mask);
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [key === "secret" ? "*" : key, mask(inner)]),
    );
  };

  it("hold no masked value after carrying, whichever side the plugin edited", () => {
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), fc.boolean(), (structured, indent, editText) => {
        const text = JSON.stringify(structured, null, indent);
        const original = result(structured, text);
        const edited = editText
          ? result(structured, JSON.stringify(mask(structured), null, indent))
          : result(mask(structured), text);
        const carried = carryTwinEdits(original, edited) as JsonObject;
        assert.equal(twinLeak(original, carried), false);
        assert.ok(!json(carried).includes("secret"));
        const [item] = carried["content"] as JsonObject[];
        assert.deepEqual(JSON.parse(item?.["text"] as string), carried["structuredContent"]);
      }),
      { numRuns: 500 },
    );
  });
});
