import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { principalOf, tuple } from "../../src/framework/principal.ts";

/** Texts of every kind, those that look like parts of a tuple and those that are no Unicode among them. */
const part = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("", "-", "1:a", "0:", "2:--", "\ud800", "\udbff", "\udc00", "\ufffd", "anonymous"),
);
const optional = fc.option(part, { nil: undefined });

describe("tuples", () => {
  it("come of texts that cannot be taken for each other, however they are cut", () => {
    const parts = fc.array(optional, { maxLength: 5 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        assert.equal(tuple(a) === tuple(b), JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    // What is cut elsewhere is another list.
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), (list) => {
        assert.notEqual(tuple(list), tuple([list.join("")]));
      }),
    );
  });
});

describe("the principal", () => {
  it("is undefined for who is not known", () => {
    assert.equal(principalOf(undefined, undefined), undefined);
  });

  const different: readonly Parameters<typeof principalOf>[] = [
    ["jane", undefined],
    ["jane", "acme"],
    [undefined, "jane"],
    [undefined, "acme"],
    ["", undefined],
    ["anonymous", undefined],
    [{ email: "jane" }, undefined],
    [{ sub: "jane" }, undefined],
    [{ sub: "jane", iss: "a" }, undefined],
    [{ sub: "jane", iss: "b" }, undefined],
    [{ name: "jane" }, undefined],
    [{ name: "jane", role: "admin" }, undefined],
    [{ name: "jane", sub: "", email: null }, undefined],
    [{ name: "john", sub: "", email: null }, undefined],
    [{}, undefined],
    ['{"email":"jane"}', undefined],
  ];
  it("is another for another user or tenant, named by text or object", () => {
    const all = different.map((each) => principalOf(...each));
    assert.equal(new Set(all).size, different.length);
  });

  const same: readonly [string, Parameters<typeof principalOf>[0], Parameters<typeof principalOf>[0]][] = [
    ["a token's times", { sub: "j", iss: "i", exp: 1, iat: 2 }, { iss: "i", sub: "j", exp: 3, jti: "x" }],
    ["the order of members", { name: { a: 1, b: [1, 2] }, x: 2 }, { x: 2, name: { b: [1, 2], a: 1 } }],
  ];
  for (const [what, a, b] of same)
    it(`is the same whatever ${what}`, () => assert.equal(principalOf(a, "t"), principalOf(b, "t")));
});
