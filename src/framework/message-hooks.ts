import type { HookDefinition } from "./hook-definition.ts";
import { messagePayload } from "./message-payload.ts";

/** The hooks of messages that ContextForge has no hook for. One payload serves them all. */
export const messageHooks = {
  tool_list: hook("tool_list", "The answer to a `tools/list`. An entry that is left out is hidden."),
  prompt_list: hook("prompt_list", "The answer to a `prompts/list`. An entry that is left out is hidden."),
  resource_list: hook(
    "resource_list",
    "The answer to a list of resources, resource templates, a directory of resources or skills; and to `skills/get`.",
  ),
  initialization: {
    ...hook(
      "initialization",
      "An `initialize` request, and its answer: names, capabilities, `instructions`.",
    ),
    // As a method's name it is a plugin's start.
    aliases: ["initialize"],
  },
  discover: hook(
    "discover",
    "A `server/discover` request, and its answer: names, capabilities, `instructions`.",
  ),
  server_pre_register: hook(
    "server_pre_register",
    "The answer to `initialize` or `server/discover` of a server that is seen first, or that says something new. It runs again until no plugin objects or edits.",
  ),
  server_post_register: {
    ...hook(
      "server_post_register",
      "The same answer as it goes to the client, after `server_pre_register` and the hook of its method.",
    ),
    writable: [],
  },
  completion: hook("completion", "A `completion/complete` request, and its answer."),
  sampling_request: hook(
    "sampling_request",
    "A server's `sampling/createMessage`: on a stream, or in an `input_required` result.",
  ),
  sampling_response: hook(
    "sampling_response",
    "The client's answer to it: in a request body, or among the `inputResponses` of a request.",
  ),
  elicitation_request: hook(
    "elicitation_request",
    "A server's `elicitation/create`, form or URL: on a stream, or in an `input_required` result.",
  ),
  elicitation_response: hook(
    "elicitation_response",
    "The client's answer to it: in a request body, or among the `inputResponses` of a request.",
  ),
  roots: hook("roots", "A server's `roots/list`, and the client's answer to it."),
  notification: hook("notification", "A notification of either side, but those of tasks."),
  task: hook(
    "task",
    "A `tasks/…` request and its answer, a notification of tasks, an answer that starts a task; of either side. Results within run the hook of what was asked for.",
  ),
  message: hook(
    "message",
    "Whatever no other hook sees: `ping`, subscriptions, log levels, unknown methods; and of `tools/call`, `prompts/get` and `resources/read` what their hooks are not handed (`_meta`, `task`, `requestState`, `inputResponses` with their names).",
  ),
} satisfies Record<string, HookDefinition>;

/** Names of these hooks. */
export type MessageHookName = keyof typeof messageHooks;

function hook(name: string, summary: string): HookDefinition {
  return {
    name,
    family: "other",
    summary,
    payload: messagePayload,
    writable: ["params", "result", "error"],
    measured: ["params", "result", "error"],
  };
}
