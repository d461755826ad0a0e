import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Plugin } from "../../src/framework/index.ts";
import { createInspector } from "../../src/inspection/inspector.ts";
import { defaultSettings } from "../../src/settings/adapter.ts";
import { testState } from "../state/memory.ts";
import { asked, call, inspect, request, requestHead, responseHead, toolAnswer } from "./inspect.ts";

describe("plugins switched off", () => {
  const never = () => {
    throw new Error("asked");
  };
  const inspector = createInspector({
    hooks: { wants: never, invokeHook: never, releaseContexts: never },
    settings: defaultSettings,
    enabled: false,
    correlation: testState().correlation,
    observer: { decided: never, unfit: never, faulted: never },
  });

  it("pass everything, unread and unchanged", async () => {
    const exchange = inspector.open();
    const body = Buffer.from("nonsense");
    assert.deepEqual(requestHead(exchange, [[":method", "POST"]], false, { bodyReadable: false }), {
      kind: "pass",
      response: "ignore",
    });
    assert.deepEqual(await exchange.requestBody(body), { kind: "pass" });
    assert.deepEqual(responseHead(exchange, [["location", "http://evil.test"]]), { kind: "pass" });
    assert.deepEqual(await exchange.responseBody(body), { kind: "pass" });
    assert.equal((await exchange.responseEvents(body, false)).bytes, body);
    exchange.close();
  });
});

describe("a body that never became whole", () => {
  const plugin: Plugin = { tool_pre_invoke: () => {}, tool_post_invoke: () => {} };
  const read = (denial: { body: Uint8Array }) => JSON.parse(Buffer.from(denial.body).toString());

  it("of a request is answered with an HTTP status", async () => {
    const { exchange, decisions } = await inspect(plugin);
    requestHead(exchange);
    for (const [failure, status] of [
      ["too_large", 413],
      ["timeout", 408],
    ] as const) {
      const denial = exchange.bodyFailed("request", failure);
      assert.deepEqual([denial.status, read(denial).id], [status, null]);
    }
    assert.equal(decisions.length, 2);
  });

  it("of a response is answered under the request's id", async () => {
    const { exchange } = await asked(plugin, call("7", "t", "{}"));
    for (const failure of ["too_large", "timeout"] as const) {
      const denial = exchange.bodyFailed("response", failure);
      assert.deepEqual([denial.status, read(denial).id], [200, 7]);
    }
    const batch = await asked(plugin, `[${call("1", "a", "{}")},${call("2", "b", "{}")}]`);
    assert.equal(batch.exchange.bodyFailed("response", "too_large").status, 502);
  });
});

describe("exchanges", () => {
  it("have their limits from the settings", async () => {
    const { exchange } = await inspect(
      {},
      { limits: { request_body_bytes: 5, body_timeout_ms: 6, event_timeout_ms: 7 } },
    );
    assert.deepEqual(exchange.limits, {
      requestBodyBytes: 5,
      responseBodyBytes: 8 << 20,
      bodyTimeoutMs: 6,
      eventTimeoutMs: 7,
      messageBudgetMs: 4000,
    });
  });

  it("end for their plugins when they close", async () => {
    const signals: AbortSignal[] = [];
    const { exchange } = await asked({
      tool_pre_invoke: () => {},
      tool_post_invoke: (_payload, { signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    });
    responseHead(exchange);
    const verdict = exchange.responseBody(Buffer.from(toolAnswer("1", "x")));
    await new Promise((resolve) => setImmediate(resolve));
    exchange.close();
    assert.equal(signals[0]?.aborted, true);
    assert.notEqual((await verdict).kind, "pass");
  });

  it("keep what their plugins know of them, from the request to the answer, and no other exchange's", async () => {
    const seen: unknown[] = [];
    const plugin: Plugin = {
      tool_pre_invoke: ({ name }, context) => context.setState("name", name),
      tool_post_invoke: (_payload, context) => void seen.push(context.getState("name")),
    };
    for (const name of ["a", "b"]) {
      const { exchange } = await asked(plugin, call("1", name, "{}"));
      responseHead(exchange);
      await exchange.responseBody(Buffer.from(toolAnswer("1", "x")));
    }
    assert.deepEqual(seen, ["a", "b"]);
    const { exchange } = await inspect(plugin);
    requestHead(exchange);
    assert.equal((await request(exchange, call("1", "t", "{}"))).kind, "pass");
  });
});
