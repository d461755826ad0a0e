import { type JsonDocument, type JsonNode, none } from "./json/document.ts";

/** Where a message travels (see `Mcp-*` headers beside the request body). */
export type Leg = "request_body" | "json_response" | "post_stream" | "get_stream";

export type RequestHook = "tool_pre_invoke" | "prompt_pre_fetch" | "resource_pre_fetch";
/** Every hook that reads answers. */
export const resultHooks = ["tool_post_invoke", "prompt_post_fetch", "resource_post_fetch"] as const;
export type ResultHook = (typeof resultHooks)[number];

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
  readonly requestHook: RequestHook | undefined;
  readonly resultHook: ResultHook | undefined;
}

/** The entry of a method; undefined when MCP has no such method. Compared exactly: servers do so too. */
export function methodEntry(method: string): MethodEntry | undefined {
  return entries.get(method);
}

/** Names of all methods in the table. */
export function methodNames(): MethodName[] {
  return Object.keys(table) as MethodName[];
}

/**
 * Hooks that must see a result by its shape, for results whose request is not known (resumed streams, tasks).
 * Every shape that applies counts: a result of two shapes is seen by the hooks of both.
 */
export function resultShapes(document: JsonDocument, result: JsonNode): ResultHook[] {
  const has = (key: string): boolean => document.member(result, key) !== none;
  const hasArray = (key: string): boolean => {
    const node = document.member(result, key);
    return node !== none && document.kind(node) === "array";
  };
  const hooks: ResultHook[] = [];
  // `toolResult` is how 2024-10-07 named it; clients still read it.
  if (hasArray("content") || has("structuredContent") || has("isError") || has("toolResult"))
    hooks.push("tool_post_invoke");
  if (has("messages")) hooks.push("prompt_post_fetch");
  if (has("contents")) hooks.push("resource_post_fetch");
  return hooks;
}

const requestLegs = ["request_body"] as const;
const answerLegs = ["json_response", "post_stream", "get_stream"] as const;
const streams = ["post_stream", "get_stream"] as const;

function clientRequest(more: Partial<MethodEntry> = {}): MethodEntry {
  return {
    kind: "request",
    from: "client",
    legs: requestLegs,
    answerLegs,
    subject: undefined,
    mirrored: undefined,
    requestHook: undefined,
    resultHook: undefined,
    ...more,
  };
}

/** A request of the server comes on a stream; the client's answer is the body of a later POST. */
function serverRequest(): MethodEntry {
  return clientRequest({ from: "server", legs: streams, answerLegs: requestLegs });
}

function eitherRequest(more: Partial<MethodEntry> = {}): MethodEntry {
  return clientRequest({
    from: "both",
    legs: [...requestLegs, ...streams],
    answerLegs: [...answerLegs, ...requestLegs],
    ...more,
  });
}

function notification(from: Sender): MethodEntry {
  const legs = { client: requestLegs, server: streams, both: [...requestLegs, ...streams] }[from];
  return clientRequest({ kind: "notification", from, legs, answerLegs: [] });
}

// Revisions 2024-11-05 to 2026-07-28, and the extensions for tasks and skills.
const table = {
  initialize: clientRequest(),
  "server/discover": clientRequest(),
  ping: eitherRequest(),
  "tools/list": clientRequest(),
  "tools/call": clientRequest({
    subject: "name",
    mirrored: "name",
    requestHook: "tool_pre_invoke",
    resultHook: "tool_post_invoke",
  }),
  "prompts/list": clientRequest(),
  "prompts/get": clientRequest({
    subject: "name",
    mirrored: "name",
    requestHook: "prompt_pre_fetch",
    resultHook: "prompt_post_fetch",
  }),
  "resources/list": clientRequest(),
  "resources/templates/list": clientRequest(),
  "resources/read": clientRequest({
    subject: "uri",
    mirrored: "uri",
    requestHook: "resource_pre_fetch",
    resultHook: "resource_post_fetch",
  }),
  "resources/subscribe": clientRequest({ subject: "uri" }),
  "resources/unsubscribe": clientRequest({ subject: "uri" }),
  "resources/directory/read": clientRequest({ subject: "uri" }),
  "completion/complete": clientRequest(),
  "logging/setLevel": clientRequest(),
  "subscriptions/listen": clientRequest(),
  "skills/list": clientRequest(),
  "skills/get": clientRequest({ subject: "uri" }),
  // 2025-11-25 lets a client host tasks too.
  "tasks/get": eitherRequest({ mirrored: "taskId" }),
  "tasks/result": eitherRequest(),
  "tasks/list": eitherRequest(),
  "tasks/cancel": eitherRequest({ mirrored: "taskId" }),
  "tasks/update": clientRequest({ mirrored: "taskId" }),

  "sampling/createMessage": serverRequest(),
  "elicitation/create": serverRequest(),
  "roots/list": serverRequest(),

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
  "notifications/tasks/status": notification("both"),
  "notifications/tasks": notification("server"),
} satisfies Readonly<Record<string, MethodEntry>>;

/** Every method of the table. */
export type MethodName = keyof typeof table;

const entries: ReadonlyMap<string, MethodEntry> = new Map(Object.entries(table));
