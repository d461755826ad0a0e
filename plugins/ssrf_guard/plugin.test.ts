import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import { completionOf, elicitationAnswerOf } from "../../test/plugins/client-messages.ts";
import { assertNoneSlow } from "../../test/plugins/slow-texts.ts";
import definition from "./plugin.ts";

type Answer = PluginResult<unknown> | undefined;

function ask(config: object, args: object): Answer {
  return newPlugin(definition, config).tool_pre_invoke?.(
    { name: "t", args: args as never },
    newContext(),
  ) as Answer;
}

const issuesOf = (answer: Answer) =>
  ((answer?.violation?.details?.["issues"] ?? []) as readonly string[]).map((each) =>
    each.slice(each.indexOf(": ") + 2),
  );

const meta = "a metadata service";
const self = "this machine";
const inside = "a private address";

describe("finds", () => {
  // Hosts: WHATWG URL, host parsing; RFC 4291 and 6052 for IPv4 inside IPv6
  const rows: readonly [url: string, issue: string][] = [
    ["http://169.254.169.254/latest/meta-data/", meta],
    ["http://2852039166/", meta],
    ["http://0xa9fea9fe/", meta],
    ["http://0251.0376.0251.0376/", meta],
    ["http://0xa9.0376.43518/", meta],
    ["http://169.254.43518/", meta],
    ["http://425.510.425.510/", meta],
    ["http://[::ffff:169.254.169.254]/", meta],
    ["http://[::ffff:a9fe:a9fe]/", meta],
    ["http://[0:0:0:0:0:ffff:a9fe:a9fe]/", meta],
    ["http://[64:ff9b::a9fe:a9fe]/", meta],
    ["http://[2002:a9fe:a9fe::1]/", meta],
    ["http://[fd00:ec2::254]/", meta],
    ["http://metadata.google.internal/", meta],
    ["http://METADATA.google.internal./", meta],
    ["http://100.100.100.200/", meta],
    ["http://168.63.129.16/", meta],
    ["http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/", meta],
    ["http://169。254。169。254/", meta],
    ["http://%31%36%39.254.169.254/", meta],
    ["http:169.254.169.254/", meta],
    ["http:/169.254.169.254/", meta],
    ["http:\\\\169.254.169.254\\x", meta],
    ["ht\ttp://169.254.169.254/", meta],
    ["http://example.com@169.254.169.254/", meta],
    ["http://a:b@169.254.169.254:80/", meta],
    ["http://example.com#@169.254.169.254/", meta],
    ["http://example.com'@169.254.169.254/", meta],
    ['{"u":"http://169.25\\u0034.169.254/"}', meta],
    ['["http://169.254\\t.169.254/"]', meta],
    ['http://example.com"x:y@169.254.169.254/', meta],
    ["http://example.com @169.254.169.254/", meta],
    ["http://169.254\t.169.254/", meta],
    ["//example.com'@169.254.169.254/", meta],
    [`//${"u".repeat(3000)}@169.254.169.254/`, meta],
    ["http://example.com\\@169.254.169.254/", meta],
    ["https://example.com/?url=http://169.254.169.254/", meta],
    ["https://example.com/?url=http%3A%2F%2F169.254.169.254%2F", meta],
    ["https://example.com/?next=//169.254.169.254/", meta],
    ["https://example.com/?host=169.254.169.254", meta],
    ["//169.254.169.254/x", meta],
    ["http%3a//169.254.169.254", meta],
    ["http://127.0.0.1:8080/", self],
    ["http://127.1/", self],
    ["http://0/", self],
    ["http://2130706433/", self],
    ["http://017700000001/", self],
    ["http://0x7f.1/", self],
    ["http://[::1]/", self],
    ["http://[::]/", self],
    ["http://[::ffff:127.0.0.1]/", self],
    ["http://localhost/", self],
    ["http://LOCALHOST./", self],
    ["http://x.localhost/", self],
    ["http://ⓛocalhost/", self],
    ["http://a.localtest.me/", self],
    ["http://10.0.0.1/", inside],
    ["http://172.16.0.1/", inside],
    ["http://192.168.1.1/", inside],
    ["http://100.64.0.1/", inside],
    ["http://[fc00::1]/", inside],
    ["http://[::10.0.0.1]/", inside],
    ["http://169.254.1.1/", "a link-local address"],
    ["http://[fe80::1%25eth0]/", "a link-local address"],
    ["http://intranet/", "an internal name"],
    ["http://db.internal/", "an internal name"],
    ["http://api.default.svc.cluster.local/", "an internal name"],
    ["http://10.0.0.1.nip.io/", "a name that is an address"],
    ["http://10-0-0-1.sslip.io/", "a name that is an address"],
    ["gopher://example.com:70/_x", "a denied scheme"],
    ["dict://example.com:11211/stat", "a denied scheme"],
    ["file:///etc/hosts", "a denied scheme"],
    ["FILE:/etc/hosts", "a denied scheme"],
    ["jar:http://example.com/x.jar!/", "a denied scheme"],
    ["ftp://10.0.0.1/", inside],
    ["ws://127.0.0.1/", self],
    ["postgres://10.0.0.1/db", inside],
  ];
  for (const [url, issue] of rows) {
    test(url, () => {
      const wanted = issue.replace("an internal", "an internal");
      const answer = ask({}, { q: url });
      assert.equal(answer?.violation?.code, "SSRF_GUARD");
      assert.ok(issuesOf(answer).includes(wanted), issuesOf(answer).join());
      assert.ok(!JSON.stringify(answer).includes(JSON.stringify(url).slice(1, -1)));
    });
  }
  test("hosts without a scheme, in fields of URLs", () => {
    for (const url of [
      "169.254.169.254",
      "169.254.169.254:80/x",
      "0xa9fea9fe",
      "[::ffff:a9fe:a9fe]",
      "metadata.google.internal",
    ]) {
      assert.deepEqual(issuesOf(ask({}, { Host: url })), [meta], url);
    }
  });
  test("metadata services in sentences", () => {
    assert.deepEqual(issuesOf(ask({}, { q: "please fetch http://169.254.169.254/latest for me" })), [meta]);
  });
});

