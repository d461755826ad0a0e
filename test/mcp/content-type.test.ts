import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ContentType, contentType } from "../../src/mcp/content-type.ts";

describe("contentType", () => {
  const cases: [values: string[], type: ContentType][] = [
    [[], "absent"],
    [["application/json"], "json"],
    [["Application/JSON"], "json"],
    [[" application/json\t"], "json"],
    [["application/json;charset=utf-8"], "json"],
    [["application/json ; Charset=UTF-8"], "json"],
    [['application/json; charset="utf-8"'], "json"],
    [["text/event-stream"], "event_stream"],
    [["text/event-stream; charset=utf-8"], "event_stream"],
    [[""], "other"],
    [["application/json; charset=utf-16"], "other"],
    [["application/json; charset=latin1"], "other"],
    [["application/json; charset=utf8"], "other"],
    [["application/json;"], "other"],
    [["application/json; charset=utf-8; charset=utf-16"], "other"],
    [["application/json; charset=utf-8; x=y"], "other"],
    [["application/json; profile=x"], "other"],
    [["application/json, text/plain"], "other"],
    [["application/json,application/json"], "other"],
    [["application/jsonx"], "other"],
    [["application/json-seq"], "other"],
    [["application/vnd.api+json"], "other"],
    [["text/event-streamx"], "other"],
    [["text/plain"], "other"],
    [["\u00a0application/json"], "other"],
    [["application/json", "application/json"], "other"],
    [["application/json", "text/plain"], "other"],
  ];
  for (const [values, type] of cases) {
    it(`${JSON.stringify(values)} is ${type}`, () => {
      assert.equal(
        contentType([["accept", "*/*"], ...values.map((value): [string, string] => ["content-type", value])]),
        type,
      );
    });
  }
});
