import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject, Plugin } from "../../../src/framework/index.ts";
import { mirroredArguments, mirroredName } from "../../../src/inspection/headers/mirrored-headers.ts";
import type { HeaderChanges, Headers } from "../../../src/inspection/verdict.ts";
import { call, inspect, postHeaders, request, requestHead, text } from "../inspect.ts";

const base64 = (said: string): string => `=?base64?${Buffer.from(said).toString("base64")}?=`;

describe("mirroredName", () => {
  it("follows an edit where there is such a header", () => {
    assert.deepEqual(mirroredName([["mcp-name", "a"]], "a", "b"), { set: [["mcp-name", "b"]] });
    assert.deepEqual(mirroredName([["mcp-name", "a"]], "a", "b é"), { set: [["mcp-name", base64("b é")]] });
    assert.deepEqual(mirroredName([["mcp-name", "a"]], "a", "a"), {});
    assert.deepEqual(mirroredName([["x", "a"]], "a", "b"), {});
    assert.deepEqual(mirroredName(undefined, "a", "b"), {});
  });
});

describe("mirroredArguments", () => {
  const card = "4111111111111111";
  const cases: [
    name: string,
    value: string,
    before: JsonObject,
    after: JsonObject,
    changes: HeaderChanges,
  ][] = [
    ["an edited text", card, { card }, { card: "***" }, { set: [["mcp-param-x", "***"]], remove: [] }],
    [
      "a text that needs encoding",
      card,
      { card },
      { card: "é" },
      { set: [["mcp-param-x", base64("é")]], remove: [] },
    ],
    ["an encoded text", base64("é"), { a: "é" }, { a: "e" }, { set: [["mcp-param-x", "e"]], remove: [] }],
    ["a removed argument", card, { card }, {}, { set: [], remove: ["mcp-param-x"] }],
    ["one that became a list", card, { card }, { card: [] }, { set: [], remove: ["mcp-param-x"] }],
    [
      "a nested one",
      card,
      { a: [{ card }] },
      { a: [{ card: "" }] },
      { set: [["mcp-param-x", base64("")]], remove: [] },
    ],
    ["a number", "42.50", { a: 42.5 }, { a: 7 }, { set: [["mcp-param-x", "7"]], remove: [] }],
    ["a truth value", "true", { a: true }, { a: false }, { set: [["mcp-param-x", "false"]], remove: [] }],
    ["what stayed", card, { card, b: 1 }, { card, b: 2 }, { set: [], remove: [] }],
    ["a number that stayed", "42.50", { a: 42.5, b: 1 }, { a: 42.5, b: 2 }, { set: [], remove: [] }],
    ["what no argument says", "other", { card }, { card: "***" }, { set: [], remove: [] }],
    [
      "the same value twice, edited alike",
      card,
      { a: card, b: card },
      { a: "*", b: "*" },
      { set: [["mcp-param-x", "*"]], remove: [] },
    ],
  ];
  for (const [name, value, before, after, changes] of cases) {
    it(name, () => assert.deepEqual(mirroredArguments([["mcp-param-x", value]], before, after), changes));
  }

  const unclear: [name: string, headers: Headers, after: JsonObject][] = [
    ["the same value twice, edited apart", [["mcp-param-x", card]], { a: "*", b: card }],
    ["a header that can't be read", [["mcp-param-x", "=?base64?!?="]], { a: "*", b: "*" }],
    [
      "a repeated header",
      [
        ["mcp-param-x", card],
        ["mcp-param-x", "y"],
      ],
      { a: "*", b: "*" },
    ],
  ];
  for (const [name, headers, after] of unclear) {
    it(`throws for ${name}`, () =>
      assert.throws(() => mirroredArguments(headers, { a: card, b: card }, after), TypeError));
  }

  it("touches nothing where there is no such header", () => {
    assert.deepEqual(mirroredArguments([["x-card", card]], { card }, { card: "***" }), {});
  });
});

describe("an edited argument", () => {
  const mask: Plugin = {
    tool_pre_invoke: ({ name, args }) => ({
      modified_payload: { name, args: JSON.parse(JSON.stringify(args).replace("hush", "***")) },
    }),
  };
  const sent = async (headers: Headers, body: string) => {
    const { exchange } = await inspect(mask);
    requestHead(exchange, [...postHeaders, ...headers]);
    return request(exchange, body);
  };

  it("does not go on in a header", async () => {
    const body = call("1", "t", '{"a":"hush"}');
    const verdict = await sent([["mcp-param-a", "hush"]], body);
    assert.equal(text(verdict), body.replace("hush", "***"));
    assert.ok(verdict.kind === "replace" && verdict.headersRequired);
    assert.deepEqual(verdict.headers, { set: [["mcp-param-a", "***"]], remove: [] });
  });

  it("is denied where a header might keep it", async () => {
    const verdict = await sent([["mcp-param-a", "hush"]], call("1", "t", '{"a":"hush","b":"hush"}'));
    assert.equal(verdict.kind, "deny");
    assert.doesNotMatch(text(verdict), /hush/);
  });
});
