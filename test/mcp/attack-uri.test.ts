import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readMessage, strictMessages } from "../../src/mcp/message.ts";
import { documentOf } from "./documents.ts";

function codeOf(method: string, uri: string): string | undefined {
  const params = JSON.stringify({ uri });
  const document = documentOf(`{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`);
  const reading = readMessage(document, document.root, strictMessages);
  return reading.ok ? undefined : reading.problem.code;
}

// The Python SDK of the 2025 revisions and servers that call `new URL` run all of these as secret://a.
describe("a URI with characters that URL parsers drop", () => {
  const readAsSecret = [
    " secret://a",
    "secret://a ",
    "\tsecret://a",
    "sec\tret://a",
    "secret:\n//a",
    "sec\rret://a",
    "\0secret://a",
    "\u001fsecret://a",
    "secret://a\u0000",
  ];
  for (const uri of readAsSecret) {
    for (const method of ["resources/read", "resources/subscribe", "resources/directory/read"]) {
      it(`${method} ${JSON.stringify(uri)} is refused`, () =>
        assert.equal(codeOf(method, uri), "bad_params"));
    }
  }

  const harmless = [
    "secret://a",
    "file:///my notes.txt",
    "file:///caf\u00e9",
    "SECRET://a",
    "weird",
    "C:\\x",
    "",
  ];
  for (const uri of harmless) {
    it(`${JSON.stringify(uri)} is the plugins' to judge`, () =>
      assert.equal(codeOf("resources/read", uri), undefined));
  }
});
