import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject, MessageHookName, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin, testPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

const R = "[REDACTED]";

describe("exemptions", () => {
  test("of a tool, a place, or a place of a tool", () => {
    const config = {
      exemptions: [
        { names: ["figma_*"] },
        { fields: ["*.node_id"] },
        { names: ["t"], fields: ["args.deep.to"] },
      ],
    };
    const plugin = newPlugin(definition, config);
    const rows: readonly [name: string, args: JsonObject, result: JsonObject | undefined][] = [
      ["figma_get", { a: "a@b.co" }, undefined],
      [
        "other",
        { node_id: "555-123-4567", deep: { to: "a@b.co" } },
        { node_id: "555-123-4567", deep: { to: R } },
      ],
      ["t", { deep: { to: "a@b.co", cc: "a@b.co" } }, { deep: { to: "a@b.co", cc: R } }],
    ];
    for (const [name, args, result] of rows) {
      const answer = plugin.tool_pre_invoke?.({ name, args }, newContext()) as
        | PluginResult<{ args: JsonObject }>
        | undefined;
      assert.deepEqual(answer?.modified_payload?.args, result);
    }
    assert.deepEqual(
      (
        newPlugin(definition, { ...config, block_on_detection: true }).tool_pre_invoke?.(
          { name: "t", args: { node_id: "a@b.co" } },
          newContext(),
        ) as PluginResult<unknown> | undefined
      )?.violation,
      undefined,
    );
  });
});

describe("messages that ContextForge's filter does not see", () => {
  const rows: readonly [hook: MessageHookName, payload: object][] = [
    [
      "completion",
      {
        kind: "request",
        method: "completion/complete",
        from: "client",
        params: { argument: { name: "n", value: "a@b.co" } },
      },
    ],
    [
      "sampling_request",
      {
        kind: "request",
        method: "sampling/createMessage",
        from: "server",
        params: { systemPrompt: "a@b.co" },
      },
    ],
    [
      "sampling_response",
      {
        kind: "result",
        method: "sampling/createMessage",
        from: "client",
        result: { content: { type: "text", text: "a@b.co" } },
      },
    ],
    [
      "elicitation_request",
      { kind: "request", method: "elicitation/create", from: "server", params: { message: "a@b.co" } },
    ],
    [
      "elicitation_response",
      {
        kind: "result",
        method: "elicitation/create",
        from: "client",
        result: { action: "accept", content: { mail: "a@b.co" } },
      },
    ],
    [
      "notification",
      { kind: "notification", method: "notifications/message", from: "server", params: { data: "a@b.co" } },
    ],
    ["task", { kind: "result", method: "tasks/get", from: "server", result: { statusMessage: "a@b.co" } }],
    ["message", { kind: "error", method: "", from: "server", error: { code: -1, message: "a@b.co" } }],
  ];
  for (const [hook, payload] of rows) {
    test(hook, async () => {
      const run = await testPlugin(definition);
      const outcome = await run.hook(hook, payload as never);
      assert.deepEqual(outcome.payload, JSON.parse(JSON.stringify(payload).replace("a@b.co", R)));
      const blocking = await testPlugin(definition, { config: { block_on_detection: true } });
      assert.equal((await blocking.hook(hook, payload as never)).violation?.code, "PII_DETECTED_IN_MESSAGE");
    });
  }
});
