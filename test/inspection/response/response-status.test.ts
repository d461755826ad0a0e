import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Plugin } from "../../../src/framework/index.ts";
import { asked, response, responseHead, text, toolAnswer } from "../inspect.ts";

const watch: Plugin = { tool_post_invoke: () => undefined };
const answerUnder = async (status: string, body: string): Promise<string> => {
  const { exchange } = await asked(watch);
  responseHead(exchange, [
    [":status", status],
    ["content-type", "application/json"],
  ]);
  return text(await response(exchange, body));
};

describe("an answer under an error status", () => {
  const own = '{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Bad Request"}}';

  for (const status of ["400", "404", "500"]) {
    it(`may be an error under an id of the server's making (${status})`, async () =>
      assert.equal(await answerUnder(status, own), "<as it was>"));
  }

  it("which every hook sees", async () => {
    const seen: string[] = [];
    const { exchange } = await asked({
      tool_post_invoke: () => void seen.push("tool"),
      resource_post_fetch: () => void seen.push("resource"),
    });
    responseHead(exchange, [
      [":status", "400"],
      ["content-type", "application/json"],
    ]);
    await response(exchange, own);
    assert.deepEqual(seen, ["tool", "resource"]);
  });

  const refused = {
    "a result under another id": toolAnswer("8", "x"),
    "a request of the server": '{"jsonrpc":"2.0","id":1,"method":"ping"}',
  };
  for (const [name, body] of Object.entries(refused)) {
    it(`can't be ${name}`, async () => assert.match(await answerUnder("404", body), /"error":\{"code":-32/));
  }

  it("that is a body of its own is seen by the method's hook, and passes, is edited or denied as that says", async () => {
    const own = '{"error":"invalid_token","error_description":"hush"}';
    const under = async (plugin: Plugin): Promise<string> => {
      const { exchange } = await asked(plugin);
      responseHead(exchange, [
        [":status", "401"],
        ["content-type", "application/json"],
      ]);
      return text(await response(exchange, own));
    };
    assert.equal(await under(watch), "<as it was>");
    const mask: Plugin = {
      tool_post_invoke: ({ name, result }) => ({
        modified_payload: { name, result: { ...(result as object), error_description: "***" } },
      }),
    };
    assert.equal(await under(mask), own.replace("hush", "***"));
    const deny: Plugin = { tool_post_invoke: () => ({ continue_processing: false }) };
    assert.match(await under(deny), /^\{"jsonrpc":"2.0","id":1,"error"/);
  });

  it("elsewhere has the request's id", async () =>
    assert.match(await answerUnder("200", own), /"code":"foreign_id"/));
});
