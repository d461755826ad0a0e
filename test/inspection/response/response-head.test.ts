import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Plugin } from "../../../src/framework/index.ts";
import type { Headers } from "../../../src/inspection/verdict.ts";
import { asked, call, fetched, inspect, requestHead, responseHead } from "../inspect.ts";

const post: Plugin = { tool_post_invoke: () => {} };

const answer = (status: string, ...more: Headers): Headers => [[":status", status], ...more];
const typed = (status: string, ...types: string[]): Headers =>
  answer(status, ...types.map((type) => ["content-type", type] as const));

describe("the answer to a request", () => {
  const cases: [headers: Headers, kind: string][] = [
    [typed("200", "application/json"), "collect"],
    [typed("200", "APPLICATION/JSON; charset=utf-8"), "collect"],
    [typed("200", "text/event-stream"), "events"],
    [typed("200", "text/event-stream; charset=utf-8"), "events"],
    // Neither, and some client would read it.
    [typed("200", "text/plain"), "deny"],
    [typed("200", "text/html"), "deny"],
    [typed("202", "text/plain"), "deny"],
    [typed("200"), "deny"],
    // "202, no body" without a length: whether there is one is seen later.
    [typed("202"), "collect"],
    [typed("200", "application/json", "application/json"), "deny"],
    [typed("200", "application/json, text/event-stream"), "deny"],
    [typed("200", "application/json; charset=utf-16"), "deny"],
    [typed("200", "application/jsonx"), "deny"],
    [typed("200", "application/json-seq"), "deny"],
    [typed("200", "text/event-streamx"), "deny"],
    // Clients put the body of an HTTP error into their own, whatever its type.
    [typed("302", "text/html"), "collect"],
    [typed("400", "text/plain"), "collect"],
    [typed("401"), "collect"],
    [typed("404", "application/json"), "collect"],
    [typed("500", "text/event-stream"), "collect"],
    [typed("500", "text/plain", "application/json"), "collect"],
  ];
  for (const [headers, kind] of cases) {
    it(`${headers.map(([, value]) => value).join(" ")}: ${kind}`, async () => {
      const { exchange } = await asked(post);
      const plan = responseHead(exchange, headers);
      assert.equal(plan.kind, kind);
      if (plan.kind === "deny") assert.equal(plan.denial.status, 200);
    });
  }

  it("without a status is an answer", async () => {
    const { exchange } = await asked(post);
    assert.equal(responseHead(exchange, [["content-type", "text/plain"]]).kind, "deny");
  });

  it("may have any type where the setting says so", async () => {
    const { exchange } = await asked(post, undefined, { strict: { response_content_type: false } });
    assert.equal(responseHead(exchange, typed("200", "text/plain")).kind, "pass");
  });

  it("without a body passes, whatever its headers announce", async () => {
    for (const headers of [
      typed("204"),
      typed("304", "text/plain"),
      typed("200", "application/json"),
      answer("200", ["content-type", "text/event-stream"], ["content-encoding", "gzip"]),
    ]) {
      const { exchange } = await asked(post);
      assert.equal(responseHead(exchange, headers, true).kind, "pass");
    }
  });

  it("to a batch is denied with 502: no single id would be right", async () => {
    const { exchange } = await asked(post, `[${call("1", "a", "{}")},${call("2", "b", "{}")}]`);
    const plan = responseHead(exchange, typed("200", "text/plain"));
    assert.equal(plan.kind === "deny" && plan.denial.status, 502);
  });
});

