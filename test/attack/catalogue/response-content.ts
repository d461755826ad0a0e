/** Where a result or an error can hold text, and keys that clients read differently. */
import { of, type ResponseCase } from "./case.ts";
import { all, bad, content, error, good, result, text } from "./response-parts.ts";

const plain = all("denied", [
  ["the word", bad],
  ["the word, escaped", text('"night\\u0066all"')],
  ["the word, all escaped", text('"\\u006e\\u0069\\u0067\\u0068\\u0074\\u0066\\u0061\\u006c\\u006c"')],
  [
    "keys escaped",
    '{"jsonrpc":"2.0","id":@ID@,"r\\u0065sult":{"cont\\u0065nt":[{"type":"text","t\\u0065xt":"nightfall"}]}}',
  ],
  ["result before id", `{"result":{${content('"nightfall"')}},"jsonrpc":"2.0","id":@ID@}`],
  [
    "second content item",
    result('"content":[{"type":"text","text":"fine"},{"type":"text","text":"nightfall"}]'),
  ],
  ["structuredContent", result(`${content('"fine"')},"structuredContent":{"a":["nightfall"]}`)],
  ["structuredContent's key", result(`${content('"fine"')},"structuredContent":{"nightfall":1}`)],
  ["structuredContent alone", result('"content":[],"structuredContent":{"a":"nightfall"}')],
  ["_meta", result(`${content('"fine"')},"_meta":{"a":"nightfall"}`)],
  ["item's _meta", result('"content":[{"type":"text","text":"fine","_meta":{"a":"nightfall"}}]')],
  ["isError", result(`"isError":true,${content('"nightfall"')}`)],
  ["resource's text", result('"content":[{"type":"resource","resource":{"uri":"a:b","text":"nightfall"}}]')],
  [
    "resource_link's description",
    result('"content":[{"type":"resource_link","uri":"a:b","name":"x","description":"nightfall"}]'),
  ],
  ["unknown content type", result('"content":[{"type":"x","x":"nightfall"}]')],
  ["unknown member of the result", result(`${content('"fine"')},"x":"nightfall"`)],
  ["toolResult", result('"toolResult":"nightfall"')],
  ["error's message", error('"code":1,"message":"nightfall"')],
  ["error's data", error('"code":1,"message":"x","data":{"a":["nightfall"]}')],
  ["error's other member", error('"code":1,"message":"x","more":"nightfall"')],
  ["white space around", `\r\n\t ${bad} \n`],
  [
    "a result of a list of tools",
    result('"tools":[{"name":"x","description":"nightfall","inputSchema":{"type":"object"}}]'),
  ],
  [
    "input required",
    result(
      '"resultType":"input_required","inputRequests":{"a":{"method":"elicitation/create","params":{"message":"nightfall","requestedSchema":{"type":"object","properties":{}}}}}',
    ),
  ],
  [
    "task",
    result(
      '"task":{"taskId":"t","status":"working","statusMessage":"nightfall","createdAt":"2026-01-01T00:00:00Z","ttl":null,"lastUpdatedAt":"2026-01-01T00:00:00Z"}',
    ),
  ],
  ["harmless", good, "forwarded"],
  [
    "harmless with odd spelling",
    '{ "result" : {"content":[ {"text":"caf\\u00e9 \\/ \u00e9","type":"text"} ] ,"structuredContent":{"big":98765432109876543210.10,"e":-0.0E-0}},"id":@ID@ , "jsonrpc":"2.0"}',
    "forwarded",
  ],
  ["harmless error", error('"code":-32602,"message":"no"'), "forwarded"],
]);

const keys = all("refused duplicate_key", [
  ["content twice", result(`${content('"fine"')},${content('"nightfall"')}`)],
  ["content twice, the word first", result(`${content('"nightfall"')},${content('"fine"')}`)],
  [
    "content twice, escaped",
    result(`${content('"fine"')},"cont\\u0065nt":[{"type":"text","text":"nightfall"}]`),
  ],
  ["text twice", result('"content":[{"type":"text","text":"fine","text":"nightfall"}]')],
  ["type twice", result('"content":[{"type":"x","type":"text","text":"nightfall"}]')],
  [
    "result twice",
    `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"fine"')}},"result":{${content('"nightfall"')}}}`,
  ],
  ["id twice", `{"jsonrpc":"2.0","id":99,"id":@ID@,"result":{${content('"nightfall"')}}}`],
  [
    "structuredContent twice",
    result(`${content('"fine"')},"structuredContent":{},"structuredContent":{"a":"nightfall"}`),
  ],
  [
    "twice deep in structuredContent",
    result(`${content('"fine"')},"structuredContent":{"a":[{"b":1,"b":"nightfall"}]}`),
  ],
  ["error's message twice", error('"code":1,"message":"fine","message":"nightfall"')],
  [
    "Content",
    result(`${content('"fine"')},"Content":[{"type":"text","text":"nightfall"}]`),
    "refused folded_key",
  ],
  ["CONTENT alone", result('"CONTENT":[{"type":"text","text":"nightfall"}]'), "refused folded_key"],
  ["Text", result('"content":[{"type":"text","text":"fine","Text":"nightfall"}]'), "refused folded_key"],
  ["Text alone", result('"content":[{"type":"text","Text":"nightfall"}]'), "refused folded_key"],
  ["Result", `{"jsonrpc":"2.0","id":@ID@,"Result":{${content('"nightfall"')}}}`, "refused folded_key"],
  [
    "Result behind result",
    `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"fine"')}},"Result":{${content('"nightfall"')}}}`,
    "refused folded_key",
  ],
  [
    "re\u017fult",
    `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"fine"')}},"re\u017fult":{${content('"nightfall"')}}}`,
    "refused folded_key",
  ],
  [
    "\u017ftructuredContent",
    result(`${content('"fine"')},"\u017ftructuredContent":{"a":"nightfall"}`),
    "refused folded_key",
  ],
  [
    "StructuredContent",
    result(`${content('"fine"')},"StructuredContent":{"a":"nightfall"}`),
    "refused folded_key",
  ],
  ["iserror", result(`${content('"nightfall"')},"iserror":true`), "refused folded_key"],
  ["Message in an error", error('"code":1,"message":"fine","Message":"nightfall"'), "refused folded_key"],
  ["Error", `{"jsonrpc":"2.0","id":@ID@,"Error":{"code":1,"message":"nightfall"}}`, "refused folded_key"],
  ["ID", `{"jsonrpc":"2.0","ID":@ID@,"result":{${content('"nightfall"')}}}`, "refused folded_key"],
  [
    "text with a NUL in the key",
    result('"content":[{"type":"text","text":"fine","text\\u0000":"nightfall"}]'),
    "refused folded_key",
  ],
  [
    "unknown member",
    `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"fine"')}},"extra":"nightfall"}`,
    "refused unknown_member",
  ],
]);

export const contentCases: readonly ResponseCase[] = [...of("result", plain), ...of("key", keys)];
