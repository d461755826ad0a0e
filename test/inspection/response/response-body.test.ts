import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { Plugin } from "../../../src/framework/index.ts";
import type { Headers } from "../../../src/inspection/verdict.ts";
import {
  asked,
  call,
  fetched,
  inspect,
  jsonHeaders,
  requestHead,
  response,
  responseHead,
  text,
  toolAnswer,
} from "../inspect.ts";

const watch: Plugin = {
  tool_post_invoke: () => {},
  prompt_post_fetch: () => {},
  resource_post_fetch: () => {},
};
const refuse: Plugin = {
  tool_post_invoke: () => ({
    continue_processing: false,
    violation: { reason: "No", description: "not that", code: "NOPE", http_headers: { "Retry-After": "9" } },
  }),
};

describe("a JSON answer", () => {
  it("passes byte for byte when nothing edits it", async () => {
    const { exchange, decisions } = await asked(watch);
    responseHead(exchange);
    const body = ' {"result": {"content":[], "x":1.0}, "id":1 ,"jsonrpc":"2.0"}\n';
    assert.equal((await response(exchange, body)).kind, "pass");
    assert.deepEqual(decisions.at(-1), {
      method: "tools/call",
      name: "t",
      verdict: "allow",
      action: "allowed",
    });
  });

  it("is replaced when it is denied: status and the server's headers stay", async () => {
    const { exchange } = await asked(refuse);
    responseHead(exchange, [...jsonHeaders, ["mcp-session-id", "s"]]);
    const verdict = await response(exchange, toolAnswer("1", "hush"));
    assert.equal(
      text(verdict),
      '{"jsonrpc":"2.0","id":1,"error":{"code":40300,"message":"No -- not that","data":{"plugin":"inline","code":"NOPE"}}}',
    );
    assert.deepEqual(verdict.kind === "replace" && verdict.headers, {
      set: [
        ["retry-after", "9"],
        ["content-type", "application/json"],
        ["x-mcp-denied", "true"],
      ],
      remove: ["content-encoding"],
    });
  });

  it("behind a 202 without a type is read: an empty one passes, a message is inspected, all else is refused", async () => {
    for (const [body, kind] of [
      ["", "pass"],
      [toolAnswer("1", "hush"), "replace"],
      ["Accepted", "replace"],
    ] as const) {
      const { exchange } = await asked(refuse);
      assert.equal(responseHead(exchange, [[":status", "202"]]).kind, "collect");
      const verdict = await response(exchange, body);
      assert.equal(verdict.kind, kind, body);
      assert.doesNotMatch(text(verdict, body), /hush/);
    }
  });

  const unacceptable: Record<string, string> = {
    "no JSON": "<html>",
    "cut short": '{"jsonrpc":"2.0","id":1,"result":{"content":[]}',
    "trailing bytes": `${toolAnswer("1", "a")}x`,
    "two messages": `${toolAnswer("1", "a")}\n${toolAnswer("1", "b")}`,
    "a byte order mark": `\ufeff${toolAnswer("1", "a")}`,
    "no version": '{"id":1,"result":{}}',
    "result and error": '{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}',
    "a folded key": '{"jsonrpc":"2.0","id":1,"Result":{},"result":{}}',
    "a folded key in the result": '{"jsonrpc":"2.0","id":1,"result":{"Content":[]}}',
    "content twice": '{"jsonrpc":"2.0","id":1,"result":{"content":[],"content":[]}}',
    "another id": toolAnswer("2", "a"),
    "the id as text": toolAnswer('"1"', "a"),
    "no id": '{"jsonrpc":"2.0","result":{}}',
    "a request of the server": '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    "a malformed request of the server": '{"jsonrpc":"2.0","id":9,"method":"ping","params":3}',
    "a malformed answer to another request": '{"jsonrpc":"1.0","id":9,"result":{}}',
    "a notification": '{"jsonrpc":"2.0","method":"notifications/message","params":{"data":"x"}}',
    "a batch": `[${toolAnswer("1", "a")}]`,
    "a scalar": '"hush"',
    "OAuth's error": '{"error":"invalid_token","error_description":"hush"}',
  };
  for (const [name, body] of Object.entries(unacceptable)) {
    it(`that is ${name} is denied under the request's id`, async () => {
      const { exchange, decisions } = await asked(watch);
      responseHead(exchange);
      const verdict = await response(exchange, body);
      assert.equal(verdict.kind, "replace");
      assert.equal(JSON.parse(text(verdict)).id, 1);
      assert.ok(JSON.parse(text(verdict)).error);
      assert.equal(text(verdict).includes("hush"), false);
      assert.equal(decisions.at(-1)?.action, "denied");
    });
  }

  it("under an error status is denied as any other, and only its body", async () => {
    const { exchange } = await asked(watch);
    const headers: Headers = [
      [":status", "404"],
      ["content-type", "application/json"],
    ];
    responseHead(exchange, headers);
    const verdict = await response(
      exchange,
      '{"jsonrpc":"2.0","id":1,"Result":{},"error":{"code":1,"message":""}}',
    );
    assert.equal(verdict.kind, "replace");
    assert.equal(JSON.parse(text(verdict)).error.data.code, "folded_key");
  });

  it("that is empty passes", async () => {
    const { exchange } = await asked(refuse);
    responseHead(exchange);
    assert.equal((await response(exchange, "")).kind, "pass");
  });

  it("may be an error without an id, and every hook sees that", async () => {
    const seen: string[] = [];
    const plugin: Plugin = {
      tool_post_invoke: () => void seen.push("tool"),
      prompt_post_fetch: () => void seen.push("prompt"),
      resource_post_fetch: () => void seen.push("resource"),
    };
    for (const id of ['"id":null,', ""]) {
      const { exchange } = await asked(plugin);
      responseHead(exchange);
      const error = `{"jsonrpc":"2.0",${id}"error":{"code":-32700,"message":"bad"}}`;
      assert.equal((await response(exchange, error)).kind, "pass");
      assert.deepEqual(seen.splice(0), ["tool", "prompt", "resource"]);
    }
  });

  it("without an id is denied under the request's", async () => {
    const { exchange } = await asked(refuse);
    responseHead(exchange);
    const error = '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"bad"}}';
    assert.equal(JSON.parse(text(await response(exchange, error))).id, 1);
  });

  it("matches an id that is spelled otherwise", async () => {
    const { exchange } = await asked(watch, call('"a\\u0062"', "t", "{}"));
    responseHead(exchange);
    assert.equal((await response(exchange, toolAnswer('"ab"', "x"))).kind, "pass");
  });

  it("carries headers that plugins set when they saw it", async () => {
    const { exchange } = await asked({
      tool_post_invoke: () => ({ http_headers: { "X-Cost": "3", "Transfer-Encoding": "chunked" } }),
    });
    responseHead(exchange);
    const verdict = await response(exchange, toolAnswer("1", "a"));
    assert.deepEqual(verdict.kind === "pass" && verdict.headers, { set: [["x-cost", "3"]] });
  });
});

