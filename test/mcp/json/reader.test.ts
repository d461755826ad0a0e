import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonProblemCode, JsonStrictness } from "../../../src/mcp/json/document.ts";
import { readJson } from "../../../src/mcp/json/reader.ts";
import { strict, wide } from "./arbitrary-json.ts";

const accepted: readonly (readonly [name: string, text: string])[] = [
  ["object", "{}"],
  ["array", "[]"],
  ["string", '""'],
  ["true", "true"],
  ["false", "false"],
  ["null", "null"],
  ["zero", "0"],
  ["negative zero", "-0"],
  ["negative integer", "-12"],
  ["fraction", "0.50"],
  ["exponents", "[1e2,1E2,1e+2,1E-2,0e0,1.5e00]"],
  ["integer beyond doubles", "123456789012345678901234567890"],
  ["fraction beyond doubles", "0.1000000000000000055511151231257827021181583404541015625"],
  ["largest double", "1.7976931348623157e308"],
  ["rounded down to the largest double", "1.7976931348623158e308"],
  ["underflow to zero", "1e-400"],
  ["308 digits", "9".repeat(308)],
  ["309 digits that are finite", `1${"0".repeat(308)}`],
  ["many zeros and a negative exponent", `1${"0".repeat(400)}e-400`],
  ["many digits and a small exponent", `[${"9".repeat(209)}e99,${"9".repeat(200)}E+99]`],
  ["white space of all four kinds", " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n"],
  ["white space in an object", ' { "a" : 1 , "b" : { } } '],
  ["short escapes", '"\\"\\\\\\/\\b\\f\\n\\r\\t"'],
  ["hexadecimal escapes of both cases", '"\\u00e9\\u00E9\\uabCD\\u0000"'],
  ["surrogate pair", '"\\ud83d\\ude00\\uD83D\\uDE00"'],
  ["two pairs in a row", '"\\ud83d\\ude00\\ud83d\\ude00"'],
  ["unescaped DEL, U+0080, U+2028, noncharacters", '"\u007f\u0080\u2028\u2029\uffff\u{10ffff}"'],
  ["unescaped emoji", '"😀"'],
  ["BOM inside a string", '"\ufeff"'],
  ["escaped u after an escaped backslash", '"\\\\u12"'],
  ["empty key", '{"":0}'],
  ["keys that differ in case", '{"a":1,"A":2}'],
  ["keys that differ in normal form", '{"é":1,"e\u0301":2}'],
  ["same key at different depths", '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}'],
  ["same key as a value", '{"a":"a","b":"a"}'],
  ["one key a prefix of the other", '{"a":1,"aa":2,"":3}'],
  ["__proto__", '{"__proto__":{"a":1},"constructor":1}'],
];