describe("passes", () => {
  const rows: readonly string[] = [
    "https://example.com/a?b=c#d",
    "https://user@example.com/",
    "http://8.8.8.8/",
    "http://[2606:4700:4700::1111]/",
    "https://bücher.example/",
    "https://example.com/?next=https://example.org/",
    "https://example.com/?version=1.2.3&host=a",
    "memo://insights",
    "repo://owner/name/file.ts",
    "data:text/plain,hello",
    "mailto:a@example.com",
    "10:30",
    "note: this; key:value",
    "see http://localhost:3000 for the app",
    "C:\\x\\y",
    "a::b",
    "std::vector<int>",
    "12:34:56",
    "1.2.3.4",
  ];
  for (const text of rows) test(text, () => assert.deepEqual(issuesOf(ask({}, { q: text })), []));
});

describe("options", () => {
  const rows: readonly [config: object, url: string, issue: string | undefined][] = [
    [{ allowed_hosts: ["internal.example", "10.0.0.5"] }, "http://a.internal.example/", undefined],
    [{ allowed_hosts: ["10.0.0.5"] }, "http://10.0.0.5/", undefined],
    [{ allowed_hosts: ["*.corp"] }, "http://x.corp/", undefined],
    [{ allowed_networks: ["10.1.0.0/16", "fd00::/8"] }, "http://10.1.2.3/", undefined],
    [{ allowed_networks: ["10.1.0.0/16"] }, "http://10.2.0.1/", inside],
    [{ allowed_networks: ["fd00::/8"] }, "http://[fd00::1]/", undefined],
    [{ denied_hosts: ["evil.example"] }, "http://a.evil.example/", "a denied host"],
    [{ only_allowed_hosts: true, allowed_hosts: ["example.com"] }, "http://example.com/", undefined],
    [
      { only_allowed_hosts: true, allowed_hosts: ["example.com"] },
      "http://example.org/",
      "a host that is not allowed",
    ],
    [{ allow_loopback: true }, "http://localhost/", undefined],
    [{ allow_loopback: true }, "http://10.0.0.1/", inside],
    [{ allow_private: true }, "http://10.0.0.1/", undefined],
    [{ allow_private: true }, "http://intranet/", undefined],
    [{ allow_private: true, allow_loopback: true }, "http://169.254.169.254/", meta],
    [{ allow_rebinding_names: true }, "http://10.0.0.1.nip.io/", undefined],
    [{ denied_schemes: ["https"] }, "https://example.com/", "a denied scheme"],
    [{ denied_schemes: [] }, "gopher://example.com/", undefined],
    [{ sentences: "all" }, "see http://localhost:3000 now", self],
    [{ sentences: "none" }, "see http://169.254.169.254 now", undefined],
    [{ exemptions: [{ fields: ["args.q"] }] }, "http://127.0.0.1/", undefined],
  ];
  for (const [config, url, issue] of rows) {
    test(`${JSON.stringify(config)} ${url}`, () =>
      assert.deepEqual(issuesOf(ask(config, { q: url })), issue === undefined ? [] : [issue]));
  }
  test("url_fields", () => assert.equal(ask({ url_fields: [] }, { host: "127.0.0.1" }), undefined));
  test("block_on_violation", () =>
    assert.deepEqual(ask({ block_on_violation: false }, { q: "http://127.0.0.1/" }), {
      metadata: { ssrf_issues: ["args.q: this machine"] },
    }));
  test("a network that is none is refused", () => {
    for (const network of ["10.0.0.0/33", "x", "10.0.0.0/8/8"]) {
      assert.equal(definition.config.safeParse({ allowed_networks: [network] }).success, false, network);
    }
  });
  test("limits deny what is not read", () => {
    const limits = { max_text_bytes: 10, max_nested_depth: 2, max_collection_items: 2 };
    for (const args of [{ q: "x".repeat(11) }, { a: { b: { c: { d: 1 } } } }, { a: [1, 2, 3] }]) {
      assert.equal(ask(limits, args)?.violation?.code, "SSRF_GUARD_LIMIT_EXCEEDED");
    }
    assert.ok(ask({}, { q: "http://a.example/ ".repeat(3000) })?.violation);
  });
});

