import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compilePattern, type JsonObject, type JsonValue } from "plugins-adapter/framework";
import { re2Source } from "./ecma-pattern.ts";
import { expandedSize } from "./pattern-size.ts";
import { readSchema, validate } from "./schema.ts";

const limits = { steps: 500_000, depth: 200, faults: 20 };

function judged(schema: JsonValue, value: JsonValue): string {
  const reading = readSchema(schema, 1000);
  if (!reading.ok) return reading.why;
  const judgement = validate(reading.schema, value, limits);
  return judgement.kind === "unusable" ? judgement.why : judgement.kind;
}

describe("schemas as generators write them", () => {
  const rows: readonly [name: string, schema: JsonObject, value: JsonValue, kind: string][] = [
    [
      "a reference to definitions, draft-07 with https",
      {
        $schema: "https://json-schema.org/draft-07/schema",
        $ref: "#/definitions/A",
        definitions: { A: { type: "string" } },
      },
      1,
      "invalid",
    ],
    [
      "2020-12 with http and #",
      { $schema: "http://json-schema.org/draft/2020-12/schema#", type: "string" },
      "a",
      "valid",
    ],
    ["an optional one", { anyOf: [{ type: "string" }, { type: "null" }], default: null }, null, "valid"],
    [
      "an older tuple without $schema",
      { items: [{ type: "string" }], additionalItems: false },
      ["a", 1],
      "invalid",
    ],
    ["a format is a note", { type: "string", format: "email" }, "nobody", "valid"],
    ["a member of everyone's prototype", { required: ["constructor", "__proto__"] }, {}, "invalid"],
    ["a property of that name", { properties: { toString: { type: "string" } } }, {}, "valid"],
    ["a number that is whole", { type: "integer" }, 4, "valid"],
    ["decimal fractions", { multipleOf: 0.01 }, 19.99, "valid"],
    [
      "a bound of draft-04 in 2020-12",
      { minimum: 1, exclusiveMinimum: true },
      2,
      "its exclusiveMinimum is malformed",
    ],
    ["emoji count once", { maxLength: 1 }, "\u{1f600}", "valid"],
  ];
  for (const [name, schema, value, kind] of rows) test(name, () => assert.equal(judged(schema, value), kind));

  test("one schema is held against many values", () => {
    const reading = readSchema({ type: "object", unevaluatedProperties: false, properties: { a: true } }, 10);
    assert.ok(reading.ok);
    for (const [value, kind] of [
      [{ a: 1 }, "valid"],
      [{ b: 1 }, "invalid"],
      [{ a: 2 }, "valid"],
    ] as const)
      assert.equal(validate(reading.schema, value, limits).kind, kind);
  });
});

describe("expressions", () => {
  const rows: readonly [pattern: string, matches: readonly string[], not: readonly string[]][] = [
    ["^\\s$", [" ", "\u{a0}", "\u{feff}", "\v"], ["a", "\u{200b}"]],
    ["^\\S$", ["a", "\u{200b}"], ["\u{a0}"]],
    ["^[\\s\\d]$", ["\u{2003}", "1"], ["a"]],
    ["^[^\\S]$", ["\u{3000}"], ["a"]],
    ["^\\u0041\\u{1f600}\\ud83d\\ude00$", ["A\u{1f600}\u{1f600}"], ["A"]],
    ["^\\p{Letter}\\p{Script=Greek}\\p{Lu}$", ["éαÉ"], ["1αÉ"]],
    ["^.$", ["a", "\u{1f600}"], ["\n", "\u{2028}", "\r"]],
    ["^[[a]$", ["[", "a"], ["]"]],
    ["^[^]$", ["\n"], [""]],
    ["[]", [], ["a", ""]],
    ["^a\\/[\\-]$", ["a/-"], []],
    ["^\\cJ[\\b]\\0$", ["\n\b\0"], []],
    ["^(?<year>\\d{4})$", ["2026"], ["\u{664}\u{664}\u{664}\u{664}"]],
    ["a$", ["ba"], ["a\n"]],
  ];
  for (const [pattern, matches, not] of rows)
    test(pattern, () => {
      const reading = compilePattern(re2Source(pattern));
      assert.ok(reading.ok, reading.ok ? "" : reading.message);
      const oracle = new RegExp(pattern, "u");
      for (const text of [...matches, ...not]) {
        assert.equal(reading.pattern.test(text), matches.includes(text), JSON.stringify(text));
        assert.equal(oracle.test(text), matches.includes(text), `ECMAScript on ${JSON.stringify(text)}`);
      }
    });

  test("what does not run in linear time, or means something else in RE2, is none", () => {
    for (const pattern of [
      "(?=a)",
      "(?<!a)b",
      "(a)\\1",
      "a{1,1001}",
      "\\Z",
      "\\A",
      "\\Qa\\E",
      "\\u12",
      "\\pL",
      "(?P<a>b)\\k<a>",
    ])
      assert.equal(compilePattern(re2Source(pattern)).ok, false, pattern);
  });
});

