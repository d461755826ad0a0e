import type { JsonObject, JsonValue } from "../../src/framework/json.ts";
import { type MethodEntry, methodEntry } from "../../src/mcp/methods.ts";
import { clientAnswerHooks, serverAnswerHooks } from "../../src/mcp/shapes.ts";
import { isWord } from "./samples.ts";

/** A part of a message as a test names it. */
export type Member = "params" | "result" | "error";
export type Path = readonly string[];

/**
 * The hooks that the table names for what stands at a path of a message's params, result or error: each of them has to
 * see it.
 * @param placed the adapter knows what an answer is to
 */
export function ownersOf(
  method: string,
  from: "client" | "server",
  member: Member,
  value: JsonObject,
  path: Path,
  placed: boolean,
): readonly string[] {
  const entry = methodEntry(method);
  if (entry === undefined) throw new Error(`${method} is not in the table`);
  const [first = ""] = path;
  const inner = innerOwners(value, path);
  if (member === "params") {
    const { requestHook, requestFields } = entry;
    if (requestFields === undefined || requestFields.includes(first)) return [requestHook, ...inner];
    return ["message", ...inner];
  }
  if (!placed || method === "tasks/result") return [...unplacedOwners(entry, from, member, value), ...inner];
  const introduced = entry.introduces && member === "result" ? registers : [];
  const task = "task" in value ? ["task"] : [];
  return [entry.resultHook ?? "", ...introduced, ...task, ...inner];
}

const registers = ["server_pre_register", "server_post_register"];

/** Whose answer it is, is not known: the hooks of its shape, else all that it may be for. */
function unplacedOwners(
  { resultHook = "message" }: MethodEntry,
  from: "client" | "server",
  member: Member,
  value: JsonObject,
): readonly string[] {
  const fromClient = from === "server";
  if (member === "error") return fromClient ? clientAnswerHooks : serverAnswerHooks;
  const shapeless = Object.keys(value).every((key) => key === "_meta" || key === "resultType" || isWord(key));
  const shape = "task" in value ? ["task"] : shapeless || "inputRequests" in value ? [] : [resultHook];
  if (fromClient) return shape.length > 0 ? shape : clientAnswerHooks;
  return ["tool_post_invoke", ...shape];
}

/** Hooks of messages within the message. */
function innerOwners(value: JsonObject, [first = "", key = "", below]: Path): string[] {
  const holder = value[first];
  if ((first === "result" || first === "error") && "taskId" in value) return ["tool_post_invoke"];
  if (!isObject(holder) || below === undefined) return [];
  const entry = holder[key];
  if (!isObject(entry)) return [];
  if (first === "inputRequests" && below === "params")
    return [methodEntry(String(entry["method"]))?.requestHook ?? "message"];
  if (first === "inputResponses") return [answerHook(entry)];
  return [];
}

function answerHook(answer: JsonObject): string {
  if ("action" in answer) return "elicitation_response";
  return "roots" in answer ? "roots" : "sampling_response";
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
