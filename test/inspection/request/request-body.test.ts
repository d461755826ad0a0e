import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Plugin } from "../../../src/framework/index.ts";
import { call, inspect, postHeaders, request, requestHead, text } from "../inspect.ts";

const denyAll: Plugin = {
  tool_pre_invoke: () => ({
    continue_processing: false,
    violation: { reason: "No", description: "not today", code: "NOPE", details: { secret: "s" } },
  }),
};
const nothing: Plugin = { tool_pre_invoke: () => {} };

describe("requests", () => {
  it("pass byte for byte when nothing edits them", async () => {
    const { exchange } = await inspect(nothing);
    requestHead(exchange);
    assert.equal((await request(exchange, call("1", "t", '{"a" : 1.0}'))).kind, "pass");
  });

  it("are denied under the id as it stood, with the reason and without details", async () => {
    const { exchange, decisions } = await inspect(denyAll);
    requestHead(exchange);
    const verdict = await request(exchange, call('"\\u0061-1"', "t", "{}"));
    assert.equal(
      text(verdict),
      '{"jsonrpc":"2.0","id":"\\u0061-1","error":{"code":40300,"message":"No -- not today","data":{"plugin":"inline","code":"NOPE"}}}',
    );
    assert.equal(verdict.kind === "deny" && verdict.denial.status, 200);
    assert.deepEqual(decisions, [
      { method: "tools/call", name: "t", verdict: "deny", action: "denied", plugin: "inline", code: "NOPE" },
    ]);
  });

  it("can be denied as a tool result, or with an HTTP status, or as the reference adapter does", async () => {
    const asResult = await inspect(denyAll, { denial: { tool_errors: "result" } });
    requestHead(asResult.exchange);
    assert.match(
      text(await request(asResult.exchange, call("7", "t", "{}"))),
      /"id":7,"result":\{.*"isError":true/,
    );

    const limit: Plugin = {
      tool_pre_invoke: () => ({
        continue_processing: false,
        violation: { code: "RATE_LIMIT", http_headers: { "Retry-After": "3" } },
      }),
    };
    const byStatus = await inspect(limit, { denial: { http_status: "by_violation" } });
    requestHead(byStatus.exchange);
    const limited = await request(byStatus.exchange, call("7", "t", "{}"));
    assert.equal(limited.kind === "deny" && limited.denial.status, 429);
    assert.ok(
      limited.kind === "deny" &&
        limited.denial.headers.some(([name, value]) => name === "retry-after" && value === "3"),
    );

    const reference = await inspect(denyAll, { compat: "reference" });
    requestHead(reference.exchange);
    const denied = await request(reference.exchange, call("7", "t", "{}"));
    assert.equal(
      text(denied),
      '{"jsonrpc":"2.0","id":7,"error":{"code":-32000,"message":"No -- not today"}}',
    );
    assert.ok(
      denied.kind === "deny" &&
        denied.denial.headers.some(([name, value]) => name === "x-mcp-denied" && value === "True"),
    );
  });

  it("are edited only where the plugin changed a value", async () => {
    const edit: Plugin = {
      tool_pre_invoke: ({ name, args }) => ({ modified_payload: { name, args: { ...args, secret: "***" } } }),
    };
    const { exchange } = await inspect(edit);
    requestHead(exchange);
    const body = call("1", "t", '{ "n": 12345678901234567890, "secret": "hush", "x": 1.0 }');
    assert.equal(text(await request(exchange, body)), body.replace('"hush"', '"***"'));
  });

  it("gain arguments where a plugin adds some to none", async () => {
    const edit: Plugin = {
      tool_pre_invoke: ({ name }) => ({ modified_payload: { name, args: { added: true } } }),
    };
    const { exchange } = await inspect(edit);
    requestHead(exchange);
    const verdict = await request(
      exchange,
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}',
    );
    assert.deepEqual(JSON.parse(text(verdict)).params, { name: "t", arguments: { added: true } });
  });

  it("keep the Mcp-Name header in step with a renamed tool", async () => {
    const rename: Plugin = { tool_pre_invoke: ({ args }) => ({ modified_payload: { name: "other", args } }) };
    const { exchange } = await inspect(rename);
    requestHead(exchange, [...postHeaders, ["mcp-name", "t"]]);
    const verdict = await request(exchange, call("1", "t", "{}"));
    assert.ok(verdict.kind === "replace" && verdict.headersRequired);
    assert.deepEqual(verdict.kind === "replace" && verdict.headers?.set, [["mcp-name", "other"]]);
  });

  it("carry the header edits of a plugin, but none that reframe the message", async () => {
    const headers: Plugin = {
      tool_pre_invoke: ({ name, args, headers: seen }) => ({
        modified_payload: {
          name,
          args,
          headers: { ...seen, "X-Team": "blue", "content-length": "1", "bad name": "x", evil: "a\r\nb: c" },
        },
      }),
    };
    const { exchange } = await inspect(headers);
    requestHead(exchange);
    const verdict = await request(exchange, call("1", "t", "{}"));
    assert.deepEqual(verdict.kind === "replace" && verdict.headers, {
      set: [["x-team", "blue"]],
      remove: [],
    });
  });

  it("wrap their arguments for plugins written for the reference adapter, when that is asked for", async () => {
    const seen: unknown[] = [];
    const wrapped: Plugin = {
      tool_pre_invoke(payload) {
        seen.push(payload.args);
        const inner = payload.args["tool_args"] as { a: number };
        return { modified_payload: { ...payload, args: { ...payload.args, tool_args: { a: inner.a + 1 } } } };
      },
    };
    const { exchange } = await inspect(wrapped, { compat: "reference", reference: { wrap_arguments: true } });
    requestHead(exchange);
    const verdict = await request(exchange, call("1", "t", '{"a":1}'));
    assert.deepEqual(seen, [{ tool_name: "t", tool_args: { a: 1 }, client_session_id: "replaceme" }]);
    assert.equal(text(verdict), call("1", "t", '{"a":2}'));
  });

  it("of other methods and notifications pass", async () => {
    const { exchange } = await inspect(denyAll);
    requestHead(exchange);
    for (const body of [
      '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
      '{"jsonrpc":"2.0","method":"notifications/initialized"}',
      '{"jsonrpc":"2.0","id":1,"method":"x/y","params":{"name":"t","arguments":{}}}',
      '{"jsonrpc":"2.0","id":3,"result":{"action":"accept"}}',
    ]) {
      assert.equal((await request(exchange, body)).kind, "pass", body);
    }
  });
});