test("the size of an expression is known before it is made", () => {
  const sources = [
    "a",
    "^[a-z]+$",
    "a{1000}",
    "(?:ab|cd){0,500}",
    "((a{10}){10}){10}",
    "[\\p{L}\\]x]{500}b?",
    "a{3,}",
    "(a)(b|(c{5}d)*)",
    "\\x{41}{7}",
    "[{}]{4}",
    "a{,5}",
    "((((a{2}){2}){2}){2}){2}",
    "(?P<n>a{9})",
    "(?i)aß{20}",
    ".{0,255}",
    "(a*)*",
    "(ab{3}c){4}|d",
    "",
  ];
  for (const source of sources) {
    const reading = compilePattern(source);
    assert.ok(reading.ok, source);
    const [is, said] = [reading.pattern.size, expandedSize(source)];
    assert.ok(said + 4 >= is && said <= 4 * is + 10, `${source}: ${is}, not ${said}`);
  }
});

/** Each is made to take long; a check ends by its steps, and those are short whatever is asked. */
const slow: Readonly<Record<string, () => readonly [JsonValue, JsonValue]>> = {
  "references that double": () => [doubling("allOf"), "x"],
  "choices that double": () => [doubling("anyOf"), 1],
  "one of many that double": () => [doubling("oneOf"), 1],
  "a long enum": () => [{ items: { enum: many(6000, (at) => `v${at}`) } }, many(20_000, () => "none")],
  "an enum of objects": () => [
    { items: { enum: many(3000, (at) => ({ a: at })) } },
    many(20_000, (at) => ({ a: -at })),
  ],
  "unique objects": () => [{ uniqueItems: true }, many(20_000, (at) => ({ a: at, b: [at, at] }))],
  "a pattern with a large count": () => [{ pattern: "^(a|b|ab|ba|aba|bab){1,500}c$" }, "ab".repeat(50_000)],
  "a pattern that would backtrack": () => [
    { items: { pattern: "^(x+x+)+y" } },
    many(100, () => "x".repeat(1000)),
  ],
  "a pattern with many large counts": () => [{ pattern: "a{1000}".repeat(570) }, "a"],
  "a large class for many characters": () => [
    { pattern: "[\\p{L}\\p{N}]{1000}".repeat(19) },
    "é".repeat(1000),
  ],
  "many patterns": () => [{ allOf: many(2000, (at) => ({ pattern: `a{900}${at}` })) }, "aaaa"],
  "patterns for names": () => [
    { patternProperties: named(2000, (at) => [`x${at}.*y`, {}]) },
    named(5000, (at) => [`k${at}`, 1]),
  ],
  "lengths of a long text": () => [{ allOf: many(5000, () => ({ minLength: 1 })) }, "é".repeat(100_000)],
  "multiples of far exponents": () => [
    { items: { allOf: many(2000, () => ({ multipleOf: 1e-300 })) } },
    many(1000, () => 1e308),
  ],
  "what is left over": () => [
    {
      $defs: {
        n: { anyOf: [{ $ref: "#/$defs/m" }, { $ref: "#/$defs/m" }], unevaluatedProperties: true },
        m: { properties: named(1000, (at) => [`k${at}`, true]) },
      },
      allOf: many(1000, () => ({ $ref: "#/$defs/n" })),
    },
    named(5000, (at) => [`k${at}`, 1]),
  ],
  "what a list contains": () => [{ allOf: many(1000, () => ({ contains: false })) }, many(50_000, () => 1)],
  "keywords that nobody knows": () => [{ items: named(5000, (at) => [`u${at}`, 1]) }, many(50_000, () => 1)],
  "anchors of a moving scope": () => [
    { $dynamicAnchor: "a", anyOf: many(50, () => ({ $dynamicRef: "#a", not: {} })) },
    1,
  ],
  "a reference to itself, at many places": () => [
    { allOf: many(100, () => ({ items: { $ref: "#" } })) },
    [[[[[[1]]]]]],
  ],
};

function many(count: number, make: (at: number) => JsonValue): JsonValue[] {
  return Array.from({ length: count }, (_, at) => make(at));
}
function named(count: number, make: (at: number) => readonly [string, JsonValue]): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => make(at)));
}
function doubling(keyword: string): JsonObject {
  const inner = (at: number) => ({ $ref: `#/$defs/d${at - 1}` });
  const $defs = named(60, (at) => [
    `d${at}`,
    at === 0 ? { type: "string" } : { [keyword]: [inner(at), inner(at)] },
  ]);
  return { $ref: "#/$defs/d59", $defs };
}

describe("schemas that are made to be slow end", () => {
  for (const [name, make] of Object.entries(slow))
    test(name, () => {
      const [schema, value] = make();
      const began = process.cpuUsage();
      judged(schema, value);
      const { user, system } = process.cpuUsage(began);
      // It takes 5 to 100 ms; unbounded, hours.
      assert.ok((user + system) / 1000 < 5000);
    });
});
