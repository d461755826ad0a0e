import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import { completionOf, elicitationAnswerOf } from "../../test/plugins/client-messages.ts";
import { assertNoneSlow } from "../../test/plugins/slow-texts.ts";
import definition from "./plugin.ts";

type Answer = PluginResult<{ result: { content: { text: string }[] } }> | undefined;

const ofUri = (uri: string, config: object = {}) =>
  newPlugin(definition, config).resource_pre_fetch?.({ uri, metadata: {} }, newContext()) as Answer;
const ofArgument = (text: string, config: object = {}) =>
  newPlugin(definition, { check_arguments: true, ...config }).tool_pre_invoke?.(
    { name: "t", args: { text } },
    newContext(),
  ) as Answer;
const ofResult = (text: string, config: object = {}) =>
  newPlugin(definition, { check_results: true, ...config }).tool_post_invoke?.(
    { name: "t", result: { content: [{ type: "text", text }] } },
    newContext(),
  ) as Answer;
const categoriesOf = (answer: Answer) => answer?.violation?.details?.["categories"] as string[] | undefined;

describe("URIs of resources", () => {
  const lists = {
    whitelist_domains: ["trusted.example", "*.partner.example"],
    allowed_patterns: ["^http://intranet\\.example/docs/"],
    blocked_domains: ["evil.example", "zip", "198.51.100.7", "bücher.example"],
    blocked_patterns: ["casino", "/\\.env$"],
  };
  const rows: readonly [uri: string, category: string | undefined][] = [
    ["https://fine.example/x", undefined],
    ["  https://fine.example/x  ", undefined],
    ["http://fine.example/x", "insecure_scheme"],
    ["HTTP://fine.example/x", "insecure_scheme"],
    ["ftp://fine.example/x", "insecure_scheme"],
    ["memo://insights", undefined],
    ["file:///srv/x.txt", undefined],
    ["http://trusted.example/", undefined],
    ["http://a.TRUSTED.example./", undefined],
    ["http://nottrusted.example/", "insecure_scheme"],
    ["http://a.partner.example/", undefined],
    ["http://intranet.example/docs/a", undefined],
    ["http://intranet.example/other", "insecure_scheme"],
    ["https://evil.example/", "blocked_domain"],
    ["https://EVIL.example:8443/", "blocked_domain"],
    ["https://deep.down.evil.example/", "blocked_domain"],
    ["https://notevil.example/", undefined],
    ["https://evil.example.fine.example/", undefined],
    ["https://user:pass@evil.example/", "blocked_domain"],
    ["https://ｅｖｉｌ。example/", "blocked_domain"],
    ["https://%65vil.example/", "blocked_domain"],
    ["https://report.zip/", "blocked_domain"],
    ["https://3325256711/", "blocked_domain"],
    ["https://0xc6.51.100.7/", "blocked_domain"],
    ["https://xn--bcher-kva.example/", "blocked_domain"],
    ["https://fine.example/?next=https://evil.example/", "blocked_domain"],
    ["https://fine.example/?next=https%3A%2F%2Fevil.example%2F", "blocked_domain"],
    ["https://fine.example/?next=http://other.example/", undefined],
    ["https://fine.example/CASINO", "blocked_pattern"],
    ["https://fine.example/%63asino", "blocked_pattern"],
    ["https://fine.example/a/../.env", "blocked_pattern"],
    ["https://trusted.example\\@evil.example/", "ambiguous_url"],
    ["https://trusted.example/a\\b", "ambiguous_url"],
    ["https://tru\tsted.example/", "ambiguous_url"],
    ["not a url", "malformed_url"],
    ["https://", "malformed_url"],
    ["https://a b/", "malformed_url"],
    [`https://fine.example/${"a".repeat(9000)}`, "malformed_url"],
  ];
  for (const [uri, category] of rows) {
    test(`${uri.slice(0, 60)}: ${category ?? "passes"}`, () => {
      const answer = ofUri(uri, lists);
      assert.deepEqual(categoriesOf(answer), category && [category]);
      assert.equal(answer?.violation?.code, category && "URL_REPUTATION_BLOCK");
    });
  }

  test("only_whitelisted", () => {
    const only = { ...lists, only_whitelisted: true };
    assert.deepEqual(categoriesOf(ofUri("https://fine.example/", only)), ["not_whitelisted"]);
    assert.equal(ofUri("https://trusted.example/", only), undefined);
    assert.equal(ofUri("http://intranet.example/docs/x", only), undefined);
  });
  test("block_non_secure_http", () =>
    assert.equal(ofUri("http://fine.example/", { block_non_secure_http: false }), undefined));
  test("details name the domain, never the rest", () => {
    const { violation, metadata } = ofUri(
      "https://evil.example/secret?token=x",
      lists,
    ) as PluginResult<unknown>;
    assert.deepEqual(violation?.details?.["domains"], ["evil.example"]);
    assert.ok(!JSON.stringify([violation, metadata]).includes("token"));
    const summary = { total_checked: 1, total_blocked: 1, reputation_categories: ["blocked_domain"] };
    assert.deepEqual(metadata, { url_reputation: summary });
  });
  test("block_on_violation: false", () => {
    const answer = ofUri("https://evil.example/", { ...lists, block_on_violation: false });
    assert.equal(answer?.violation, undefined);
    assert.ok(answer?.metadata?.["url_reputation"]);
  });
});

