import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readBase32, writeBase32 } from "./base32.ts";
import { piiTypes } from "./finding.ts";
import { tokensOf } from "./tokens.ts";

const key = Buffer.from("0123456789abcdef0123456789abcdef");
const tokens = tokensOf(key, "a");
const type = fc.constantFrom(...piiTypes, "custom" as const);
const value = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });

function sealed(text: string): string {
  return tokens.seal("email", text) ?? assert.fail("no token");
}

describe("base32", () => {
  test("gives bytes back, and reads no other spelling of them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        assert.deepEqual(readBase32(writeBase32(bytes)), Buffer.from(bytes));
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z2-7]{0,30}$/), (text) => {
        const bytes = readBase32(text);
        assert.ok(bytes === undefined || writeBase32(bytes) === text);
      }),
    );
  });

  test("reads what the alphabet of RFC 4648 means", () => {
    const rows = [
      ["f", "my"],
      ["fo", "mzxq"],
      ["foo", "mzxw6"],
      ["foob", "mzxw6yq"],
      ["fooba", "mzxw6ytb"],
      ["foobar", "mzxw6ytboi"],
    ] as const;
    for (const [plain, text] of rows) {
      assert.equal(writeBase32(Buffer.from(plain)), text);
      assert.equal(readBase32(text)?.toString(), plain);
    }
    for (const text of ["mz", "a", "MY", "m1", "my="]) assert.equal(readBase32(text), undefined, text);
  });
});

describe("tokens", () => {
  test("hold their value, wherever they stand", () => {
    fc.assert(
      fc.property(
        type,
        value,
        fc.constantFrom("", " ", "[TOKEN:", "x[", "]", "[TOKEN:aa]"),
        (of, text, around) => {
          const token = tokens.seal(of, text);
          assert.ok(token !== undefined);
          const [found, ...more] = tokens.within(around + token + around);
          assert.deepEqual(found, {
            start: around.length,
            end: around.length + token.length,
            type: of,
            value: text,
          });
          assert.equal(more.length, 0);
        },
      ),
    );
  });

  test("are the same for the same value, others for another type, value, scope or key", () => {
    const others = [
      tokens.seal("phone", "x"),
      tokens.seal("email", "y"),
      tokensOf(key, "b").seal("email", "x"),
      tokensOf(Buffer.alloc(32), "a").seal("email", "x"),
    ];
    assert.equal(sealed("x"), tokensOf(key, "a").seal("email", "x"));
    assert.equal(new Set([sealed("x"), ...others]).size, 5);
  });

  test("are nothing in another scope, or under another key", () => {
    fc.assert(
      fc.property(value, (text) => {
        assert.deepEqual(tokensOf(key, "b").within(sealed(text)), []);
        assert.deepEqual(tokensOf(Buffer.alloc(32), "a").within(sealed(text)), []);
      }),
    );
  });

  test("cannot be changed, cut or made up", () => {
    const token = sealed("alice@example.com");
    for (let at = "[TOKEN:".length; at < token.length - 1; at++) {
      const other = token[at] === "a" ? "b" : "a";
      assert.deepEqual(tokens.within(token.slice(0, at) + other + token.slice(at + 1)), []);
      assert.deepEqual(tokens.within(`${token.slice(0, at)}]`), []);
    }
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z2-7]{0,80}$/), (body) => {
        assert.deepEqual(tokens.within(`[TOKEN:${body}]`), []);
      }),
    );
    assert.deepEqual(tokens.within(token.toUpperCase()), []);
  });

  test("are not made of what would not come back", () => {
    assert.equal(tokens.seal("email", "a\ud800"), undefined);
    assert.equal(tokens.seal("custom", "é".repeat(256)), undefined);
    assert.equal(tokens.within(tokens.seal("custom", "é".repeat(255)) ?? "").length, 1);
  });

  test("are opened only where that is asked for", () => {
    const text = `${sealed("x")} ${sealed("y")}`;
    const second = text.indexOf(" ") + 1;
    assert.deepEqual(
      tokens.within(text, (start) => start === second).map((token) => token.value),
      ["y"],
    );
  });
});
