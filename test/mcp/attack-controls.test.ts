import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readMessage, strictMessages } from "../../src/mcp/message.ts";
import { documentOf } from "./documents.ts";

function codeOf(text: string): string | undefined {
  const document = documentOf(text);
  const reading = readMessage(document, document.root, strictMessages);
  return reading.ok ? undefined : reading.problem.code;
}

const call = (method: string, params: string): string =>
  `{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`;

// A receiver in C ends a string at its NUL: what we take for another name is the forbidden one there.
describe("names that end early where strings are terminated by NUL", () => {
  const rows: readonly [name: string, text: string, code: string | undefined][] = [
    ["a method", call("tools/call\\u0000x", '{"name":"secret"}'), "bad_method"],
    ["a method that is NUL alone", call("\\u0000", "{}"), "bad_method"],
    ["a method with a line break", call("tools/call\\n", '{"name":"secret"}'), "bad_method"],
    ["a tool", call("tools/call", '{"name":"secret\\u0000x"}'), "bad_params"],
    ["a tool with a tab", call("tools/call", '{"name":"secret\\t"}'), "bad_params"],
    ["a prompt", call("prompts/get", '{"name":"secret\\u0000"}'), "bad_params"],
    ["a key before the real one", call("tools/call", '{"name\\u0000":"secret","name":"echo"}'), "folded_key"],
    ["a key in another case", call("tools/call", '{"Name\\u0000x":"secret","name":"echo"}'), "folded_key"],
    [
      "a key with a long tail",
      call("tools/call", `{"name\\u0000${"x".repeat(100)}":"secret","name":"echo"}`),
      "folded_key",
    ],
    ["a key of the envelope", '{"jsonrpc":"2.0","id":1,"method":"ping","method\\u0000":"x"}', "folded_key"],
    ["a key that begins with it", call("tools/call", '{"\\u0000name":"secret","name":"echo"}'), undefined],
    [
      "an argument's name and value",
      call("tools/call", '{"name":"echo","arguments":{"name\\u0000":"a\\u0000\\n"}}'),
      undefined,
    ],
  ];
  for (const [name, text, code] of rows) it(name, () => assert.equal(codeOf(text), code));
});
