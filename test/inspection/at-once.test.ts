/** Where no plugin is slow, no verdict is waited for: the transport never pauses, and no timer runs. */
import assert from "node:assert/strict";
import { beforeEach, describe, it, mock } from "node:test";
import type { Plugin } from "../../src/framework/index.ts";
import { call, inspect, jsonHeaders, requestHead, responseHead, toolAnswer } from "./inspect.ts";

const deny = { violation: { reason: "r", description: "d", code: "NO", details: {} } };
const plugins: Record<string, Plugin> = {
  "that allow": { tool_pre_invoke: () => ({}), tool_post_invoke: () => ({}) },
  "that edit": {
    tool_pre_invoke: (payload) => ({ modified_payload: { ...payload, args: { edited: true } } }),
    tool_post_invoke: (payload) => ({ modified_payload: { ...payload, result: { content: [] } } }),
  },
  "that deny answers": { tool_pre_invoke: () => ({}), tool_post_invoke: () => deny },
  "on headers": {
    http_pre_request: () => ({}),
    http_auth_resolve_user: () => ({}),
    http_auth_check_permission: () => ({}),
    http_post_request: () => ({}),
    tool_post_invoke: () => deny,
  },
};

// No time passes: on a busy machine the first exchange would hold the loop for long, and let others have their turn.
beforeEach(() => mock.method(performance, "now", () => 0));

describe("verdicts are there at once with plugins", () => {
  for (const [name, plugin] of Object.entries(plugins)) {
    it(name, async () => {
      const { exchange, faults } = await inspect(plugin);
      requestHead(exchange);
      const asked = exchange.requestBody(Buffer.from(call("1", "t", "{}")));
      assert.ok(!(asked instanceof Promise));
      responseHead(exchange, jsonHeaders);
      assert.ok(!(exchange.responseBody(Buffer.from(toolAnswer("1", "x"))) instanceof Promise));
      assert.deepEqual(faults, []);
    });
  }

  it("on event streams", async () => {
    const { exchange } = await inspect(plugins["that allow"] as Plugin);
    requestHead(exchange);
    await exchange.requestBody(Buffer.from(call("1", "t", "{}")));
    responseHead(exchange, [
      [":status", "200"],
      ["content-type", "text/event-stream"],
    ]);
    const piece = Buffer.from(`data: ${toolAnswer("1", "x")}\n\n`);
    const verdict = exchange.responseEvents(piece, false, () => {});
    assert.ok(!(verdict instanceof Promise));
    assert.equal(verdict.bytes, piece);
  });
});