describe("what another parser could read otherwise is refused", () => {
  const hidden = '"method":"tools/call","params":{"name":"t","arguments":{}}';
  const cases: Record<string, string> = {
    "no JSON": "nonsense",
    "trailing bytes": `{"jsonrpc":"2.0","id":1,${hidden}}x`,
    "duplicate keys": `{"jsonrpc":"2.0","id":1,"method":"ping",${hidden}}`,
    "an escaped duplicate": `{"jsonrpc":"2.0","id":1,"m\\u0065thod":"ping",${hidden}}`,
    "a folded key": `{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}`,
    "a folded key within params": `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","Arguments":{}}}`,
    "a hybrid": `{"jsonrpc":"2.0","id":1,"result":{},${hidden}}`,
    "no id": `{"jsonrpc":"2.0",${hidden}}`,
    "an odd id": `{"jsonrpc":"2.0","id":1.5,${hidden}}`,
    "unknown members": `{"jsonrpc":"2.0","id":1,"extra":1,${hidden}}`,
    "a byte order mark": `\ufeff{"jsonrpc":"2.0","id":1,${hidden}}`,
    "arguments that are text":
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":"{}"}}',
    "a scalar": "1",
  };
  for (const [name, body] of Object.entries(cases)) {
    it(name, async () => {
      const { exchange } = await inspect(denyAll);
      requestHead(exchange, [...postHeaders, ["mcp-protocol-version", "2025-06-18"]]);
      const verdict = await request(exchange, body);
      assert.ok(verdict.kind === "deny");
      assert.equal(verdict.denial.status, 400);
      assert.ok(JSON.parse(text(verdict)).error.code < -32000);
    });
  }

  it("headers that contradict the body", async () => {
    const { exchange } = await inspect(nothing);
    requestHead(exchange, [...postHeaders, ["mcp-method", "ping"]]);
    assert.equal(JSON.parse(text(await request(exchange, call("1", "t", "{}")))).error.code, -32020);
  });

  it("UTF-16 and invalid UTF-8", async () => {
    const { exchange } = await inspect(nothing);
    requestHead(exchange);
    for (const bytes of [Buffer.from(call("1", "t", "{}"), "utf16le"), Buffer.from([0x22, 0xff, 0x22])]) {
      assert.equal((await exchange.requestBody(bytes)).kind, "deny");
    }
  });
});

describe("batches", () => {
  const batch = `[${call("1", "ok", "{}")},${call("2", "bad", "{}")},{"jsonrpc":"2.0","method":"notifications/x"}]`;
  const denyBad: Plugin = {
    tool_pre_invoke: ({ name }) =>
      name === "bad" ? { continue_processing: false, violation: { reason: "Bad" } } : {},
  };

  it("are refused whole when one of them is denied, with an answer to each request", async () => {
    const { exchange } = await inspect(denyBad);
    requestHead(exchange);
    const answers = JSON.parse(text(await request(exchange, batch)));
    assert.deepEqual(
      answers.map((answer: { id: number }) => answer.id),
      [1, 2],
    );
  });

  it("are refused in revisions that have none, and where the setting says so", async () => {
    const later = await inspect(nothing);
    requestHead(later.exchange, [...postHeaders, ["mcp-protocol-version", "2025-06-18"]]);
    assert.equal((await request(later.exchange, batch)).kind, "deny");
    const never = await inspect(nothing, { strict: { batches: "refuse" } });
    requestHead(never.exchange);
    assert.equal((await request(never.exchange, batch)).kind, "deny");
    const empty = await inspect(nothing);
    requestHead(empty.exchange);
    assert.equal((await request(empty.exchange, "[]")).kind, "deny");
  });

  it("are edited element by element", async () => {
    const edit: Plugin = {
      tool_pre_invoke: ({ name }) => ({ modified_payload: { name, args: { by: name } } }),
    };
    const { exchange } = await inspect(edit);
    requestHead(exchange);
    const edited = text(await request(exchange, batch));
    assert.equal(
      edited,
      batch.replace("{}", '{"by":"ok"}').replace('"bad","arguments":{}', '"bad","arguments":{"by":"bad"}'),
    );
  });
});

describe("faults fail closed", () => {
  it("a plugin that throws, and one that never answers", async () => {
    const throwing = await inspect({
      tool_pre_invoke: () => {
        throw new Error("card 4111");
      },
    });
    requestHead(throwing.exchange);
    const thrown = text(await request(throwing.exchange, call("1", "t", "{}")));
    assert.match(thrown, /PLUGIN_ERROR/);
    assert.doesNotMatch(thrown, /4111/);
    const hanging = await inspect(
      { tool_pre_invoke: () => new Promise(() => {}) },
      { limits: { message_budget_ms: 20 } },
    );
    requestHead(hanging.exchange);
    assert.match(text(await request(hanging.exchange, call("1", "t", "{}"))), /PLUGIN_TIMEOUT/);
  });
});
