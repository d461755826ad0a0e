import { decodeHeaderValue, type JsonObject, type JsonValue } from "../../framework/index.ts";
import type { HeaderChanges, Headers } from "../verdict.ts";

/** From revision 2026-07-28 on headers repeat what the body says; servers refuse those that contradict it. */
const nameHeader = "mcp-name";
const argumentPrefix = "mcp-param-";

/** The header that mirrors a name or URI, in step with its edit. */
export function mirroredName(headers: Headers | undefined, before: string, after: string): HeaderChanges {
  if (before === after || !headers?.some(([name]) => name === nameHeader)) return {};
  return { set: [[nameHeader, encodeHeaderValue(after)]] };
}

/**
 * The headers that mirror arguments, in step with their edits. Which argument a header mirrors stands in the tool's
 * schema; here it is any whose value the header has. Throws a TypeError where that leaves a choice: the message can't go
 * on then, as a header would keep what a plugin took out of the body.
 */
export function mirroredArguments(
  headers: Headers | undefined,
  before: JsonObject,
  after: JsonObject,
): HeaderChanges {
  const mirrors = (headers ?? []).filter(([name]) => name.startsWith(argumentPrefix));
  if (mirrors.length === 0) return {};
  const edits = new Map<string, Set<string | undefined>>();
  noteEdits(before, after, edits);
  const set: [name: string, value: string][] = [];
  const remove: string[] = [];
  for (const [name, value] of mirrors) {
    const text = decodeHeaderValue(value);
    const wanted = text === undefined ? undefined : (edits.get(text) ?? edits.get(numberText(text)));
    const repeated = mirrors.filter(([other]) => other === name).length > 1;
    if (text === undefined || repeated || (wanted && wanted.size > 1)) {
      throw new TypeError("an argument's header is not clear");
    }
    if (!wanted || wanted.has(text) || wanted.has(numberText(text))) continue;
    const [now] = wanted;
    if (now === undefined) remove.push(name);
    else set.push([name, encodeHeaderValue(now)]);
  }
  return { set, remove };
}

/** A number as `String` has it, other text as it is. */
function numberText(text: string): string {
  return /^-?[0-9][0-9.eE+-]*$/.test(text) ? String(Number(text)) : text;
}

/** Collects for each scalar of `before`, as header text, what stands in its place afterwards; undefined: no scalar. */
function noteEdits(
  before: JsonValue,
  after: JsonValue | undefined,
  edits: Map<string, Set<string | undefined>>,
): void {
  if (before !== null && typeof before === "object") {
    const inner = after !== null && typeof after === "object" ? (after as JsonObject) : undefined;
    for (const [key, value] of Object.entries(before)) {
      noteEdits(value, inner && Object.hasOwn(inner, key) ? inner[key] : undefined, edits);
    }
    return;
  }
  const known = edits.get(String(before)) ?? new Set();
  known.add(after === undefined || (after !== null && typeof after === "object") ? undefined : String(after));
  edits.set(String(before), known);
}

/** MCP 2026-07-28, header values: text outside visible ASCII travels as `=?base64?…?=`. */
function encodeHeaderValue(text: string): string {
  const plain = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith("=?");
  return plain ? text : `=?base64?${Buffer.from(text, "utf8").toString("base64")}?=`;
}