test("member names, prompts, URIs, completions, elicitation both ways", () => {
  const bad = "http://169.254.169.254/";
  const plugin = newPlugin(definition, {});
  const answers = [
    ask({}, { [bad]: 1 }),
    plugin.prompt_pre_fetch?.({ prompt_id: "p", args: { a: bad } }, newContext()),
    plugin.resource_pre_fetch?.({ uri: bad, metadata: {} }, newContext()),
    plugin.completion?.(completionOf(bad), newContext()),
    plugin.elicitation_request?.(
      {
        kind: "request",
        method: "elicitation/create",
        from: "server",
        params: { mode: "url", message: "m", url: bad },
      } as never,
      newContext(),
    ),
    plugin.elicitation_response?.(elicitationAnswerOf(bad), newContext()),
  ];
  for (const [index, answer] of answers.entries()) {
    const { violation } = (answer ?? {}) as PluginResult<unknown>;
    assert.equal(violation?.code, "SSRF_GUARD", String(index));
    assert.deepEqual(violation?.details?.["compliance_mapping"], definition.compliance);
  }
});

test("no text makes it slow", () => {
  const parts = [
    ":",
    "http:",
    "//",
    "/",
    "\\",
    "@",
    "?",
    "&",
    "=",
    "a",
    ".",
    "[",
    "%3a",
    "%25",
    "\t",
    "0x7f",
    "http://a.b/ ",
    "http:a@",
  ];
  const plugin = newPlugin(definition, {});
  assertNoneSlow(parts, 17, 3000, (url) =>
    plugin.tool_pre_invoke?.({ name: "t", args: { url } }, newContext()),
  );
});
