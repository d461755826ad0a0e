import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { none } from "../../src/mcp/json/document.ts";
import {
  idKey,
  idKeyOf,
  type MessageProblem,
  type MessageStrictness,
  readMessage,
  strictMessages,
} from "../../src/mcp/message.ts";
import { methodEntry, methodNames } from "../../src/mcp/methods.ts";
import { documentOf, messageOf } from "./documents.ts";

function problemOf(text: string, relaxed: Partial<MessageStrictness> = {}): MessageProblem | undefined {
  const document = documentOf(text, false);
  const reading = readMessage(document, document.root, { ...strictMessages, ...relaxed });
  return reading.ok ? undefined : reading.problem;
}

const envelope = (rest: string): string => `{"jsonrpc":"2.0",${rest}}`;
const request = (method: string, params?: string): string =>
  envelope(`"id":1,"method":"${method}"${params === undefined ? "" : `,"params":${params}`}`);
const result = (value: string): string => envelope(`"id":1,"result":${value}`);

describe("readMessage", () => {
  it("tells the four kinds apart and where their parts stand", () => {
    const { document, message } = messageOf(envelope('"id":"a","method":"ping","params":{"x":1}'));
    assert.ok(message.kind === "request");
    assert.equal(message.method, "ping");
    assert.equal(document.source(message.id), '"a"');
    assert.equal(document.source(message.params), '{"x":1}');

    const notification = messageOf(envelope('"method":"notifications/initialized"')).message;
    assert.deepEqual(notification, {
      kind: "notification",
      method: "notifications/initialized",
      params: none,
    });

    const answer = messageOf('{"result":{"a":1},"id":7,"jsonrpc":"2.0"}');
    assert.ok(answer.message.kind === "result");
    assert.equal(answer.document.source(answer.message.result), '{"a":1}');

    const error = messageOf(envelope('"id":7,"error":{"code":1,"message":"no"}'));
    assert.ok(error.message.kind === "error");
    assert.equal(error.document.source(error.message.error), '{"code":1,"message":"no"}');
  });

  it("compares decoded text", () => {
    assert.equal(problemOf('{"jsonrpc":"\\u0032.0","\\u0069d":1,"method":"tools\\u002flist"}'), undefined);
    const { message } = messageOf('{"jsonrpc":"2.0","id":1,"method":"tools\\/list"}');
    assert.ok(message.kind === "request" && message.method === "tools/list");
  });

  it("accepts what real peers send", () => {
    const texts = [
      request("tools/call", '{"name":"echo"}'),
      request(
        "tools/call",
        '{"name":"echo","arguments":{"Name":"x","NAME":{"Params":[]}},"_meta":{"Name":1}}',
      ),
      request("prompts/get", '{"name":"p","arguments":{"a":"b"}}'),
      request("resources/read", '{"uri":"file:///x"}'),
      request("vendor/thing", "{}"),
      envelope('"method":"vendor/thing"'),
      request("ping"),
      envelope('"id":0,"method":"ping"'),
      envelope('"id":-1,"method":"ping"'),
      envelope('"id":9007199254740991,"method":"ping"'),
      envelope('"id":"","method":"ping"'),
      envelope('"method":"notifications/progress","params":{"progressToken":1,"progress":0.5}'),
      result("{}"),
      result(
        '{"content":[{"type":"text","text":"x","_meta":{"Text":1}}],"structuredContent":{"Content":[{"Text":1}]}}',
      ),
      result('{"action":"accept","content":{"Name":"x","TEXT":"y"}}'),
      result('{"role":"assistant","model":"m","content":{"type":"text","text":"x"}}'),
      result('{"tools":[{"name":"t","inputSchema":{"properties":{"Name":{"Title":"x"}}}}]}'),
      envelope('"id":null,"error":{"code":-32700,"message":"x"}'),
      envelope('"error":{"code":-32700,"message":"x"}'),
    ];
    for (const text of texts) assert.equal(problemOf(text), undefined, text);
  });

  const refusals: [text: string, code: MessageProblem["code"], id?: string][] = [
    ["[]", "not_an_object"],
    ['"x"', "not_an_object"],
    ['{"id":1,"method":"ping"}', "bad_version", "1"],
    ['{"jsonrpc":2.0,"id":1,"method":"ping"}', "bad_version", "1"],
    ['{"jsonrpc":"2","id":"a","method":"ping"}', "bad_version", '"a"'],
    [envelope('"id":1'), "no_message", "1"],
    [envelope('"id":1,"method":"ping","extra":1'), "unknown_member", "1"],
    [envelope('"id":1,"result":{},"params":{}'), "unknown_member", "1"],
    [envelope('"id":1,"method":7'), "bad_method", "1"],
    [envelope('"id":1,"method":"ping","result":{}'), "hybrid", "1"],
    [envelope('"id":1,"method":"ping","error":{}'), "hybrid", "1"],
    [envelope('"id":1,"result":{},"error":{}'), "hybrid", "1"],
    [envelope('"id":1.0,"method":"ping"'), "bad_id"],
    [envelope('"id":1e0,"method":"ping"'), "bad_id"],
    [envelope('"id":-0,"method":"ping"'), "bad_id"],
    [envelope('"id":1.5,"method":"ping"'), "bad_id"],
    [envelope('"id":9007199254740993,"method":"ping"'), "bad_id"],
    [envelope('"id":1000000000000000000000000000000,"method":"ping"'), "bad_id"],
    [envelope('"id":null,"method":"ping"'), "bad_id"],
    [envelope('"id":true,"method":"ping"'), "bad_id"],
    [envelope('"id":{},"method":"ping"'), "bad_id"],
    [envelope('"id":[],"method":"notifications/x"'), "bad_id"],
    [envelope('"id":null,"result":{}'), "bad_id"],
    [envelope('"id":1.0,"error":{}'), "bad_id"],
    [envelope('"method":"ping"'), "missing_id"],
    [envelope('"result":{}'), "missing_id"],
    [envelope('"id":1,"method":"notifications/initialized"'), "unexpected_id", "1"],
    [envelope('"id":1,"method":"notifications/unheard/of"'), "unexpected_id", "1"],
    [request("ping", "null"), "bad_params", "1"],
    [request("ping", "[]"), "bad_params", "1"],
    [request("vendor/thing", '"x"'), "bad_params", "1"],
    [request("tools/call"), "bad_params", "1"],
    [request("tools/call", '{"name":["echo"]}'), "bad_params", "1"],
    [request("tools/call", '{"name":"echo","arguments":null}'), "bad_params", "1"],
    [request("tools/call", '{"name":"echo","arguments":"{}"}'), "bad_params", "1"],
    [request("tools/call", '{"name":"echo","arguments":[]}'), "bad_params", "1"],
    [request("prompts/get", "{}"), "bad_params", "1"],
    [request("prompts/get", '{"name":"p","arguments":{"a":1}}'), "bad_params", "1"],
    [request("prompts/get", '{"name":"p","arguments":null}'), "bad_params", "1"],
    [request("resources/read", '{"uri":1}'), "bad_params", "1"],
    [result('"x"'), "bad_result", "1"],
    [result("[]"), "bad_result", "1"],
    [envelope('"id":1,"error":"x"'), "bad_error", "1"],
  ];
  for (const [text, code, id] of refusals) {
    it(`refuses ${text} as ${code}`, () => {
      const rpcCode = code === "bad_params" ? -32602 : -32600;
      const isCall = text.includes('"method"');
      assert.deepEqual(problemOf(text), { code, rpcCode, isCall, ...(id !== undefined && { id }) });
    });
  }

  it("gives no id where two stand", () => {
    const problem = problemOf('{"jsonrpc":"2.0","id":1,"id":2,"method":7}');
    assert.equal(problem?.code, "bad_method");
    assert.equal(problem?.id, undefined);
  });

  it("asks an id of every request method and none of a notification", () => {
    for (const method of methodNames()) {
      const problem = problemOf(envelope(`"method":"${method}"`));
      const wanted = methodEntry(method)?.kind === "request" ? "missing_id" : undefined;
      assert.equal(problem?.code, wanted, method);
    }
  });

  it("relaxes each check by its name", () => {
    const cases: [text: string, relaxed: keyof MessageStrictness, kind: string][] = [
      [envelope('"id":1,"method":"ping","Method":"x"'), "unknownMembers", ""],
      [envelope('"id":1,"method":"ping","extra":1'), "unknownMembers", "request"],
      [request("tools/call", '{"name":"a","Name":"b"}'), "foldedKeys", "request"],
      [envelope('"id":1.5,"method":"ping"'), "messageIds", "request"],
      [envelope('"method":"ping"'), "missingIds", "notification"],
      [envelope('"id":1,"method":"notifications/x"'), "missingIds", "request"],
      [envelope('"id":1,"method":"ping","result":{}'), "hybridMessages", "request"],
      [envelope('"id":1,"result":{},"error":{}'), "hybridMessages", "error"],
    ];
    for (const [text, relaxed, kind] of cases) {
      const document = documentOf(text);
      const reading = readMessage(document, document.root, { ...strictMessages, [relaxed]: false });
      assert.equal(reading.ok ? reading.message.kind : "", kind, text);
    }
  });
});

