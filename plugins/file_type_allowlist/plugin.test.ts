import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject, PluginResult } from "plugins-adapter/framework";
import { type LogLine, newContext, newPlugin } from "plugins-adapter/testing";
import { extensionOf } from "./file-types.ts";
import definition from "./plugin.ts";

const config = {
  allowed_mime_types: ["text/plain", "Image/*", "application/zip", "application/octet-stream"],
  allowed_extensions: [".md", "TXT"],
};

function run(hook: string, payload: object, options: object = config): string {
  const plugin = newPlugin(definition, options) as Record<string, unknown>;
  const handler = plugin[hook] as (payload: object, context: unknown) => PluginResult<unknown> | undefined;
  const answer = handler(payload, newContext());
  return answer?.violation === undefined ? "passes" : String(answer.violation.code);
}

describe("extensions", () => {
  const rows: readonly [uri: string, extension: string | undefined][] = [
    ["file:///a/b.MD", ".md"],
    ["file:///a.exe/b", ""],
    ["https://example.com", ""],
    ["https://example.com/a.md?x=.exe#y.exe", ".md"],
    ["https://example.com/a.exe?x=/b.md", ".exe"],
    ["notes://a.exe", ".exe"],
    ["a.tar.gz", ".gz"],
    ["file:///a%2Eexe", ".exe"],
    ["file:///a.exe%2Fb.md", undefined],
    ["file:///a.exe%00.md", undefined],
    ["file:///a.exe.", undefined],
    ["file:///a.exe%20", undefined],
    ["file:///%zz.md", undefined],
    ["file:///C:\\x\\a.exe", ".exe"],
    ["", ""],
  ];
  for (const [uri, extension] of rows) test(uri, () => assert.equal(extensionOf(uri), extension));
});

describe("requests", () => {
  const rows: readonly [uri: string, options: object, answer: string][] = [
    ["file:///a.md", config, "passes"],
    ["file:///a.txt", config, "passes"],
    ["file:///a.exe", config, "FILETYPE_BLOCK"],
    ["file:///a.exe%00.md", config, "FILETYPE_BLOCK"],
    ["file:///a", config, "passes"],
    ["file:///a", { ...config, require_extension: true }, "FILETYPE_BLOCK"],
    ["file:///a.exe", {}, "passes"],
    ["file:///a.exe", { require_extension: true }, "passes"],
  ];
  for (const [uri, options, answer] of rows)
    test(`${uri} ${JSON.stringify(options)}`, () =>
      assert.equal(run("resource_pre_fetch", { uri, metadata: {} }, options), answer));
});

const png = Buffer.from("\x89PNG\r\n\x1a\n....", "latin1").toString("base64");
const elf = Buffer.from("\x7fELF........", "latin1").toString("base64");
const zip = Buffer.from("PK\x03\x04........", "latin1").toString("base64");

describe("contents", () => {
  const rows: readonly [name: string, content: JsonObject, answer: string, options?: object][] = [
    [
      "a type that is listed",
      { uri: "file:///a.md", mimeType: "text/plain; charset=utf-8", text: "x" },
      "passes",
    ],
    ["letter case", { uri: "file:///a.md", mimeType: "TEXT/Plain", text: "x" }, "passes"],
    ["one that is not", { uri: "file:///a.md", mimeType: "text/html", text: "x" }, "FILETYPE_BLOCK"],
    ["its own URI", { uri: "file:///a.exe", mimeType: "text/plain", text: "x" }, "FILETYPE_BLOCK"],
    ["a kind", { uri: "x:a.md", mimeType: "image/png", blob: png }, "passes"],
    ["no type", { uri: "x:a.md", text: "x" }, "passes"],
    ["no type, required", { uri: "x:a.md", text: "x" }, "FILETYPE_BLOCK", { require_mime_type: true }],
    ["another type's bytes", { uri: "x:a.md", mimeType: "text/plain", blob: elf }, "FILETYPE_BLOCK"],
    [
      "another type's bytes, not looked at",
      { uri: "x:a.md", mimeType: "text/plain", blob: elf },
      "passes",
      { ...config, check_content: false },
    ],
    ["bytes of no type", { uri: "x:a.md", blob: elf }, "FILETYPE_BLOCK"],
    ["bytes of no type that may pass", { uri: "x:a.md", blob: zip }, "passes"],
    [
      "octets, which are listed",
      { uri: "x:a.md", mimeType: "application/octet-stream", blob: elf },
      "passes",
    ],
    [
      "octets, which are not",
      { uri: "x:a", mimeType: "application/octet-stream", blob: png },
      "FILETYPE_BLOCK",
      { allowed_mime_types: ["text/plain"] },
    ],
    ["what stands beside the contents", { _meta: {} }, "passes", { ...config, require_mime_type: true }],
  ];
  for (const [name, content, answer, options] of rows)
    test(name, () => assert.equal(run("resource_post_fetch", { uri: "x:a.md", content }, options), answer));
});

describe("results", () => {
  const rows: readonly [name: string, item: JsonObject, answer: string][] = [
    ["text", { type: "text", text: "x" }, "passes"],
    [
      "embedded",
      { type: "resource", resource: { uri: "x:a.md", mimeType: "text/html", text: "x" } },
      "FILETYPE_BLOCK",
    ],
    [
      "embedded, listed",
      { type: "resource", resource: { uri: "x:a.md", mimeType: "text/plain", text: "x" } },
      "passes",
    ],
    ["link", { type: "resource_link", uri: "x:/a.exe", name: "a" }, "FILETYPE_BLOCK"],
    ["image", { type: "image", mimeType: "image/png", data: png }, "passes"],
    ["no image", { type: "image", mimeType: "image/png", data: elf }, "FILETYPE_BLOCK"],
    ["sound", { type: "audio", mimeType: "audio/wav", data: "" }, "FILETYPE_BLOCK"],
  ];
  for (const [name, item, answer] of rows) {
    test(`tool: ${name}`, () =>
      assert.equal(
        run("tool_post_invoke", { name: "t", result: { content: [{ type: "text", text: "" }, item] } }),
        answer,
      ));
    test(`prompt: ${name}`, () =>
      assert.equal(
        run("prompt_post_fetch", { prompt_id: "p", result: { messages: [{ role: "user", content: item }] } }),
        answer,
      ));
  }
});

test("empty lists are told", () => {
  const lines: LogLine[] = [];
  newPlugin(definition, {}, lines);
  assert.equal(lines.length, 1);
});

test("the details name the type", () => {
  const plugin = newPlugin(definition, config);
  const content = { uri: "x:a.md", mimeType: "text/plain", blob: elf };
  const answer = plugin.resource_post_fetch?.(
    { uri: "x:a.md", content },
    newContext(),
  ) as PluginResult<unknown>;
  const { compliance_mapping: _, ...details } = answer.violation?.details ?? {};
  assert.deepEqual(details, { mime_type: "text/plain", content_type: "application/x-elf" });
});
