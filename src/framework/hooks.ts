import type { z } from "zod";
import { httpHooks } from "./http-hooks.ts";
import type { JsonObject } from "./json.ts";
import {
  type HookName,
  promptPostFetchPayload,
  promptPreFetchPayload,
  resourcePostFetchPayload,
  resourcePreFetchPayload,
  toolPostInvokePayload,
  toolPreInvokePayload,
} from "./payloads.ts";
import type { PluginViolation, ViolationInput } from "./result.ts";

/** What a hook's payload is named by in conditions (`tools:`, `prompts:`, `resources:`); `other` has no name list. */
export type HookFamily = "tool" | "prompt" | "resource" | "other";

/**
 * What plugins of a hook return as `modified_payload` where that is not the payload.
 * @property field  the payload's field that it goes to; the whole payload with that field changed is accepted as well
 * @property merges it adds to the headers in that field, and replaces those of the same name
 * @property about  what it is, for the reference
 * @property denies the violation that such an answer stands for, if it refuses
 * @property refusal the answer that stands for a violation, for callers who look at nothing else
 */
export interface HookResult {
  readonly schema: z.ZodType;
  readonly field: string;
  readonly merges?: boolean;
  readonly about?: string;
  readonly denies?: (value: unknown) => ViolationInput | undefined;
  readonly refusal?: (violation: PluginViolation) => JsonObject;
}

/**
 * One named point where plugins run.
 * @property aliases  other names that configurations and plugins may give it
 * @property summary  when it runs, for the reference
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
  readonly aliases?: readonly string[];
  readonly summary?: string;
  readonly result?: HookResult;
}

/** The hooks of ContextForge that MCP traffic, and the HTTP around it, reaches. Writable fields are its gateway's hook policies. */
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
  ...httpHooks,
};

/** The name of a built-in hook that an alias stands for; other names as they are. */
export function hookNamed(name: string): string {
  return aliases.get(name) ?? name;
}

const aliases: ReadonlyMap<string, string> = new Map(
  Object.values(builtinHooks).flatMap((hook) => (hook.aliases ?? []).map((alias) => [alias, hook.name])),
);
