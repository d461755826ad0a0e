import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { principalOf } from "../../src/framework/principal.ts";
import { requestKey, type Scope, type Side, serverKey, taskKey } from "../../src/state/keys.ts";

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
});

/** A scope's parts in a fixed order; JSON has null for undefined in a list. */
function flat([{ server, session, principal }, from, id]: [Scope, Side, string]) {
  return [server, session, principal, from, id];
}
