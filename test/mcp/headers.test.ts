import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { contradiction, revisionOf } from "../../src/mcp/headers.ts";
import { messageOf } from "./documents.ts";

type Headers = [name: string, value: string][];

const call = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}';
const modernCall =
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}';
const modernNote =
  '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}';
const read = '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///ä b"}}';
const task = '{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"taskId":"t1"}}';
const list = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
const answer = '{"jsonrpc":"2.0","id":1,"result":{}}';
const base64 = (text: string): string => `=?base64?${Buffer.from(text).toString("base64")}?=`;

describe("contradiction", () => {
  const agreeing: [headers: Headers, body: string][] = [
    [[], call],
    [[], answer],
    [
      [
        ["mcp-method", "tools/call"],
        ["mcp-name", "echo"],
      ],
      call,
    ],
    [
      [
        ["mcp-method", base64("tools/call")],
        ["mcp-name", base64("echo")],
      ],
      call,
    ],
    [[["mcp-name", base64("file:///ä b")]], read],
    [[["mcp-name", "t1"]], task],
    [[["mcp-name", "anything"]], list],
    [[["mcp-protocol-version", "2025-11-25"]], call],
    [[["mcp-protocol-version", "2026-07-28"]], call],
    [[["mcp-protocol-version", "2026-07-28"]], modernCall],
    [[["mcp-protocol-version", "2026-07-28"]], modernNote],
    [[], modernNote],
    [[["mcp-protocol-version", "2025-11-25"]], answer],
    [
      [
        ["mcp-param-x", "a"],
        ["mcp-param-x", "b"],
      ],
      call,
    ],
  ];
  for (const [headers, body] of agreeing) {
    it(`finds none in ${JSON.stringify(headers)} and ${body}`, () => {
      assert.equal(contradiction(headers, [messageOf(body)]), undefined);
    });
  }

  const contradicting: [headers: Headers, body: string, problem: string][] = [
    [[["mcp-method", "tools/list"]], call, "the mcp-method header contradicts the body"],
    [[["mcp-method", "Tools/call"]], call, "the mcp-method header contradicts the body"],
    [[["mcp-method", "tools/call"]], answer, "the mcp-method header contradicts the body"],
    [[["mcp-method", ""]], call, "the mcp-method header contradicts the body"],
    [[["mcp-name", "secret"]], call, "the mcp-name header contradicts the body"],
    [[["mcp-name", "=?BASE64?ZWNobw==?="]], call, "the mcp-name header contradicts the body"],
    [[["mcp-name", "t2"]], task, "the mcp-name header contradicts the body"],
    [[["mcp-name", "=?base64?ZWNobw?="]], call, "the mcp-name header is not readable"],
    [[["mcp-name", "=?base64?!ZWNobw==?="]], call, "the mcp-name header is not readable"],
    [[["mcp-name", "=?base64?/w==?="]], call, "the mcp-name header is not readable"],
    [[["mcp-name", "file:///ä b"]], read, "the mcp-name header is not readable"],
    [
      [
        ["mcp-name", "echo"],
        ["mcp-name", "echo"],
      ],
      call,
      "the mcp-name header is repeated",
    ],
    [
      [
        ["mcp-method", "tools/call"],
        ["mcp-method", "x"],
      ],
      call,
      "the mcp-method header is repeated",
    ],
    [
      [
        ["mcp-protocol-version", "2025-11-25"],
        ["mcp-protocol-version", "2026-07-28"],
      ],
      call,
      "the mcp-protocol-version header is repeated",
    ],
    [
      [
        ["mcp-session-id", "a"],
        ["mcp-session-id", "a"],
      ],
      call,
      "the mcp-session-id header is repeated",
    ],
    [
      [["mcp-protocol-version", "2025-11-25"]],
      modernCall,
      "the mcp-protocol-version header contradicts the body",
    ],
    [
      [["mcp-protocol-version", "2025-11-25"]],
      modernNote,
      "the mcp-protocol-version header contradicts the body",
    ],
    [[], modernCall, "the mcp-protocol-version header contradicts the body"],
    [
      [["mcp-protocol-version", "1"]],
      '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":1}}}',
      "the mcp-protocol-version header contradicts the body",
    ],
  ];
  for (const [headers, body, problem] of contradicting) {
    it(`finds in ${JSON.stringify(headers)} and ${body}: ${problem}`, () => {
      assert.equal(contradiction(headers, [messageOf(body)]), problem);
    });
  }

  it("holds every message of a batch against the headers", () => {
    const headers: Headers = [["mcp-method", "tools/call"]];
    assert.equal(contradiction(headers, [messageOf(call), messageOf(call)]), undefined);
    assert.ok(contradiction(headers, [messageOf(call), messageOf(list)]));
    assert.ok(
      contradiction([["mcp-name", "echo"]], [messageOf(list), messageOf(call.replace("echo", "secret"))]),
    );
  });

  it("finds none where no headers were seen", () =>
    assert.equal(contradiction(undefined, [messageOf(call)]), undefined));
});

describe("revisionOf", () => {
  const cases: [
    values: string[] | undefined,
    name: string | undefined,
    batches: boolean,
    stateless: boolean,
  ][] = [
    [undefined, undefined, true, false],
    [[], undefined, true, false],
    [["2025-03-26"], "2025-03-26", true, false],
    [["2024-11-05"], "2024-11-05", false, false],
    [["2025-06-18"], "2025-06-18", false, false],
    [["2025-11-25"], "2025-11-25", false, false],
    [["2026-07-28"], "2026-07-28", false, true],
    [["2027-01-01"], "2027-01-01", false, true],
    [["draft"], "draft", false, false],
    [[""], "", false, false],
    [["2025-03-26", "2025-03-26"], undefined, false, false],
  ];
  for (const [values, name, batches, stateless] of cases) {
    it(JSON.stringify(values) ?? "no headers", () => {
      const headers = values?.map((value): [string, string] => ["mcp-protocol-version", value]);
      assert.deepEqual(revisionOf(headers), { name, batches, stateless });
    });
  }
});
