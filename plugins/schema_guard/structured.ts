import { type JsonObject, type JsonValue, parseJson } from "plugins-adapter/framework";

/** What of a tool's answer a schema is for. `none`: a schema has nothing to say of it; `missing`: it should have it. */
export type Structured =
  | { readonly kind: "value"; readonly value: JsonValue }
  | { readonly kind: "none" }
  | { readonly kind: "missing" };

/**
 * `structuredContent`, wherever there is some. Errors, tasks and requests for input need none.
 * @param orText whether a single text stands for it: what JSON it is, or the text itself
 */
export function structuredOf(result: JsonValue, orText: boolean): Structured {
  if (!isObject(result)) return { kind: "missing" };
  const structured = Object.hasOwn(result, "structuredContent") ? result["structuredContent"] : undefined;
  if (structured !== undefined) return { kind: "value", value: structured };
  const { content, isError, resultType, task, code, message } = result;
  if (isError === true) return { kind: "none" };
  if (content === undefined) {
    const isRpcError = typeof code === "number" && typeof message === "string";
    const isLater = isObject(task) || (typeof resultType === "string" && resultType !== "complete");
    return { kind: isRpcError || isLater ? "none" : "missing" };
  }
  const text = orText && Array.isArray(content) && content.length === 1 ? textOf(content[0]) : undefined;
  return text === undefined ? { kind: "missing" } : { kind: "value", value: jsonOf(text) };
}

function textOf(part: JsonValue | undefined): string | undefined {
  const text = isObject(part) && part["type"] === "text" ? part["text"] : undefined;
  return typeof text === "string" ? text : undefined;
}

function jsonOf(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
