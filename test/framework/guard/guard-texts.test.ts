import assert from "node:assert/strict";
import { test } from "node:test";
import type { PluginContext } from "../../../src/framework/context.ts";
import { exemptionsSchema } from "../../../src/framework/guard/exemptions.ts";
import { guardTexts, type TextGuard } from "../../../src/framework/guard/guard-texts.ts";
import type { TextHook } from "../../../src/framework/guard/payload-parts.ts";
import { allTextHooks } from "../../../src/framework/guard/text-hooks.ts";
import { builtinHooks } from "../../../src/framework/hooks.ts";
import type { JsonObject } from "../../../src/framework/json.ts";

const context = {} as PluginContext;

/** Replaces `bad` by `good`, denies what cannot be edited, tells what it saw. */
function cleaner(exemptions: unknown[] = []): {
  run(hook: TextHook, payload: object): unknown;
  seen: string[];
} {
  const seen: string[] = [];
  const guard: TextGuard = {
    hooks: allTextHooks,
    exemptions: exemptionsSchema.parse(exemptions),
    walk: { keys: true, numbers: true },
    begin: () => {
      let refusal: string | undefined;
      return {
        text(text, path, kind, { what }) {
          seen.push(`${what} ${path.join(".")} ${kind} ${text}`);
          return text.replaceAll("bad", "good");
        },
        refused: (reason, { what }) => {
          refusal = `${reason} in ${what}`;
        },
        end: () => (refusal === undefined ? undefined : { violation: { code: "X", description: refusal } }),
      };
    },
  };
  const plugin = guardTexts(guard) as Record<string, (payload: object, context: PluginContext) => unknown>;
  return { run: (hook, payload) => plugin[hook]?.(payload, context), seen };
}

test("covers every hook of messages that there is", () => {
  const all = Object.keys(builtinHooks).filter((name) => !name.startsWith("http_"));
  const asked = new Set<string>(allTextHooks);
  // The post hook sees what the pre hook and the method's own hook saw and edited.
  assert.deepEqual(
    all.filter((name) => !asked.has(name)),
    ["server_pre_register", "server_post_register"],
  );
});

const edits: readonly (readonly [TextHook, object, object])[] = [
  [
    "tool_pre_invoke",
    { name: "t", args: { a: ["bad", 1], bad: "x" } },
    { name: "t", args: { a: ["good", 1], good: "x" } },
  ],
  [
    "tool_post_invoke",
    { name: "t", result: { content: [{ type: "text", text: "a bad day" }] } },
    { name: "t", result: { content: [{ type: "text", text: "a good day" }] } },
  ],
  ["prompt_pre_fetch", { prompt_id: "p", args: { a: "bad" } }, { prompt_id: "p", args: { a: "good" } }],
  [
    "prompt_post_fetch",
    { prompt_id: "p", result: { description: "bad" } },
    { prompt_id: "p", result: { description: "good" } },
  ],
  [
    "resource_post_fetch",
    { uri: "a:b", content: { uri: "a:b", text: "bad" } },
    { uri: "a:b", content: { uri: "a:b", text: "good" } },
  ],
  [
    "sampling_request",
    { kind: "request", method: "sampling/createMessage", from: "server", params: { systemPrompt: "bad" } },
    { kind: "request", method: "sampling/createMessage", from: "server", params: { systemPrompt: "good" } },
  ],
  [
    "message",
    { kind: "error", method: "", from: "server", error: { code: 1, message: "bad" } },
    { kind: "error", method: "", from: "server", error: { code: 1, message: "good" } },
  ],
];
for (const [hook, payload, edited] of edits) {
  test(`edits what ${hook} carries, and leaves the payload that came as it was`, () => {
    const before = structuredClone(payload);
    assert.deepEqual(cleaner().run(hook, payload), { modified_payload: edited });
    assert.deepEqual(payload, before);
  });
}

test("says nothing of what needs no edit", () => {
  assert.equal(cleaner().run("tool_pre_invoke", { name: "t", args: { a: "fine", n: 4 } }), undefined);
});

const fixed: readonly (readonly [TextHook, object, string])[] = [
  ["tool_pre_invoke", { name: "bad", args: {} }, "opaque in tool name"],
  ["prompt_pre_fetch", { prompt_id: "bad", args: {} }, "opaque in prompt name"],
  ["resource_pre_fetch", { uri: "file:///bad", metadata: {} }, "opaque in resource URI"],
  [
    "tool_list",
    { kind: "result", method: "tools/list", from: "server", result: { nextCursor: "bad" } },
    "opaque in tools/list result",
  ],
];
for (const [hook, payload, description] of fixed) {
  test(`refuses an edit that would break: ${description}`, () => {
    assert.deepEqual(cleaner().run(hook, payload), {
      continue_processing: false,
      violation: { code: "X", description },
    });
  });
}

const exempt: readonly (readonly [string, unknown[], JsonObject, JsonObject])[] = [
  ["a tool", [{ names: ["t*"] }], { a: "bad" }, { a: "bad" }],
  ["another tool", [{ names: ["u"] }], { a: "bad" }, { a: "good" }],
  ["a field", [{ fields: ["args.a"] }], { a: "bad", b: "bad" }, { a: "bad", b: "good" }],
  [
    "a field at any depth",
    [{ fields: ["*.sha"] }],
    { x: [{ sha: "bad" }], y: "bad" },
    { x: [{ sha: "bad" }], y: "good" },
  ],
  ["a field of a tool", [{ names: ["u"], fields: ["args.a"] }], { a: "bad" }, { a: "good" }],
];
for (const [name, exemptions, args, left] of exempt) {
  test(`exempts ${name}`, () => {
    const answer = cleaner(exemptions).run("tool_pre_invoke", { name: "tool", args }) as
      | { modified_payload: { args: JsonObject } }
      | undefined;
    assert.deepEqual(answer?.modified_payload.args ?? args, left);
  });
}

test("an exemption by name does not hold where the name is not known", () => {
  const answer = cleaner([{ names: ["*"] }]).run("tool_post_invoke", {
    name: "",
    result: { content: "bad" },
  });
  assert.deepEqual(answer, { modified_payload: { name: "", result: { content: "good" } } });
});

test("an exemption of everything is refused", () => {
  assert.equal(exemptionsSchema.safeParse([{}]).success, false);
});
