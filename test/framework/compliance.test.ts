import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { createPluginManager } from "../../src/framework/manager.ts";
import { definePlugin } from "../../src/framework/plugin.ts";
import { pluginEntry } from "../../src/framework/plugin-entry.ts";
import { pluginInstance } from "../../src/framework/plugin-registry.ts";
import type { ViolationInput } from "../../src/framework/result.ts";
import { silentLog } from "../../src/framework/silent-log.ts";

const compliance = { owasp_mcp: ["MCP05"], mitre_atlas: ["AML.T0051.001"], safe_mcp: ["SAFE-T1101"] };

/** Denies with the violation, from a value that `initialize` left. */
function denier(violation: ViolationInput, later: boolean) {
  return definePlugin({
    kind: "denier",
    hooks: ["tool_pre_invoke"],
    config: z.unknown(),
    compliance,
    create: () => ({
      said: {} as ViolationInput,
      initialize(this: { said: ViolationInput }) {
        this.said = violation;
      },
      tool_pre_invoke(this: { said: ViolationInput }) {
        const answer = { continue_processing: false, violation: this.said };
        return later ? Promise.resolve(answer) : answer;
      },
    }),
  });
}

async function detailsOf(violation: ViolationInput, later: boolean) {
  const definition = denier(violation, later);
  const plugin = definition.create({}, { name: "d", hooks: definition.hooks, log: silentLog } as never);
  await plugin.initialize?.({} as never);
  const entry = pluginEntry({ name: "d", kind: "denier" });
  const manager = createPluginManager({ instances: [pluginInstance(entry, plugin, definition.hooks)] });
  const context = { request_id: "1", state: {}, metadata: {} };
  const outcome = await manager.invokeHook("tool_pre_invoke", { name: "t", args: {} }, context);
  await manager.shutdown();
  return outcome.violation?.details;
}

for (const later of [false, true]) {
  const when = later ? "later" : "at once";
  test(`a violation that comes ${when} says what it guards against`, async () => {
    assert.deepEqual(await detailsOf({ code: "X", details: { n: 1 } }, later), {
      compliance_mapping: compliance,
      n: 1,
    });
  });
}

test("what a violation says itself stays", async () => {
  const own = { compliance_mapping: { owasp_llm: ["LLM01"] } };
  assert.deepEqual(await detailsOf({ code: "X", details: own }, false), own);
});

test("ids that no list has are refused when the plugin is declared", () => {
  const declare = (mapping: object) => () =>
    definePlugin({ kind: "k", hooks: [], config: z.unknown(), compliance: mapping, create: () => ({}) });
  assert.throws(declare({ owasp_mcp: ["MCP11"] }), /MCP05/);
  assert.throws(declare({ nist: ["x"] }), /nist/);
});
