import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasFoldedKey } from "../../src/mcp/folded-keys.ts";
import { documentOf } from "./documents.ts";

function isFolded(json: string): boolean {
  const document = documentOf(json);
  return hasFoldedKey(document, document.root);
}

const call = (method: string, params: string) => `{"id":1,"method":"${method}","params":${params}}`;
const result = (json: string) => `{"id":1,"result":${json}}`;

describe("folded keys", () => {
  it("of methods that are not MCP's are their own, but for what any message carries", () => {
    for (const params of ['{"Name":1}', '{"URI":1,"Cursor":2}', '{"task":{"Status":1}}', '{"Result":{}}'])
      assert.ok(!isFolded(call("vendor/search", params)), params);
    for (const params of ['{"_META":{}}', '{"InputResponses":{}}', '{"inputResponses":{"a":{"Action":1}}}'])
      assert.ok(isFolded(call("vendor/search", params)), params);
    assert.ok(isFolded('{"id":1,"method":"vendor/search","Method":"tools/call","params":{"Name":1}}'));
    assert.ok(isFolded(call("tools/call", '{"Name":"x"}')));
  });

  it("are found in messages within messages", () => {
    const ask = (entry: string) => result(`{"inputRequests":{"a":${entry}}}`);
    assert.ok(isFolded(ask('{"Method":"elicitation/create"}')));
    assert.ok(isFolded(ask('{"method":"elicitation/create","params":{"Message":"m"}}')));
    assert.ok(!isFolded(ask('{"method":"vendor/ask","params":{"Message":"m"}}')));
    assert.ok(isFolded(call("tools/call", '{"name":"t","inputResponses":{"a":{"Roots":[]}}}')));
    assert.ok(
      !isFolded(
        call("tools/call", '{"name":"t","inputResponses":{"Name":{"action":"accept","content":{"Text":1}}}}'),
      ),
    );
  });

  it("are found in the elicitations of an error, and in nothing else of its data", () => {
    const failed = (data: string) => `{"id":1,"error":{"code":-32042,"message":"m","data":${data}}}`;
    assert.ok(isFolded(failed('{"Elicitations":[]}')));
    assert.ok(isFolded(failed('{"elicitations":[{"mode":"url","URL":"u"}]}')));
    assert.ok(!isFolded(failed('{"Name":1,"Message":2}')));
    assert.ok(!isFolded(failed('[{"Name":1}]')));
  });

  it("are found in the result or error that a task holds, and in no other member of that name", () => {
    assert.ok(isFolded(result('{"taskId":"1","result":{"Content":[]}}')));
    assert.ok(isFolded(result('{"taskId":"1","error":{"Message":"m"}}')));
    assert.ok(!isFolded(result('{"result":{"Content":[]}}')));
  });
});
