import type { z } from "zod";
import {
  type HookName,
  promptPostFetchPayload,
  promptPreFetchPayload,
  resourcePostFetchPayload,
  resourcePreFetchPayload,
  toolPostInvokePayload,
  toolPreInvokePayload,
} from "./payloads.ts";

/** What a hook's payload is named by in conditions (`tools:`, `prompts:`, `resources:`); `other` has no name list. */
export type HookFamily = "tool" | "prompt" | "resource" | "other";

/**
 * One named point where plugins run.
 * @property writable fields of the payload that a plugin's `modified_payload` may change; others keep their value
 * @property subject  the payload field that conditions compare with, if any
 * @property measured fields that count towards the payload size limit; all, if absent
 * @property leaves   an object field whose value, after the plugins, is kept for the message's later hook
 * @property takes    the field that such a kept value arrives in, where the payload has none
 */
export interface HookDefinition {
  readonly name: string;
  readonly family: HookFamily;
  readonly payload: z.ZodType<Record<string, unknown>>;
  readonly writable: readonly string[];
  readonly subject?: string;
  readonly measured?: readonly string[];
  readonly leaves?: string;
  readonly takes?: string;
}

/** The hooks of ContextForge that MCP traffic reaches. Writable fields are its gateway's hook policies. */
export const builtinHooks: Readonly<Record<HookName, HookDefinition>> = {
  tool_pre_invoke: {
    name: "tool_pre_invoke",
    family: "tool",
    payload: toolPreInvokePayload,
    writable: ["name", "args", "headers"],
    subject: "name",
    measured: ["args"],
  },
  tool_post_invoke: {
    name: "tool_post_invoke",
    family: "tool",
    payload: toolPostInvokePayload,
    writable: ["result"],
    subject: "name",
    measured: ["result"],
  },
  prompt_pre_fetch: {
    name: "prompt_pre_fetch",
    family: "prompt",
    payload: promptPreFetchPayload,
    writable: ["args"],
    subject: "prompt_id",
    measured: ["args"],
  },
  prompt_post_fetch: {
    name: "prompt_post_fetch",
    family: "prompt",
    payload: promptPostFetchPayload,
    writable: ["result"],
    subject: "prompt_id",
    measured: ["result"],
  },
  resource_pre_fetch: {
    name: "resource_pre_fetch",
    family: "resource",
    payload: resourcePreFetchPayload,
    writable: ["uri", "metadata"],
    subject: "uri",
    measured: ["uri", "metadata"],
    leaves: "metadata",
  },
  resource_post_fetch: {
    name: "resource_post_fetch",
    family: "resource",
    payload: resourcePostFetchPayload,
    writable: ["content"],
    subject: "uri",
    measured: ["content"],
    takes: "metadata",
  },
};