describe("answers to a batch", () => {
  const batch = `[${call("1", "a", "{}")},${call("2", "b", "{}")}]`;
  const refuseB: Plugin = {
    tool_post_invoke: ({ name }) => ({ continue_processing: name !== "b" }),
  };

  it("are judged one by one, each by its own request", async () => {
    const names: string[] = [];
    const { exchange } = await asked({ tool_post_invoke: ({ name }) => void names.push(name) }, batch);
    responseHead(exchange);
    const body = `[${toolAnswer("2", "x")},${toolAnswer("1", "y")}]`;
    assert.equal((await response(exchange, body)).kind, "pass");
    assert.deepEqual(names, ["b", "a"]);
  });

  it("are denied together, each under its id", async () => {
    const { exchange } = await asked(refuseB, batch);
    responseHead(exchange);
    const verdict = await response(exchange, `[${toolAnswer("1", "x")},${toolAnswer("2", "y")}]`);
    const answers = JSON.parse(text(verdict)) as { id: number; error: object }[];
    assert.deepEqual(
      answers.map(({ id, error }) => [id, typeof error]),
      [
        [1, "object"],
        [2, "object"],
      ],
    );
  });

  it("may come one at a time, but not for a foreign request", async () => {
    const one = await asked(refuseB, batch);
    responseHead(one.exchange);
    assert.equal((await response(one.exchange, toolAnswer("1", "x"))).kind, "pass");
    const foreign = await asked(refuseB, batch);
    responseHead(foreign.exchange);
    assert.equal((await response(foreign.exchange, `[${toolAnswer("3", "x")}]`)).kind, "replace");
  });
});