describe("other responses", () => {
  it("of any type pass, except those that some client takes for messages", async () => {
    for (const [type, kind] of [
      ["text/html", "pass"],
      ["image/png", "pass"],
      ["application/json", "collect"],
      ["text/event-stream", "events"],
      ["text/event-streamx", "deny"],
      ["application/problem+json", "deny"],
    ] as const) {
      const { exchange } = await fetched(post);
      assert.equal(responseHead(exchange, typed("200", type)).kind, kind, type);
    }
  });

  it("to a notification may have no type", async () => {
    const { exchange } = await asked(post, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
    assert.equal(responseHead(exchange, typed("202")).kind, "pass");
  });

  it("at the start of a stream are read, and never denied for that", async () => {
    for (const [headers, kind] of [
      [typed("404"), "pass"],
      [typed("413", "text/plain"), "pass"],
      [typed("200", "application/json"), "collect"],
      [typed("200", "text/event-stream"), "events"],
    ] as const) {
      const { exchange } = await inspect(post);
      assert.equal(responseHead(exchange, headers).kind, kind);
    }
  });

  it("that leave HTTP are denied", async () => {
    const { exchange } = await fetched(post);
    assert.equal(responseHead(exchange, answer("101", ["upgrade", "websocket"])).kind, "deny");
  });

  it("pass unread where no plugin reads any", async () => {
    const { exchange } = await asked({ tool_pre_invoke: () => {} });
    assert.equal(responseHead(exchange, typed("200", "text/plain")).kind, "pass");
  });

  it("that can't be read are denied where something would have to be", async () => {
    const { exchange } = await inspect(post);
    const head = { endOfStream: false, bodyReadable: false };
    assert.equal(
      (await exchange.responseHead({ ...head, headers: typed("200", "application/json") })).kind,
      "deny",
    );
    assert.equal((await exchange.responseHead({ ...head, headers: undefined })).kind, "deny");
    assert.equal(
      (await exchange.responseHead({ ...head, headers: typed("404", "text/plain") })).kind,
      "pass",
    );
  });

  it("without header frames are gathered and judged by their text", async () => {
    const { exchange } = await inspect(post);
    requestHead(exchange);
    const plan = await exchange.responseHead({ headers: undefined, endOfStream: false, bodyReadable: true });
    assert.equal(plan.kind, "collect");
  });
});

describe("encoded event streams", () => {
  for (const codings of [["gzip"], ["identity", "gzip"], ["identity, br"], ["x-unknown"], ["", "deflate"]]) {
    it(`${JSON.stringify(codings)} are denied`, async () => {
      const { exchange, decisions } = await asked(post);
      const headers = [
        ...typed("200", "text/event-stream"),
        ...codings.map((coding) => ["content-encoding", coding] as const),
      ];
      assert.equal(responseHead(exchange, headers).kind, "deny");
      assert.equal(decisions.at(-1)?.code, "content_encoding");
    });
  }

  it("identity is none", async () => {
    const { exchange } = await asked(post);
    const headers: Headers = [...typed("200", "text/event-stream"), ["content-encoding", "Identity"]];
    assert.equal(responseHead(exchange, headers).kind, "events");
  });
});

describe("headers of plugins", () => {
  const limiter: Plugin = {
    tool_pre_invoke: () => ({ http_headers: { "X-RateLimit-Remaining": "3", "Content-Length": "1" } }),
  };

  it("of an allowed request are set on the response, but none that frame it", async () => {
    for (const headers of [typed("200", "application/json"), typed("200", "text/event-stream")]) {
      const { exchange } = await asked({ ...limiter, ...post });
      const plan = responseHead(exchange, headers);
      assert.ok(plan.kind === "collect" || plan.kind === "events");
      assert.deepEqual(plan.headers, { set: [["x-ratelimit-remaining", "3"]] });
    }
    const { exchange } = await asked(limiter);
    const plan = responseHead(exchange);
    assert.deepEqual(plan.kind === "pass" && plan.headers, { set: [["x-ratelimit-remaining", "3"]] });
  });

  it("are on a denial of the response too, below its own", async () => {
    const { exchange } = await asked({ ...limiter, ...post });
    const plan = responseHead(exchange, typed("200", "text/plain"));
    assert.deepEqual(plan.kind === "deny" && plan.denial.headers, [
      ["x-ratelimit-remaining", "3"],
      ["content-type", "application/json"],
      ["x-mcp-denied", "true"],
    ]);
  });
});
