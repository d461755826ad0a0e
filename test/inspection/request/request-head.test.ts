import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Plugin } from "../../../src/framework/index.ts";
import type { Headers } from "../../../src/inspection/verdict.ts";
import { call, inspect, postHeaders, request, requestHead, responseHead } from "../inspect.ts";

const pre: Plugin = { tool_pre_invoke: () => {} };
const post: Plugin = { tool_post_invoke: () => {} };

function head(method: string, path: string, ...more: Headers): Headers {
  return [[":method", method], [":path", path], [":scheme", "http"], [":authority", "gateway.test"], ...more];
}

describe("content types of requests", () => {
  const accepted = ["application/json", "Application/JSON", "application/json; charset=utf-8"];
  const refused = [
    "text/plain",
    "application/jsonx",
    "application/vnd.api+json",
    "application/json; charset=utf-16",
    "application/json, text/plain",
    "text/event-stream",
    "",
  ];

  for (const type of accepted) {
    it(`${type} is read`, async () => {
      const { exchange } = await inspect(pre);
      assert.equal(requestHead(exchange, head("POST", "/mcp", ["content-type", type])).kind, "inspect");
    });
  }

  for (const type of refused) {
    it(`"${type}" is refused with 415`, async () => {
      const { exchange, decisions } = await inspect(pre);
      const plan = requestHead(exchange, head("POST", "/mcp", ["content-type", type]));
      assert.equal(plan.kind === "deny" && plan.denial.status, 415);
      assert.deepEqual(decisions, [{ verdict: "error", action: "denied", code: "content_type" }]);
    });
  }

  it("none and two are refused, whatever the method is that may have a body", async () => {
    for (const method of ["POST", "PUT", "PATCH", "get"]) {
      const { exchange } = await inspect(pre);
      assert.equal(requestHead(exchange, head(method, "/mcp")).kind, "deny", method);
    }
    const type = ["content-type", "application/json"] as const;
    const { exchange } = await inspect(pre);
    assert.equal(requestHead(exchange, head("POST", "/mcp", type, type)).kind, "deny");
  });

  it("are not looked at where the setting says so, and the body is read all the same", async () => {
    const { exchange } = await inspect(
      { tool_pre_invoke: () => ({ continue_processing: false }) },
      { strict: { content_type: false } },
    );
    assert.equal(requestHead(exchange, head("POST", "/mcp", ["content-type", "text/plain"])).kind, "inspect");
    assert.equal((await request(exchange, call("1", "t", "{}"))).kind, "deny");
  });
});

describe("content encodings of requests", () => {
  const cases: [values: string[], kind: "inspect" | "deny"][] = [
    [["identity"], "inspect"],
    [[" Identity\t"], "inspect"],
    [[""], "inspect"],
    [["gzip"], "deny"],
    [["GZIP"], "deny"],
    [["zstd"], "deny"],
    [["br, gzip"], "deny"],
    [["identity, gzip"], "deny"],
    [["identity", "gzip"], "deny"],
    [["gzip", "identity"], "deny"],
    // Express decodes nothing for a list, others for what they find in one.
    [["identity, identity"], "deny"],
    [["identity", "identity"], "deny"],
    [["identity,"], "deny"],
    [[","], "deny"],
    [["identity;q=1"], "deny"],
    [["\u00a0identity"], "deny"],
    [["chunked"], "deny"],
    [["aws-chunked"], "deny"],
    [["utf-8"], "deny"],
  ];
  for (const [values, kind] of cases) {
    it(`${JSON.stringify(values)}: ${kind === "deny" ? "refused with 415" : "read"}`, async () => {
      const { exchange } = await inspect(pre);
      const codings = values.map((value) => ["content-encoding", value] as const);
      const plan = requestHead(exchange, [...postHeaders, ...codings]);
      assert.equal(plan.kind, kind);
      if (plan.kind === "deny") assert.equal(plan.denial.status, 415);
      else assert.equal(plan.headers, undefined);
    });
  }

  it("are left to whoever reads them where the setting says so", async () => {
    const { exchange } = await inspect(pre, { strict: { content_encoding: false } });
    assert.equal(requestHead(exchange, [...postHeaders, ["content-encoding", "gzip"]]).kind, "inspect");
    assert.equal((await request(exchange, "\x1f\x8b\x08")).kind, "deny");
  });
});