describe("JSON that answers no request", () => {
  const passing: Record<string, string> = {
    "OAuth metadata":
      '{"resource":"/mcp","authorization_servers":["https://a"],"scopes_supported":["basic"]}',
    "OAuth's error": '{"error":"invalid_token","error_description":"expired"}',
    "a gateway's error": '{"id":7,"message":"no Route matched","code":404}',
    "a list": '[{"id":1,"name":"a"},2,"three"]',
    "a scalar": "true",
  };
  for (const [name, body] of Object.entries(passing)) {
    it(`${name} passes`, async () => {
      const { exchange } = await fetched({ ...watch, ...refuse });
      responseHead(exchange);
      assert.equal((await response(exchange, body)).kind, "pass");
    });
  }

  const judged: Record<string, string> = {
    "a tool's result": toolAnswer("5", "hush"),
    "in a list": `[1,${toolAnswer("5", "hush")}]`,
    "a folded result": '{"jsonrpc":"2.0","id":5,"re\u017fult":{"content":[]}}',
    "an error": '{"jsonrpc":"2.0","id":5,"error":{"code":1,"message":"hush"}}',
    "an error that only some readers take for one": '{"ERROR":{"message":"hush"}}',
    "with a method": '{"Method":"x"}',
    "duplicate keys": '{"a":1,"a":2}',
  };
  for (const [name, body] of Object.entries(judged)) {
    it(`${name}: judged by its shape`, async () => {
      const { exchange } = await fetched(refuse);
      responseHead(exchange);
      const verdict = await response(exchange, body);
      assert.equal(verdict.kind, "replace");
      assert.doesNotMatch(text(verdict), /hush/);
    });
  }

  it("is judged by its shape after a notification, and on a stream that began with it", async () => {
    const notified = await asked(refuse, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
    responseHead(notified.exchange);
    assert.equal((await response(notified.exchange, toolAnswer("5", "hush"))).kind, "replace");
    const accepted = await asked(refuse, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
    responseHead(accepted.exchange);
    assert.equal((await response(accepted.exchange, '{"ok":true}')).kind, "pass");
    const unseen = await inspect(refuse);
    responseHead(unseen.exchange);
    assert.equal((await response(unseen.exchange, toolAnswer("5", "hush"))).kind, "replace");
  });
});

describe("a body without header frames", () => {
  const unannounced = async (plugin: Plugin, body: string | Uint8Array) => {
    const { exchange } = await inspect(plugin);
    requestHead(exchange);
    await exchange.requestBody(Buffer.from(call("1", "t", "{}")));
    await exchange.responseHead({ headers: undefined, endOfStream: false, bodyReadable: true });
    return exchange.responseBody(Buffer.from(body));
  };

  it("is read as what it looks like", async () => {
    assert.equal((await unannounced(watch, toolAnswer("1", "a"))).kind, "pass");
    assert.match(text(await unannounced(refuse, ` \n${toolAnswer("1", "hush")}`)), /^\{.*"error"/);
    assert.equal((await unannounced(watch, `data: ${toolAnswer("1", "a")}\n\n`)).kind, "pass");
    assert.match(
      text(await unannounced(refuse, `data: ${toolAnswer("1", "hush")}\n\n`)),
      /^data: \{.*"error"/,
    );
  });

  it("is read as an error's text where it is nothing else, if something is awaited", async () => {
    const seen: unknown[] = [];
    const reading: Plugin = {
      tool_post_invoke: ({ result }) => {
        seen.push(result);
      },
    };
    assert.equal((await unannounced(reading, "no session ID found")).kind, "pass");
    // Names of fields in upper case: some clients read those too.
    assert.equal((await unannounced(reading, `Data: ${toolAnswer("1", "hush")}\n\n`)).kind, "pass");
    assert.match(JSON.stringify(seen), /no session ID found.*hush/);
    assert.match(text(await unannounced(refuse, "hush")), /^\{.*"error"/);
    const { exchange } = await inspect(refuse);
    await exchange.responseHead({ headers: undefined, endOfStream: false, bodyReadable: true });
    assert.equal((await exchange.responseBody(Buffer.from("no session ID found"))).kind, "pass");
  });

  it("is denied where it is no text: a header that is not sent may say how it is encoded", async () => {
    const message = Buffer.from(toolAnswer("1", "hush"));
    for (const encode of [gzipSync, deflateSync, deflateRawSync, brotliCompressSync, zstdCompressSync]) {
      for (const plain of [message, Buffer.from(`data: ${message}\n\n`)]) {
        const verdict = await unannounced(watch, encode(plain));
        assert.equal(verdict.kind, "deny", encode.name);
        assert.equal(JSON.parse(text(verdict)).id, 1);
      }
    }
    assert.equal((await unannounced(watch, "<p>\tgr\u00fc\u00dfe\r\n</p>")).kind, "pass");
    assert.equal((await unannounced(watch, "no \u0007")).kind, "deny");
    assert.equal((await unannounced(watch, Buffer.from("gr\u00fc\u00dfe", "latin1"))).kind, "deny");
  });

  it("is denied where a JSON reader would guess otherwise", async () => {
    const message = toolAnswer("1", "hush");
    const utf16be = Buffer.from(message, "utf16le").swap16();
    for (const body of [
      `\ufeff${message}`,
      Buffer.from(message, "utf16le"),
      utf16be,
      Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be]),
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(message, "utf16le")]),
      ` \u00a0${message}`,
    ]) {
      const verdict = await unannounced(watch, body);
      assert.notEqual(verdict.kind, "pass");
      assert.equal(JSON.parse(text(verdict)).id, 1);
    }
  });
});
