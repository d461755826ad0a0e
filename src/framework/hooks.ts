import type { HookDefinition } from "./hook-definition.ts";
import { httpHooks } from "./http-hooks.ts";
import { messageHooks } from "./message-hooks.ts";
import {
  type HookName,
  promptPostFetchPayload,
  promptPreFetchPayload,
  resourcePostFetchPayload,
  resourcePreFetchPayload,
  toolPostInvokePayload,
  toolPreInvokePayload,
} from "./payloads.ts";

/**
 * The hooks that MCP traffic, and the HTTP around it, reaches: those of ContextForge, whose writable fields are its
 * gateway's hook policies, and those of messages that it has none for.
 */
export const builtinHooks: Readonly<Record<HookName, HookDefinition>> = {
  tool_pre_invoke: {
    name: "tool_pre_invoke",
    summary: "A `tools/call` request, before it is forwarded.",
    family: "tool",
    payload: toolPreInvokePayload,
    writable: ["name", "args", "headers"],
    subject: "name",
    measured: ["args"],
  },
  tool_post_invoke: {
    name: "tool_post_invoke",
    summary: "The answer to a `tools/call`, and any answer that could be one.",
    family: "tool",
    payload: toolPostInvokePayload,
    writable: ["result"],
    subject: "name",
    measured: ["result"],
  },
  prompt_pre_fetch: {
    name: "prompt_pre_fetch",
    summary: "A `prompts/get` request, before it is forwarded.",
    family: "prompt",
    payload: promptPreFetchPayload,
    writable: ["args"],
    subject: "prompt_id",
    measured: ["args"],
  },
  prompt_post_fetch: {
    name: "prompt_post_fetch",
    summary: "The answer to a `prompts/get`, and any answer that could be one.",
    family: "prompt",
    payload: promptPostFetchPayload,
    writable: ["result"],
    subject: "prompt_id",
    measured: ["result"],
  },
  resource_pre_fetch: {
    name: "resource_pre_fetch",
    summary: "A `resources/read` request, before it is forwarded.",
    family: "resource",
    payload: resourcePreFetchPayload,
    writable: ["uri", "metadata"],
    subject: "uri",
    measured: ["uri", "metadata"],
    leaves: "metadata",
  },
  resource_post_fetch: {
    name: "resource_post_fetch",
    summary:
      "The answer to a `resources/read`, once for each entry of its contents, and any answer that could be one.",
    family: "resource",
    payload: resourcePostFetchPayload,
    writable: ["content"],
    subject: "uri",
    measured: ["content"],
    takes: "metadata",
  },
  ...messageHooks,
  ...httpHooks,
};

/** The name of a built-in hook that an alias stands for; other names as they are. */
export function hookNamed(name: string): string {
  return aliases.get(name) ?? name;
}

const aliases: ReadonlyMap<string, string> = new Map(
  Object.values(builtinHooks).flatMap((hook) => (hook.aliases ?? []).map((alias) => [alias, hook.name])),
);