const refused: readonly (readonly [
  name: string,
  text: string | Buffer,
  code: JsonProblemCode,
  offset: number,
])[] = [
  ["nothing", "", "syntax", 0],
  ["only space", " \n", "syntax", 2],
  ["a word", "nul", "syntax", 3],
  ["a misspelt word", "nuLl", "syntax", 2],
  ["capitalised true", "True", "syntax", 0],
  ["a word that goes on", "nullx", "trailing_bytes", 4],
  ["NaN", "NaN", "syntax", 0],
  ["Infinity", "[Infinity]", "syntax", 1],
  ["-Infinity", "-Infinity", "syntax", 1],
  ["undefined", '{"a":undefined}', "syntax", 5],
  ["leading zero", "01", "trailing_bytes", 1],
  ["leading zero in an array", "[01]", "syntax", 2],
  ["negative leading zero", "[-01]", "syntax", 3],
  ["plus sign", "+1", "syntax", 0],
  ["lone minus", "-", "syntax", 1],
  ["two minuses", "--1", "syntax", 1],
  ["no integer part", ".5", "syntax", 0],
  ["minus without integer part", "-.5", "syntax", 1],
  ["no fraction digits", "1.", "syntax", 2],
  ["no fraction digits before an exponent", "[1.e1]", "syntax", 3],
  ["no exponent digits", "1e", "syntax", 2],
  ["no exponent digits after a sign", "[1e+]", "syntax", 4],
  ["fractional exponent", "[1e1.5]", "syntax", 4],
  ["hexadecimal", "[0x1]", "syntax", 2],
  ["separators in a number", "[1_000]", "syntax", 2],
  ["fullwidth digit", "１", "syntax", 0],
  ["too large a number", "1e400", "number_range", 0],
  ["too small a number", "[-1e400]", "number_range", 1],
  ["shortest infinite number", "9e308", "number_range", 0],
  ["halfway to the next double", "1.7976931348623159e308", "number_range", 0],
  ["309 digits that are infinite", `[${"9".repeat(309)}]`, "number_range", 1],
  ["digits and fraction beyond doubles", `2${"0".repeat(308)}.5`, "number_range", 0],
  ["many digits and a small exponent", `${"9".repeat(210)}e99`, "number_range", 0],
  ["three exponent digits", "[0.001e312]", "number_range", 1],
  ["trailing comma in an array", "[1,]", "syntax", 3],
  ["trailing comma in an object", '{"a":1,}', "syntax", 7],
  ["leading comma", "[,1]", "syntax", 1],
  ["only a comma", "[,]", "syntax", 1],
  ["leading comma in an object", '{,"a":1}', "syntax", 1],
  ["two commas", "[1,,2]", "syntax", 3],
  ["no comma", "[1 2]", "syntax", 3],
  ["no comma between members", '{"a":1 "b":2}', "syntax", 7],
  ["colon in an array", '["a":1]', "syntax", 4],
  ["colon for comma", '{"a":1:2}', "syntax", 6],
  ["two colons", '{"a"::1}', "syntax", 5],
  ["no colon", '{"a" 1}', "syntax", 5],
  ["comma for colon", '{"a",1}', "syntax", 4],
  ["no value", '{"a":}', "syntax", 5],
  ["key alone", '{"a"}', "syntax", 4],
  ["bare key", "{a:1}", "syntax", 1],
  ["number as key", "{1:1}", "syntax", 1],
  ["array as key", "{[]:1}", "syntax", 1],
  ["null as key", "{null:1}", "syntax", 1],
  ["single quotes", "'a'", "syntax", 0],
  ["single-quoted key", "{'a':1}", "syntax", 1],
  ["open array", "[", "syntax", 1],
  ["open array after a value", "[1", "syntax", 2],
  ["open array after a comma", "[1,", "syntax", 3],
  ["open object", "{", "syntax", 1],
  ["open object after a key", '{"a"', "syntax", 4],
  ["open object after a colon", '{"a":', "syntax", 5],
  ["open object after a value", '{"a":1', "syntax", 6],
  ["array closed as an object", "[1}", "syntax", 2],
  ["object closed as an array", '{"a":1]', "syntax", 6],
  ["crossed brackets", '[{"a":1]}', "syntax", 7],
  ["closing bracket alone", "]", "syntax", 0],
  ["closing bracket too many", "[]]", "trailing_bytes", 2],
  ["open string", '"', "syntax", 1],
  ["open string with text", '"abc', "syntax", 4],
  ["string open at a backslash", '"\\', "syntax", 1],
  ["string whose quote is escaped", '"a\\"', "syntax", 4],
  ["unknown escape", '"\\x41"', "syntax", 1],
  ["escaped single quote", '"\\\'"', "syntax", 1],
  ["escaped line end", '"\\\n"', "syntax", 1],
  ["escape of another case", '"\\N"', "syntax", 1],
  ["capital U escape", '"\\U0041"', "syntax", 1],
  ["short hexadecimal", '"\\u12"', "syntax", 1],
  ["short hexadecimal at the end", '"\\u123', "syntax", 1],
  ["no hexadecimal", '"\\u12G4"', "syntax", 1],
  ["hexadecimal letters that fold", '"\\u00@A"', "syntax", 1],
  ["second half malformed", '"\\ud83d\\u12"', "syntax", 7],
  ["NUL in a string", '"\u0000"', "syntax", 1],
  ["line end in a string", '"a\nb"', "syntax", 2],
  ["tab in a string", '"a\tb"', "syntax", 2],
  ["U+001F in a string", '"\u001f"', "syntax", 1],
  ["control character after an escape", '"\\n\u0001"', "syntax", 3],
  ["line comment", "// a\n1", "syntax", 0],
  ["block comment", "[1/* a */]", "syntax", 2],
  ["hash comment", "1 # a", "trailing_bytes", 2],
  ["no-break space", "[\u00a0 1]", "syntax", 1],
  ["form feed", "[\f1]", "syntax", 1],
  ["vertical tab", "[\v1]", "syntax", 1],
  ["line separator", "\u20281", "syntax", 0],
  ["BOM behind a space", " \ufeff1", "syntax", 1],
  ["trailing garbage", "{}garbage", "trailing_bytes", 2],
  ["two documents", "{} {}", "trailing_bytes", 3],
  ["two documents on lines", "1\n2", "trailing_bytes", 2],
  ["trailing NUL", "{}\u0000", "trailing_bytes", 2],
  ["trailing comma", "1,", "trailing_bytes", 1],
  ["trailing comment", "1//", "trailing_bytes", 1],
  ["BOM", "\ufeff{}", "byte_order_mark", 0],
  ["BOM alone", "\ufeff", "byte_order_mark", 0],
  ["UTF-16 little endian", Buffer.from('{"a":1}', "utf16le"), "syntax", 1],
  ["UTF-16 little endian with BOM", Buffer.from("\ufeff{}", "utf16le"), "invalid_utf8", 0],
  ["UTF-16 big endian", Buffer.from("\u007b\u007d", "utf16le").swap16(), "syntax", 0],
  ["UTF-16 big endian with BOM", Buffer.from("\ufeff{}", "utf16le").swap16(), "invalid_utf8", 0],
  ["UTF-32 little endian", Buffer.from("7b0000007d000000", "hex"), "syntax", 1],
  ["UTF-32 big endian", Buffer.from("0000007b0000007d", "hex"), "syntax", 0],
  ["byte FF", Buffer.from('["\xff"]', "latin1"), "invalid_utf8", 2],
  ["latin-1", Buffer.from('"caf\xe9"', "latin1"), "invalid_utf8", 4],
  ["continuation byte alone", Buffer.from('"\x80"', "latin1"), "invalid_utf8", 1],
  ["sequence cut off", Buffer.from('"\xf0\x9f\x98"', "latin1"), "invalid_utf8", 1],
  ["sequence cut off that begins like U+FFFD", Buffer.from('"\xef\xbf"', "latin1"), "invalid_utf8", 1],
  ["lead byte of U+FFFD at the end", Buffer.from('"a\xef', "latin1"), "invalid_utf8", 2],
  ["broken byte after U+FFFD", Buffer.from('"\xef\xbf\xbd\xff"', "latin1"), "invalid_utf8", 4],
  ["overlong solidus", Buffer.from('"\xc0\xaf"', "latin1"), "invalid_utf8", 1],
  ["overlong NUL", Buffer.from('"\xc0\x80"', "latin1"), "invalid_utf8", 1],
  ["surrogate in UTF-8 (CESU)", Buffer.from('"\xed\xa0\xbd\xed\xb8\x80"', "latin1"), "invalid_utf8", 1],
  ["beyond U+10FFFF", Buffer.from('"\xf4\x90\x80\x80"', "latin1"), "invalid_utf8", 1],
  ["invalid bytes outside a string", Buffer.from("[1]\xff", "latin1"), "invalid_utf8", 3],
  ["duplicate key", '{"a":1,"a":2}', "duplicate_key", 7],
  ["duplicate key with the same value", '{"a":1,"b":2,"a":1}', "duplicate_key", 13],
  ["duplicate key, escaped", '{"name":1,"n\\u0061me":2}', "duplicate_key", 10],
  ["duplicate key, both escaped", '{"\\u006eame":1,"n\\u0061me":2}', "duplicate_key", 15],
  ["duplicate key, escaped solidus", '{"a/b":1,"a\\/b":2}', "duplicate_key", 9],
  ["duplicate key, escaped pair", '{"😀":1,"\\ud83d\\ude00":2}', "duplicate_key", 10],
  ["duplicate empty key", '{"":1,"":2}', "duplicate_key", 6],
  ["duplicate __proto__", '{"__proto__":1,"__proto__":2}', "duplicate_key", 15],
  ["duplicate key, deep", '[0,{"x":[{"y":{"a":1,"a":2}}]}]', "duplicate_key", 21],
  ["duplicate key across a nested object", '{"a":{"b":1},"c":[{"a":2}],"a":3}', "duplicate_key", 27],
  ["lone high surrogate", '"\\ud800"', "lone_surrogate", 1],
  ["lone low surrogate", '["a\\udc00"]', "lone_surrogate", 3],
  ["halves in the wrong order", '"\\ude00\\ud83d"', "lone_surrogate", 1],
  ["high surrogate before another escape", '"\\ud83d\\n"', "lone_surrogate", 1],
  ["high surrogate before another letter", '"\\ud83d\\u0041"', "lone_surrogate", 1],
  ["high surrogate before text", '"\\ud83dude00"', "lone_surrogate", 1],
  ["two high surrogates and a low one", '"\\ud83d\\ud83d\\ude00"', "lone_surrogate", 1],
  ["pair, then a low surrogate", '"\\ud83d\\ude00\\ude00"', "lone_surrogate", 13],
  ["lone surrogate in a key", '{"\\udfff":1}', "lone_surrogate", 2],
];