describe("use_heuristic_check", () => {
  const rows: readonly [host: string, category: string | undefined][] = [
    ["www.wikipedia.org", undefined],
    ["documentation.example.com", undefined],
    ["my-company-documentation.example.com", undefined],
    ["international-organization.com", undefined],
    ["web2024.example.com", undefined],
    ["münchen.de", undefined],
    ["日本語ドメイン.jp", undefined],
    ["пример.рф", undefined],
    ["ελλάδα.gr", undefined],
    ["москва.com", undefined],
    ["192.0.2.1", undefined],
    ["[2001:db8::1]", undefined],
    ["q8x3k9vz7w2p5t.com", "high_entropy_domain"],
    ["xkqzvbnwtrplmgfd.net", "high_entropy_domain"],
    ["a1b2c3d4e5f6g7h8.example.com", "high_entropy_domain"],
    ["аррӏе.com", "unicode_spoofing"],
    ["pаypal.com", "unicode_spoofing"],
    ["gооgle.com", "unicode_spoofing"],
    ["ρauthority.com", "unicode_spoofing"],
    ["intranet", "illegal_tld"],
    ["db.internal", "illegal_tld"],
    ["hidden.onion", "illegal_tld"],
    ["a.b.c0m", "illegal_tld"],
    ["mybank.com", undefined],
    ["login.mybank.com", undefined],
    ["rnybank.com", "lookalike_domain"],
    ["myb4nk.com", "lookalike_domain"],
    ["mýbank.com", "lookalike_domain"],
    ["mybamk.com", "lookalike_domain"],
    ["mybnak.com", "lookalike_domain"],
    ["mybank.com.evil.example.net", "lookalike_domain"],
    ["mybank-com.evil.net", "lookalike_domain"],
    ["yourbank.com", undefined],
  ];
  const config = { use_heuristic_check: true, protected_domains: ["mybank.com"] };
  for (const [host, category] of rows) {
    test(`${host}: ${category ?? "passes"}`, () => {
      assert.deepEqual(categoriesOf(ofUri(`https://${host}/`, config)), category && [category]);
      assert.equal(ofUri(`https://${host}/`), undefined);
      assert.equal(
        ofUri(`https://${host}/`, { ...config, whitelist_domains: [host.replace(/^\[|\]$/g, "")] }),
        undefined,
      );
    });
  }
  test("entropy_threshold", () =>
    assert.equal(ofUri("https://q8x3k9vz7w2p5t.com/", { ...config, entropy_threshold: 8 }), undefined));
});

