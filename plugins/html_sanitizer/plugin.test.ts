import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parse, type DefaultTreeAdapterTypes as Tree } from "parse5";
import type { PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import { assertNoneSlow } from "../../test/plugins/slow-texts.ts";
import { sanitizerConfig } from "./config.ts";
import definition from "./plugin.ts";
import { sanitizerOf } from "./sanitize.ts";

const sanitize = (html: string, config: object = {}) => sanitizerOf(sanitizerConfig.parse(config))(html);
type Json = Record<string, unknown>;
type Answer = (PluginResult<unknown> & { modified_payload?: Json }) | undefined;

describe("what stays", () => {
  const rows: readonly [html: string, safe: string][] = [
    ["<p>a <b>b</b> <em>c</em></p>", "<p>a b <em>c</em></p>"],
    ["a &amp; b &lt;script&gt; &copy;", "a &amp; b &lt;script&gt; ©"],
    ["1 < 2 and 3 > 2", "1 &lt; 2 and 3 &gt; 2"],
    ["<P CLASS=x>a", '<p class="x">a</p>'],
    ["<p title='\"><script>x</script>'>a</p>", '<p title="&quot;&gt;&lt;script&gt;x&lt;/script&gt;">a</p>'],
    ["<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"],
    ["<div><p>a</div>b</p>", "<div><p>a</p></div>b"],
    ["<br/><hr></br>", "<br><hr>"],
    ['<a href="/x?a=b&amp;c#d">x</a>', '<a href="/x?a=b&amp;c#d">x</a>'],
    ['<a href="https://x.example/">x</a>', '<a href="https://x.example/">x</a>'],
    ['<a target="_blank" rel="x">x</a>', '<a target="_blank" rel="noopener noreferrer">x</a>'],
    ["<article>a</article>b", "\na\nb"],
  ];
  for (const [html, safe] of rows) test(html, () => assert.equal(sanitize(html), safe));
});

describe("what goes", () => {
  const rows: readonly [html: string, safe: string][] = [
    ["a<script>alert(1)</script>b", "ab"],
    ["a<script>x", "a"],
    ["a<scr<script>ipt>x</script>b", "aipt&gt;xb"],
    ["<style>p{}</style>b", "b"],
    ["<p onclick=alert(1) ONERROR=x>a</p>", "<p>a</p>"],
    ["<img src=x onerror=alert(1)>", '<img src="x">'],
    ["<svg><script>x</script></svg>b", "b"],
    ["<svg/onload=alert(1)>b", ""],
    ["<math><mi>x</mi></math>b", "b"],
    ["<iframe src=x></iframe><object data=x>y</object><embed src=x>b", "b"],
    ["<base href=x><meta http-equiv=refresh content=0><link rel=x>b", "b"],
    ["<form action=x><input name=y><button>c</button></form>b", "\nc\nb"],
    ["<a href=javascript:alert(1)>x</a>", "<a>x</a>"],
    ["<a href=' JaVa\tsc\nript&#58;alert(1)'>x</a>", "<a>x</a>"],
    [`<a href='java${"\n".repeat(300)}script:alert(1)'>x</a>`, "<a>x</a>"],
    ["<a href='\u0001javascript:alert(1)'>x</a>", "<a>x</a>"],
    ["<a href='vbscript:x'>x</a><a href='data:text/html,x'>y</a>", "<a>x</a><a>y</a>"],
    ["<img src='data:image/png;base64,AAAA'>", "<img>"],
    ["a<!-- b -->c", "ac"],
    ["<!doctype html><html><body>a", "a"],
    ["<?php echo 1 ?>a<![CDATA[b]]>c", "ac"],
    ["<xmp><img src=x onerror=y></xmp>", "&lt;img src=x onerror=y&gt;"],
    ["<plaintext><script>x", "&lt;script&gt;x"],
    ["<noscript><img src=x></noscript>b", "b"],
    ["<template><img src=x></template>b", "b"],
    ["a\u202eb\u2066c", "abc"],
    ["a\u0000b", "ab"],
    ["<p hidden>a</p>b", "b"],
    ["a<p style='display:/***/none'>b</p>", "a"],
    ["a<p style='d\\69splay:no\\ne'>b</p>", "a"],
    ["<div style='display: none'>a<div>b</div></div>c", "c"],
    ["<span style='FONT-SIZE:0px'>a</span>b", "b"],
    ["<span style='opacity:0;x'>a</span>b<span style='opacity:0.5'>c</span>", "b<span>c</span>"],
    ["<p hidden>a<p>b", "<p>b</p>"],
    ["<ul><li hidden>a<ul><li>b</ul></li><li>c</ul>d", "<ul><li>c</li></ul>d"],
    ["<div><span hidden>a</div>b", "<div></div>b"],
  ];
  for (const [html, safe] of rows) test(html.slice(0, 60), () => assert.equal(sanitize(html), safe));
});

describe("options", () => {
  const rows: readonly [name: string, config: object, html: string, safe: string][] = [
    [
      "allowed_tags",
      { allowed_tags: ["B", "x-y"] },
      "<b>a</b><p>b</p><x-y>c</x-y>",
      "<b>a</b>\nb\n<x-y>c</x-y>",
    ],
    ["allowed_attrs", { allowed_attrs: { P: ["Lang"] } }, "<p lang=a id=b>", '<p lang="a"></p>'],
    [
      "allowed_schemes",
      { allowed_schemes: ["ftp"] },
      "<a href=ftp:x></a><a href=http:x></a>",
      '<a href="ftp:x"></a><a></a>',
    ],
    [
      "remove_comments",
      { remove_comments: false },
      "<!-- a --><!--b--c>--d-->",
      "<!-- a --><!--b- -c&gt;- -d-->",
    ],
    ["drop_unknown_tags", { drop_unknown_tags: false }, "<b onclick=x>a</b>", "&lt;b&gt;a&lt;/b&gt;"],
    [
      "strip_event_handlers",
      { strip_event_handlers: false, allowed_attrs: { p: ["onclick"] } },
      "<p onclick=x>",
      '<p onclick="x"></p>',
    ],
    [
      "sanitize_css",
      { allowed_attrs: { p: ["style"] } },
      "<p style='color:red;background:url(x);width:expression(1);color:rgb(1,2,3)'>",
      '<p style="color: red; color: rgb(1,2,3)"></p>',
    ],
    [
      "sanitize_css, nothing left",
      { allowed_attrs: { p: ["style"] } },
      "<p style='behavior:url(x);co\\6cor:red'>",
      "<p></p>",
    ],
    [
      "sanitize_css: false",
      { allowed_attrs: { p: ["style"] }, sanitize_css: false },
      "<p style='top:1px'>",
      '<p style="top:1px"></p>',
    ],
    [
      "allow_data_images",
      { allow_data_images: true },
      "<img src='data:image/png;base64,AAAA'><img src='data:image/svg+xml,x'>",
      '<img src="data:image/png;base64,AAAA"><img>',
    ],
    ["remove_bidi_controls", { remove_bidi_controls: false }, "a\u202eb", "a\u202eb"],
    ["remove_hidden", { remove_hidden: false }, "<p hidden>a</p>", "<p>a</p>"],
    ["max_depth", { max_depth: 2 }, "<div><div><div>a</div></div></div>", "<div><div>a</div></div>"],
    [
      "srcset",
      { allowed_attrs: { img: ["srcset"] } },
      "<img srcset='a 1x, javascript:x 2x'><img srcset='a 1x, /b 2x'>",
      '<img><img srcset="a 1x, /b 2x">',
    ],
    ["never srcdoc", { allowed_attrs: { p: ["srcdoc", "is"] } }, "<p srcdoc=x is=y>", "<p></p>"],
  ];
  for (const [name, config, html, safe] of rows) test(name, () => assert.equal(sanitize(html, config), safe));

  test("to_text", () => {
    const html =
      "<title>T</title><h1>A &amp; B</h1>\n <p>one\n two<br>three</p><ul><li>x<li>y</ul><table><tr><td>1<td>2<tr><td>3</table><img alt=pic><pre> a\n  b</pre><script>z</script>";
    assert.equal(
      sanitize(html, { to_text: true }),
      "T\nA & B\none two\nthree\n- x\n- y\n1 2\n3\npic\n a\n  b",
    );
  });
  test("tags that run or swallow are refused", () => {
    for (const tag of ["script", "STYLE", "svg", "iframe", "textarea", "a b"])
      assert.throws(() => newPlugin(definition, { allowed_tags: [tag] }), tag);
  });
});

describe("where HTML stands", () => {
  const plugin = (config: object = {}) =>
    newPlugin(definition, config) as Record<string, (payload: object, context: object) => Answer>;
  const result = (of: object) => ({ name: "t", result: { content: [], ...of } });
  const document = "<!DOCTYPE html><p onclick=x>a";
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const rows: readonly [
    name: string,
    hook: string,
    payload: object,
    safe: RegExp | undefined,
    config?: object,
  ][] = [
    [
      "a document in an item",
      "tool_post_invoke",
      result({ content: [{ type: "text", text: document }] }),
      /"<p>a<\/p>"/,
    ],
    [
      "behind a comment",
      "tool_post_invoke",
      result({ content: [{ type: "text", text: `\n<!-- x -->${document}` }] }),
      /<p>a/,
    ],
    [
      "code that shows HTML",
      "tool_post_invoke",
      result({ content: [{ type: "text", text: "Write `<p onclick=x>`" }] }),
      undefined,
    ],
    [
      "the same, sniffing for any",
      "tool_post_invoke",
      result({ content: [{ type: "text", text: "Write <p onclick=x>" }] }),
      /Write <p><\/p>/,
      { sniff: "any" },
    ],
    [
      "no sniffing",
      "tool_post_invoke",
      result({ content: [{ type: "text", text: document }] }),
      undefined,
      { sniff: "never" },
    ],
    [
      "less than",
      "tool_post_invoke",
      result({ content: [{ type: "text", text: "1 < 2 > 0 <- x" }] }),
      undefined,
      { sniff: "any" },
    ],
    [
      "structured content",
      "tool_post_invoke",
      result({ structuredContent: { page: document } }),
      /"page":"<p>a<\/p>"/,
    ],
    [
      "JSON in a text",
      "tool_post_invoke",
      result({ content: [{ type: "text", text: JSON.stringify({ page: document }) }] }),
      /\\"page\\":\\"<p>a<\/p>\\"/,
    ],
    [
      "an embedded resource",
      "tool_post_invoke",
      result({
        content: [
          { type: "resource", resource: { uri: "x:y", mimeType: "text/HTML; charset=utf-8", text: "x<b>y" } },
        ],
      }),
      /"xy"/,
    ],
    [
      "another type",
      "tool_post_invoke",
      result({
        content: [{ type: "resource", resource: { uri: "x:y", mimeType: "text/plain", text: document } }],
      }),
      undefined,
    ],
    [
      "a text with a type that texts do not have",
      "tool_post_invoke",
      result({ content: [{ type: "text", mimeType: "text/plain", text: document }] }),
      /<p>a/,
    ],
    [
      "structured content with a type",
      "tool_post_invoke",
      result({ structuredContent: { resource: { mimeType: "text/plain", text: document } } }),
      /<p>a/,
    ],
    [
      "a type of the operator's",
      "resource_post_fetch",
      { uri: "x:y", content: { uri: "x:y", mimeType: "text/x-page", text: "<b>y" } },
      /"y"/,
      { mime_types: ["text/x-page"] },
    ],
    [
      "a resource",
      "resource_post_fetch",
      { uri: "x:y", content: { uri: "x:y", mimeType: "text/html", text: "<b>y" } },
      /"y"/,
    ],
    [
      "a resource's blob",
      "resource_post_fetch",
      { uri: "x:y", content: { uri: "x:y", mimeType: "text/html", blob: base64("<b>y") } },
      new RegExp(base64("y")),
    ],
    [
      "a prompt",
      "prompt_post_fetch",
      { prompt_id: "p", result: { messages: [{ role: "user", content: { type: "text", text: document } }] } },
      /<p>a/,
    ],
    [
      "exempt",
      "tool_post_invoke",
      result({ content: [{ type: "text", text: document }] }),
      undefined,
      { exemptions: [{ names: ["t"] }] },
    ],
  ];
  for (const [name, hook, payload, safe, config] of rows) {
    test(name, () => {
      const answer = plugin(config)[hook]?.(payload, newContext());
      assert.equal(answer?.violation, undefined);
      if (safe === undefined) assert.equal(answer, undefined);
      else {
        assert.match(JSON.stringify(answer?.modified_payload), safe);
        assert.deepEqual(answer?.metadata, { html_sanitizer: { sanitized: 1 } });
      }
    });
  }
  test("to_text changes the type, and leaves what came alone", () => {
    const payload = { uri: "x:y", content: { uri: "x:y", mimeType: "text/html", text: "<p>a</p>" } };
    const answer = plugin({ to_text: true })["resource_post_fetch"]?.(payload, newContext());
    assert.deepEqual(answer?.modified_payload?.["content"], {
      uri: "x:y",
      mimeType: "text/plain",
      text: "a",
    });
    assert.equal(payload.content.mimeType, "text/html");
  });
  test("HTML that is too long is denied, another text is not", () => {
    const of = (text: string) =>
      plugin({ max_text_bytes: 20 })["tool_post_invoke"]?.(
        result({ content: [{ type: "text", text }] }),
        newContext(),
      );
    assert.equal(of(document)?.violation?.code, "HTML_SANITIZER_LIMIT_EXCEEDED");
    assert.deepEqual(of(document)?.violation?.details?.["compliance_mapping"], definition.compliance);
    assert.equal(of("a".repeat(30)), undefined);
  });
});

/** Pieces of HTML that parsers are known to disagree about, or that attackers use. */
const pieces = (
  "<p>|</p>|<b |<i>|</b>|a|&lt;|&|&#x3c;|<!--|-->|--!>|<!|<?|]]>|<![CDATA[|<script>|</script>|<style>|</style>|<svg>|</svg>|<math>|<mtext>|<table>|<tr>|<td>|</table>|" +
  "<title>|</title>|<textarea>|</textarea>|<noscript>|</noscript>|<template>|<select>|<option>|<form>|<a href=|javascript:|'|\"|>|/>|<|=| |\n|onerror=x|src=x|id=|" +
  '<img src=x onerror=x>|<li hidden>|<ul>|</ul>|<annotation-xml encoding=text/html>|<foreignObject>|<plaintext>|<iframe srcdoc=|<p title="|<xmp>|</xmp>|<div style=|display:none|\u0000|`|<x-y>'
).split("|");

describe("as a browser reads what comes out", () => {
  // parse5's tree builder is the oracle: it follows WHATWG HTML, mutations included
  const configs = [
    {},
    { drop_unknown_tags: false, remove_comments: false },
    {
      remove_hidden: false,
      allowed_tags: ["p", "a", "table", "td", "select", "option", "form", "b", "img", "li"],
    },
  ];
  for (const [index, config] of configs.entries()) {
    test(`nothing but what is allowed, configuration ${index}`, () => {
      const { allowed_tags } = sanitizerConfig.parse(config);
      const tags = new Set([...allowed_tags, "html", "head", "body", "tbody", "tr"]);
      const sanitizer = sanitizerOf(sanitizerConfig.parse(config));
      let state = 7 + index;
      const next = () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return state / 2 ** 32;
      };
      for (let round = 0; round < 3000; round++) {
        const html = Array.from(
          { length: 1 + Math.floor(next() * 14) },
          () => pieces[Math.floor(next() * pieces.length)],
        ).join("");
        const safe = sanitizer(html);
        for (const element of elementsOf(parse(safe))) {
          assert.ok(tags.has(element.tagName), `${element.tagName} of ${JSON.stringify(html)}`);
          for (const { name, value } of element.attrs) {
            assert.ok(!name.startsWith("on") && name !== "srcdoc" && name !== "style", JSON.stringify(html));
            assert.ok(!/^\s*javascript:/i.test(value), JSON.stringify(html));
          }
        }
      }
    });
  }
});

function* elementsOf(node: Tree.Node): Generator<Tree.Element> {
  if ("tagName" in node) yield node;
  if ("childNodes" in node) for (const child of node.childNodes) yield* elementsOf(child);
}

test("no text makes it slow", () => {
  for (const config of [{}, { to_text: true }, { allowed_attrs: { "*": ["style"] } }]) {
    const sanitizer = sanitizerOf(sanitizerConfig.parse(config));
    assertNoneSlow(
      [...pieces, "<div>", "</div>", "a=b ", "style='", "/*", "opacity:0", "rgb(1,"],
      31,
      3000,
      sanitizer,
    );
  }
});