function bytesOf(text: string | Buffer): Buffer {
  return typeof text === "string" ? Buffer.from(text) : text;
}

describe("readJson", () => {
  for (const [name, text] of accepted) {
    it(`accepts ${name}`, () => {
      const reading = readJson(Buffer.from(text), wide, strict);
      assert.ok(reading.ok, JSON.stringify(reading));
      assert.deepEqual(reading.document.value(reading.document.root), JSON.parse(text));
      assert.equal(reading.document.source(reading.document.root), text.trim());
    });
  }

  for (const [name, text, code, offset] of refused) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(readJson(bytesOf(text), wide, strict), { ok: false, problem: { code, offset } });
    });
  }

  it("refuses every proper prefix of a document that ends in a bracket", () => {
    const text = Buffer.from('{"a":[1.5e3,"\\u00e9\\n😀",true,false,null,{"b":{}}],"c":"d"}');
    assert.ok(readJson(text, wide, strict).ok);
    for (let end = 0; end < text.length; end += 1) {
      assert.ok(!readJson(text.subarray(0, end), wide, strict).ok, text.toString("utf8", 0, end));
    }
  });

  it("reads a view into a larger buffer", () => {
    const buffer = Buffer.from('xx{"a":"b"}yy');
    const view = new Uint8Array(buffer.buffer, buffer.byteOffset + 2, 9);
    const reading = readJson(view, wide, strict);
    assert.ok(reading.ok);
    assert.equal(reading.document.bytes, view);
    assert.deepEqual(reading.document.value(reading.document.root), { a: "b" });
  });
});

