import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonValue, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import { canonicalHost } from "./host.ts";
import definition from "./plugin.ts";

function codeOf(answer: unknown): string | undefined {
  return (answer as PluginResult<unknown> | undefined)?.violation?.code;
}

describe("URIs", () => {
  const plugin = newPlugin(definition, {
    allowed_protocols: ["https", "FILE", "postgres://"],
    blocked_domains: ["bad.example", "*.worse.example", "169.254.169.254", "bücher.example", "::1"],
  });
  const rows: readonly [uri: string, code: string | undefined][] = [
    ["https://good.example/x", undefined],
    ["HTTPS://good.example/x", undefined],
    ["file:///etc/hosts", undefined],
    ["postgres://db/table", undefined],
    ["https://notbad.example/", undefined],
    ["https://good.example/?u=https://bad.example/", undefined],
    ["http://good.example/", "PROTOCOL_BLOCKED"],
    ["javascript:alert(1)", "PROTOCOL_BLOCKED"],
    ["urn:isbn:1", "PROTOCOL_BLOCKED"],
    ["nonsense", "INVALID_URI"],
    ["", "INVALID_URI"],
    ["https://", "INVALID_URI"],
    ["https://good.example\\@bad.example/", "INVALID_URI"],
    ["https:\\\\bad.example/", "INVALID_URI"],
    ["ht\ntps://bad.example/", "INVALID_URI"],
    [" https://bad.example/", "INVALID_URI"],
    ["https://bad.example/", "DOMAIN_BLOCKED"],
    ["https://BAD.Example./", "DOMAIN_BLOCKED"],
    ["https://a.b.bad.example:8443/", "DOMAIN_BLOCKED"],
    ["https://user:pw@bad.example/", "DOMAIN_BLOCKED"],
    ["https://%62ad.example/", "DOMAIN_BLOCKED"],
    ["https://ｂａｄ.example/", "DOMAIN_BLOCKED"],
    ["https://x.worse.example/", "DOMAIN_BLOCKED"],
    ["https://worse.example/", "DOMAIN_BLOCKED"],
    ["https://xn--bcher-kva.example/", "DOMAIN_BLOCKED"],
    ["https://BÜCHER.example/", "DOMAIN_BLOCKED"],
    ["https://169.254.169.254/latest", "DOMAIN_BLOCKED"],
    ["https://2852039166/", "DOMAIN_BLOCKED"],
    ["https://0xa9.254.43518/", "DOMAIN_BLOCKED"],
    ["https://0251.0376.0251.0376/", "DOMAIN_BLOCKED"],
    ["https://[::ffff:169.254.169.254]/", "DOMAIN_BLOCKED"],
    ["https://[0:0:0:0:0:0:0:1]/", "DOMAIN_BLOCKED"],
    ["file://bad.example/share", "DOMAIN_BLOCKED"],
    ["postgres://bad.EXAMPLE/db", "DOMAIN_BLOCKED"],
    ["postgres://2852039166/db", "DOMAIN_BLOCKED"],
  ];
  for (const [uri, code] of rows) {
    test(JSON.stringify(uri), () => {
      assert.equal(codeOf(plugin.resource_pre_fetch?.({ uri, metadata: {} }, newContext())), code);
    });
  }

  test("file, http and https are allowed by default, nothing is blocked", () => {
    const plugin = newPlugin(definition);
    for (const uri of ["file:///x", "http://x/", "https://10.0.0.1/"]) {
      assert.equal(plugin.resource_pre_fetch?.({ uri, metadata: {} }, newContext()), undefined);
    }
    assert.equal(
      codeOf(plugin.resource_pre_fetch?.({ uri: "ftp://x/", metadata: {} }, newContext())),
      "PROTOCOL_BLOCKED",
    );
  });

  test("a host that is none", () => {
    for (const host of ["", ".", "a b", "a/b", "a@b", "[::1", "%zz"])
      assert.equal(canonicalHost(host), undefined, host);
  });
});

describe("contents", () => {
  const config = {
    max_content_size: 20,
    content_filters: [{ pattern: "secret" }, { pattern: "(key)=\\w+", replacement: "\\1=?" }],
  };
  const rows: readonly [name: string, content: JsonValue, expected: JsonValue | string | undefined][] = [
    ["small and clean", { uri: "file:///a/long/uri/that/does/not/count", text: "x".repeat(20) }, undefined],
    ["too large", { uri: "x:", text: "x".repeat(21) }, "CONTENT_TOO_LARGE"],
    ["bytes count, not characters", { uri: "x:", text: "é".repeat(11) }, "CONTENT_TOO_LARGE"],
    ["a blob counts decoded", { uri: "x:", blob: Buffer.alloc(20).toString("base64") }, undefined],
    ["a large blob", { uri: "x:", blob: Buffer.alloc(24).toString("base64") }, "CONTENT_TOO_LARGE"],
    [
      "text and blob together",
      { uri: "x:", text: "x".repeat(15), blob: Buffer.alloc(9).toString("base64") },
      "CONTENT_TOO_LARGE",
    ],
    ["filters", { uri: "x:", text: "SECRET KEY=abc" }, { uri: "x:", text: "*** KEY=?" }],
    [
      "filters in a blob",
      { uri: "x:", blob: Buffer.from("a secret").toString("base64") },
      { uri: "x:", blob: Buffer.from("a ***").toString("base64") },
    ],
    ["a bare string", "secret", "***"],
    ["metadata of the result", { _meta: { note: "secret" } }, { _meta: { note: "***" } }],
  ];
  for (const [name, content, expected] of rows) {
    test(name, () => {
      const plugin = newPlugin(definition, config);
      const answer = plugin.resource_post_fetch?.({ uri: "x:", content }, newContext()) as
        | PluginResult<{ content: JsonValue }>
        | undefined;
      assert.deepEqual(answer?.modified_payload?.content ?? answer?.violation?.code, expected);
    });
  }

  test("a filter that cannot be applied denies", () => {
    const plugin = newPlugin(definition, {
      content_filters: [{ pattern: "a", replacement: "b".repeat(10_000) }],
      max_content_size: 1e6,
    });
    assert.equal(
      codeOf(plugin.resource_post_fetch?.({ uri: "x:", content: "a".repeat(5000) }, newContext())),
      "CONTENT_FILTER_FAILED",
    );
  });
});

describe("config errors", () => {
  const rows: readonly [config: object, path: string][] = [
    [{ content_filters: [{ pattern: "a" }, { pattern: "(" }] }, "content_filters.1.pattern"],
    [{ content_filters: [{ pattern: "a", replacement: "\\1" }] }, "content_filters.0.replacement"],
    [{ blocked_domains: ["ok.example", "not a host"] }, "blocked_domains.1"],
    [{ allowed_protocols: ["ht tp"] }, "allowed_protocols.0"],
    [{ max_content_size: 0 }, "max_content_size"],
  ];
  for (const [config, path] of rows) {
    test(path, () => {
      assert.deepEqual(
        definition.config.safeParse(config).error?.issues.map((issue) => issue.path.join(".")),
        [path],
      );
    });
  }
});
