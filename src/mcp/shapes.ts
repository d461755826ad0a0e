import type { MessageHookName } from "../framework/message-hooks.ts";
import { type JsonDocument, type JsonNode, none } from "./json/document.ts";
import type { GenericHook, RequestHook, ResultHook } from "./methods.ts";

/** Hooks that an answer is handed to. */
export type AnswerHook = ResultHook | GenericHook;

/** Every hook that reads answers of servers: an error that cannot be placed is handed to them all. */
export const serverAnswerHooks: readonly AnswerHook[] = [
  "tool_post_invoke",
  "prompt_post_fetch",
  "resource_post_fetch",
  "tool_list",
  "prompt_list",
  "resource_list",
  "initialization",
  "discover",
  "completion",
  "task",
  "message",
];

/** The same for answers of clients. */
export const clientAnswerHooks: readonly AnswerHook[] = [
  "elicitation_response",
  "sampling_response",
  "roots",
  "task",
  "message",
];

/** Every hook that reads something that servers send, on any leg. */
export const serverHooks: readonly (AnswerHook | MessageHookName)[] = [
  ...serverAnswerHooks,
  "server_pre_register",
  "server_post_register",
  "sampling_request",
  "elicitation_request",
  "roots",
  "notification",
];

/** Every hook that reads something that stands in request bodies. */
export const clientHooks: readonly (RequestHook | MessageHookName)[] = [
  "tool_pre_invoke",
  "prompt_pre_fetch",
  "resource_pre_fetch",
  "initialization",
  "discover",
  "completion",
  "notification",
  "sampling_response",
  "elicitation_response",
  "roots",
  "task",
  "message",
];

/**
 * Hooks that must see a server's result by its shape, for results whose request is not known (resumed streams, tasks).
 * Every shape that applies counts: a result of two shapes is seen by the hooks of both.
 */
export function serverResultShapes(document: JsonDocument, result: JsonNode): AnswerHook[] {
  const { has, hasArray } = membersOf(document, result);
  const hooks: AnswerHook[] = [];
  // `toolResult` is how 2024-10-07 named it; clients still read it.
  if (hasArray("content") || has("structuredContent") || has("isError") || has("toolResult"))
    hooks.push("tool_post_invoke");
  if (has("messages")) hooks.push("prompt_post_fetch");
  if (has("contents")) hooks.push("resource_post_fetch");
  if (has("tools")) hooks.push("tool_list");
  if (has("prompts")) hooks.push("prompt_list");
  if (has("resources") || has("resourceTemplates") || has("skills") || has("skill"))
    hooks.push("resource_list");
  if (has("protocolVersion") || has("serverInfo") || has("instructions")) hooks.push("initialization");
  if (has("supportedVersions")) hooks.push("discover");
  if (has("completion")) hooks.push("completion");
  if (isTask(document, result)) hooks.push("task");
  return hooks;
}

/** The same for what a client answers to a server's request. */
export function clientResultShapes(document: JsonDocument, result: JsonNode): AnswerHook[] {
  const { has } = membersOf(document, result);
  const hooks: AnswerHook[] = [];
  if (has("action") || (has("content") && !has("role"))) hooks.push("elicitation_response");
  if (has("role") || has("model") || has("content")) hooks.push("sampling_response");
  if (has("roots")) hooks.push("roots");
  if (isTask(document, result)) hooks.push("task");
  return hooks;
}

/** Whether it tells of a task: one that was started, one that was asked for, or a list of them. */
export function isTask(document: JsonDocument, node: JsonNode): boolean {
  const { has } = membersOf(document, node);
  return has("task") || has("taskId") || has("tasks");
}

function membersOf(document: JsonDocument, node: JsonNode) {
  const member = (key: string): JsonNode => document.member(node, key);
  return {
    has: (key: string): boolean => member(key) !== none,
    hasArray: (key: string): boolean => member(key) !== none && document.kind(member(key)) === "array",
  };
}
