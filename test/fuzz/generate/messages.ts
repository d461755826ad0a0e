/** Valid messages of every method of MCP, as JavaScript values. */
import { methodEntry, methodNames } from "../../../src/mcp/methods.ts";
import type { Random } from "../random.ts";
import { deniedWord, someName, someObject, someText, someUri, someValue } from "./words.ts";

type Json = Record<string, unknown>;

export const eras = ["2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"] as const;
export type Era = (typeof eras)[number];

const text = (random: Random) => ({ type: "text", text: someText(random) });

function contentItem(random: Random): Json {
  const blob = { uri: someUri(random), mimeType: "text/plain", blob: "aGk=" };
  return random.pick<() => Json>([
    () => text(random),
    () => text(random),
    () => ({ type: "image", data: "aGk=", mimeType: "image/png" }),
    () => ({ type: "resource", resource: { uri: someUri(random), text: someText(random) } }),
    () => ({ type: "resource", resource: blob }),
    () => ({ type: "resource_link", uri: someUri(random), name: someText(random) }),
  ])();
}

/** Structured content, and a text that says the same. */
function twinResult(random: Random): Json {
  const structuredContent = someObject(random);
  return { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent };
}

/** What 2026-07-28 has a server ask for within a result, and a client answer within the request that comes again. */
function inputRequired(random: Random): Json {
  const key = random.pick(["a", "b", deniedWord]);
  const method = random.pick(["elicitation/create", "sampling/createMessage", "roots/list"]);
  return {
    resultType: "input_required",
    inputRequests: { [key]: { method, params: params[method]?.(random) ?? {} } },
    ...(random.percent(50) && { requestState: someText(random) }),
  };
}

function inputResponses(random: Random): Json {
  const method = random.pick(["elicitation/create", "sampling/createMessage", "roots/list"]);
  return { inputResponses: { a: results[method]?.(random) ?? {} }, requestState: someText(random) };
}

/** A task: one that has begun, or one that is through. */
function task(random: Random): Json {
  const state = { taskId: "t1", status: "working", statusMessage: someText(random), ttl: null };
  return random.pick<() => Json>([
    () => ({ task: state }),
    () => ({ ...state, status: "completed", result: results["tools/call"]?.(random) }),
    () => ({ ...state, status: "failed", error: { code: -1, message: someText(random) } }),
  ])();
}

const several = <T>(random: Random, make: () => T): T[] => Array.from({ length: random.below(4) }, make);

/** `params` of requests and notifications that need some. */
const params: Readonly<Record<string, (random: Random) => Json>> = {
  initialize: () => ({
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "fuzz", version: "1" },
  }),
  "tools/call": (random) => ({
    name: someName(random),
    ...(random.percent(90) && { arguments: someObject(random) }),
  }),
  "prompts/get": (random) => ({
    name: someName(random),
    ...(random.percent(80) && { arguments: { text: someText(random) } }),
  }),
  "resources/read": (random) => ({ uri: someUri(random) }),
  "resources/subscribe": (random) => ({ uri: someUri(random) }),
  "resources/unsubscribe": (random) => ({ uri: someUri(random) }),
  "resources/directory/read": (random) => ({ uri: someUri(random) }),
  "skills/get": (random) => ({ uri: someUri(random) }),
  "completion/complete": (random) => ({
    ref: { type: "ref/prompt", name: someName(random) },
    argument: { name: "a", value: someText(random) },
  }),
  "logging/setLevel": () => ({ level: "info" }),
  "subscriptions/listen": () => ({ notifications: { toolsListChanged: true } }),
  "tasks/get": () => ({ taskId: "t1" }),
  "tasks/result": () => ({ taskId: "t1" }),
  "tasks/cancel": () => ({ taskId: "t1" }),
  "tasks/update": (random) => ({ taskId: "t1", inputResponses: { a: someObject(random) } }),
  "sampling/createMessage": (random) => ({
    messages: [{ role: "user", content: text(random) }],
    maxTokens: 10,
    systemPrompt: someText(random),
  }),
  "elicitation/create": (random) => ({
    message: someText(random),
    requestedSchema: { type: "object", properties: {} },
  }),
  "notifications/cancelled": (random) => ({ requestId: 1, reason: someText(random) }),
  "notifications/progress": (random) => ({ progressToken: 1, progress: 0.5, message: someText(random) }),
  "notifications/message": (random) => ({ level: "info", data: someValue(random) }),
  "notifications/resources/updated": (random) => ({ uri: someUri(random) }),
  "notifications/tasks/status": () => ({ taskId: "t1", status: "working" }),
};

