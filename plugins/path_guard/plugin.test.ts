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
  ((answer?.violation?.details?.["issues"] ?? []) as readonly string[]).map((each) => each.split(": ")[1]);

describe("finds", () => {
  const rows: readonly [text: string, issue: string][] = [
    ["../secret", "traversal"],
    ["a/../../b", "traversal"],
    ["..\\..\\boot.ini", "traversal"],
    ["images/..", "traversal"],
    ["/....//....//etc/passwd", "traversal"],
    ["/..../..../x", "traversal"],
    ["..;/admin", "traversal"],
    ["%2e%2e%2fx", "encoded traversal"],
    ["%252e%252e%252fx", "encoded traversal"],
    ["..%2fx", "encoded traversal"],
    ["..%5cx", "encoded traversal"],
    ["%c0%ae%c0%ae/x", "encoded traversal"],
    ["..%c0%afx", "encoded traversal"],
    ["%e0%80%ae%e0%80%ae/x", "encoded traversal"],
    ["%u002e%u002e/x", "encoded traversal"],
    ["0x2e0x2e0x2fx", "encoded traversal"],
    ["\\x2e\\x2e/x", "encoded traversal"],
    ["&#46;&#46;/x", "encoded traversal"],
    ["\uff0e\uff0e\uff0fx", "encoded traversal"],
    ["..\u2215x", "encoded traversal"],
    ["x.png%00.jpg", "a null byte"],
    ["../../etc/passwd%00", "traversal"],
    ["/etc/passwd", "a sensitive file"],
    ["/etc/./passwd", "a sensitive file"],
    ["//etc//shadow", "a sensitive file"],
    ["/ETC/PASSWD", "a sensitive file"],
    ["~/.ssh/id_rsa", "a sensitive file"],
    ["C:\\Windows\\win.ini", "a sensitive file"],
    ["/proc/self/environ", "a sensitive file"],
    ["/srv/me/app/.env", "a sensitive file"],
    ["/var/run/secrets/kubernetes.io/serviceaccount/token", "a sensitive file"],
    ["/srv/me/.aws/credentials", "a sensitive file"],
    ["file:///etc/hosts", "a file URI"],
    ["file:/c:/x", "a file URI"],
    ["FILE://localhost/x", "a file URI"],
    ["\\\\server\\share\\x", "a device or share"],
    ["\\\\?\\C:\\x", "a device or share"],
    ["/././././././././x", "a path longer than any"],
    [`/${"a".repeat(1200)}`, "a path longer than any"],
    ["please open ../../etc/passwd for me", "traversal"],
    ["php://filter/convert.base64-encode/resource=index", "a stream wrapper"],
    ["phar://upload.jpg/x", "a stream wrapper"],
    ["expect://id", "a stream wrapper"],
  ];
  for (const [text, issue] of rows) {
    test(JSON.stringify(text.slice(0, 80)), () => {
      const answer = ask({}, { q: text });
      assert.equal(answer?.violation?.code, "PATH_GUARD");
      assert.ok(issuesOf(answer).includes(issue), issuesOf(answer).join());
      assert.ok(!JSON.stringify(answer).includes(JSON.stringify(text).slice(1, -1)));
    });
  }
});

const code = "const marks = ['\\x00', '%00', '..%2f'];\n";

describe("passes", () => {
  const rows: readonly string[] = [
    `${code.repeat(10)}// ${"/".repeat(40)}./././\n`,
    "PHP reads php://input once; data://text is another wrapper",
    "",
    ".",
    "...",
    "wait... what? yes .. no",
    "1..10",
    "a..b",
    "c/ mayor, s/n 5-c",
    "and/or, his/hers, 1/2, 24/7",
    "src/main.ts",
    "./src/main.ts",
    "/srv/me/notes.txt",
    "C:\\Users\\me\\notes.txt",
    "https://example.com/a/b?c=d/e#f",
    "https://example.com/etc/environmental",
    'import { x } from "../x.ts";\nimport y from "../../y.ts";',
    "see /etc/passwd in the manual",
    "docs/etc.md",
    "file: the report",
    "profile:me",
    "100%",
    "50% off / 20% off",
    "..., ... and so on",
    "--- // ---",
    "application/json; charset=utf-8",
    "2026/11/21",
    "a.b.c.d",
    "rock & roll / jazz",
  ];
  for (const text of rows)
    test(JSON.stringify(text), () => assert.deepEqual(issuesOf(ask({}, { q: text })), []));
});