describe("arguments and results", () => {
  const blocked = { blocked_domains: ["evil.example"] };
  const text =
    "See https://ok.example/a, (https://evil.example/b?c=d). And https://ok.example/?u=https://evil.example/x";
  test("not looked at unless told", () => {
    assert.equal(ofArgument(text, { ...blocked, check_arguments: false }), undefined);
    assert.equal(ofResult(text, { ...blocked, check_results: false }), undefined);
  });
  test("deny", () => {
    assert.deepEqual(categoriesOf(ofArgument(text, blocked)), ["blocked_domain"]);
    assert.deepEqual(categoriesOf(ofResult(text, blocked)), ["blocked_domain"]);
    assert.deepEqual(categoriesOf(ofResult("ht\ntps://evil.example", blocked)), ["blocked_domain"]);
  });
  test("escapes of JSON hide no host", () => {
    const given = (text: string) =>
      newPlugin(definition, { check_arguments: true, blocked_domains: ["evil.example"] }).tool_pre_invoke?.(
        { name: "t", args: { body: text } },
        newContext(),
      ) as PluginResult<unknown> | undefined;
    assert.equal(given('{"u":"https://e\\u0076il.example/"}')?.violation?.code, "URL_REPUTATION_BLOCK");
    assert.equal(given('{"u":"https:\\/\\/evil.example/"}')?.violation?.code, "URL_REPUTATION_BLOCK");
    assert.equal(given('{"u":"https://fine.example/\\u0076"}'), undefined);
  });
  test("redact_results", () => {
    const answer = ofResult(text, { ...blocked, redact_results: true, redaction_text: "[X]" });
    assert.equal(answer?.violation, undefined);
    assert.equal(
      answer?.modified_payload?.result.content[0]?.text,
      "See https://ok.example/a, ([X]). And [X]",
    );
    assert.deepEqual(categoriesOf(ofArgument(text, { ...blocked, redact_results: true })), [
      "blocked_domain",
    ]);
  });
  test("a link to a resource cannot be edited, so it denies", () => {
    const plugin = newPlugin(definition, { ...blocked, check_results: true, redact_results: true });
    const link = { type: "resource_link", uri: "https://evil.example/", name: "x" };
    const answer = plugin.tool_post_invoke?.(
      { name: "t", result: { content: [link] } },
      newContext(),
    ) as Answer;
    assert.equal(answer?.violation?.code, "URL_REPUTATION_BLOCK");
  });
  test("exemptions", () =>
    assert.equal(ofArgument(text, { ...blocked, exemptions: [{ fields: ["args.text"] }] }), undefined));
  test("a limit denies", () => {
    assert.equal(
      ofArgument("a".repeat(11), { max_text_bytes: 10 })?.violation?.code,
      "URL_REPUTATION_LIMIT_EXCEEDED",
    );
    assert.equal(ofArgument("https://a.b ".repeat(2100))?.violation?.code, "URL_REPUTATION_LIMIT_EXCEEDED");
    assert.equal(ofArgument("x", { max_nested_depth: 1 })?.violation, undefined);
    const plugin = newPlugin(definition, { check_arguments: true, max_nested_depth: 1 });
    const answer = plugin.tool_pre_invoke?.({ name: "t", args: { a: [["x"]] } }, newContext()) as Answer;
    assert.equal(answer?.violation?.code, "URL_REPUTATION_LIMIT_EXCEEDED");
  });
});

test("every part of every hook", () => {
  const config = { blocked_domains: ["evil.example"], check_arguments: true, check_results: true };
  const plugin = newPlugin(definition, config) as Record<
    string,
    (payload: object, context: object) => Answer
  >;
  const url = "https://evil.example/";
  const result = (of: object) => ({ name: "t", result: { content: [], ...of } });
  const rows: readonly [hook: string, payload: object][] = [
    ["resource_pre_fetch", { uri: url, metadata: {} }],
    ["resource_pre_fetch", { uri: "https://ok.example/", metadata: { from: url } }],
    ["tool_pre_invoke", { name: "t", args: { deep: [{ text: url }] } }],
    ["tool_pre_invoke", { name: "t", args: { [url]: 1 } }],
    ["tool_post_invoke", result({ structuredContent: { rows: [url] } })],
    ["tool_post_invoke", result({ content: [{ type: "resource", resource: { uri: "x:y", text: url } }] })],
    ["tool_post_invoke", result({ content: [{ type: "resource", resource: { uri: url, text: "" } }] })],
    ["prompt_pre_fetch", { prompt_id: "p", args: { a: url } }],
    [
      "prompt_post_fetch",
      { prompt_id: "p", result: { messages: [{ role: "user", content: { type: "text", text: url } }] } },
    ],
    ["resource_post_fetch", { uri: "file:///x", content: { uri: "file:///x", text: url } }],
    ["completion", completionOf(url)],
    ["elicitation_response", elicitationAnswerOf(url)],
  ];
  for (const [hook, payload] of rows) {
    const { violation } = (plugin[hook]?.(payload, newContext()) ?? {}) as PluginResult<unknown>;
    assert.equal(violation?.code, "URL_REPUTATION_BLOCK", JSON.stringify(payload));
    assert.deepEqual(violation?.details?.["compliance_mapping"], definition.compliance);
  }
});

test("what is no host or pattern is told", () => {
  for (const config of [
    { blocked_domains: ["a b"] },
    { whitelist_domains: ["a/b"] },
    { blocked_patterns: ["("] },
  ])
    assert.throws(() => newPlugin(definition, config));
});

test("no text makes it slow", () => {
  const config = {
    check_results: true,
    use_heuristic_check: true,
    protected_domains: ["mybank.com", "login.other.example"],
    blocked_domains: ["evil.example"],
    blocked_patterns: ["casino", "(a+)+$"],
  };
  const parts = [
    ...[
      ":",
      "http:",
      "//",
      "/",
      "\\",
      "@",
      "?",
      "a",
      ".",
      "[",
      "%3a",
      "\t",
      "0x7f",
      "http://a.b/ ",
      "http:a@",
    ],
    ...["https://xn--", "xn--80ak6aa92e", "https://mybank.com.", "а", "https://aaaaaaaaaaaaaaaa.bbbbbbbbb/ "],
  ];
  assertNoneSlow(parts, 29, 3000, (text) => ofResult(text, config));
});
