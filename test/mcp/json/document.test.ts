import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonDocument } from "../../../src/mcp/json/document.ts";
import { none } from "../../../src/mcp/json/document.ts";
import { readJson } from "../../../src/mcp/json/reader.ts";
import { relaxed, wide } from "./arbitrary-json.ts";

function documentOf(text: string): JsonDocument {
  const reading = readJson(Buffer.from(text), wide, relaxed);
  assert.ok(reading.ok);
  return reading.document;
}

describe("a document", () => {
  const text = '{ "é" : [ 1.0, "a\\u0062", {} ], "n":-0 ,"t":true}';
  const document = documentOf(text);

  it("tells spans in bytes", () => {
    const list = document.member(document.root, "é");
    assert.equal(document.source(list), '[ 1.0, "a\\u0062", {} ]');
    const bytes = Buffer.from(text);
    assert.equal(bytes.toString("utf8", document.start(list), document.end(list)), document.source(list));
    assert.equal(document.start(list), 9);
  });

  it("walks members and elements in order", () => {
    const seen: unknown[] = [];
    document.eachMember(document.root, (key, keyNode, value) => {
      seen.push([key, document.source(keyNode), document.kind(value)]);
      document.eachElement(value, (element, index) => seen.push([index, document.source(element)]));
    });
    assert.deepEqual(seen, [
      ["é", '"é"', "array"],
      [0, "1.0"],
      [1, '"a\\u0062"'],
      [2, "{}"],
      ["n", '"n"', "number"],
      ["t", '"t"', "true"],
    ]);
  });

  it("counts members and elements", () => {
    assert.equal(document.size(document.root), 3);
    assert.equal(document.size(document.member(document.root, "é")), 3);
    assert.equal(document.size(document.member(document.root, "n")), 0);
    assert.equal(document.size(none), 0);
  });

  it("chains look-ups through what is not there", () => {
    assert.equal(document.member(document.member(document.root, "missing"), "a"), none);
    assert.equal(document.member(document.member(document.root, "é"), "0"), none);
    document.eachMember(none, () => assert.fail());
    document.eachElement(document.root, () => assert.fail());
  });

  it("throws on nodes that are not its own, and on the text of what has none", () => {
    assert.throws(() => document.kind(none), RangeError);
    assert.throws(() => document.value(none), RangeError);
    assert.throws(() => document.source(1000), RangeError);
    assert.throws(() => document.size(1000), RangeError);
    assert.throws(() => document.text(document.root), TypeError);
  });

  it("tells whether a string is a text as its decoded text does", () => {
    const texts = [
      "",
      "a",
      "ab",
      "é",
      "Ã©",
      "a\n",
      '"',
      "😀",
      "x".repeat(100),
      "x".repeat(101),
      `${"x".repeat(100)}é`,
    ];
    const spelt = texts.flatMap((text) => [
      JSON.stringify(text),
      JSON.stringify(text).replace("x", "\\u0078"),
    ]);
    const list = documentOf(`[${spelt.join(",")},1,null,["a"]]`);
    list.eachElement(list.root, (node) => {
      for (const text of texts) {
        const isText = list.kind(node) === "string" && list.text(node) === text;
        assert.equal(list.isText(node, text), isText, `${list.source(node)} ${text}`);
      }
    });
    assert.throws(() => list.isText(none, "a"), RangeError);
  });

  it("yields keys alike in length, ends and middle as they are, however often they come", () => {
    const alike = [
      "a1xb",
      "a2xb",
      "aéb",
      "aèb",
      "a\u0001xb",
      "éxyé",
      "",
      "'",
      `${"k".repeat(32)}`,
      `${"k".repeat(33)}`,
    ];
    for (const keys of [alike, alike.toReversed(), alike]) {
      const object = documentOf(`{${keys.map((key) => `${JSON.stringify(key)}:0`).join(",")}}`);
      const seen: string[] = [];
      object.eachMember(object.root, (key) => seen.push(key));
      assert.deepEqual(seen, keys);
    }
  });

  it("lets the last of repeated keys count", () => {
    const repeated = documentOf('{"a":1,"b":0,"\\u0061":[2],"a":{"x":3}}');
    assert.deepEqual(repeated.value(repeated.member(repeated.root, "a")), { x: 3 });
    assert.deepEqual(repeated.value(repeated.root), { a: { x: 3 }, b: 0 });
    assert.equal(repeated.size(repeated.root), 4);
  });

  it("does not take a lone surrogate for the replacement character", () => {
    const surrogates = documentOf('{"\ufffd":1,"\\ud800":2,"\\udc00x":3}');
    assert.equal(surrogates.value(surrogates.member(surrogates.root, "\ufffd")), 1);
    assert.equal(surrogates.value(surrogates.member(surrogates.root, "\ud800")), 2);
    assert.equal(surrogates.value(surrogates.member(surrogates.root, "\udc00x")), 3);
    assert.equal(surrogates.member(surrogates.root, "\udc00"), none);
  });

  it("yields __proto__ as a member like any other", () => {
    const document = documentOf('{"__proto__":{"admin":true}}');
    const value = document.value(document.root) as object;
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.ok(Object.hasOwn(value, "__proto__"));
    assert.equal((value as { admin?: boolean }).admin, undefined);
  });
});
