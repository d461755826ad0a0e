import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bareUrl, hostUrl, otherHosts, urlsIn } from "../../../src/framework/guard/urls.ts";

describe("urlsIn", () => {
  const rows: readonly [
    text: string,
    found: readonly (readonly [scheme: string, host: string, text: string])[],
  ][] = [
    ["no URL: none", []],
    ["see https://a.example/x, then", [["https", "a.example", "https://a.example/x"]]],
    ["(http://a.example:80).", [["http", "a.example", "http://a.example:80"]]],
    ['"ws://u:p@a.example/"', [["ws", "a.example", "ws://u:p@a.example/"]]],
    ["http:\\\\a.example\\x", [["http", "a.example", "http:\\\\a.example\\x"]]],
    ["ht\ntp://a.example", [["http", "a.example", "ht\ntp://a.example"]]],
    ["https://[::1]:8/x", [["https", "[::1]", "https://[::1]:8/x"]]],
    [
      "https://a.example/?u=http://b.example/",
      [
        ["https", "a.example", "https://a.example/?u=http://b.example/"],
        ["http", "b.example", "http://b.example/"],
      ],
    ],
  ];
  for (const [text, found] of rows) {
    test(JSON.stringify(text), () => {
      const urls = urlsIn(text);
      assert.ok(urls !== "limit");
      assert.deepEqual(
        urls.map(({ scheme, host, start, end }) => [scheme, host, text.slice(start, end)]),
        found,
      );
    });
  }
  test("says where parsers disagree", () => {
    const [url] = urlsIn("https://a.example\\@b.example/") as ReturnType<typeof bareUrl>[];
    assert.equal(url?.ambiguous, true);
    assert.deepEqual(url && otherHosts(url), ["b.example"]);
  });
  const others: readonly [text: string, hosts: readonly string[]][] = [
    ["see https://a.example'@b.example/x", ["a.example", "b.example"]],
    ['[x](https://a.example"u:p@b.example)', ["a.example", "b.example)"]],
    [" https://a.example c @b.example/x", ["a.example", "b.example"]],
    ["https://a.example\t.b.example/", ["a.example", "a.example.b.example"]],
    ['ht\ttp://a.example,""@b.example/', ["a.example", "b.example"]],
    ["https://a.example\nhttps://b.example", ["a.example", "b.example"]],
    ["https://a.example\nTitle", ["a.example"]],
    ["https://a.example/x mail@b.example", ["a.example"]],
    ['{"url":"https://a.example","mail":"c@b.example"}', ["a.example"]],
    ["at https://a.example <c@b.example>", ["a.example"]],
  ];
  for (const [text, hosts] of others) {
    test(`knows the hosts that clients read: ${JSON.stringify(text)}`, () => {
      const urls = urlsIn(text);
      assert.ok(urls !== "limit");
      const read = urls.flatMap((url) => [url.host, ...(url.ambiguous ? otherHosts(url) : [])]);
      assert.deepEqual(read, hosts);
    });
  }
  test("does not cut users off", () => {
    const user = "u".repeat(3000);
    assert.equal(urlsIn(`https://a.example:${user}@b.example/`), "limit");
    assert.equal(bareUrl(`//a.example:${user}@b.example/`)?.host, "b.example");
    assert.equal(bareUrl("//a.example'@b.example/")?.host, "b.example");
    assert.equal(hostUrl(`a.example"${user}@b.example`)?.host, "b.example");
    assert.notEqual(urlsIn(`https://a.example/${user}@b.example/`), "limit");
  });
  test("has a limit", () => assert.equal(urlsIn("http://a ".repeat(2001)), "limit"));
});

test("a text that is an address", () => {
  assert.equal(bareUrl("//a.example/x")?.host, "a.example");
  assert.equal(bareUrl("a.example"), undefined);
  assert.equal(hostUrl(" a.example:80/x ")?.host, "a.example");
  assert.equal(hostUrl("two words"), undefined);
});
