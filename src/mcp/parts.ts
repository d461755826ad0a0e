import type { MessageHookName } from "../framework/message-hooks.ts";
import type { MessageKind, MessageSender } from "../framework/message-payload.ts";
import { type JsonDocument, type JsonNode, none } from "./json/document.ts";
import { type MethodEntry, methodEntry, type RequestHook, resultHooks } from "./methods.ts";
import {
  type AnswerHook,
  clientAnswerHooks,
  clientResultShapes,
  isTask,
  serverAnswerHooks,
  serverResultShapes,
} from "./shapes.ts";

/** A hook that part of a message is handed to. */
export type PartHook = RequestHook | AnswerHook | MessageHookName;

/**
 * A part of a message and the hook that it is handed to. A message has at least one; together they hold all of it.
 * @property path      where it stands below `params`, `result` or `error`, by key or index; empty for all of that
 * @property kind      what it is by itself: an entry of `inputRequests` is a request though it came in a result
 * @property method    its method, or that of the request it answers; empty where that is not known
 * @property from      who made it
 * @property except    members that another part holds
 * @property removable where it is left out alone if it is denied: below `params`, `result` or `error`
 */
export interface Part {
  readonly hook: PartHook;
  readonly path: readonly string[];
  readonly kind: MessageKind;
  readonly method: string;
  readonly from: MessageSender;
  readonly except?: readonly string[];
  readonly removable?: readonly string[];
}

/** Whether some plugin runs on a hook: parts that nobody wants are not looked for. */
export type Wants = (hook: PartHook) => boolean;

/** A request or notification. */
export interface PartedCall {
  readonly kind: "request" | "notification";
  readonly method: string;
  readonly params: JsonNode;
  /** Where it is about a task: the method of the request that started it, if that is known. */
  readonly startedBy?: string | undefined;
}

/** An answer, and what is known of the request that it answers. */
export interface PartedAnswer {
  readonly kind: "result" | "error";
  readonly node: JsonNode;
  /** Undefined where the request is not known. */
  readonly method: string | undefined;
  /** Where the answer is about a task: the method of the request that started it, if that is known. */
  readonly startedBy?: string | undefined;
}

/** The parts of a request or notification. */
export function callParts(
  document: JsonDocument,
  { kind, method, params, startedBy }: PartedCall,
  from: MessageSender,
  wants: Wants,
): Part[] {
  const entry = methodEntry(method);
  // Nobody implements a method of the other side; what comes of it is not ours to guess.
  const own = entry && isFrom(entry, from) ? entry : undefined;
  const hook = own?.requestHook ?? (kind === "notification" ? "notification" : "message");
  const whole: Part[] = wants(hook) ? [{ hook, path: [], kind, method, from }] : [];
  if (params === none) return whole;
  const around = { from, tellsTask: isTask(document, params), startedBy };
  // First, as in answers; and so that nobody renames an entry before its own hook saw it.
  const parts = [...innerParts(document, params, around, wants), ...whole];
  if (own?.requestFields === undefined || !wants("message")) return parts;
  const except = own.requestFields;
  // `inputResponses` with it: no answer's own hook sees the names that they stand under.
  if (hasOthers(document, params, except))
    parts.push({ hook: "message", path: [], kind, method, from, except });
  return parts;
}

/** The parts of an answer. One that cannot be placed is handed to every hook that its receiver might take it for. */
export function answerParts(
  document: JsonDocument,
  answer: PartedAnswer,
  from: MessageSender,
  wants: Wants,
): Part[] {
  const { kind, node, method = "", startedBy } = answer;
  const parts = hooksOf(document, answer, from)
    .filter(wants)
    .map((hook): Part => ({ hook, path: [], kind, method, from }));
  if (kind === "error") return [...elicitedParts(document, node, from, wants), ...parts];
  const tellsTask = methodEntry(method)?.fetches === true || isTask(document, node);
  // First, so that an entry which is left out does not cost what holds it.
  return [...innerParts(document, node, { from, tellsTask, startedBy }, wants), ...parts];
}

/** Whether an answer says who the server is, so that the hooks of servers that are seen first are for it. */
export function introduces(document: JsonDocument, { kind, node, method }: PartedAnswer): boolean {
  if (kind === "error") return false;
  if (method !== undefined) return methodEntry(method)?.introduces === true;
  return shapesOf(document, node, "server").some((hook) => hook === "initialization" || hook === "discover");
}

function hooksOf(document: JsonDocument, answer: PartedAnswer, from: MessageSender): readonly AnswerHook[] {
  const { kind, node, method, startedBy } = answer;
  const entry = method === undefined ? undefined : methodEntry(method);
  const asked = entry && isFrom(entry, from === "client" ? "server" : "client") ? entry : undefined;
  if (method === "tasks/result" && asked) {
    // It is the answer to the request that started the task, word for word.
    const hook = startedBy === undefined ? undefined : methodEntry(startedBy)?.resultHook;
    if (hook !== undefined) return [hook];
    return unplaced(document, node, kind, from);
  }
  if (method === undefined) return unplaced(document, node, kind, from);
  const own = asked?.resultHook ?? "message";
  if (kind === "error") return [own];
  // Its hook is handed all of a tool's, a prompt's or a resource's result, whatever else that looks like.
  if (resultHooks.some((hook) => hook === own)) return startsTask(document, node) ? [own, "task"] : [own];
  const shapes = shapesOf(document, node, from);
  // What a tool says of its task is a tool's text.
  if (asked?.fetches && from === "server")
    return [...new Set<AnswerHook>([own, "tool_post_invoke", ...shapes])];
  return [...new Set([own, ...shapes])];
}

