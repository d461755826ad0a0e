import type { TextHook } from "./payload-parts.ts";

/** The hooks that ContextForge has too: prompts, tools and resources, before and after. */
export const contentHooks = [
  "prompt_pre_fetch",
  "prompt_post_fetch",
  "tool_pre_invoke",
  "tool_post_invoke",
  "resource_pre_fetch",
  "resource_post_fetch",
] as const satisfies readonly TextHook[];

/** Hooks of what a client hands to a server to work with: arguments, URIs, and answers to its questions. */
export const argumentHooks = [
  "prompt_pre_fetch",
  "tool_pre_invoke",
  "resource_pre_fetch",
  "completion",
  "elicitation_response",
] as const satisfies readonly TextHook[];

/** Hooks of every message that can carry a text from one side to the other: what a guard of texts covers by default. */
export const allTextHooks: readonly TextHook[] = [
  "tool_pre_invoke",
  "tool_post_invoke",
  "prompt_pre_fetch",
  "prompt_post_fetch",
  "resource_pre_fetch",
  "resource_post_fetch",
  "tool_list",
  "prompt_list",
  "resource_list",
  "initialization",
  "discover",
  "completion",
  "sampling_request",
  "sampling_response",
  "elicitation_request",
  "elicitation_response",
  "roots",
  "notification",
  "task",
  "message",
];
