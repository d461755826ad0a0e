import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { decodedUri, uriSpellings } from "../../src/framework/uri.ts";

describe("decodedUri", () => {
  const rows: readonly [uri: string, decoded: string][] = [
    ["file:///a", "file:///a"],
    ["file:///%61%C3%a9", "file:///aé"],
    ["file:///%61/100%/%zz/%", "file:///a/100%/%zz/%"],
    ["file:///%61%ff", "file:///a\ufffd"],
    ["fi\tle:\r\n///%61", "file:///a"],
    ["file:///%2561", "file:///%61"],
    ["file:///é😀", "file:///é😀"],
    ["", ""],
  ];
  for (const [uri, decoded] of rows) {
    test(JSON.stringify(uri), () => assert.equal(decodedUri(uri), decoded));
  }

  test("undoes any escaping", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        assert.equal(decodedUri(encodeURIComponent(text)), text);
      }),
    );
  });
});

describe("uriSpellings", () => {
  const rows: readonly [uri: string, spelling: string][] = [
    ["file:///x/../secret/y", "file:///secret/y"],
    ["file:///x/%2e%2E/secret/y", "file:///secret/y"],
    ["file:///x%2f..%2fsecret/y", "file:///secret/y"],
    ["FILE:///secret", "file:///secret"],
    ["file:///%73ecret/%ff%zz", "file:///secret/\ufffd%zz"],
    ["https://EXAMPLE.com:443/x", "https://example.com/x"],
    ["no uri", "no uri"],
  ];
  for (const [uri, spelling] of rows) {
    test(uri, () => {
      assert.ok(uriSpellings(uri).includes(spelling), uriSpellings(uri).join(" "));
      assert.equal(uriSpellings(uri)[0], uri);
    });
  }
});