function unplaced(
  document: JsonDocument,
  node: JsonNode,
  kind: "result" | "error",
  from: MessageSender,
): readonly AnswerHook[] {
  const all = from === "server" ? serverAnswerHooks : clientAnswerHooks;
  if (kind === "error") return all;
  const shapes = shapesOf(document, node, from);
  // Clients that wait for a tool's result take any object for one: what it lacks they fill in.
  if (from === "server") return [...new Set<AnswerHook>(["tool_post_invoke", ...shapes])];
  return shapes.length > 0 ? shapes : all;
}

function shapesOf(document: JsonDocument, node: JsonNode, from: MessageSender): AnswerHook[] {
  return from === "server" ? serverResultShapes(document, node) : clientResultShapes(document, node);
}

/** Where a message within a message stands. */
interface Around {
  readonly from: MessageSender;
  /** The holder tells of a task. */
  readonly tellsTask: boolean;
  readonly startedBy?: string | undefined;
}

/**
 * Messages within a message (revision 2026-07-28, and its extension for tasks): a server's requests in
 * `inputRequests`, a client's answers in `inputResponses`, a finished task's `result` or `error`. Looked for in every
 * message, as methods of extensions may carry them too. Recursive, but no deeper than the message.
 */
function innerParts(document: JsonDocument, holder: JsonNode, around: Around, wants: Wants): Part[] {
  const requests = document.member(holder, "inputRequests");
  const responses = document.member(holder, "inputResponses");
  if (requests === none && responses === none && !around.tellsTask) return [];
  const parts: Part[] = [];
  eachObject(document, requests, (key, node) => {
    const called = document.member(node, "method");
    const method = called !== none && document.kind(called) === "string" ? document.text(called) : "";
    const params = document.member(node, "params");
    const at = ["inputRequests", key];
    const call = { kind: "request", method, params } as const;
    for (const part of callParts(document, call, "server", wants))
      parts.push({ ...part, path: [...at, "params", ...part.path], removable: at });
  });
  eachObject(document, responses, (key, node) => {
    const answer = { kind: "result", node, method: undefined } as const;
    for (const part of answerParts(document, answer, "client", wants))
      parts.push({ ...part, path: ["inputResponses", key, ...part.path] });
  });
  return around.tellsTask ? [...parts, ...finishedParts(document, holder, around, wants)] : parts;
}

/** What a task that is through came to, where it stands within the task. */
function finishedParts(
  document: JsonDocument,
  holder: JsonNode,
  { from, startedBy }: Around,
  wants: Wants,
): Part[] {
  return (["result", "error"] as const).flatMap((kind) => {
    const node = document.member(holder, kind);
    if (node === none || document.kind(node) !== "object") return [];
    const answer = { kind, node, method: startedBy };
    // A result within a result within a result has no meaning in any revision: one level is read.
    const parts = hooksOf(document, answer, from)
      .filter(wants)
      .map((hook): Part => ({ hook, path: [kind], kind, method: startedBy ?? "", from }));
    const elicited = kind === "error" ? elicitedParts(document, node, from, wants) : [];
    return [...elicited.map((part) => ({ ...part, path: [kind, ...part.path] })), ...parts];
  });
}

/**
 * What a server's error asks the user for: clients open its URLs as those of an `elicitation/create` (2025-11-25,
 * URLElicitationRequiredError). Whatever its code is, as receivers differ in which they compare.
 */
function elicitedParts(
  document: JsonDocument,
  error: JsonNode,
  from: MessageSender,
  wants: Wants,
): readonly Part[] {
  const hook = "elicitation_request";
  const data = document.member(error, "data");
  if (from !== "server" || !wants(hook) || data === none) return [];
  const entries = document.member(data, "elicitations");
  if (entries === none || document.kind(entries) !== "array") return [];
  const parts: Part[] = [];
  document.eachElement(entries, (entry, index) => {
    if (document.kind(entry) !== "object") return;
    const path = ["data", "elicitations", String(index)];
    parts.push({ hook, path, kind: "request", method: "elicitation/create", from });
  });
  return parts;
}

/** Calls `see` for each member that is an object. */
function eachObject(
  document: JsonDocument,
  holder: JsonNode,
  see: (key: string, node: JsonNode) => void,
): void {
  document.eachMember(holder, (key, _keyNode, node) => {
    if (document.kind(node) === "object") see(key, node);
  });
}

/** 2025-11-25, CreateTaskResult; that of the extension has its members beside `resultType`. */
function startsTask(document: JsonDocument, result: JsonNode): boolean {
  const type = document.member(result, "resultType");
  if (type !== none && document.kind(type) === "string" && document.text(type) === "task") return true;
  return document.member(result, "task") !== none;
}

function hasOthers(document: JsonDocument, holder: JsonNode, except: readonly string[]): boolean {
  let found = false;
  document.eachMember(holder, (key) => {
    found ||= !except.includes(key);
  });
  return found;
}

function isFrom(entry: MethodEntry, sender: MessageSender): boolean {
  return entry.from === "both" || entry.from === sender;
}