describe("options", () => {
  test("allowed_roots hold in path fields, and allow what lies within", () => {
    const config = { allowed_roots: ["/srv/data/", "C:\\work"] };
    for (const path of ["/srv/data", "/srv/data/a/.env", "C:\\work\\x", "relative/x", "/srv/./data//x"]) {
      assert.deepEqual(issuesOf(ask(config, { path })), [], path);
    }
    for (const path of ["/srv/database", "/etc/x", "D:\\work\\x", "~/x", "/"]) {
      assert.deepEqual(issuesOf(ask(config, { Path: [path] })), ["an absolute path"], path);
    }
    assert.deepEqual(issuesOf(ask(config, { path: "/srv/data/../x" })), ["traversal", "an absolute path"]);
    assert.deepEqual(issuesOf(ask(config, { q: "/elsewhere" })), []);
    assert.equal(ask(config, { path: "file:///srv/data/x" }), undefined);
  });
  test("path_fields", () => {
    assert.ok(ask({ path_fields: ["q"], allowed_roots: ["/a"] }, { q: "/b" })?.violation);
    assert.equal(ask({ path_fields: ["q"], allowed_roots: ["/a"] }, { path: "/b" }), undefined);
  });
  test("denied_paths", () => {
    const config = { denied_paths: ["/srv/private/*", "*.pem"] };
    for (const path of ["/srv/private/x", "/srv/./PRIVATE/x", "a/b.PEM"]) {
      assert.deepEqual(issuesOf(ask(config, { path })), ["a denied path"], path);
    }
    assert.equal(ask(config, { path: "/srv/public/x" }), undefined);
  });
  const off: readonly [option: string, text: string][] = [
    ["block_traversal", "../x"],
    ["block_sensitive_files", "/etc/passwd"],
    ["block_file_uris", "file:///x"],
    ["block_null_bytes", "x%00"],
  ];
  for (const [option, text] of off) {
    test(option, () => {
      assert.ok(ask({}, { q: text })?.violation);
      assert.equal(ask({ [option]: false }, { q: text }), undefined);
    });
  }
  test("block_on_violation", () =>
    assert.deepEqual(ask({ block_on_violation: false }, { q: "../x" }), {
      metadata: { path_issues: ["args.q: traversal"] },
    }));
  test("exemptions", () =>
    assert.equal(ask({ exemptions: [{ fields: ["args.q"] }] }, { q: "../x" }), undefined));
  test("limits deny what is not read", () => {
    const limits = { max_text_bytes: 10, max_nested_depth: 2, max_collection_items: 2 };
    for (const args of [{ q: "x".repeat(11) }, { a: { b: { c: { d: 1 } } } }, { a: [1, 2, 3] }]) {
      assert.equal(ask(limits, args)?.violation?.code, "PATH_GUARD_LIMIT_EXCEEDED");
    }
  });
});

test("member names, prompts, URIs, completions, answers to elicitation, roots", () => {
  const plugin = newPlugin(definition, {});
  const answers = [
    ask({}, { "../x": 1 }),
    plugin.prompt_pre_fetch?.({ prompt_id: "p", args: { a: "../x" } }, newContext()),
    plugin.resource_pre_fetch?.({ uri: "repo://x/%2e%2e/y", metadata: {} }, newContext()),
    plugin.resource_pre_fetch?.({ uri: "file:///etc/passwd", metadata: {} }, newContext()),
    plugin.completion?.(completionOf("../x"), newContext()),
    plugin.elicitation_response?.(elicitationAnswerOf("../x"), newContext()),
  ];
  for (const [index, answer] of answers.entries()) {
    const { violation } = (answer ?? {}) as PluginResult<unknown>;
    assert.equal(violation?.code, "PATH_GUARD", String(index));
    assert.deepEqual(violation?.details?.["compliance_mapping"], definition.compliance);
  }
});

test("no text makes it slow", () => {
  const parts = [
    "../",
    "..\\",
    "%2e",
    "%25",
    "/",
    "\\",
    ".",
    "....//",
    "0x2e",
    "&#46;",
    "etc/passwd",
    "file:",
    "\0",
    "~",
    "a",
    "\uff0e",
  ];
  const plugin = newPlugin(definition, {});
  assertNoneSlow(parts, 13, 3000, (path) =>
    plugin.tool_pre_invoke?.({ name: "t", args: { path } }, newContext()),
  );
});