describe("readJson, relaxed one check at a time", () => {
  const cases: readonly (readonly [
    check: keyof JsonStrictness,
    code: JsonProblemCode,
    text: string,
    root: number,
  ])[] = [
    ["byteOrderMark", "byte_order_mark", '\ufeff {"a":1}', 4],
    ["duplicateKeys", "duplicate_key", '{"a":1,"\\u0061":2}', 0],
    ["loneSurrogates", "lone_surrogate", '{"\\ud800":"\\udc00x"}', 0],
    ["numberRange", "number_range", "[1e400,-1e400]", 0],
  ];
  for (const [check, code, text, root] of cases) {
    it(check, () => {
      const others: JsonStrictness = {
        byteOrderMark: false,
        duplicateKeys: false,
        loneSurrogates: false,
        numberRange: false,
        [check]: true,
      };
      const reading = readJson(Buffer.from(text), wide, { ...strict, [check]: false });
      assert.ok(reading.ok);
      const { document } = reading;
      assert.deepEqual(document.value(document.root), JSON.parse(text.replace("\ufeff", "")));
      assert.equal(document.start(document.root), root);
      assert.equal(document.end(document.root), Buffer.byteLength(text));
      const refusal = readJson(Buffer.from(text), wide, others);
      assert.equal(refusal.ok ? "accepted" : refusal.problem.code, code);
    });
  }

  it("skips one byte order mark only", () => {
    assert.deepEqual(readJson(Buffer.from("\ufeff\ufeff1"), wide, { ...strict, byteOrderMark: false }), {
      ok: false,
      problem: { code: "syntax", offset: 3 },
    });
  });
});

