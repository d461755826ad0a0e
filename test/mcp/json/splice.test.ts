import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonValue } from "../../../src/framework/json.ts";
import { readJson } from "../../../src/mcp/json/reader.ts";
import type { Splice } from "../../../src/mcp/json/splice.ts";
import { applySplices, encodeJson, spliceValue } from "../../../src/mcp/json/splice.ts";
import { relaxed, wide } from "./arbitrary-json.ts";

function splicesOf(text: string, wanted: unknown): { bytes: Uint8Array; splices: Splice[] } {
  const reading = readJson(Buffer.from(text), wide, relaxed);
  assert.ok(reading.ok);
  const splices: Splice[] = [];
  spliceValue(reading.document, reading.document.root, wanted as JsonValue, splices);
  return { bytes: reading.document.bytes, splices };
}

function edited(text: string, wanted: unknown): string {
  const { bytes, splices } = splicesOf(text, wanted);
  return Buffer.from(applySplices(bytes, splices)).toString();
}

const cases: readonly (readonly [name: string, text: string, wanted: unknown, result: string])[] = [
  ["equal scalars", ' "\\u0061" ', "a", ' "\\u0061" '],
  [
    "equal numbers in other forms",
    "[1.0,1e2,-0,1000000000000000000000]",
    [1, 100, 0, 1e21],
    "[1.0,1e2,-0,1000000000000000000000]",
  ],
  [
    "integers beyond doubles",
    '{"n":12345678901234567890,"s":"a"}',
    { n: Number("12345678901234567890"), s: "b" },
    '{"n":12345678901234567890,"s":"b"}',
  ],
  ["infinite number kept", '{"n":1e400,"s":"a"}', { n: Infinity, s: "b" }, '{"n":1e400,"s":"b"}'],
  ["scalar to scalar", '{"a" : true }', { a: null }, '{"a" : null }'],
  ["scalar to container", '{"a":1}', { a: { b: [1] } }, '{"a":{"b":[1]}}'],
  ["container to scalar", '{"a":{"b":[1]}}', { a: "x" }, '{"a":"x"}'],
  ["array to object", "[1]", { 0: 1 }, '{"0":1}'],
  ["object to array", '{"0":1}', [1], "[1]"],
  ["null to NaN", "[null,1]", [NaN, 1], "[null,1]"],
  ["number to infinity", "[1,2]", [1, -Infinity], "[1,null]"],
  ["number to its text", "[1]", ["1"], '["1"]'],
  ["literal to its text", "[true,null]", ["true", "null"], '["true","null"]'],
  ["escaped text kept beside an edit", '["\\u00e9\\/",1]', ["é/", 2], '["\\u00e9\\/",2]'],
  ["lone surrogate written", '"a"', "\ud800", '"\\ud800"'],
  ["lone surrogate kept", '["\\uD800",1]', ["\ud800", 2], '["\\uD800",2]'],
  ["order of members", '{"b":1.0,"a":2}', { a: 3, b: 1 }, '{"b":1.0,"a":3}'],
  ["escaped key matched", '{"\\u0061":1}', { a: 2 }, '{"\\u0061":2}'],
  ["first member removed", '{ "a" : 1 , "b" : 2 }', { b: 2 }, '{ "b" : 2 }'],
  ["last member removed", '{ "a" : 1 , "b" : 2 }', { a: 1 }, '{ "a" : 1 }'],
  ["middle member removed", '{"a":1, "b":2, "c":3}', { a: 1, c: 3 }, '{"a":1, "c":3}'],
  ["first and last removed", '{"a":1, "b":2, "c":3}', { b: 2 }, '{"b":2}'],
  ["all removed", '{ "a":1, "b":2 }', {}, "{  }"],
  ["all replaced", '{ "a":1, "b":2 }', { c: 3, d: 4 }, '{ "c":3,"d":4 }'],
  ["member added", '{ "a":1 }', { a: 1, b: [2] }, '{ "a":1,"b":[2] }'],
  ["member added to nothing", "{ }", { a: 1, b: 2 }, '{"a":1,"b":2 }'],
  ["last removed, one added", '{"a":1, "b":2}', { a: 1, c: 3 }, '{"a":1,"c":3}'],
  ["last edited, one added", '{"a":1}', { a: 2, b: 3 }, '{"a":2,"b":3}'],
  ["key renamed", '{"a":{"n":1.0},"b":2}', { A: { n: 1 }, b: 2 }, '{"b":2,"A":{"n":1}}'],
  ["key that must be escaped", "{}", { 'a"\n\ud800': 1 }, '{"a\\"\\n\\ud800":1}'],
  ["undefined members", '{"a":1,"b":2}', { a: undefined, b: 2, c: undefined }, '{"b":2}'],
  ["functions as undefined", '{"a":1,"b":2}', { a: () => 1, b: 2 }, '{"b":2}'],
  [
    "undefined in nested new data",
    "{}",
    { a: { b: undefined, c: [undefined, NaN] } },
    '{"a":{"c":[null,null]}}',
  ],
  ["inherited members", '{"a":1}', Object.create({ a: 1 }), "{}"],
  [
    "__proto__ kept",
    '{"__proto__":1.0,"a":1}',
    JSON.parse('{"__proto__":1,"a":2}'),
    '{"__proto__":1.0,"a":2}',
  ],
  ["__proto__ removed", '{"__proto__":1,"a":1}', { a: 1 }, '{"a":1}'],
  ["__proto__ added", "{}", JSON.parse('{"__proto__":{"x":1}}'), '{"__proto__":{"x":1}}'],
  ["null prototype", '{"a":1}', Object.assign(Object.create(null), { a: 2 }), '{"a":2}'],
  ["repeated key, unedited", '{"a":1,"a":2.0,"b":3}', { a: 2, b: 4 }, '{"a":1,"a":2.0,"b":4}'],
  ["repeated key, as many members as wanted", '{"a":1,"a":2}', { a: 2, b: 3 }, '{"a":1,"a":2,"b":3}'],
  [
    "keys that JavaScript orders",
    '{"b":1.0,"10":2.0,"2":3}',
    { 2: 4, 10: 2, b: 1 },
    '{"b":1.0,"10":2.0,"2":4}',
  ],
  ["repeated key, edited", '{"a":1,"a":2,"b":3}', { a: 5, b: 3 }, '{"a":5,"b":3}'],
  [
    "repeated key, edited inside",
    '{"a":[1],"b":3,"\\u0061":[2,3.0]}',
    { a: [0, 3], b: 3 },
    '{"b":3,"\\u0061":[0,3.0]}',
  ],
  ["repeated key, removed", '{"a":1,"b":3,"a":2}', { b: 3 }, '{"b":3}'],
  ["repeated key, all removed", '{"a":1,"a":2}', {}, "{}"],
  ["element edited", "[1.0, 2.0, 3.0]", [1, 9, 3], "[1.0, 9, 3.0]"],
  ["first element removed", "[ 1.0 , 2.0 , 3.0 ]", [2, 3], "[ 2.0 , 3.0 ]"],
  ["middle element removed", "[ 1.0 , 2.0 , 3.0 ]", [1, 3], "[ 1.0 , 3.0 ]"],
  ["last element removed", "[ 1.0 , 2.0 , 3.0 ]", [1, 2], "[ 1.0 , 2.0 ]"],
  ["several elements removed", "[1.0,2.0,3.0,4.0,5.0,6.0]", [2, 5], "[2.0,5.0]"],
  ["all elements removed", "[ 1, 2 ]", [], "[  ]"],
  ["element prepended", "[ 1.0 ]", [0, 1], "[ 0,1.0 ]"],
  ["element appended", "[ 1.0 ]", [1, 2], "[ 1.0,2 ]"],
  ["elements inserted", "[1.0, 2.0]", [0, 1, 5, 6, 2, 7], "[0,1.0,5,6, 2.0,7]"],
  ["elements put in an empty array", "[ ]", [1, 2], "[1,2 ]"],
  ["edited and appended", '[{"n":1.0,"t":"a"},2.0]', [{ n: 1, t: "b" }, 2, 3], '[{"n":1.0,"t":"b"},2.0,3]'],
  ["removed and edited", '[1,2.0,{"n":1.0,"t":"a"}]', [2, { n: 1, t: "b" }], '[2.0,{"n":1.0,"t":"b"}]'],
  ["sparse array", "[1,2]", Object.assign([1], { 2: 3 }), "[1,null,3]"],
  ["root replaced", ' {"a":1} ', "x", ' "x" '],
  ["byte order mark kept", '\ufeff{"a":1}', { a: 2 }, '\ufeff{"a":2}'],
  ["text behind wider characters", '{"é😀":"ü","b":1}', { "é😀": "日本", b: 1 }, '{"é😀":"日本","b":1}'],
];

