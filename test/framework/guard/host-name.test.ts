import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hostName, isUnderDomain } from "../../../src/framework/guard/host-name.ts";

describe("hostName", () => {
  // WHATWG URL, host parsing; what C libraries take beyond it
  const rows: readonly [host: string, name: string | undefined][] = [
    ["Example.COM.", "example.com"],
    ["%65xample.com", "example.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["ｅｘａｍｐｌｅ。com", "example.com"],
    ["0x7f.1", "127.0.0.1"],
    ["2130706433", "127.0.0.1"],
    ["425.510.425.510", "169.254.169.254"],
    ["[::FFFF:7f00:1]", "::ffff:7f00:1"],
    ["::1", "::1"],
    ["[fe80::1%25eth0]", "fe80::1"],
    ["", undefined],
    ["a b", undefined],
    ["a/b", "a"],
  ];
  for (const [host, name] of rows) test(`${host}: ${name}`, () => assert.equal(hostName(host), name));
});

test("isUnderDomain", () => {
  assert.ok(isUnderDomain("example.com", "example.com"));
  assert.ok(isUnderDomain("a.b.example.com", "example.com"));
  assert.ok(!isUnderDomain("notexample.com", "example.com"));
});