describe("readMessage on anything", () => {
  const key = fc.constantFrom(
    "jsonrpc",
    "id",
    "method",
    "params",
    "result",
    "error",
    "name",
    "content",
    "text",
    "Text",
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom("2.0", "tools/call", "notifications/x", 1, null, true, -1.5),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 7 }),
    ),
  }));

  it("gives a message or a problem, and a message only where the parts are of their kinds", () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 7 }), fc.boolean(), (parts, strict) => {
        const document = documentOf(JSON.stringify({ jsonrpc: "2.0", ...parts }));
        const relaxed = { foldedKeys: strict, unknownMembers: strict, hybridMessages: strict };
        const reading = readMessage(document, document.root, { ...strictMessages, ...relaxed });
        if (!reading.ok) return;
        const { message } = reading;
        if (message.kind === "result") assert.equal(document.kind(message.result), "object");
        if (message.kind === "error") assert.equal(document.kind(message.error), "object");
        if ("params" in message && message.params !== none)
          assert.equal(document.kind(message.params), "object");
        assert.equal("method" in message, "method" in parts);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("folded keys", () => {
  const refused = [
    envelope('"id":1,"method":"ping","Method":"tools/call"'),
    envelope('"id":1,"Method":"tools/call"'),
    envelope('"id":1,"method":"tools/call","param\u017f":{"name":"x"}'),
    envelope('"id":1,"method":"tools/call","params":{"name":"a"},"PARAMS":{}'),
    request("tools/call", '{"name":"a","Name":"b"}'),
    request("tools/call", '{"Name":"b","name":"a"}'),
    request("tools/call", '{"name":"a","argument\\u017f":{}}'),
    request("tools/call", '{"name":"a","Arguments":{}}'),
    request("tools/call", '{"name":"a","ta\u017fk":{}}'),
    request("tools/call", '{"name":"a","tas\u212a":{}}'),
    request("resources/read", '{"uri":"a","URI":"b"}'),
    request("vendor/thing", '{"_META":{}}'),
    request("sampling/createMessage", '{"messages":[{"role":"user","content":{"type":"text","Text":"x"}}]}'),
    result('{"Content":[]}'),
    result('{"content":[],"StructuredContent":{}}'),
    result('{"content":[{"type":"text","text":"x","Text":"y"}]}'),
    result('{"content":[{"type":"resource","resource":{"uri":"x","Blob":"y"}}]}'),
    result('{"contents":[{"uri":"x","TEXT":"y"}]}'),
    result('{"messages":[{"role":"user","Content":{}}]}'),
    result('{"messages":[{"role":"user","content":{"type":"text","teXt":"x"}}]}'),
    result('{"role":"assistant","content":{"type":"text","Text":"x"}}'),
    result('{"tools":[{"name":"t","Description":"x"}]}'),
    envelope('"id":1,"error":{"code":1,"message":"a","Message":"b"}'),
  ];
  for (const text of refused) {
    it(`refuses ${text}`, () => assert.equal(problemOf(text, { unknownMembers: false })?.code, "folded_key"));
  }
});

describe("idKey", () => {
  it("keeps types apart", () => {
    const document = documentOf('[1,"1","n1",-1,"\\u0031"]');
    const keys: string[] = [];
    document.eachElement(document.root, (element) => {
      keys.push(idKey(document, element));
      assert.equal(idKeyOf(document.source(element)), keys.at(-1));
    });
    assert.equal(new Set(keys.slice(0, 4)).size, 4);
    assert.equal(keys[4], keys[1]);
    assert.equal(idKey(document, none), "");
  });
});
