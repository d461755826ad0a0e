import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import protobuf from "protobufjs";
import { readStruct } from "../../src/protobuf/read-struct.ts";
import { hasMore, readerOver, readTag } from "../../src/protobuf/reader.ts";
import { prependStruct } from "../../src/protobuf/write-struct.ts";
import { writerFor, written } from "../../src/protobuf/writer.ts";

const root = new protobuf.Root();
root.addJSON(protobuf.common.get("google/protobuf/struct.proto")?.nested ?? {});
const Holder = new protobuf.Type("Holder").add(new protobuf.Field("s", 3, "google.protobuf.Struct"));
root.add(Holder);

function encode(fields: object, levels = 1024, onLoss: () => void = () => assert.fail("nothing is lost")) {
  const writer = writerFor(16);
  prependStruct(writer, 3, fields, levels, onLoss);
  return written(writer);
}

function decode(bytes: Uint8Array) {
  const reader = readerOver(bytes);
  const value = hasMore(reader) ? readStruct(reader, readTag(reader)) : {};
  return { value, problem: reader.problem };
}

const json = fc.jsonValue({ maxDepth: 6 });
const object = fc.dictionary(fc.string({ unit: "grapheme" }), json);
/** JSON has no -0. */
const wireForm = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("what is written as a Struct is read as the same", () => {
  fc.assert(
    fc.property(object, (fields) => {
      assert.deepEqual(wireForm(decode(encode(fields)).value), wireForm(fields));
    }),
  );
});

test("protobufjs reads what we write, and we read what it writes", () => {
  const fields = { a: null, b: [1.5, "ü", { c: true }], d: {}, e: [], "": -3 };
  const message = Holder.decode(encode(fields));
  assert.equal(Buffer.compare(Holder.encode(message).finish(), encode(fields)), 0);
  assert.deepEqual(decode(Holder.encode(message).finish()).value, fields);
});

test("what is no JSON or too deep becomes null, and that is told", () => {
  const cases: readonly (readonly [object, number, object, number])[] = [
    [{ a: undefined, b: 1 }, 9, { b: 1 }, 0],
    [{ a: Number.NaN, b: 1n, c: () => {} }, 9, { a: null, b: null, c: null }, 3],
    [{ a: { b: [{}] } }, 2, { a: { b: [null] } }, 1],
    [{ a: [undefined] }, 1, { a: [null] }, 0],
    [{ "k\ud800": "\udc00\u{1f600}" }, 1, { "k\ufffd": "\ufffd\u{1f600}" }, 2],
  ];
  for (const [fields, levels, expected, losses] of cases) {
    let lost = 0;
    const { value } = decode(encode(fields, levels, () => lost++));
    assert.deepEqual([value, lost], [expected, losses]);
  }
});

test("no bytes make the reader throw; deep nesting is a problem", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decode(bytes)));
  let deep: object = {};
  for (let level = 0; level < 100; level++) deep = { a: deep };
  assert.equal(decode(encode(deep)).problem, "struct nested too deeply");
});
