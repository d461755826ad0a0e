import type { MessageHookName } from "../framework/message-hooks.ts";

/** Where a message travels (see `Mcp-*` headers beside the request body). */
export type Leg = "request_body" | "json_response" | "post_stream" | "get_stream";

/** ContextForge's hooks on requests, each with a payload of its own. */
export type RequestHook = "tool_pre_invoke" | "prompt_pre_fetch" | "resource_pre_fetch";
/** ContextForge's hooks on answers. */
export const resultHooks = ["tool_post_invoke", "prompt_post_fetch", "resource_post_fetch"] as const;
export type ResultHook = (typeof resultHooks)[number];
/** Hooks that are handed a message, or a part of one, as it is. */
export type GenericHook = Exclude<MessageHookName, "server_pre_register" | "server_post_register">;

/** Who sends a message. */
export type Sender = "client" | "server" | "both";

/** One method of MCP, of any revision. */
export interface MethodEntry {
  readonly kind: "request" | "notification";
  readonly from: Sender;
  /** Legs on which the message itself travels. */
  readonly legs: readonly Leg[];
  /** Legs on which its answer travels; empty for notifications. */
  readonly answerLegs: readonly Leg[];
  /** The member of `params` that says what the request is about; conditions compare with it. */
  readonly subject: "name" | "uri" | undefined;
  /** The member of `params` that the `Mcp-Name` header mirrors (revision 2026-07-28). */
  readonly mirrored: "name" | "uri" | "taskId" | undefined;
  /** The hook that `params` are handed to. */
  readonly requestHook: RequestHook | GenericHook;
  /** Members of `params` that this hook is handed; what stands beside them goes to `message`. Undefined: all of them. */
  readonly requestFields: readonly string[] | undefined;
  /** The hook that the answer is handed to, a result or an error; undefined for notifications. */
  readonly resultHook: ResultHook | GenericHook | undefined;
  /** The answer says who the server is and what it can do: the register hooks see it too. */
  readonly introduces: boolean;
  /** The answer may be that to another request, which a task was started by. */
  readonly fetches: boolean;
}

/** The entry of a method; undefined when MCP has no such method. Compared exactly: servers do so too. */
export function methodEntry(method: string): MethodEntry | undefined {
  return entries.get(method);
}

/** Names of all methods in the table. */
export function methodNames(): MethodName[] {
  return Object.keys(table) as MethodName[];
}

const requestLegs = ["request_body"] as const;
const answerLegs = ["json_response", "post_stream", "get_stream"] as const;
const streams = ["post_stream", "get_stream"] as const;

type More = Partial<MethodEntry>;

/** Its params and its answer go to `hook`. */
function clientRequest(hook: GenericHook, more: More = {}): MethodEntry {
  return {
    kind: "request",
    from: "client",
    legs: requestLegs,
    answerLegs,
    subject: undefined,
    mirrored: undefined,
    requestHook: hook,
    requestFields: undefined,
    resultHook: hook,
    introduces: false,
    fetches: false,
    ...more,
  };
}

/** Only the answer has a hook of its own: there is next to nothing in the request. */
function clientList(hook: GenericHook, more: More = {}): MethodEntry {
  return clientRequest("message", { resultHook: hook, ...more });
}

/**
 * A request of the server comes on a stream, and the client's answer is the body of a later POST; from 2026-07-28 on it
 * stands in a result that asks for input, and the answer in the request that is sent again.
 */
function serverRequest(requestHook: GenericHook, resultHook: GenericHook): MethodEntry {
  const legs = [...streams, "json_response"] as const;
  return clientRequest(requestHook, { from: "server", legs, answerLegs: requestLegs, resultHook });
}

function eitherRequest(hook: GenericHook, more: More = {}): MethodEntry {
  return clientRequest(hook, {
    from: "both",
    legs: [...requestLegs, ...streams],
    answerLegs: [...answerLegs, ...requestLegs],
    ...more,
  });
}

function notification(from: Sender, hook: GenericHook = "notification"): MethodEntry {
  const legs = { client: requestLegs, server: streams, both: [...requestLegs, ...streams] }[from];
  return clientRequest(hook, { kind: "notification", from, legs, answerLegs: [], resultHook: undefined });
}

// Revisions 2024-11-05 to 2026-07-28, and the extensions for tasks and skills.
const table = {
  initialize: clientRequest("initialization", { introduces: true }),
  "server/discover": clientRequest("discover", { introduces: true }),
  ping: eitherRequest("message"),
  "tools/list": clientList("tool_list"),
  "tools/call": clientRequest("message", {
    subject: "name",
    mirrored: "name",
    requestHook: "tool_pre_invoke",
    requestFields: ["name", "arguments"],
    resultHook: "tool_post_invoke",
  }),
  "prompts/list": clientList("prompt_list"),
  "prompts/get": clientRequest("message", {
    subject: "name",
    mirrored: "name",
    requestHook: "prompt_pre_fetch",
    requestFields: ["name", "arguments"],
    resultHook: "prompt_post_fetch",
  }),
  "resources/list": clientList("resource_list"),
  "resources/templates/list": clientList("resource_list"),
  "resources/read": clientRequest("message", {
    subject: "uri",
    mirrored: "uri",
    requestHook: "resource_pre_fetch",
    requestFields: ["uri"],
    resultHook: "resource_post_fetch",
  }),
  "resources/subscribe": clientRequest("message", { subject: "uri" }),
  "resources/unsubscribe": clientRequest("message", { subject: "uri" }),
  "resources/directory/read": clientList("resource_list", { subject: "uri" }),
  "completion/complete": clientRequest("completion"),
  "logging/setLevel": clientRequest("message"),
  "subscriptions/listen": clientRequest("message"),
  "skills/list": clientList("resource_list"),
  "skills/get": clientList("resource_list", { subject: "uri" }),
  // 2025-11-25 lets a client host tasks too.
  "tasks/get": eitherRequest("task", { mirrored: "taskId", fetches: true }),
  "tasks/result": eitherRequest("task", { fetches: true }),
  "tasks/list": eitherRequest("task"),
  "tasks/cancel": eitherRequest("task", { mirrored: "taskId" }),
  "tasks/update": clientRequest("task", { mirrored: "taskId" }),

  "sampling/createMessage": serverRequest("sampling_request", "sampling_response"),
  "elicitation/create": serverRequest("elicitation_request", "elicitation_response"),
  "roots/list": serverRequest("roots", "roots"),

  "notifications/initialized": notification("client"),
  "notifications/cancelled": notification("both"),
  "notifications/progress": notification("both"),
  "notifications/roots/list_changed": notification("client"),
  "notifications/message": notification("server"),
  "notifications/tools/list_changed": notification("server"),
  "notifications/prompts/list_changed": notification("server"),
  "notifications/resources/list_changed": notification("server"),
  "notifications/resources/updated": notification("server"),
  "notifications/elicitation/complete": notification("server"),
  "notifications/subscriptions/acknowledged": notification("server"),
  "notifications/tasks/status": notification("both", "task"),
  "notifications/tasks": notification("server", "task"),
} satisfies Readonly<Record<string, MethodEntry>>;

/** Every method of the table. */
export type MethodName = keyof typeof table;

const entries: ReadonlyMap<string, MethodEntry> = new Map(Object.entries(table));