describe("requests that are not MCP", () => {
  const settings = { not_mcp: [{ method: "POST", path: "/oauth/token" }] };
  const form = ["content-type", "application/x-www-form-urlencoded"] as const;

  it("pass with any body, and so do their answers", async () => {
    const { exchange } = await inspect({ ...pre, ...post }, settings);
    const plan = requestHead(exchange, head("POST", "/oauth/token?x=1", form, ["accept-encoding", "gzip"]));
    assert.deepEqual(plan, { kind: "pass", response: "ignore" });
    const answer: Headers = [
      [":status", "200"],
      ["content-type", "application/json"],
      ["location", "http://elsewhere.test/"],
    ];
    assert.equal(responseHead(exchange, answer).kind, "pass");
  });

  const near: [method: string, path: string][] = [
    ["PUT", "/oauth/token"],
    ["POST", "/oauth/token/"],
    ["POST", "/oauth/TOKEN"],
    ["POST", "//oauth/token"],
    ["POST", "/oauth/%74oken"],
    ["POST", "/mcp?/oauth/token"],
    ["POST", "/oauth/token;x"],
  ];
  for (const [method, path] of near) {
    it(`not by ${method} ${path}`, async () => {
      const { exchange } = await inspect(pre, settings);
      assert.equal(requestHead(exchange, head(method, path, form)).kind, "deny");
    });
  }

  it("are all but those of the configured paths, where there are some", async () => {
    const paths = { paths: ["/mcp", "/other"] };
    for (const [path, kind] of [
      ["/mcp", "inspect"],
      ["/mcp?session=1", "inspect"],
      ["/other", "inspect"],
      ["/health", "pass"],
      ["/mcp/", "pass"],
    ] as const) {
      const { exchange } = await inspect(pre, paths);
      assert.equal(
        requestHead(exchange, head("POST", path, ["content-type", "application/json"])).kind,
        kind,
        path,
      );
    }
  });

  it("are never guessed where no headers came", async () => {
    const { exchange } = await inspect(pre, { paths: ["/mcp"] });
    const plan = await exchange.requestHead({
      headers: undefined,
      endOfStream: false,
      attributes: () => ({}),
      metadata: () => ({}),
      bodyReadable: true,
      responseReadable: true,
    });
    assert.equal(plan.kind, "inspect");
  });
});

describe("methods without a body", () => {
  for (const method of ["GET", "HEAD", "DELETE", "OPTIONS"]) {
    it(`${method} passes, but not with a body`, async () => {
      const { exchange } = await inspect(pre);
      assert.equal(requestHead(exchange, head(method, "/mcp"), true).kind, "pass");
      const second = await inspect(pre);
      assert.equal(requestHead(second.exchange, head(method, "/mcp")).kind, "inspect");
      assert.equal((await request(second.exchange, "")).kind, "pass");
      const verdict = await request(second.exchange, call("1", "t", "{}"));
      assert.equal(verdict.kind === "deny" && verdict.denial.status, 400);
      assert.equal(second.decisions.at(-1)?.code, "stray_body");
    });
  }
});

describe("modes that keep bodies away", () => {
  it("refuse a request whose body can't be read", async () => {
    const { exchange, unfit } = await inspect(pre);
    const plan = requestHead(exchange, postHeaders, false, { bodyReadable: false });
    assert.equal(plan.kind === "deny" && plan.denial.status, 500);
    assert.deepEqual(unfit, ["request"]);
  });

  it("refuse every request whose answer is to be read and can't be", async () => {
    const { exchange, unfit } = await inspect(post);
    assert.equal(requestHead(exchange, postHeaders, false, { responseReadable: false }).kind, "deny");
    assert.deepEqual(unfit, ["response"]);
    const unread = await inspect(pre);
    assert.equal(
      requestHead(unread.exchange, postHeaders, false, { responseReadable: false }).kind,
      "inspect",
    );
  });

  it("refuse an answer to a request that went on unread", async () => {
    const { exchange, unfit } = await inspect(pre);
    const plan = await exchange.responseHead({
      headers: [[":status", "200"]],
      endOfStream: false,
      bodyReadable: true,
      requestUnread: true,
    });
    assert.equal(plan.kind, "deny");
    assert.deepEqual(unfit, ["request"]);
  });
});

describe("what is asked of the response", () => {
  const cases: [name: string, plugin: Plugin, settings: Parameters<typeof inspect>[1], wish: string][] = [
    ["everything where a plugin reads results", post, {}, "inspect"],
    ["headers where plugins read requests: redirects, and headers that they set", pre, {}, "headers"],
    ["headers where redirects are judged", {}, {}, "headers"],
    ["nothing where nothing is judged", {}, { strict: { redirects: false } }, "ignore"],
    ["everything where the reference adapter's headers are set", {}, { compat: "reference" }, "inspect"],
  ];
  for (const [name, plugin, settings, wish] of cases) {
    it(name, async () => {
      const { exchange } = await inspect(plugin, settings);
      const plan = requestHead(exchange);
      assert.equal(plan.kind === "inspect" && plan.response, wish);
    });
  }

  it("an answer in plain text: accept-encoding asks for it where answers are read, and only there", async () => {
    const headers: Headers = [...postHeaders, ["accept-encoding", "gzip, br"]];
    const reading = await inspect(post);
    const plan = requestHead(reading.exchange, headers);
    assert.deepEqual(plan.kind === "inspect" && plan.headers, { set: [["accept-encoding", "identity"]] });
    const silent = requestHead(reading.inspector.open());
    assert.equal(silent.kind === "inspect" && silent.headers, undefined);
    const not = await inspect(pre);
    const kept = requestHead(not.exchange, headers);
    assert.equal(kept.kind === "inspect" && kept.headers, undefined);
  });

  it("the reference adapter's header, with its compat setting", async () => {
    const { exchange } = await inspect(pre, { compat: "reference" });
    const plan = requestHead(exchange);
    assert.deepEqual(plan.kind === "inspect" && plan.headers?.set, [
      ["x-ext-proc-header", "hello-from-ext-proc"],
    ]);
    const response = responseHead(exchange);
    assert.deepEqual(response.kind === "pass" && response.headers?.set, [
      ["x-ext-proc-response-header", "processed-by-ext-proc"],
    ]);
  });
});