/** Results by the method that they answer. */
const results: Readonly<Record<string, (random: Random) => Json>> = {
  "tools/call": (random) =>
    random.percent(15)
      ? twinResult(random)
      : {
          content: several(random, () => contentItem(random)),
          ...(random.percent(30) && { structuredContent: someObject(random) }),
          ...(random.percent(20) && { isError: true }),
        },
  "prompts/get": (random) => ({
    description: someText(random),
    messages: several(random, () => ({ role: "user", content: contentItem(random) })),
  }),
  "resources/read": (random) => ({
    contents: several(random, () => ({ uri: someUri(random), text: someText(random) })),
  }),
  "tools/list": (random) => ({
    tools: several(random, () => ({
      name: someName(random),
      description: someText(random),
      inputSchema: { type: "object" },
    })),
  }),
  "sampling/createMessage": (random) => ({ role: "assistant", model: "m", content: text(random) }),
  "elicitation/create": (random) => ({ action: "accept", content: someObject(random, 0) }),
  "roots/list": (random) => ({ roots: [{ uri: someUri(random), name: someText(random) }] }),
};

export function someId(random: Random): number | string {
  return random.pick([1, 0, 2, 17, -1, 9007199254740991, "1", "a", "", "server-discover-probe-1", "id é"]);
}

/** A method that one side sends as a request or notification. */
export function someMethod(random: Random, from: "client" | "server"): string {
  // The ones with hooks, mostly: there is most to get wrong.
  if (from === "client" && random.percent(55))
    return random.pick(["tools/call", "tools/call", "prompts/get", "resources/read"]);
  if (random.percent(3)) return random.pick(["tools/calls", "x", "rpc.discover", "notifications/x"]);
  return random.pick(methodNames().filter((name) => [from, "both"].includes(methodEntry(name)?.from ?? "")));
}

/** A request or notification of a method. */
export function callOf(random: Random, method: string, era: Era, id = someId(random)): Json {
  const isNotification = method.startsWith("notifications/");
  const own = params[method]?.(random);
  const meta = era === "2026-07-28" && !isNotification ? { _meta: modernMeta } : {};
  const extra = {
    ...(random.percent(10) ? { _meta: { progressToken: 1, note: someText(random), ...meta._meta } } : meta),
    ...(!isNotification && random.percent(5) && inputResponses(random)),
  };
  const needsParams = own !== undefined || Object.keys(extra).length > 0;
  return {
    jsonrpc: "2.0",
    ...(!isNotification && { id }),
    method,
    ...(needsParams && { params: { ...own, ...extra } }),
  };
}

const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "fuzz", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** An answer to a method's request. */
export function answerOf(random: Random, method: string, id: number | string, era: Era): Json {
  if (random.percent(15)) {
    const data = random.percent(50) ? { data: someValue(random) } : {};
    return { jsonrpc: "2.0", id, error: { code: -32000, message: someText(random), ...data } };
  }
  if (random.percent(6)) return { jsonrpc: "2.0", id, result: inputRequired(random) };
  if (random.percent(method.startsWith("tasks/") ? 60 : 4))
    return { jsonrpc: "2.0", id, result: task(random) };
  const complete = era === "2026-07-28" ? { resultType: "complete" } : {};
  return { jsonrpc: "2.0", id, result: { ...(results[method]?.(random) ?? {}), ...complete } };
}