describe("limits of readJson", () => {
  const cases: readonly (readonly [
    text: string,
    limit: object,
    code: JsonProblemCode | "accepted",
    offset?: number,
  ])[] = [
    ["[1,2]", { maxBytes: 5 }, "accepted"],
    ["[1,2] ", { maxBytes: 5 }, "size", 5],
    ["1", { maxDepth: 0 }, "accepted"],
    ["[]", { maxDepth: 0 }, "depth", 0],
    ["[[],{}]", { maxDepth: 2 }, "accepted"],
    ["[[],[[]]]", { maxDepth: 2 }, "depth", 5],
    ['{"a":{"b":{}}}', { maxDepth: 2 }, "depth", 10],
    ["[[],[],[],[]]", { maxDepth: 2 }, "accepted"],
    ["[1,2]", { maxNodes: 3 }, "accepted"],
    ["[1,2,3]", { maxNodes: 3 }, "size", 5],
    ['{"a":1}', { maxNodes: 3 }, "accepted"],
    ['{"a":1}', { maxNodes: 2 }, "size", 5],
    ['{"a":1}', { maxNodes: 1 }, "size", 1],
    ["[[]]", { maxNodes: 1 }, "size", 1],
  ];
  for (const [text, limit, code, offset] of cases) {
    it(`${text} under ${JSON.stringify(limit)}: ${code}`, () => {
      const reading = readJson(Buffer.from(text), { ...wide, ...limit }, strict);
      if (code === "accepted") assert.ok(reading.ok);
      else assert.deepEqual(reading, { ok: false, problem: { code, offset } });
    });
  }

  it("meets 200,000 levels without a stack", () => {
    const levels = 200_000;
    const arrays = Buffer.from("[".repeat(levels) + "]".repeat(levels));
    const objects = Buffer.from(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
    const limits = { ...wide, maxDepth: 64 };
    assert.deepEqual(readJson(arrays, limits, strict), { ok: false, problem: { code: "depth", offset: 64 } });
    assert.deepEqual(readJson(objects, limits, strict), {
      ok: false,
      problem: { code: "depth", offset: 64 * 5 },
    });
    assert.ok(!readJson(arrays.subarray(0, levels), wide, strict).ok);
    for (const text of [arrays, objects]) {
      const reading = readJson(text, wide, strict);
      assert.ok(reading.ok);
      assert.equal(typeof reading.document.value(reading.document.root), "object");
      assert.equal(reading.document.end(reading.document.root), text.length);
    }
  });
});

describe("large texts", () => {
  it("reads a string of a megabyte, with and without escapes", () => {
    for (const text of ["plain ".repeat(200_000), "line\n".repeat(200_000), "日本語😀".repeat(80_000)]) {
      const reading = readJson(Buffer.from(JSON.stringify({ text })), wide, strict);
      assert.ok(reading.ok);
      assert.equal(reading.document.text(reading.document.member(reading.document.root, "text")), text);
    }
  });

  it("reads an object of 100,000 keys and finds the one that repeats", () => {
    const numeric = Array.from({ length: 100_000 }, (_, index) => `"${index}":${index}`);
    const worded = numeric.map((member) => `"long common prefix of every key ${member.slice(1)}`);
    const escaped = numeric.map((member) => `"\\u006b${member.slice(1)}`);
    for (const members of [numeric, worded, escaped]) {
      const reading = readJson(Buffer.from(`{${members.join(",")}}`), wide, strict);
      assert.ok(reading.ok);
      assert.equal(reading.document.size(reading.document.root), 100_000);
      const last = Buffer.byteLength(`{${members.join(",")},`);
      assert.deepEqual(readJson(Buffer.from(`{${members.join(",")},${members[77]}}`), wide, strict), {
        ok: false,
        problem: { code: "duplicate_key", offset: last },
      });
    }
  });

  it("finds a repeated key at every position, in objects small and large", () => {
    for (const size of [2, 3, 31, 32, 33, 34]) {
      for (let repeat = 1; repeat < size; repeat += 1) {
        const keys = Array.from(
          { length: size },
          (_, index) => `"k${index === repeat ? 0 : index}":[{"k0":{}}]`,
        );
        const offset = 1 + keys.slice(0, repeat).join(",").length + 1;
        assert.deepEqual(readJson(Buffer.from(`{${keys.join(",")}}`), wide, strict), {
          ok: false,
          problem: { code: "duplicate_key", offset },
        });
      }
    }
  });
});
