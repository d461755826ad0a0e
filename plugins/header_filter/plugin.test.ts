import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PluginResult, ToolPreInvokePayload } from "plugins-adapter/framework";
import { type LogLine, newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

function filtered(headers: Record<string, string> | undefined, config: object = {}, lines: LogLine[] = []) {
  const plugin = newPlugin(definition, config, lines);
  const payload = headers === undefined ? { name: "t", args: {} } : { name: "t", args: { a: 1 }, headers };
  const answer = plugin.tool_pre_invoke?.(payload, newContext()) as
    | PluginResult<ToolPreInvokePayload>
    | undefined;
  return answer?.modified_payload;
}

describe("headers that reach the server", () => {
  const sent = { authorization: "Bearer x", cookie: "a=b", "x-a": "1" };
  const rows: readonly [
    name: string,
    headers: Record<string, string>,
    left: object | undefined,
    config?: object,
  ][] = [
    ["credentials do not", sent, { "x-a": "1" }],
    ["nothing to take out", { "x-a": "1" }, undefined],
    [
      "what is passed",
      sent,
      { authorization: "Bearer x", "x-a": "1" },
      { allow_passthrough_headers: ["AUTHORIZATION"] },
    ],
    ["a list of one's own", sent, { authorization: "Bearer x", cookie: "a=b" }, { filter_headers: ["X-A"] }],
    ["a list of none", sent, undefined, { filter_headers: [] }],
    ["no prototype", { "x-api-key": "1", constructor: "c" }, { constructor: "c" }],
  ];
  for (const [name, headers, left, config] of rows)
    test(name, () => assert.deepEqual(filtered(headers, config)?.headers, left));

  test("a payload without headers passes", () => assert.equal(filtered(undefined), undefined));
  test("arguments stay", () => assert.deepEqual(filtered(sent)?.args, { a: 1 }));
});

test("the log has names and no values", () => {
  const lines: LogLine[] = [];
  filtered({ authorization: "Bearer x" }, {}, lines);
  filtered({ cookie: "Bearer x" }, { log_filtered_headers: false }, lines);
  assert.deepEqual(
    lines.map(({ fields }) => fields),
    [{ headers: ["authorization"] }],
  );
});

test("what is no header's name is refused", () => {
  for (const option of ["filter_headers", "allow_passthrough_headers"])
    assert.equal(definition.config.safeParse({ [option]: ["a b"] }).success, false);
});