describe("spliceValue", () => {
  for (const [name, text, wanted, result] of cases) {
    it(name, () => assert.equal(edited(text, wanted), result));
  }

  it("keeps filtered list entries to the byte", () => {
    const tools = Array.from(
      { length: 50 },
      (_, index) => `{ "name":"t${index}", "max":${index}.0, "id":1234567890123456789${index} }`,
    );
    const wanted = tools
      .map((tool) => JSON.parse(tool))
      .filter((_, index) => index % 3 !== 0 && index !== 49);
    const result = edited(`[${tools.join(" , ")}]`, wanted);
    for (const [index, tool] of tools.entries())
      assert.equal(result.includes(tool), index % 3 !== 0 && index !== 49);
    assert.deepEqual(JSON.parse(result), wanted);
  });

  it("edits a large object and a large array", () => {
    const members = Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index] as const);
    const object = Object.fromEntries(members);
    const list = members.map(([, value]) => value);
    const text = JSON.stringify({ object, list });
    const wanted = {
      object: { ...object, k500: "edited", k70000: undefined },
      list: list.filter((value) => value % 2 === 0),
    };
    assert.deepEqual(JSON.parse(edited(text, wanted)), JSON.parse(JSON.stringify(wanted)));
  });

  it("refuses data that is nested too deeply, cyclic or exponential", () => {
    const nested = (levels: number) => JSON.parse("[".repeat(levels) + "]".repeat(levels));
    const deepText = "[".repeat(1000) + "]".repeat(1000);
    assert.equal(edited(deepText, nested(512)), "[".repeat(512) + "]".repeat(512));
    assert.throws(() => edited(deepText, nested(513)), RangeError);
    assert.throws(() => edited("1", nested(100_000)), RangeError);
    const cycle: { self?: unknown; twin?: unknown } = {};
    cycle.self = cycle;
    cycle.twin = cycle;
    assert.throws(() => edited('{"self":{"self":1}}', cycle), RangeError);
    const ring: unknown[] = [];
    ring.push(ring, ring);
    assert.throws(() => edited("1", ring), RangeError);
    let twice: unknown = "x";
    for (let level = 0; level < 60; level += 1) twice = [twice, twice];
    assert.throws(() => edited("1", twice), RangeError);
    assert.throws(() => edited("1", new Array(0xffff_ffff)), RangeError);
  });

  it("refuses what is no JSON data", () => {
    const toJSON = () => 1;
    for (const wanted of [
      1n,
      new Date(0),
      new Map(),
      Buffer.from("a"),
      { toJSON },
      Object.assign([], { toJSON }),
      Object("a"),
    ]) {
      assert.throws(() => edited("[]", [wanted]), TypeError);
    }
    for (const wanted of [undefined, () => 1, Symbol("a")])
      assert.throws(() => edited("[]", wanted), TypeError);
  });
});

