import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  principalOf,
  requestKey,
  type Scope,
  type Side,
  serverKey,
  taskKey,
  tuple,
} from "../../src/state/keys.ts";

const scope: Scope = { server: "crm", session: "s-1", principal: principalOf("jane", undefined) };
const hashKey = Buffer.from("0123456789abcdef");

/** Texts of every kind, those that look like parts of a tuple and those that are no Unicode among them. */
const part = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("", "-", "1:a", "0:", "2:--", "\ud800", "\udbff", "\udc00", "�", "anonymous"),
);
const optional = fc.option(part, { nil: undefined });
const side = fc.constantFrom<Side>("client", "server");
const anyScope = fc.record({ server: optional, session: optional, principal: optional });

describe("keys", () => {
  it("are the same for the same, another for anything that differs", () => {
    const key = requestKey(scope, "server", "n1", undefined);
    assert.equal(requestKey({ ...scope }, "server", "n1", undefined), key);
    const others = [
      requestKey(scope, "client", "n1", undefined),
      requestKey(scope, "server", "s1", undefined),
      requestKey({ ...scope, server: undefined }, "server", "n1", undefined),
      requestKey({ ...scope, server: "" }, "server", "n1", undefined),
      requestKey({ ...scope, session: "s-2" }, "server", "n1", undefined),
      requestKey({ ...scope, principal: principalOf("john", undefined) }, "server", "n1", undefined),
      requestKey({ ...scope, principal: undefined }, "server", "n1", undefined),
      requestKey(scope, "server", "n1", hashKey),
      requestKey(scope, "server", "n1", Buffer.from("0123456789abcdeg")),
      taskKey(scope, "server", "n1", undefined),
      taskKey(scope, "client", "n1", undefined),
      serverKey("crm", undefined),
    ];
    assert.equal(new Set([key, ...others]).size, others.length + 1);
  });

  it("say nothing but their kind", () => {
    const key = requestKey(scope, "server", "n1", undefined);
    assert.match(key, /^request:[A-Za-z0-9_-]{43}$/);
    assert.match(taskKey(scope, "client", "t", hashKey), /^task:[A-Za-z0-9_-]{43}$/);
    assert.match(serverKey("crm", hashKey), /^server:[A-Za-z0-9_-]{43}$/);
  });

  it("of two tuples are never the same", () => {
    const request = fc.tuple(anyScope, side, part);
    const key = ([at, from, id]: [Scope, Side, string]) => requestKey(at, from, id, undefined);
    fc.assert(
      fc.property(request, request, (a, b) => {
        const same = JSON.stringify(flat(a)) === JSON.stringify(flat(b));
        assert.equal(key(a) === key(b), same);
      }),
    );
  });

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

/** A scope's parts in a fixed order; JSON has null for undefined in a list. */
function flat([{ server, session, principal }, from, id]: [Scope, Side, string]) {
  return [server, session, principal, from, id];
}

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