describe("applySplices", () => {
  const bytes = Buffer.from("0123456789");

  it("gives back the same array when there is nothing to do", () => {
    assert.equal(applySplices(bytes, []), bytes);
  });

  it("takes splices in any order and leaves the source alone", () => {
    const splices = [
      { start: 8, end: 10, text: "" },
      { start: 3, end: 3, text: "a" },
      { start: 0, end: 1, text: "é" },
      { start: 3, end: 5, text: "😀" },
      { start: 3, end: 3, text: "b" },
      { start: 5, end: 5, text: "c" },
    ];
    assert.equal(Buffer.from(applySplices(bytes, splices)).toString(), "é12ab😀c567");
    assert.equal(bytes.toString(), "0123456789");
  });

  it("works on a view into a larger buffer", () => {
    assert.equal(
      Buffer.from(applySplices(bytes.subarray(2, 5), [{ start: 1, end: 2, text: "x" }])).toString(),
      "2x4",
    );
  });

  const wrong: readonly (readonly [name: string, splices: readonly Splice[]])[] = [
    [
      "overlap",
      [
        { start: 1, end: 4, text: "" },
        { start: 3, end: 5, text: "" },
      ],
    ],
    [
      "one within another",
      [
        { start: 1, end: 8, text: "" },
        { start: 3, end: 3, text: "a" },
      ],
    ],
    [
      "twice the same",
      [
        { start: 1, end: 2, text: "a" },
        { start: 1, end: 2, text: "a" },
      ],
    ],
    ["before the text", [{ start: -1, end: 2, text: "" }]],
    ["beyond the text", [{ start: 9, end: 11, text: "" }]],
    ["backwards", [{ start: 4, end: 3, text: "" }]],
    ["not a number", [{ start: Number.NaN, end: 3, text: "" }]],
  ];
  for (const [name, splices] of wrong) {
    it(`refuses splices: ${name}`, () => assert.throws(() => applySplices(bytes, splices), RangeError));
  }
});

describe("encodeJson", () => {
  it("writes text that survives UTF-8", () => {
    assert.equal(encodeJson({ a: "\ud800é", b: Number.NaN }), '{"a":"\\ud800é","b":null}');
  });

  it("refuses what spliceValue refuses", () => {
    assert.throws(() => encodeJson(1n as unknown as JsonValue), TypeError);
    assert.throws(() => encodeJson(undefined as unknown as JsonValue), TypeError);
  });
});
